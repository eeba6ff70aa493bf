"""The options of `send`, checked, and its progress. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from notify_sdk._calls.operations import Operation
from notify_sdk._client.requests import Signed
from notify_sdk._client.settings import Settings
from notify_sdk._transport.connections import MAX_CONCURRENT_REQUESTS
from notify_sdk.errors import ClockError, NotifyError, RequestValidationError
from notify_sdk.outbox import boot_clock
from notify_sdk.outbox.content import Response
from notify_sdk.outbox.errors import SendingStopped
from notify_sdk.outbox.events import Event, LookedUp, NotSent, Refused, Unclear
from notify_sdk.outbox.outcomes import Effect, code_of
from notify_sdk.outbox.report import Tally
from notify_sdk.outbox.states import State

SHORTEST_LEASE = timedelta(seconds=60)
TOKEN_SECONDS = 20.0
"""How old a token may be when its request begins: Notify takes it for 30 seconds."""

LATE_TOKEN_SECONDS = 25.0
"""From this age on, a refused token says nothing about the key."""

_GRACE = timedelta(seconds=60)
_LONGEST_SECONDS = 7 * 24 * 3600.0
_REFUSALS_IN_A_ROW = 10
_CLOCK_ERRORS_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class SendOptions:
    """The options of a call of `send`, as `Outbox.send` explains them."""

    concurrency: int = 10
    seconds: float | None = None
    forever: bool = False
    wait: bool = False
    accept_new_key: bool = False
    stop: Callable[[], bool] | None = None
    progress: Callable[[Tally], None] | None = None

    def __post_init__(self) -> None:
        concurrency: object = self.concurrency
        if not isinstance(concurrency, int) or not 1 <= concurrency <= MAX_CONCURRENT_REQUESTS:
            why = f"concurrency is not a whole number from 1 to {MAX_CONCURRENT_REQUESTS}"
            raise RequestValidationError.of(why, field="concurrency")
        if self.seconds is not None and not self.seconds >= 0:
            raise RequestValidationError.of("seconds is not a number from 0", field="seconds")


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed message with its signed request. Its `repr` shows no personal data.

    Attributes:
        id: The message.
        channel: Its type, as Notify calls it.
        claim: The claim that it is sent under.
        operation: The send.
        signed: Its request; None if the client may not send it.
        signed_at: When it was signed, by `boot_clock`.
        refused: What the client says against it.
    """

    id: UUID
    channel: str
    claim: UUID
    operation: Operation[Response]
    signed: Signed | None
    signed_at: float
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a request went.

    Attributes:
        id: The message.
        event: What it means for it.
        effect: What it means for the others.
        channel: The type of the message, as Notify calls it; empty for a look-up.
        error: What went wrong.
        signed_at: When its request was signed, by `boot_clock`.
    """

    id: UUID
    event: Event
    effect: Effect = "none"
    channel: str = ""
    error: Exception | None = None
    signed_at: float = 0.0


class TooLateError(Exception):
    """The time to begin a request is over. Nothing was sent."""


def lease_of(settings: Settings, resend_after: timedelta, *, unsafe: bool) -> timedelta:
    """How long a claim is left to its worker.

    Raises:
        RequestValidationError: If a request could still be in flight after `resend_after`, unless `unsafe`; or if the
            client has a rate limit of its own, which would hold signed requests back.
    """
    attempt = timedelta(seconds=min(settings.timeouts.attempt, _LONGEST_SECONDS))
    if settings.rate_limit is not None:
        raise RequestValidationError.of(
            "the client has a rate limit", "give it to the outbox: Outbox(..., rate_limit=2700)", field="rate_limit"
        )
    if resend_after < attempt + _GRACE and not unsafe:
        least = (attempt + _GRACE).total_seconds()
        raise RequestValidationError.of(
            f"resend_after is shorter than {least:g} seconds: the client's timeout plus a minute",
            "a request that is still in flight could be sent again",
            field="resend_after",
        )
    return max(SHORTEST_LEASE, attempt * 2)


_COUNTED: Mapping[State, str] = {
    "sent": "sent",
    "refused": "refused",
    "expired": "expired",
    "queued": "returned",
    "unknown": "unknown",
}


class Progress:
    """What a call of `send` has done so far, and whether something ends it.

    Attributes:
        tally: What it has done.
        fault: What ends it.
    """

    def __init__(self) -> None:
        self.tally: Tally = Tally()
        self.fault: Exception | None = None
        self._refusals: tuple[str, int] = ("", 0)
        self._clock_errors = 0
        self._clock_corrected_at = 0.0

    def expired(self, count: int) -> None:
        """Counts messages that expired."""
        if count:
            self.tally = replace(self.tally, expired=self.tally.expired + count)

    def paused(self, until: datetime) -> None:
        """Records the pause for the daily limit."""
        self.tally = replace(self.tally, paused_until=until)

    def take(
        self, outcomes: Sequence[Outcome], states: Sequence[tuple[State, State] | None], *, corrects: bool
    ) -> None:
        """Counts outcomes, and checks whether one of them ends the call.

        Args:
            outcomes: What happened.
            states: The state of each message before and after.
            corrects: Whether the client corrects its clock by itself.
        """
        for outcome, change in zip(outcomes, states, strict=True):
            counted = "unclear" if isinstance(outcome.event, Unclear) else None
            if change is not None and change[0] != change[1]:
                counted = _COUNTED.get(change[1])
                if isinstance(outcome.event, LookedUp) and change[1] == "sent":
                    counted = "found"
            if counted is not None:
                self.tally = replace(self.tally, **{counted: getattr(self.tally, counted) + 1})
            self._judge(outcome, corrects=corrects)

    def _judge(self, outcome: Outcome, *, corrects: bool) -> None:
        if not outcome.channel:
            return
        if isinstance(outcome.event, Refused):
            code, count = self._refusals
            self._refusals = (outcome.event.code, count + 1 if code == outcome.event.code else 1)
            if self._refusals[1] >= _REFUSALS_IN_A_ROW:
                text = f"{_REFUSALS_IN_A_ROW} messages in a row were refused: {outcome.event.summary}"
                self._end(SendingStopped(text, outcome.event.code), outcome.error)
        elif not isinstance(outcome.event, NotSent):
            self._refusals, self._clock_errors = ("", 0), 0
        if outcome.effect != "stop":
            return
        if isinstance(outcome.error, ClockError) and corrects and self._clock_errors < _CLOCK_ERRORS_IN_A_ROW:
            if outcome.signed_at >= self._clock_corrected_at:  # else it was signed before the clock was corrected
                self._clock_errors += 1
                self._clock_corrected_at = boot_clock.seconds()
        elif isinstance(outcome.error, NotifyError):
            error = outcome.error
            self._end(SendingStopped(f"nothing can be sent: {error}", code_of(error)), error)
        elif outcome.error is not None:
            self._end(outcome.error, None)

    def _end(self, fault: Exception, cause: Exception | None) -> None:
        if self.fault is None:
            fault.__cause__ = cause
            self.fault = fault
