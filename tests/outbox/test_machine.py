"""Any order of crashes, delays, lost answers and look-ups: each recipient gets the message once.

The clock is simulated. What was sent is counted in the sandbox.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Connection

from notify_sdk._client.requests import Signed
from notify_sdk.outbox import Outbox
from notify_sdk.outbox import boot_clock as boot_clock_module
from notify_sdk.outbox.ledger import Claimed
from notify_sdk.outbox.sender import Sending
from notify_sdk.outbox.terms import Job, SendOptions, TooLateError
from notify_sdk.sandbox import Fault, Sandbox
from tests.outbox.conftest import Clock
from tests.outbox.messages import received, text_to

RESEND_AFTER = 300
DELAYS = st.sampled_from([100, 200, RESEND_AFTER - 1])
"""Seconds from a claim until its request reaches Notify. `resend_after` is longer than any request may take."""

FAULTS = {
    "none": None,
    "lost, done": Fault("reset", work="done", times=1, method="POST"),
    "lost, undone": Fault("reset", work="undone", times=1, method="POST"),
    "half an answer": Fault("truncate", times=1, method="POST"),
    "no connection": Fault("refuse", times=1, method="POST"),
    "500, done": Fault("answer", work="done", status=500, times=1, method="POST"),
    "500, undone": Fault("answer", work="undone", status=500, times=1, method="POST"),
    "502 of a gateway, done": Fault("answer", work="done", status=502, times=1, method="POST"),
    "429": Fault("answer", status=429, times=1, method="POST"),
}


def _signed(job: Job) -> Signed:
    if job.signed is None:
        raise TooLateError
    return job.signed


class Senders(RuleBasedStateMachine):
    """Several senders of one outbox. Each may crash between any two steps, or be suspended and resumed."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.sandbox = Sandbox()
        self.outbox = Outbox(":memory:", resend_after=RESEND_AFTER, _clock=self.clock)
        self.outbox.create_tables()
        self.client = self.sandbox.client()
        self.added = 0
        self.jobs: list[tuple[Sending, Job]] = []
        self.delayed: list[tuple[datetime, Job]] = []
        self.patched = patch.object(boot_clock_module, "seconds", lambda: self.clock.now.timestamp())
        self.patched.start()

    def sender(self) -> Sending:
        lease = timedelta(seconds=60)
        return Sending(self.outbox._database, self.outbox._ledger, self.client, SendOptions(), lease)

    @initialize(count=st.integers(1, 3))
    def begin(self, count: int) -> None:
        self.add(count)

    @rule(count=st.integers(1, 3))
    def add(self, count: int) -> None:
        self.outbox.add(text_to(self.sandbox, self.added + place) for place in range(count))
        self.added += count

    @rule(seconds=st.sampled_from([1, 15, 25, 61, 200, RESEND_AFTER + 1, 700]))
    def time_passes(self, seconds: int) -> None:
        until = self.clock.now + timedelta(seconds=seconds)
        due = [each for each in self.delayed if each[0] <= until]
        self.delayed = [each for each in self.delayed if each[0] > until]
        for moment, job in sorted(due, key=lambda each: each[0]):
            self.clock.now = max(self.clock.now, moment)
            self.client._send_signed(job.operation, partial(_signed, job))
        self.clock.now = until

    @precondition(lambda self: self.jobs)
    @rule(seconds=DELAYS)
    def crash_while_a_request_is_delayed(self, seconds: int) -> None:
        """The request reaches Notify some time after its claim. Its answer is lost."""
        sender, job = self.jobs.pop()
        try:
            sender._begin(job)
        except TooLateError:
            return
        self.delayed.append((datetime.fromtimestamp(job.signed_at, UTC) + timedelta(seconds=seconds), job))

    @rule(seconds=DELAYS)
    def claim_and_crash_while_the_requests_are_delayed(self, seconds: int) -> None:
        self.claim(2)
        while self.jobs:
            self.crash_while_a_request_is_delayed(seconds)

    @rule(wanted=st.integers(1, 3))
    def claim(self, wanted: int) -> None:
        sender = self.sender()
        self.outbox._database.run(partial(sender._claim, wanted))
        self.jobs += [(sender, job) for job in sender._jobs]

    @rule()
    def crash_before_the_claim_is_committed(self) -> None:
        sender = self.sender()

        def transaction(connection: Connection) -> Claimed[Any]:
            sender._claim(2, connection)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            self.outbox._database.run(transaction)

    @precondition(lambda self: self.jobs)
    @rule(data=st.data(), fault=st.sampled_from(sorted(FAULTS)), settles=st.booleans())
    def send(self, data: st.DataObject, fault: str, settles: bool) -> None:
        """Sends a request, perhaps long after its claim. Its sender may crash before it settles the message."""
        sender, job = self.jobs.pop(data.draw(st.integers(0, len(self.jobs) - 1)))
        planned = FAULTS[fault]
        if planned is not None:
            self.sandbox.faults.add(planned)
        outcome = sender._send(job)
        self.sandbox.faults.clear()
        if settles:
            sender._settle([outcome])

    @precondition(lambda self: self.jobs)
    @rule()
    def crash_before_the_requests(self) -> None:
        self.jobs.clear()

    @rule(fails=st.booleans(), settles=st.booleans())
    def look_up(self, fails: bool, settles: bool) -> None:
        sender = self.sender()
        looks = self.outbox._database.run(lambda connection: self.outbox._ledger.looks(connection, 10))
        if fails:
            self.sandbox.faults.add(Fault("reset", method="GET"))
        outcomes = [sender._look(each) for each in looks]
        self.sandbox.faults.clear()
        if settles:
            sender._settle(outcomes)

    @invariant()
    def no_recipient_has_two(self) -> None:
        assert max(received(self.sandbox).values(), default=0) <= 1

    def is_finished(self) -> bool:
        outlook = self.outbox._database.run(self.outbox._ledger.outlook)
        all_sent = self.outbox.summary().sent == self.added
        return all_sent and outlook.unconfirmed is None and not self.delayed

    def teardown(self) -> None:
        """After any history, sending goes on until every message is sent once."""
        try:
            for _ in range(60):
                self.time_passes(70)
                self.outbox.send(self.client)
                self.outbox.requeue(unknown=True)
                if self.is_finished():
                    break
            summary = self.outbox.summary()
            assert (summary.sent, summary.doubled) == (self.added, 0)
            assert received(self.sandbox) == Counter({f"07700 91{number:04d}": 1 for number in range(self.added)})
        finally:
            self.patched.stop()
            self.client.close()
            self.outbox.close()


Senders.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestSenders = Senders.TestCase
