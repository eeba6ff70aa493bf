"""What a test expects of a message, compared with a message that was sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeAlias
from uuid import UUID

from pydantic_core import PydanticCustomError

from notify_sdk._message_types import MessageType
from notify_sdk._validation.accepted import Personalisation, values_by_name
from notify_sdk._validation.values import json_value
from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress, normal_form
from notify_sdk.rendering import key
from notify_sdk.sandbox import Message

Recipient: TypeAlias = str | PhoneNumber | EmailAddress | PostalAddress | Sequence[str] | Mapping[str, object]
"""A phone number or an email address, however it is written, or a postal address as lines or as personalisation."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One property of a message: what was expected, what was sent, and whether they match."""

    name: str
    expected: str
    sent: str
    matches: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """The message that a test expects. A property that is None is not compared.

    Attributes:
        type: The type of message.
        to: The recipient.
        template: The name or the id of its template.
        personalisation: Values that it was sent with. It may have others, too.
        reference: Its reference.
        containing: A part of its subject or body.
    """

    type: MessageType
    to: Recipient | None = None
    template: str | UUID | None = None
    personalisation: Personalisation | None = None
    reference: str | None = None
    containing: str | None = None

    def compare(self, message: Message) -> list[Comparison]:
        """Each expected property, compared with that of `message`."""
        return list(self._compare(message))

    def matches(self, message: Message) -> bool:
        """Whether `message` has every expected property."""
        return all(comparison.matches for comparison in self._compare(message))

    def _compare(self, message: Message) -> Iterator[Comparison]:
        if self.to is not None:
            matches = normal_form(self.to, self.type) == normal_form(message.to, self.type)
            yield Comparison("to", _one_line(self.to), _one_line(message.to), matches)
        if self.template is not None:
            expected = str(self.template)
            matches = expected in {message.template, str(message.template_id)}
            name = message.template or "none: a PDF"
            sent = f"{name} ({message.template_id})" if _is_uuid(expected) else name
            yield Comparison("template", expected, sent, matches)
        if self.reference is not None:
            yield Comparison(
                "reference", repr(self.reference), repr(message.reference), self.reference == message.reference
            )
        for name, value in values_by_name(self.personalisation).items():
            yield _compare_value(name, value, message.personalisation)
        if self.containing is not None:
            text = f"{message.subject or ''}\n{message.body}".strip()
            yield Comparison("containing", repr(self.containing), repr(text), self.containing in text)

    def __str__(self) -> str:
        lines: list[str] = []
        if self.to is not None:
            lines.append(f"to: {_one_line(self.to)}")
        if self.template is not None:
            lines.append(f"template: {self.template}")
        if self.reference is not None:
            lines.append(f"reference: {self.reference!r}")
        lines += [f"personalisation {name}: {value!r}" for name, value in values_by_name(self.personalisation).items()]
        if self.containing is not None:
            lines.append(f"containing: {self.containing!r}")
        return "\n".join(lines)


def _one_line(to: Recipient) -> str:
    if isinstance(to, str | PhoneNumber | EmailAddress | PostalAddress):
        return str(to).replace("\n", ", ")
    return ", ".join(str(line) for line in (to.values() if isinstance(to, Mapping) else to))


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _compare_value(name: str, value: object, sent: Mapping[str, object]) -> Comparison:
    label = f"personalisation {name}"
    expected = value
    with suppress(PydanticCustomError):
        expected = json_value(value)
    by_key = {key(other): other for other in sent}
    if key(name) in by_key:
        found = sent[by_key[key(name)]]
        matches = expected == found and type(expected) is type(found)
        return Comparison(label, repr(expected), repr(found), matches)
    similar = get_close_matches(name, sent, 1)
    found = f"not sent, but {similar[0]} was" if similar else "not sent"
    return Comparison(label, repr(expected), found, matches=False)
