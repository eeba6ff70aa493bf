"""The history of a message, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from notify_sdk._statuses import FINAL

if TYPE_CHECKING:
    from .models import OutboxMessage

_SETTLED = {
    "refused": "refused",
    "expired": "expired: it was not sent in time",
    "cancelled": "cancelled: it is not sent any more",
    "unknown": "unknown: a person has to check whether it was sent",
}
_LEARNT = {"answer": "by Notify's answer", "look-up": "by a look-up", "callback": "by a callback"}


def story(message: OutboxMessage) -> Iterator[tuple[datetime | None, str]]:
    """The steps of a message with their times, in order; None as the time of the present state.

    Args:
        message: The message.
    """
    yield message.created_at, "added"
    if message.claimed_at is not None:
        times = "" if message.attempts < 2 else f", {message.attempts} times so far"
        sender = f" by {message.sender}" if message.sender else ""
        yield message.claimed_at, f"claimed{sender}{times}"
    if message.state == "sent":
        learnt = f", learnt {_LEARNT[message.learnt]}" if message.learnt in _LEARNT else ""
        yield message.settled_at, f"sent{learnt}"
    elif message.state in _SETTLED:
        yield message.settled_at, _SETTLED[message.state]
    elif message.state == "sending":
        yield None, "its request may have been sent"
    elif message.state == "queued":
        yield None, "waits to be sent"
    if message.error_summary or message.error_code:
        yield None, f"last error: {message.error_summary or message.error_code}"
    if message.found is not None and message.found > 1:
        yield None, f"Notify has it {message.found} times"
    if message.status is not None:
        yield message.status_at, f"Notify's status: {message.status}"
    if message.state == "sent" and message.status not in FINAL:
        if message.next_look is not None:
            yield message.next_look, "its status is read again then, unless a callback reports it first"
        else:
            yield None, "its final status never came"
