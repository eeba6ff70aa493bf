"""What becomes of a message after it was sent: which status follows which, and when."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Literal, TypeAlias
from uuid import UUID

from notify_sdk.recipients import normal_form
from notify_sdk.rendering import TextMessage

from .rendering import content_of
from .state import Notification, ReceivedText, Service, State

Progress: TypeAlias = Literal["held", "instant", "timed"]
"""When statuses move on: only by `Sandbox.advance`, at once, or as time passes."""

FINAL = frozenset(
    {"delivered", "sent", "returned-letter", "cancelled", "virus-scan-failed", "validation-failed"}
    | {"permanent-failure", "temporary-failure", "technical-failure"}
)
"""Statuses that nothing follows, as the service keeps them: a letter that reads as `received` is `delivered` here."""

FATES = {
    "447700900002": "permanent-failure",
    "447700900003": "temporary-failure",
    "447700900004": "technical-failure",
    "perm-fail@simulator.notify": "permanent-failure",
    "temp-fail@simulator.notify": "temporary-failure",
    "tech-fail@simulator.notify": "technical-failure",
}
"""Recipients to whom nothing is ever delivered, and what becomes of the message instead.

The first two of each kind are documented by Notify; those that end in `technical-failure` are the sandbox's own.
"""

_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"
_MOMENT = timedelta(seconds=1)
_SHORT = timedelta(seconds=5)
_DAY = timedelta(days=1)


def following(message: Notification) -> tuple[str, timedelta] | None:
    """The next status of a message and how long after the present one it comes; None if there is none.

    | message | its way |
    |---|---|
    | text message | `created`, a second later `sending`, five seconds later its last status |
    | email | the same |
    | letter | `created` (reads as `accepted`), five seconds later its PDF is there, a day later `sending` (the same), |
    | | two days later `delivered` (reads as `received`) |
    | precompiled letter | `pending-virus-check`, five seconds later as any letter; or `virus-scan-failed`, `validation-failed` |

    A text to a number outside the UK ends as `sent`: many networks there do not say more.
    """
    match message.type, message.status:
        case "letter", "pending-virus-check":
            return _checked(message.pdf or b""), _SHORT
        case "letter", "created":
            return ("sending", _DAY) if message.pdf_available else ("created", _SHORT)
        case "letter", "sending":
            return "delivered", 2 * _DAY
        case (("sms" | "email"), "created"):
            return "sending", _MOMENT
        case (("sms" | "email"), ("sending" | "pending")):
            return _fate(message), _SHORT
        case _:
            return None


def _fate(message: Notification) -> str:
    fate = FATES.get(normal_form(message.to, message.type))
    return fate or ("sent" if message.type == "sms" and message.international else "delivered")


def _checked(pdf: bytes) -> str:
    if _VIRUS in pdf:
        return "virus-scan-failed"
    return "created" if pdf.startswith(b"%PDF-") and b"/Encrypt" not in pdf else "validation-failed"


def move(service: Service, message: Notification, status: str, moment: datetime) -> None:
    """Gives a message a status, and the times and the cost that go with it. The caller holds the state's lock."""
    message.status = status
    if status == "sending":
        message.sent_at = moment
        if message.type != "email":
            message.billable_units = message.billable_units or _units(service, message)
    elif status == "created":
        message.pdf_available = message.type == "letter"
    else:
        message.updated_at = moment
        message.sent_at = message.sent_at or (moment if status in {"delivered", "sent"} else None)


def _units(service: Service, message: Notification) -> int:
    """What is charged for: the fragments of a text, or the sheets of a letter."""
    return TextMessage.of(content_of(service, message).body).fragments if message.type == "sms" else 1


class Life:
    """Moves the messages of a sandbox on. Messages that a world file brings along stay as they are.

    Args:
        state: The messages.
        progress: When they move.
        clock: Gives the present moment.
    """

    def __init__(self, state: State, progress: Progress, clock: Callable[[], datetime]) -> None:
        self.progress: Progress = progress
        self._state = state
        self._clock = clock
        self._due: list[tuple[datetime, int, UUID]] = []
        self._order = count()
        self._ahead = timedelta(0)
        self._seen: set[UUID] = set()
        state.watchers.append(self._watch)

    @property
    def now(self) -> datetime:
        """The present moment, and what `advance` has put before it."""
        return self._clock() + self._ahead

    def advance(self, by: timedelta | None = None) -> None:
        """Lets time pass: messages move as far as they would have; to their last status if no time is given."""
        with self._state.lock:
            if by is None:
                self._ahead = max([self._ahead, *(due - self._clock() for due, _, _ in self._due)])
                while self._due:
                    self._ahead = max(self._ahead, self._due[0][0] - self._clock())
                    self._catch_up(self.now)
            else:
                self._ahead += by
                self._catch_up(self.now)

    def catch_up(self) -> None:
        """Moves what is due by now, if time moves messages at all."""
        if self.progress == "timed" and self._due and self._due[0][0] <= self.now:
            with self._state.lock:
                self._catch_up(self.now)

    def resume(self, message: Notification) -> None:
        """Lets a message go on that was on its way when an earlier sandbox stopped."""
        self._seen.add(message.id)
        self._plan(message, message.sent_at or message.created_at)

    def restart(self) -> None:
        """Forgets all messages, and that time was ever put forward."""
        with self._state.lock:
            self._due.clear()
            self._seen.clear()
            self._ahead = timedelta(0)

    def finish(self, message: Notification, status: str) -> None:
        """Gives a message its last status now, whatever would have become of it."""
        with self._state.lock:
            if message.status in {"created", "pending-virus-check"} and status == "delivered":
                move(self._state.services[message.service_id], message, "sending", self.now)
            move(self._state.services[message.service_id], message, status, self.now)
            self._state.changed(message)

    def _watch(self, message: Notification | ReceivedText) -> None:
        if isinstance(message, Notification) and message.id not in self._seen:
            self._seen.add(message.id)
            self._plan(message, message.created_at)
            if self.progress == "instant":
                self._catch_up(datetime.max.replace(tzinfo=message.created_at.tzinfo))

    def _plan(self, message: Notification, since: datetime) -> None:
        step = following(message)
        if step:
            heapq.heappush(self._due, (since + step[1], next(self._order), message.id))

    def _catch_up(self, now: datetime) -> None:
        while self._due and self._due[0][0] <= now:
            due, _, identifier = heapq.heappop(self._due)
            message = self._state.notifications.get(identifier)
            step = following(message) if message else None
            if message and step:
                move(self._state.services[message.service_id], message, step[0], due)
                self._state.changed(message)
                self._plan(message, due)
