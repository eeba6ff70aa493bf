"""Delivery statuses: which follows which, and when."""

from __future__ import annotations

import heapq
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Literal, TypeAlias
from uuid import UUID

from notify_sdk import simulated
from notify_sdk._letter_pdf import MAX_PAGES
from notify_sdk._warn import warn
from notify_sdk.recipients import normal_form
from notify_sdk.recipients.phone import reports_delivery
from notify_sdk.rendering import TextMessage

from .api.content import content_of
from .api.documents import EICAR
from .api.letter_pages import page_count, sheets
from .wire import described
from .world.index import phone_number
from .world.state import MessageRecord, NotificationRecord, Service, State
from .world.statuses import FINAL

Progress: TypeAlias = Literal["manual", "instant", "timed", "held"]
"""When statuses change: only by `Sandbox.advance`, at once, or as time passes. `held` is the deprecated name of `manual`."""

SIMULATED_OUTCOMES = {
    normal_form(simulated.PERMANENT_FAILURE_NUMBER, "sms"): "permanent-failure",
    normal_form(simulated.TEMPORARY_FAILURE_NUMBER, "sms"): "temporary-failure",
    "447700900004": "technical-failure",
    simulated.PERMANENT_FAILURE_ADDRESS: "permanent-failure",
    simulated.TEMPORARY_FAILURE_ADDRESS: "temporary-failure",
    "tech-fail@simulator.notify": "technical-failure",
}
"""Recipients whose messages always fail, and with which status.

The first two of each kind are documented by Notify; those that give `technical-failure` are the sandbox's own.
"""

_logger = logging.getLogger("notify_sdk")

_ONE_SECOND = timedelta(seconds=1)
_FIVE_SECONDS = timedelta(seconds=5)
_DAY = timedelta(days=1)
MAX_OFFSET = timedelta(days=36_500)
"""How far the sandbox's time may be from the present time."""


def next_status(message: NotificationRecord) -> tuple[str, timedelta] | None:
    """The next status of a message, and how long after the present one it comes; None if this is the last.

    | message | its statuses |
    |---|---|
    | text message | `created`, a second later `sending`, five seconds later its final status |
    | text outside the UK | `created`, a second later `sent`; five seconds later `delivered` where networks report that |
    | email | as a text message |
    | letter | `created` (shown as `accepted`), five seconds later its PDF and cost are ready (or it is too long: |
    | | `validation-failed`), a day later `sending` (shown the same), two days later `delivered` (shown as `received`) |
    | letter of a test key | `sending`, five seconds later its PDF is ready, two days later `delivered` |
    | precompiled letter | `pending-virus-check`, five seconds later `created` and on as any letter, or `delivered` if it |
    | | has a test key; or `virus-scan-failed`, `validation-failed` |
    """
    match message.type, message.status:
        case "letter", ("created" | "sending" | "pending-virus-check") if not message.pdf_available:
            return message.status, _FIVE_SECONDS  # but its PDF is ready, or the one that was sent has been checked
        case "letter", "created":
            return "sending", _DAY
        case "letter", "sending":
            return "delivered", 2 * _DAY
        case "sms", "created" if message.international:
            return "sent", _ONE_SECOND
        case "sms", "sent" if message.international and reports_delivery(message.to):
            return "delivered", _FIVE_SECONDS
        case (("sms" | "email"), "created"):
            return "sending", _ONE_SECOND
        case (("sms" | "email"), ("sending" | "pending")):
            return _outcome(message), _FIVE_SECONDS
        case _:
            return None


def _outcome(message: NotificationRecord) -> str:
    return SIMULATED_OUTCOMES.get(normal_form(message.to, message.type), "delivered")


def set_status(service: Service, message: NotificationRecord, status: str, time: datetime, *, typeset: bool) -> None:
    """Sets the status of a message, and the times and cost that go with it. The caller holds the state's lock."""
    if message.type == "letter" and not message.pdf_available:
        status = _with_pdf(service, message, status, typeset=typeset)
    elif status == "sending":
        message.sent_at = time
    message.status = status
    if message.type == "sms" and status in {"sending", "sent"}:
        message.sent_at = time
        message.billable_units = message.billable_units or _billable_fragments(service, message)
    if status not in {"created", "sending"}:
        message.updated_at = time
        message.sent_at = message.sent_at or (time if status in {"delivered", "sent"} else None)


def _with_pdf(service: Service, letter: NotificationRecord, status: str, *, typeset: bool) -> str:
    """Makes the PDF of a letter, or checks the one that was sent, and sets its cost. Returns its status."""
    if status == "pending-virus-check":
        if EICAR in (letter.pdf or b""):
            return "virus-scan-failed"
        status = "delivered" if letter.key_type == "test" else "created"
    letter.pdf_available = status != "virus-scan-failed"
    if status in FINAL and status != "delivered":
        return status
    pages = page_count(service, letter, typeset=typeset)
    if pages is None or pages > MAX_PAGES:
        return "validation-failed"
    if letter.key_type != "test" or letter.pdf is not None:
        letter.billable_units = letter.billable_units or sheets(pages)
    return status


def _billable_fragments(service: Service, text: NotificationRecord) -> int:
    """How many fragments of a text are charged: none with a test key to a network that reports no deliveries."""
    if text.key_type == "test" and text.international and not reports_delivery(text.to):
        return 0
    return TextMessage.of(content_of(service, text).body).fragments


class DeliverySimulator:
    """Changes the statuses of a sandbox's messages as Notify and its providers would.

    Messages that came with a world file stay as they are.

    Args:
        state: The messages.
        progress: When statuses change.
        clock: Returns the present time.
        receive: Takes a text that was sent to a number of a service: the sender, the content, the service's slug.
        typeset: Whether letters from templates are made into PDFs to count their pages.
    """

    def __init__(
        self,
        state: State,
        progress: Progress,
        clock: Callable[[], datetime],
        *,
        receive: Callable[[str, str, str], object],
        typeset: bool = True,
    ) -> None:
        if progress == "held":
            warn(DeprecationWarning('progress="held" is now called "manual"'))
            progress = "manual"
        self.progress: Progress = progress
        self._state = state
        self._clock = clock
        self._receive = receive
        self._typeset = typeset
        self._finished: set[UUID] = set()
        self._due: list[tuple[datetime, int, UUID]] = []
        self._due_of: dict[UUID, datetime] = {}
        self._order = count()
        self._offset = timedelta(0)
        self._planned: set[UUID] = set()
        state.watchers.append(self._plan_new)
        state.watchers.append(self._loop_back)

    @property
    def now(self) -> datetime:
        """The present time, plus what `advance` has added."""
        return self._clock() + self._offset

    def advance(self, by: timedelta | None = None) -> None:
        """Moves time forward and changes the statuses that are due; until every status is final if `by` is None.

        Raises:
            ValueError: It would be moved more than 100 years from the present time.
        """
        with self._state.lock:
            if by is None:
                self._offset = max([self._offset, *(due - self._clock() for due, _, _ in self._due)])
                while self._due:
                    self._offset = max(self._offset, self._due[0][0] - self._clock())
                    self._catch_up(self.now)
            else:
                if abs(by) > MAX_OFFSET or abs(self._offset + by) > MAX_OFFSET:
                    raise ValueError(f"time is moved by {MAX_OFFSET.days:,} days at most")
                self._offset += by
                self._catch_up(self.now)

    def catch_up(self) -> None:
        """Changes the statuses that are due by now, if `progress` is `"timed"`."""
        if self.progress == "timed":
            with self._state.lock:
                while self._due and self._due[0][0] <= self.now:
                    try:
                        self._catch_up(self.now)
                    except Exception as error:  # noqa: BLE001 - one message must not stop the others
                        _logger.error("a status can't be changed yet: %s", described(error))  # noqa: TRY400 - its text may hold a message's

    def next_step(self, message: NotificationRecord) -> tuple[str, datetime] | None:
        """The next status of a message as the service stores it, and when it is due; None if nothing is to come."""
        with self._state.lock:
            step = None if message.id in self._finished else next_status(message)
            due = self._due_of.get(message.id)
        return (step[0], due) if step and due else None

    def resume(self, message: NotificationRecord) -> None:
        """Continues with a message that had not reached its final status when an earlier sandbox stopped."""
        self._planned.add(message.id)
        self._plan(message, message.sent_at or message.created_at)

    def restart(self) -> None:
        """Drops all messages, and what `advance` has added to the time."""
        with self._state.lock:
            self._due.clear()
            self._due_of.clear()
            self._planned.clear()
            self._finished.clear()
            self._offset = timedelta(0)

    def finish(self, message: NotificationRecord, status: str) -> None:
        """Sets the final status of a message. Nothing follows, whatever was planned."""
        with self._state.lock:
            service = self._state.services[message.service_id]
            if message.status in {"created", "pending-virus-check"} and status == "delivered":
                set_status(service, message, "sending", self.now, typeset=self._typeset)
            message.sent_at = message.sent_at or (self.now if status == "delivered" else None)
            set_status(service, message, status, self.now, typeset=self._typeset)
            self._finished.add(message.id)
            self._state.changed(message)

    def _plan_new(self, message: MessageRecord) -> None:
        if isinstance(message, NotificationRecord) and message.id not in self._planned:
            self._planned.add(message.id)
            self._plan(message, message.created_at)
            if self.progress == "instant":
                self._catch_up(datetime.max.replace(tzinfo=message.created_at.tzinfo))

    def _loop_back(self, message: MessageRecord) -> None:
        """A text to a number on which a service receives texts becomes one of its received texts."""
        if isinstance(message, NotificationRecord) and message.type == "sms" and message.status == "created":
            number = phone_number(message.to)
            for service in self._state:
                if service.receiving_number and phone_number(service.receiving_number) == number:
                    content = content_of(self._state.services[message.service_id], message)
                    self._receive(message.reply_to_text or "GOVUK", content.body, service.slug)

    def _plan(self, message: NotificationRecord, since: datetime) -> None:
        step = next_status(message)
        if step:
            due = since + step[1]
            heapq.heappush(self._due, (due, next(self._order), message.id))
            self._due_of[message.id] = due

    def _catch_up(self, now: datetime) -> None:
        while self._due and self._due[0][0] <= now:
            due, _, identifier = heapq.heappop(self._due)
            self._due_of.pop(identifier, None)
            message = self._state.notifications.get(identifier)
            step = next_status(message) if message and identifier not in self._finished else None
            if message and step:
                since = self.now  # if it fails it is tried again, later
                try:
                    set_status(self._state.services[message.service_id], message, step[0], due, typeset=self._typeset)
                    self._state.changed(message)
                    since = due
                finally:
                    self._plan(message, since)
