"""What a test asks for, compared with what was sent. Pure: messages in, differences and texts out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeAlias
from uuid import UUID

from pydantic_core import PydanticCustomError

from notify_sdk._validation.values import json_value
from notify_sdk.recipients import normal_form
from notify_sdk.rendering import key
from notify_sdk.sandbox import Message
from notify_sdk.sandbox.world.state import Channel

Recipient: TypeAlias = str | Sequence[str] | Mapping[str, object]
"""A number or an email address, written in any way; for a letter the address, as its lines or its personalisation."""

NAMES: Mapping[Channel, tuple[str, str]] = {
    "sms": ("text message", "text messages"),
    "email": ("email", "emails"),
    "letter": ("letter", "letters"),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing that was asked for, beside what was sent."""

    name: str
    asked: str
    sent: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a message must be like. Whatever is None does not matter.

    Attributes:
        type: What kind of message it is.
        to: Whom it went to.
        template: The name or the id of its template.
        personalisation: Values that it was sent with; others may have been sent, too.
        reference: Its reference.
        containing: A part of its subject or body.
    """

    type: Channel
    to: Recipient | None = None
    template: str | UUID | None = None
    personalisation: Mapping[str, object] | None = None
    reference: str | None = None
    containing: str | None = None

    def compare(self, message: Message) -> list[Compared]:
        """Everything that was asked for, beside what `message` has."""
        return list(self._compare(message))

    def fits(self, message: Message) -> bool:
        """Whether `message` is as asked for in everything."""
        return all(compared.agrees for compared in self._compare(message))

    def _compare(self, message: Message) -> Iterator[Compared]:
        if self.to is not None:
            asked, sent = normal_form(self.to, self.type), normal_form(message.to, self.type)
            yield Compared("to", _plain(self.to), message.to.replace("\n", ", "), asked == sent)
        if self.template is not None:
            wanted = str(self.template)
            agrees = wanted in {message.template, str(message.template_id)}
            sent = message.template or "none: a PDF"
            yield Compared("template", wanted, f"{sent} ({message.template_id})" if _is_uuid(wanted) else sent, agrees)
        if self.reference is not None:
            yield Compared(
                "reference", repr(self.reference), repr(message.reference), self.reference == message.reference
            )
        for name, value in (self.personalisation or {}).items():
            yield _compare_value(name, value, message.personalisation)
        if self.containing is not None:
            text = f"{message.subject or ''}\n{message.body}".strip()
            yield Compared("containing", repr(self.containing), repr(text), self.containing in text)

    def __str__(self) -> str:
        lines: list[str] = []
        if self.to is not None:
            lines.append(f"to: {_plain(self.to)}")
        if self.template is not None:
            lines.append(f"template: {self.template}")
        if self.reference is not None:
            lines.append(f"reference: {self.reference!r}")
        lines += [f"personalisation {name}: {value!r}" for name, value in (self.personalisation or {}).items()]
        if self.containing is not None:
            lines.append(f"containing: {self.containing!r}")
        return "\n".join(lines)


def _plain(to: Recipient) -> str:
    if isinstance(to, str):
        return to.replace("\n", ", ")
    return ", ".join(str(line) for line in (to.values() if isinstance(to, Mapping) else to))


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _compare_value(name: str, value: object, sent: Mapping[str, object]) -> Compared:
    label = f"personalisation {name}"
    asked = value
    with suppress(PydanticCustomError):
        asked = json_value(value)
    by_key = {key(other): other for other in sent}
    if key(name) in by_key:
        found = sent[by_key[key(name)]]
        return Compared(label, repr(asked), repr(found), asked == found and type(asked) is type(found))
    near = get_close_matches(name, sent, 1)
    return Compared(label, repr(asked), f"not sent, but {near[0]} was" if near else "not sent", agrees=False)
