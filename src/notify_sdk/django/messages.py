"""An email with a template of its own, and what became of each recipient's copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.dispatch import Signal

from notify_sdk.errors import NotifyError
from notify_sdk.models import SendEmailResponse

_ATTRIBUTE = "_notify_outcomes"

email_attempted: Signal = Signal()
"""Sent after each attempt to send a copy, with `message` and `outcome`: where to keep the id that receipts name."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the copy for one recipient. Its `repr` does not show who that is.

    Attributes:
        recipient: Whom it was for.
        sent: Notify's answer, with the id of the message; None if it was not sent.
        error: Why it was not sent; None if it was. Its `outcome_unknown` says whether it may have been all the same.
        queued: Whether it is in the outbox, to be sent from there.
    """

    recipient: str = field(repr=False)
    sent: SendEmailResponse | None = field(default=None, repr=False)
    error: NotifyError | None = None
    queued: bool = False


def outcomes(message: EmailMessage) -> Sequence[Outcome]:
    """What became of each recipient's copy when a message was last sent.

    Returns:
        One outcome for each recipient, in the order of `message.recipients()`; none if it was not sent by Notify.
    """
    return cast("Sequence[Outcome]", message.__dict__.get(_ATTRIBUTE, ()))


def keep_outcomes(message: EmailMessage) -> list[Outcome]:
    """A new list for the outcomes of a message that is about to be sent."""
    kept: list[Outcome] = []
    message.__dict__[_ATTRIBUTE] = kept
    return kept


class TemplateEmail(EmailMessage):
    """An email that is made from a template of its own: subject and text come from there.

    Files are attached as to any other; `cc`, `bcc` and `reply_to` can be set.

    Args:
        template_id: The email template.
        to: Whom to send it to.
        personalisation: The values of its placeholders.
        reference: Your own reference, to find the messages by.
        one_click_unsubscribe_url: An https address that unsubscribes the recipient.
        connection: The connection to send it by; the project's backend if None.
    """

    def __init__(
        self,
        template_id: str | UUID,
        to: Sequence[str],
        personalisation: Mapping[str, object] | None = None,
        *,
        reference: str | None = None,
        one_click_unsubscribe_url: str | None = None,
        connection: BaseEmailBackend | None = None,
    ) -> None:
        __tracebackhide__ = True
        super().__init__(to=to, connection=connection)
        self.template_id: str | UUID = template_id
        self.personalisation: Mapping[str, object] = personalisation or {}
        self.reference: str | None = reference
        self.one_click_unsubscribe_url: str | None = one_click_unsubscribe_url
