"""What becomes of a message after it was sent: which status follows which, and when."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Literal, TypeAlias
from uuid import UUID

from notify_sdk.recipients import normal_form
from notify_sdk.recipients.phone import reports_delivery
from notify_sdk.rendering import TextMessage

from .api.content import content_of
from .api.documents import EICAR
from .api.letter_pages import MOST_PAGES, sheets
from .world.state import Notification, ReceivedText, Service, State

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

_MOMENT = timedelta(seconds=1)
_SHORT = timedelta(seconds=5)
_DAY = timedelta(days=1)


def following(message: Notification) -> tuple[str, timedelta] | None:
    """The next status of a message and how long after the present one it comes; None if there is none.

    | message | its way |
    |---|---|
    | text message | `created`, a second later `sending`, five seconds later its last status |
    | text outside the UK | `created`, a second later `sent`; five seconds later `delivered` where networks report that |
    | email | as a text message |
    | letter | `created` (reads as `accepted`), five seconds later its PDF and its cost are there (or it is too long: |
    | | `validation-failed`), a day later `sending` (reads the same), two days later `delivered` (reads as `received`) |
    | letter of a test key | `sending`, five seconds later its PDF is there, two days later `delivered` |
    | precompiled letter | `pending-virus-check`, five seconds later `created` and on as any letter, or `delivered` if it |
    | | has a test key; or `virus-scan-failed`, `validation-failed` |
    """
    match message.type, message.status:
        case "letter", ("created" | "sending" | "pending-virus-check") if not message.pdf_available:
            return message.status, _SHORT  # then there is a PDF, or the one that came has been looked at
        case "letter", "created":
            return "sending", _DAY
        case "letter", "sending":
            return "delivered", 2 * _DAY
        case "sms", "created" if message.international:
            return "sent", _MOMENT
        case "sms", "sent" if message.international and reports_delivery(message.to):
            return "delivered", _SHORT
        case (("sms" | "email"), "created"):
            return "sending", _MOMENT
        case (("sms" | "email"), ("sending" | "pending")):
            return _fate(message), _SHORT
        case _:
            return None


def _fate(message: Notification) -> str:
    return FATES.get(normal_form(message.to, message.type), "delivered")


Pages: TypeAlias = Callable[[Notification], "int | None"]
"""How many pages a letter has; None if it cannot be printed."""


def move(service: Service, message: Notification, status: str, time: datetime, pages: Pages) -> None:
    """Gives a message a status, and the times and the cost that go with it. The caller holds the state's lock."""
    if message.type == "letter" and not message.pdf_available:
        status = _printed(message, status, pages)
    elif status == "sending":
        message.sent_at = time
    message.status = status
    if message.type == "sms" and status in {"sending", "sent"}:
        message.sent_at = time
        message.billable_units = message.billable_units or _fragments(service, message)
    if status not in {"created", "sending"}:
        message.updated_at = time
        message.sent_at = message.sent_at or (time if status in {"delivered", "sent"} else None)


def _printed(letter: Notification, status: str, pages: Pages) -> str:
    """Makes the PDF of a letter, which is when its cost is known, or looks at the one that came. Gives its status."""
    if status == "pending-virus-check":
        if EICAR in (letter.pdf or b""):
            return "virus-scan-failed"
        status = "delivered" if letter.key_type == "test" else "created"
    letter.pdf_available = status != "virus-scan-failed"
    if status in FINAL and status != "delivered":
        return status
    found = pages(letter)
    if found is None or found > MOST_PAGES:
        return "validation-failed"
    if letter.key_type != "test" or letter.pdf is not None:
        letter.billable_units = letter.billable_units or sheets(found)
    return status


def _fragments(service: Service, text: Notification) -> int:
    """What is charged for a text: nothing for one that only pretends to go where nobody would tell of its arrival."""
    if text.key_type == "test" and text.international and not reports_delivery(text.to):
        return 0
    return TextMessage.of(content_of(service, text).body).fragments


class Life:
    """Moves the messages of a sandbox on. Messages that a world file brings along stay as they are.

    Args:
        state: The messages.
        progress: When they move.
        clock: Gives the present moment.
        pages: How many pages a letter has.
    """

    def __init__(self, state: State, progress: Progress, clock: Callable[[], datetime], pages: Pages) -> None:
        self.progress: Progress = progress
        self._pages = pages
        self._finished: set[UUID] = set()
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
            self._finished.clear()
            self._ahead = timedelta(0)

    def finish(self, message: Notification, status: str) -> None:
        """Gives a message its last status now, whatever would have become of it."""
        with self._state.lock:
            service = self._state.services[message.service_id]
            if message.status in {"created", "pending-virus-check"} and status == "delivered":
                move(service, message, "sending", self.now, self._pages)
            message.sent_at = message.sent_at or (self.now if status == "delivered" else None)
            move(service, message, status, self.now, self._pages)
            self._finished.add(message.id)
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
            step = following(message) if message and identifier not in self._finished else None
            if message and step:
                move(self._state.services[message.service_id], message, step[0], due, self._pages)
                self._state.changed(message)
                self._plan(message, due)
