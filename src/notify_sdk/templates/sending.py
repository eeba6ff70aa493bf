"""Turns a message made from a generated class into an operation of the client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from notify_sdk._calls import operations
from notify_sdk._calls.client_checks import ClientChecks
from notify_sdk._calls.known_templates import TemplateVersionWarning
from notify_sdk._calls.operations import Operation
from notify_sdk._message_types import MessageType
from notify_sdk._validation.checks import Checks
from notify_sdk._warn import warn
from notify_sdk._wire import Answer
from notify_sdk.errors import RequestValidationError
from notify_sdk.models import LetterAddress, SendEmailResponse, SendLetterResponse, SendSmsResponse
from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress

from .base import EmailMessage, LetterMessage, SmsMessage, TemplateMessage, address_lines

S = TypeVar("S", SendSmsResponse, SendEmailResponse, SendLetterResponse)


def message_operation(
    checks: Checks,
    message: SmsMessage | EmailMessage | LetterMessage,
    to: str | PhoneNumber | EmailAddress | LetterAddress | PostalAddress | Mapping[str, object],
    reference: str | None = None,
    *,
    sms_sender_id: str | UUID | None = None,
    email_reply_to_id: str | UUID | None = None,
    one_click_unsubscribe_url: str | None = None,
    sanitise_content_for: Iterable[str] | None = None,
) -> Operation[SendSmsResponse | SendEmailResponse | SendLetterResponse]:
    """The operation that sends a message made from a generated class.

    Raises:
        RequestValidationError: Notify would refuse it, or an option belongs to another type of message.
    """
    __tracebackhide__ = True
    sms_options: dict[str, object] = {"sms_sender_id": sms_sender_id}
    email_options: dict[str, object] = {
        "email_reply_to_id": email_reply_to_id,
        "one_click_unsubscribe_url": one_click_unsubscribe_url,
        "sanitise_content_for": sanitise_content_for,
    }
    template_id, values = message.TEMPLATE.id, message.personalisation
    match message, to:
        case SmsMessage(), str() | PhoneNumber():
            _refuse("a text message", email_options)
            sms = operations.send_sms_notification(
                checks,
                phone_number=to,
                template_id=template_id,
                personalisation=values,
                reference=reference,
                sms_sender_id=sms_sender_id,
            )
            return _with_version_check(checks, message, sms)
        case EmailMessage(), str() | EmailAddress():
            _refuse("an email", sms_options)
            email = operations.send_email_notification(
                checks,
                email_address=to,
                template_id=template_id,
                personalisation=values,
                reference=reference,
                email_reply_to_id=email_reply_to_id,
                one_click_unsubscribe_url=one_click_unsubscribe_url,
                sanitise_content_for=message.sanitised_placeholders(sanitise_content_for) or None,
            )
            return _with_version_check(checks, message, email)
        case LetterMessage(), LetterAddress() | PostalAddress() | Mapping():
            _refuse("a letter", sms_options | email_options)
            letter = operations.send_letter_notification(
                checks,
                template_id=template_id,
                personalisation={**address_lines(to), **values},
                reference=reference,
            )
            return _with_version_check(checks, message, letter)
        case _:
            needed = _NEEDED[message.KIND] if isinstance(message, TemplateMessage) else "a recipient"
            raise RequestValidationError.of(f"to is not {needed}, as {type(message).__name__} needs it", field="to")


_NEEDED: Mapping[MessageType, str] = {
    "sms": "a text or a PhoneNumber",
    "email": "a text or an EmailAddress",
    "letter": "a LetterAddress, a PostalAddress or a dict of address lines",
}


def _refuse(kind: str, options: Mapping[str, object]) -> None:
    __tracebackhide__ = True
    for name, value in options.items():
        if value is not None:
            raise RequestValidationError.of(f"{name} is not an option of {kind}", field=name)


def _with_version_check(checks: Checks, message: TemplateMessage, operation: Operation[S]) -> Operation[S]:
    """The operation, whose reader warns if Notify used another version of the template."""
    if isinstance(checks, ClientChecks) and checks.templates is not None and checks.templates.get(message.TEMPLATE.id):
        return operation  # it warns already

    def read(answer: Answer) -> S:
        sent = operation.read(answer)
        warn_of_version(message, getattr(sent, "template", None))
        return sent

    return replace(operation, reader=read)


def warn_of_version(message: TemplateMessage, template: object) -> None:
    """Warns if Notify used another version of the template.

    Args:
        message: What was sent, or previewed.
        template: What the answer says of the template; it may lack the version.
    """
    known = message.TEMPLATE
    used = getattr(template, "version", known.version)
    if used != known.version:
        text = (
            f"the service uses version {used} of {known.name!r} ({known.id}), and"
            f" {type(message).__name__} was generated from version {known.version}:"
            " see what has changed with `notify-sdk templates check`"
        )
        warn(TemplateVersionWarning(text))
