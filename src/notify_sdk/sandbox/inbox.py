"""The inbox: sent messages as plain data, for tests, for the inbox page and as JSON for other languages."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import overload
from uuid import UUID

from notify_sdk._message_types import MessageType
from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress, normal_form

from .api.bodies import uploads_in
from .api.content import content_of
from .wire import JSONValue, format_time
from .world.index import newest_first, records
from .world.state import NotificationRecord, Service, State
from .world.statuses import shown_status

_LINK = re.compile(r"https?://[^\s<>\"')\]]+")
_CODE = re.compile(
    r"(?<![\w@£$€-])(?<![0-9][ .,/:])(?:[0-9]{3}[ -][0-9]{3}|[0-9]{4}[ -][0-9]{4}|[0-9]{4,8})(?![\w%@]|[ .,/:-][0-9])"
)
_YEAR = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December) [0-9]{4}\b"
)


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that an email has a link to.

    Attributes:
        filename: Its name as it was given, or None.
        content: Its bytes.
    """

    filename: str | None
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """One message that a service has sent.

    Attributes:
        id: The message's id.
        type: `"sms"`, `"email"` or `"letter"`.
        to: The phone number or email address as it was given, or the lines of the postal address.
        template: The name of its template; empty for a precompiled letter.
        template_id: The id of its template.
        personalisation: The values as they were sent, as JSON. A file is the link to it.
        reference: Your own reference, or None.
        subject: The subject of an email or heading of a letter; None for a text message.
        body: The text as the recipient reads it; for an email or letter in Notify's Markdown.
        status: Its status as the API shows it: a letter is `accepted` first, and `received` last.
        created_at: When it was sent.
        sender: The sender that a text shows, or the reply-to address of an email.
        service: The slug of the service that sent it.
        request: The body of the request that made it.
    """

    id: UUID
    type: MessageType
    to: str = field(repr=False)
    template: str
    template_id: UUID
    personalisation: Mapping[str, JSONValue] = field(repr=False)
    reference: str | None
    subject: str | None = field(repr=False)
    body: str = field(repr=False)
    status: str
    created_at: datetime
    sender: str | None = None
    service: str = ""
    request: bytes = field(default=b"", repr=False)

    @property
    def links(self) -> tuple[str, ...]:
        """Every web address in the body, in order, without the punctuation that may follow it."""
        return tuple(link.rstrip(".,;:!?") for link in _LINK.findall(self.body))

    @property
    def codes(self) -> tuple[str, ...]:
        """The one-time codes in the body, each once and in order: numbers of 4 to 8 digits that stand alone.

        A code in two halves, `123 456`, is `123456`. Digits of addresses, prices, phone numbers and dates are no codes.
        """
        text = _YEAR.sub("", _LINK.sub("", self.body))
        return tuple(dict.fromkeys(re.sub("[ -]", "", code) for code in _CODE.findall(text)))

    @property
    def files(self) -> dict[str, UploadedFile]:
        """The files that were uploaded with it, by the placeholders that became links to them."""
        try:
            body: JSONValue = json.loads(self.request or b"{}")
        except (ValueError, RecursionError):  # one of an earlier sandbox
            return {}
        values = body.get("personalisation") if isinstance(body, dict) and self.type == "email" else None
        found: dict[str, UploadedFile] = {}
        for name, upload in uploads_in(values if isinstance(values, dict) else {}).items():
            filename = upload.get("filename")
            content = base64.b64decode(str(upload["file"]))
            found[name] = UploadedFile(filename if isinstance(filename, str) else None, content)
        return found

    def json(self) -> dict[str, JSONValue]:
        """The message as an object of JSON."""
        return {
            "id": str(self.id),
            "type": self.type,
            "to": self.to,
            "template": self.template,
            "template_id": str(self.template_id),
            "personalisation": dict(self.personalisation),
            "reference": self.reference,
            "subject": self.subject,
            "body": self.body,
            "status": self.status,
            "created_at": format_time(self.created_at),
            "sender": self.sender,
            "service": self.service,
            "links": list(self.links),
            "codes": list(self.codes),
        }


class Inbox(Sequence[Message]):
    """The messages that were sent to a sandbox, oldest first.

    It is a sequence, and always up to date.

    Args:
        state: What the sandbox holds.
    """

    def __init__(self, state: State) -> None:
        self._state = state

    def __iter__(self) -> Iterator[Message]:
        with self._state.lock:
            found = records(self._state.index.every.oldest_first())
        return map(self._view, found)

    def __len__(self) -> int:
        return len(self._state.notifications)

    @overload
    def __getitem__(self, place: int) -> Message: ...

    @overload
    def __getitem__(self, place: slice) -> list[Message]: ...

    def __getitem__(self, place: int | slice) -> Message | list[Message]:
        with self._state.lock:
            every = self._state.index.every
            places = range(len(every))[place]
            if isinstance(places, int):
                return self._view(every[places][2])
            found = records(map(every.__getitem__, places))
        return list(map(self._view, found))

    @property
    def sms(self) -> list[Message]:
        """The text messages."""
        return self._of_type("sms")

    @property
    def emails(self) -> list[Message]:
        """The emails."""
        return self._of_type("email")

    @property
    def letters(self) -> list[Message]:
        """The letters, precompiled ones included."""
        return self._of_type("letter")

    @property
    def latest(self) -> Message:
        """The newest message.

        Raises:
            LookupError: Nothing was sent.
        """
        if not self:
            raise LookupError("nothing was sent")
        return self[-1]

    def to(self, recipient: str | PhoneNumber | EmailAddress | PostalAddress) -> list[Message]:
        """The messages to a recipient.

        Args:
            recipient: A phone number in any form, an email address, or a line of a postal address.

        Returns:
            Its messages, oldest first.
        """
        if isinstance(recipient, PostalAddress):
            address = normal_form(recipient)
            return [letter for letter in self.letters if normal_form(letter.to, "letter") == address]
        with self._state.lock:
            found = self._state.index.to(f"+{recipient}" if isinstance(recipient, PhoneNumber) else str(recipient))
        return list(map(self._view, found))

    def _of_type(self, channel: MessageType) -> list[Message]:
        with self._state.lock:
            index = self._state.index
            found = records(newest_first(index.groups(lambda group: group.type == channel)))
        return list(map(self._view, reversed(found)))

    def _view(self, message: NotificationRecord) -> Message:
        return view(self._state.services[message.service_id], message)

    def __repr__(self) -> str:
        return f"<Inbox: {len(self)} messages>"


def view(service: Service, message: NotificationRecord) -> Message:
    """A record as the inbox shows it."""
    content = content_of(service, message)
    template = service.template(message.template_id)
    version = template.version(message.template_version) if template else None
    return Message(
        id=message.id,
        type=message.type,
        to=message.to,
        template=version.name if version and template and not template.hidden else "",
        template_id=message.template_id,
        personalisation=message.personalisation,
        reference=message.reference,
        subject=content.subject,
        body=content.body,
        status=shown_status(message),
        created_at=message.created_at,
        sender=message.reply_to_text,
        service=service.slug,
        request=message.request.body if message.request else b"",
    )
