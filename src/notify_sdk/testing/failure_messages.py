"""The texts of failed assertions: what was asked for, what was sent, and what was nearly right."""

from __future__ import annotations

from collections.abc import Sequence

from notify_sdk.sandbox import Message

from .assertions import NAMES, Asked

_SHOWN = 10
_LONGEST = 300


def none_fits(asked: Asked, sent: Sequence[Message], refusals: Sequence[str]) -> str:
    """Nothing that was sent is as asked for."""
    one, many = NAMES[asked.type]
    parts = [f"no {one} like this was sent:", _indented(str(asked)) or f"  any {one}"]
    candidates = [message for message in sent if message.type == asked.type]
    others: Sequence[Message] = sent
    if candidates:
        nearest = min(reversed(candidates), key=lambda message: _differences(asked, message))
        which = (
            "the only one" if len(candidates) == 1 else f"number {candidates.index(nearest) + 1} of {len(candidates)}"
        )
        parts.append(f"the nearest is {which} (- asked for, + sent):")
        parts.append(_compared(asked, nearest))
        others = [message for message in sent if message is not nearest]
    if others:
        parts += [f"{'also' if candidates else f'no {many} at all, but this was'} sent:", _listed(others)]
    if not sent:
        parts.append("nothing was sent at all")
    if refusals:
        parts += ["Notify refused:", _indented("\n".join(refusals[-_SHOWN:]))]
    return "\n\n".join(parts)


def not_as_often(asked: Asked, times: int | None, fitting: Sequence[Message]) -> str:
    """More messages, or fewer, are as asked for than there should be."""
    one, many = NAMES[asked.type]
    count = len(fitting)
    head = f"{count} {one if count == 1 else many} like this {'was' if count == 1 else 'were'} sent, not {times}:"
    return "\n\n".join((head, _indented(str(asked)) or f"  any {one}", "sent:", _listed(fitting)))


def something_sent(found: Sequence[Message]) -> str:
    """There should be nothing."""
    count = len(found)
    return f"{count} {'message was' if count == 1 else 'messages were'} sent:\n\n{_listed(found)}"


def _differences(asked: Asked, message: Message) -> int:
    return sum(not compared.agrees for compared in asked.compare(message))


def _compared(asked: Asked, message: Message) -> str:
    lines: list[str] = []
    for row in asked.compare(message):
        if row.agrees:
            lines.append(f"    {row.name}: {_short(row.asked)}")
        else:
            lines += [f"  - {row.name}: {_short(row.asked)}", f"  + {row.name}: {_short(row.sent)}"]
    return "\n".join(lines)


def _listed(messages: Sequence[Message]) -> str:
    lines = [
        f"{NAMES[message.type][0]} to {message.to.replace(chr(10), ', ')}, "
        + (f"template {message.template}" if message.template else "a PDF")
        + (f", reference {message.reference!r}" if message.reference else "")
        for message in messages[-_SHOWN:]
    ]
    if len(messages) > _SHOWN:
        lines.insert(0, f"... {len(messages) - _SHOWN} more before these")
    return _indented("\n".join(lines))


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}... ({len(text)} characters)"
