"""The messages that an outbox takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID

from notify_sdk._validation.accepted import Personalisation
from notify_sdk.errors import RequestValidationError
from notify_sdk.models import LetterAddress
from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress
from notify_sdk.uploads import Readable

if TYPE_CHECKING:
    from notify_sdk.templates import EmailMessage, LetterMessage, SmsMessage


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Common:
    """The fields of every message.

    Attributes:
        key: Your own name for the message: added twice under one key, it is sent once. It is shown in errors and
            reports, so it should not contain personal data.
        reference: Your own reference. At Notify it is followed by a part that makes it unique.
        tag: Your own name for a group of messages, to count and list them by.
        not_before: It is not sent before this time, which has a time zone.
        expires_at: It is not sent after this time, which has a time zone.
        priority: Messages with a higher number are sent first.
        exact_reference: Send `reference` unchanged. The message can't be told from others then, so that it ends as
            `unknown` when its answer gets lost.
    """

    key: str | None = None
    reference: str | None = None
    tag: str | None = None
    not_before: datetime | None = None
    expires_at: datetime | None = None
    priority: int = 0
    exact_reference: bool = False

    def __post_init__(self) -> None:
        __tracebackhide__ = True
        for name in ("not_before", "expires_at"):
            moment: object = getattr(self, name)
            if moment is None:
                continue
            if not isinstance(moment, datetime):
                raise _refused(name, "is not a datetime")
            if moment.tzinfo is None or moment.utcoffset() is None:
                raise _refused(name, "has no time zone", "datetime.now(UTC) has one")
        for name, longest in (("key", 255), ("reference", 900), ("tag", 255)):
            text: object = getattr(self, name)
            if text is not None and not isinstance(text, str):
                raise _refused(name, "is not a text")
            if text is not None and (not text or len(text) > longest or "\x00" in text):
                raise _refused(name, f"is not a text of 1 to {longest} characters")
        priority: object = self.priority
        if not isinstance(priority, int) or isinstance(priority, bool) or abs(priority) > 1_000_000:
            raise _refused("priority", "is not a whole number from -1,000,000 to 1,000,000")
        if self.exact_reference and self.reference is None:
            raise _refused("exact_reference", "needs a reference")

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


@dataclass(frozen=True, slots=True, repr=False)
class Sms(_Common):
    """A text message. Its `repr` shows none of its fields.

    Attributes:
        to: The phone number.
        template_id: The template to fill in: its id, its name if the outbox has `templates`, or an object of a
            generated class, which has the values.
        personalisation: The value of each placeholder.
        sms_sender_id: Which of the service's senders to show; the default one if None.
        key: Your own name for the message: added twice under one key, it is sent once. It is shown in errors and
            reports, so it should not contain personal data.
        reference: Your own reference. At Notify it is followed by a part that makes it unique.
        tag: Your own name for a group of messages, to count and list them by.
        not_before: It is not sent before this time, which has a time zone.
        expires_at: It is not sent after this time, which has a time zone.
        priority: Messages with a higher number are sent first.
        exact_reference: Send `reference` unchanged. The message can't be told from others then, so that it ends as
            `unknown` when its answer gets lost.
    """

    to: str | PhoneNumber
    template_id: str | UUID | SmsMessage
    personalisation: Personalisation | None = None
    sms_sender_id: str | UUID | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True, repr=False)
class Email(_Common):
    """An email. Its `repr` shows none of its fields.

    Attributes:
        to: The email address.
        template_id: The template to fill in: its id, its name if the outbox has `templates`, or an object of a
            generated class, which has the values.
        personalisation: The value of each placeholder; a file is made with `prepare_upload`.
        email_reply_to_id: Which of the service's reply-to addresses to use; the default one if None.
        one_click_unsubscribe_url: An https address that mail programs call to unsubscribe the recipient.
        sanitise_content_for: The placeholders whose values come from untrusted people; those of the class if None.
        key: Your own name for the message: added twice under one key, it is sent once. It is shown in errors and
            reports, so it should not contain personal data.
        reference: Your own reference. At Notify it is followed by a part that makes it unique.
        tag: Your own name for a group of messages, to count and list them by.
        not_before: It is not sent before this time, which has a time zone.
        expires_at: It is not sent after this time, which has a time zone.
        priority: Messages with a higher number are sent first.
        exact_reference: Send `reference` unchanged. The message can't be told from others then, so that it ends as
            `unknown` when its answer gets lost.
    """

    to: str | EmailAddress
    template_id: str | UUID | EmailMessage
    personalisation: Personalisation | None = None
    email_reply_to_id: str | UUID | None = field(default=None, kw_only=True)
    one_click_unsubscribe_url: str | None = field(default=None, kw_only=True)
    sanitise_content_for: Iterable[str] | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True, repr=False)
class Letter(_Common):
    """A letter made from a template. Its `repr` shows none of its fields.

    Attributes:
        template_id: The template to fill in: its id, its name if the outbox has `templates`, or an object of a
            generated class, which has the values.
        personalisation: The lines of the address, and the value of each placeholder that the template is not given
            with.
        key: Your own name for the message: added twice under one key, it is sent once. It is shown in errors and
            reports, so it should not contain personal data.
        reference: Your own reference. At Notify it is followed by a part that makes it unique.
        tag: Your own name for a group of messages, to count and list them by.
        not_before: It is not sent before this time, which has a time zone.
        expires_at: It is not sent after this time, which has a time zone.
        priority: Messages with a higher number are sent first.
        exact_reference: Send `reference` unchanged. The message can't be told from others then, so that it ends as
            `unknown` when its answer gets lost.
    """

    template_id: str | UUID | LetterMessage
    personalisation: Personalisation | LetterAddress | PostalAddress


@dataclass(frozen=True, slots=True, repr=False)
class PrecompiledLetter(_Common):
    """A PDF that is sent as a letter. Its `repr` shows none of its fields.

    Attributes:
        pdf_file: The PDF: opened in binary mode, as bytes, or as a path.
        postage: `"first"`, `"second"` or `"economy"`; second class if None.
        key: Your own name for the message: added twice under one key, it is sent once. It is shown in errors and
            reports, so it should not contain personal data.
        reference: Your own reference. At Notify it is followed by a part that makes it unique.
        tag: Your own name for a group of messages, to count and list them by.
        not_before: It is not sent before this time, which has a time zone.
        expires_at: It is not sent after this time, which has a time zone.
        priority: Messages with a higher number are sent first.
        exact_reference: Send `reference` unchanged. The message can't be told from others then, so that it ends as
            `unknown` when its answer gets lost.
    """

    pdf_file: Readable
    postage: str | None = field(default=None, kw_only=True)


Message: TypeAlias = Sms | Email | Letter | PrecompiledLetter
"""What an outbox takes."""


def _refused(name: str, why: str, hint: str | None = None) -> RequestValidationError:
    return RequestValidationError.of(f"{name} {why}", hint, field=name)
