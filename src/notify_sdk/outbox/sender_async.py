"""Sending what is queued. `sender.py` is generated from this file by `scripts/generate`.

One task claims and settles; the requests go on in others:

    claim, signing the requests -> commit -> send each once -> settle -> commit
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection

from notify_sdk._client.requests import Signed
from notify_sdk.async_client import AsyncNotificationsAPIClient
from notify_sdk.errors import AuthError, NoConnectionError, NotifyError, RequestValidationError
from notify_sdk.outbox import boot_clock, crash
from notify_sdk.outbox.content import admitted, channel, refuse_misfits, sending, with_files
from notify_sdk.outbox.database import Database
from notify_sdk.outbox.errors import DatabaseError, SendingStopped
from notify_sdk.outbox.events import Answered, LookFailed, NotSent, Refused, Unclear
from notify_sdk.outbox.flights_async import AsyncFlights
from notify_sdk.outbox.ledger import Claimable, Ledger, Look, Sender
from notify_sdk.outbox.lookup_async import AsyncLookUps
from notify_sdk.outbox.outcomes import code_of, verdict
from notify_sdk.outbox.pacing import RATE_LIMIT_PAUSE, next_day
from notify_sdk.outbox.report import Tally
from notify_sdk.outbox.statements import EVERYBODY
from notify_sdk.outbox.states import State
from notify_sdk.outbox.terms import LATE_TOKEN_SECONDS, TOKEN_SECONDS, Job, Outcome, Progress, SendOptions, TooLateError

T = TypeVar("T")

_logger = logging.getLogger("notify_sdk")
_POLL = 0.5
"""Seconds after which the options are looked at again, such as `stop`."""

_LOOK_EVERY = 1.0
_CLAIM_EVERY = 0.2
_IDLE_SHORTEST, _IDLE_LONGEST = 0.1, 1.0
_WAIT_FOR_QUEUED = timedelta(seconds=60)
_NO_CONNECTION_PAUSE = 2.0
_NO_CONNECTION_SECONDS = 60.0


class AsyncSending:
    """One call of `send`.

    Args:
        database: Where the outbox is.
        ledger: Its table.
        client: Sends.
        options: How.
        lease: How long a claim is left to this sender.
    """

    def __init__(
        self,
        database: Database,
        ledger: Ledger,
        client: AsyncNotificationsAPIClient,
        options: SendOptions,
        lease: timedelta,
    ) -> None:
        self._database = database
        self._ledger = ledger
        self._client = client
        self._options = options
        self._settings = client._settings  # noqa: SLF001 - of this package
        self._look_ups = AsyncLookUps(client, any_key=options.accept_new_key)
        name = f"{socket.gethostname()}:{os.getpid()}"[:100]
        self._sender = Sender(name, self._look_ups.api_key, self._look_ups.base_url, lease)
        self._token_seconds = min(lease.total_seconds() / 2, TOKEN_SECONDS)
        self._flights = AsyncFlights[Outcome](options.concurrency)
        self._progress = Progress()
        self._reported = self._progress.tally
        self._until = None if options.seconds is None else time.monotonic() + options.seconds
        self._next_claim = self._next_look = self._held_until = 0.0
        self._jobs = list[Job]()
        self._outcomes = list[Outcome]()
        self._no_connection_since: float | None = None
        self._gives_back = False

    async def run(self) -> Tally:
        """Sends until the options end it; returns what was done.

        Raises:
            SendingStopped: If every message would meet the same fault.
            DatabaseError: If the database can't be used for longer than a lease.
        """
        __tracebackhide__ = True
        try:
            while not self._is_over():
                started = await self._start()
                if len(self._flights):
                    await self._settle(await self._flights.done(_POLL))
                    self._report()
                elif not started and not await self._idle():
                    break
        finally:
            self._gives_back = True
            await self._end()
        self._report()
        if self._progress.fault is not None:
            raise self._progress.fault
        return self._progress.tally

    def _is_over(self) -> bool:
        if self._progress.fault is not None or (self._until is not None and time.monotonic() >= self._until):
            return True
        return self._options.stop is not None and self._options.stop()

    async def _end(self) -> None:
        """Returns claims that were not begun, waits for requests in flight, and settles both."""
        given_back, self._jobs = self._jobs, []
        await self._settle([Outcome(job.id, NotSent(job.claim)) for job in given_back])
        while len(self._flights):
            await self._settle(await self._flights.done(_POLL))
        self._flights.close()
        if self._database.reached:
            await self._database.arun_checkpoint()

    async def _start(self) -> bool:
        """Starts as many requests as are allowed at a time; returns whether it started any."""
        __tracebackhide__ = True
        free = self._options.concurrency - len(self._flights)
        now = time.monotonic()
        begun = False
        if free and now >= self._next_look:
            looks = await self._in_transaction(lambda connection: self._ledger.looks(connection, free))
            for look in looks:
                self._flights.start(partial(self._look, look))
            begun = bool(looks)
            free -= len(looks)
            self._next_look = 0.0 if begun else now + _LOOK_EVERY
        # a transaction for some of them costs as much as one for all
        if (
            now < max(self._next_claim, self._held_until)
            or free < 1
            or (len(self._flights) and free * 4 < self._options.concurrency)
        ):
            return begun
        expired = await self._in_transaction(partial(self._claim, free))
        crash.point("after-claim")
        self._progress.expired(expired)
        if not self._jobs:
            self._next_claim = now + _CLAIM_EVERY
            return begun
        while self._jobs:
            self._flights.start(partial(self._send, self._jobs.pop()))
        return True

    def _claim(self, wanted: int, connection: Connection) -> int:
        """Claims messages; returns how many expired. If interrupted, `_jobs` has what may be claimed."""
        __tracebackhide__ = True
        make = partial(self._job, boot_clock.seconds())
        claimed = self._ledger.claim(connection, self._sender, wanted, make)
        self._jobs = list(reversed(claimed.jobs))
        return claimed.expired

    def _job(self, now: float, claim: UUID, message: Claimable) -> Job:
        """Signs the request of a message, once, before the claim is committed."""
        __tracebackhide__ = True
        body = with_files(message.body, message.files)
        checks = self._settings.checks
        refused = None
        redirected = False
        try:
            if checks.guard is not None:
                body = admitted(checks.guard, message.kind, body)
                redirected = checks.guard.redirect_to is not None
            if checks.templates is not None:
                refuse_misfits(checks.templates, checks.level, message.kind, body)
        except RequestValidationError as error:
            refused = Refused(claim, code_of(error), str(error))
        operation = sending(
            message.kind, message.template_id, message.reference, body, checks.templates, redirected=redirected
        )
        signed = None if refused else self._client._sign(operation)  # noqa: SLF001 - of this package
        return Job(message.id, channel(message.kind), claim, operation, signed, now, refused)

    async def _send(self, job: Job) -> Outcome:
        __tracebackhide__ = True
        crash.point("before-request")
        if job.refused is not None:
            return Outcome(job.id, job.refused, channel=job.channel)
        try:
            answer = await self._client._send_signed(job.operation, partial(self._begin, job))  # noqa: SLF001
        except TooLateError:
            return Outcome(job.id, NotSent(job.claim, "too_late", "the request was not begun in time"))
        except NotifyError as error:
            late = boot_clock.seconds() - job.signed_at > LATE_TOKEN_SECONDS
            meant = verdict(job.claim, error, late=late)
            return Outcome(job.id, meant.event, meant.effect, job.channel, error, job.signed_at)
        except Exception as error:  # noqa: BLE001 - whatever it is, a request may have left
            unclear = Unclear(job.claim, "internal_error", type(error).__name__)
            return Outcome(job.id, unclear, "stop", job.channel, error)
        crash.point("after-answer")
        return Outcome(job.id, Answered(job.claim, UUID(str(answer.id))), channel=job.channel)

    def _begin(self, job: Job) -> Signed:
        """The request of a job, if there is still time: its lease and its token run out."""
        if job.signed is None or self._gives_back or boot_clock.seconds() - job.signed_at > self._token_seconds:
            raise TooLateError
        return job.signed

    async def _look(self, look: Look) -> Outcome:
        __tracebackhide__ = True
        try:
            return Outcome(look.id, await self._look_ups.by_reference(look))
        except AuthError as error:
            return Outcome(look.id, LookFailed(), "stop", "look-up", error)

    async def _settle(self, outcomes: list[Outcome]) -> None:
        __tracebackhide__ = True
        self._outcomes += outcomes  # if settling is broken off, the end does it
        outcomes = list(self._outcomes)
        if not outcomes:
            return
        states = await self._in_transaction(partial(self._write, outcomes))
        self._outcomes.clear()
        crash.point("after-settle")
        self._progress.take(outcomes, states, corrects=self._settings.clock == "server")
        self._note_connections(outcomes)

    def _report(self) -> None:
        """Reports progress to the user: never while settling, which an exception of the user's would interrupt."""
        if self._options.progress is not None and self._progress.tally is not self._reported:
            self._reported = self._progress.tally
            self._options.progress(self._reported)

    def _write(self, outcomes: list[Outcome], connection: Connection) -> list[tuple[State, State] | None]:
        __tracebackhide__ = True
        states = self._ledger.apply(connection, [(outcome.id, outcome.event) for outcome in outcomes])
        self._pause(connection, outcomes)
        crash.point("before-settle-commit")
        return states

    def _pause(self, connection: Connection, outcomes: list[Outcome]) -> None:
        """Pauses all workers if Notify's limits require it."""
        now = self._ledger.now(connection)
        if any(outcome.effect == "pause" for outcome in outcomes):
            self._ledger.pause(connection, EVERYBODY, now + RATE_LIMIT_PAUSE)
        for name in {outcome.channel for outcome in outcomes if outcome.effect == "pause kind"}:
            self._ledger.pause(connection, name, next_day(now))
            self._progress.paused(next_day(now))

    def _note_connections(self, outcomes: list[Outcome]) -> None:
        """Waits if Notify can't be reached, and stops `send` after a while."""
        now = time.monotonic()
        if any(outcome.effect == "no connection" for outcome in outcomes):
            self._held_until = now + _NO_CONNECTION_PAUSE
        for outcome in outcomes:
            if not isinstance(outcome.error, NoConnectionError):
                if isinstance(outcome.event, Answered | Refused):
                    self._no_connection_since = None
            elif self._no_connection_since is None:
                self._no_connection_since = now
            elif now - self._no_connection_since > _NO_CONNECTION_SECONDS and not self._options.forever:
                error = outcome.error
                self._progress.fault = SendingStopped(f"Notify can't be reached: {error}", error.code)

    async def _idle(self) -> bool:
        """Waits for the next work; False if there is none to wait for."""
        outlook = await self._in_transaction(self._ledger.outlook)
        due = list[timedelta]()
        if outlook.queued is not None and (self._options.forever or outlook.queued - outlook.now < _WAIT_FOR_QUEUED):
            due.append(outlook.queued - outlook.now)
        if outlook.unsettled is not None and (self._options.forever or self._options.wait):
            due.append(outlook.unsettled - outlook.now)
        if not due and not self._options.forever:
            return False
        seconds = min((each.total_seconds() for each in due), default=_IDLE_LONGEST)
        await self._flights.pause(min(max(seconds, _IDLE_SHORTEST), _IDLE_LONGEST))
        self._next_claim = self._next_look = 0.0
        return True

    async def _in_transaction(self, transaction: Callable[[Connection], T]) -> T:
        """Runs a transaction; retries it while the database is unavailable, for as long as a lease lasts or for ever."""
        __tracebackhide__ = True
        began = time.monotonic()
        pause = 0.1
        while True:
            try:
                return await self._database.arun(transaction)
            except DatabaseError as error:
                lasted = time.monotonic() - began
                endless = self._options.forever and not self._is_over()
                if not self._database.reached or (lasted > self._sender.lease.total_seconds() and not endless):
                    raise
                _logger.warning("The outbox waits for its database: %s", error)
            await self._flights.pause(pause)
            pause = min(pause * 2, 5.0)
