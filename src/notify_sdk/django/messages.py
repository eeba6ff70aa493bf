"""Emails made from a template, and the outcome of each recipient's copy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.dispatch import Signal

from notify_sdk._validation.accepted import Personalisation, values_by_name
from notify_sdk.errors import NotifyError
from notify_sdk.models import SendEmailResponse

_ATTRIBUTE = "_notify_outcomes"

email_attempted: Signal = Signal()
"""Sent after each attempt to send a copy, with `message` and `outcome`. Store the id that receipts will name here."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of the copy for one recipient. Its `repr` does not show the recipient.

    Attributes:
        recipient: The address of the recipient.
        sent: Notify's answer, with the id of the message; None if it was not sent.
        error: Why it was not sent; None if it was. If its `outcome_unknown` is true, it may have been sent.
        queued: Whether it is in the outbox, to be sent from there.
    """

    recipient: str = field(repr=False)
    sent: SendEmailResponse | None = field(default=None, repr=False)
    error: NotifyError | None = None
    queued: bool = False


def outcomes(message: EmailMessage) -> Sequence[Outcome]:
    """The outcome of each recipient's copy when a message was last sent.

    Args:
        message: A message that was passed to `send_messages`, or whose `send` was called.

    Returns:
        One outcome for each recipient, in the order of `message.recipients()`; none if Notify did not send it.
    """
    return cast("Sequence[Outcome]", message.__dict__.get(_ATTRIBUTE, ()))


def reset_outcomes(message: EmailMessage) -> list[Outcome]:
    """Gives a message that is about to be sent a new list of outcomes."""
    new: list[Outcome] = []
    message.__dict__[_ATTRIBUTE] = new
    return new


class TemplateEmail(EmailMessage):
    """An email made from its own template, which has the subject and the text.

    Attach files as to any other message; `cc`, `bcc` and `reply_to` can be set.

    Args:
        template_id: The email template.
        to: The addresses to send it to.
        personalisation: The values of its placeholders: a dict, or an object of a dataclass or a pydantic model.
        reference: Your own reference, to find the messages by.
        one_click_unsubscribe_url: An https address that unsubscribes the recipient.
        connection: The connection to send it by; the project's backend if None.
    """

    def __init__(
        self,
        template_id: str | UUID,
        to: Sequence[str],
        personalisation: Personalisation | None = None,
        *,
        reference: str | None = None,
        one_click_unsubscribe_url: str | None = None,
        connection: BaseEmailBackend | None = None,
    ) -> None:
        __tracebackhide__ = True
        super().__init__(to=to, connection=connection)
        self.template_id: str | UUID = template_id
        self.personalisation: Mapping[str, object] = values_by_name(personalisation)
        self.reference: str | None = reference
        self.one_click_unsubscribe_url: str | None = one_click_unsubscribe_url
