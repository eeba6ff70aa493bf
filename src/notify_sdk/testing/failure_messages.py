"""The texts of failed assertions: what was expected, what was sent, and the message that came nearest."""

from __future__ import annotations

from collections.abc import Sequence

from notify_sdk._message_types import PLURAL, SINGULAR
from notify_sdk.sandbox import Message

from .assertions import Expected

_MAX_LISTED = 10
_MAX_CHARACTERS = 300


def no_match(expected: Expected, sent: Sequence[Message], refusals: Sequence[str]) -> str:
    """The failure when no message matches."""
    one, many = SINGULAR[expected.type], PLURAL[expected.type]
    parts = [f"no {one} like this was sent:", _indented(str(expected)) or f"  any {one}"]
    candidates = [message for message in sent if message.type == expected.type]
    others: Sequence[Message] = sent
    if candidates:
        nearest = min(reversed(candidates), key=lambda message: _differences(expected, message))
        which = (
            "the only one" if len(candidates) == 1 else f"number {candidates.index(nearest) + 1} of {len(candidates)}"
        )
        parts.append(f"the nearest is {which} (- expected, + sent):")
        parts.append(_comparison(expected, nearest))
        others = [message for message in sent if message is not nearest]
    if others:
        parts += [f"{'also' if candidates else f'no {many} at all, but this was'} sent:", _listed(others)]
    if not sent:
        parts.append("nothing was sent at all")
    if refusals:
        parts += ["Notify refused:", _indented("\n".join(refusals[-_MAX_LISTED:]))]
    return "\n\n".join(parts)


def wrong_count(expected: Expected, times: int | None, matching: Sequence[Message]) -> str:
    """The failure when more or fewer messages match than expected."""
    one, many = SINGULAR[expected.type], PLURAL[expected.type]
    count = len(matching)
    head = f"{count} {one if count == 1 else many} like this {'was' if count == 1 else 'were'} sent, not {times}:"
    return "\n\n".join((head, _indented(str(expected)) or f"  any {one}", "sent:", _listed(matching)))


def unexpected_messages(found: Sequence[Message]) -> str:
    """The failure when messages were sent and none should have been."""
    count = len(found)
    return f"{count} {'message was' if count == 1 else 'messages were'} sent:\n\n{_listed(found)}"


def _differences(expected: Expected, message: Message) -> int:
    return sum(not comparison.matches for comparison in expected.compare(message))


def _comparison(expected: Expected, message: Message) -> str:
    lines: list[str] = []
    for row in expected.compare(message):
        if row.matches:
            lines.append(f"    {row.name}: {_shortened(row.expected)}")
        else:
            lines += [f"  - {row.name}: {_shortened(row.expected)}", f"  + {row.name}: {_shortened(row.sent)}"]
    return "\n".join(lines)


def _listed(messages: Sequence[Message]) -> str:
    lines = [
        f"{SINGULAR[message.type]} to {message.to.replace(chr(10), ', ')}, "
        + (f"template {message.template}" if message.template else "a PDF")
        + (f", reference {message.reference!r}" if message.reference else "")
        for message in messages[-_MAX_LISTED:]
    ]
    if len(messages) > _MAX_LISTED:
        lines.insert(0, f"... {len(messages) - _MAX_LISTED} more before these")
    return _indented("\n".join(lines))


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_CHARACTERS else f"{text[:_MAX_CHARACTERS]}... ({len(text)} characters)"
