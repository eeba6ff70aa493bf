"""Any order of crashes, answers, lost answers and look-ups: nobody is left out, nobody gets two.

The clock is simulated; the sandbox's own list of messages judges.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
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

FAULTS = {
    "well": None,
    "lost, done": Fault("reset", work="done", times=1, method="POST"),
    "lost, undone": Fault("reset", work="undone", times=1, method="POST"),
    "half an answer": Fault("truncate", times=1, method="POST"),
    "no connection": Fault("refuse", times=1, method="POST"),
    "500, done": Fault("answer", work="done", status=500, times=1, method="POST"),
    "500, undone": Fault("answer", work="undone", status=500, times=1, method="POST"),
    "a gateway's page": Fault("answer", work="done", status=502, times=1, method="POST"),
    "429": Fault("answer", status=429, times=1, method="POST"),
}


def _signed(job: Job) -> Signed:
    if job.signed is None:
        raise TooLateError
    return job.signed


class Senders(RuleBasedStateMachine):
    """Several senders of one outbox, any of which may end at any point, or sleep and go on."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.sandbox = Sandbox()
        self.outbox = Outbox(":memory:", _clock=self.clock)
        self.outbox.create_tables()
        self.client = self.sandbox.client()
        self.added = 0
        self.jobs: list[tuple[Sending, Job]] = []
        self.held: list[tuple[datetime, Job]] = []
        self.patched = patch.object(boot_clock_module, "seconds", lambda: self.clock.now.timestamp())
        self.patched.start()

    def sender(self) -> Sending:
        lease = timedelta(seconds=60)
        return Sending(self.outbox._database, self.outbox._ledger, self.client, SendOptions(), lease)

    @rule(count=st.integers(1, 3))
    def add(self, count: int) -> None:
        self.outbox.add(text_to(self.sandbox, self.added + place) for place in range(count))
        self.added += count

    @rule(seconds=st.sampled_from([1, 15, 25, 61, 200, 301, 700]))
    def time_passes(self, seconds: int) -> None:
        until = self.clock.now + timedelta(seconds=seconds)
        due = [each for each in self.held if each[0] <= until]
        self.held = [each for each in self.held if each[0] > until]
        for moment, job in sorted(due, key=lambda each: each[0]):
            self.clock.now = max(self.clock.now, moment)
            self.client._send_signed(job.operation, partial(_signed, job))
        self.clock.now = until

    @rule(seconds=st.sampled_from([5, 100, 250]))
    def leave_a_request_on_its_way_and_die(self, seconds: int) -> None:
        """It is carried out late, though sooner than `resend_after`, and nobody is told."""
        if not self.jobs:
            return
        sender, job = self.jobs.pop()
        try:
            sender._begin(job)
        except TooLateError:
            return
        self.held.append((self.clock.now + timedelta(seconds=seconds), job))

    @rule(wanted=st.integers(1, 3))
    def claim(self, wanted: int) -> None:
        sender = self.sender()
        self.outbox._database.run(partial(sender._claim, wanted))
        self.jobs += [(sender, job) for job in sender._jobs]

    @rule()
    def claim_and_die_before_the_commit(self) -> None:
        sender = self.sender()

        def transaction(connection: Connection) -> Claimed[Any]:
            sender._claim(2, connection)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            self.outbox._database.run(transaction)

    @rule(data=st.data(), fault=st.sampled_from(sorted(FAULTS)), settles=st.booleans())
    def send(self, data: st.DataObject, fault: str, settles: bool) -> None:
        """A request, which may begin long after its claim; its sender may end before it settles."""
        if not self.jobs:
            return
        sender, job = self.jobs.pop(data.draw(st.integers(0, len(self.jobs) - 1)))
        planned = FAULTS[fault]
        if planned is not None:
            self.sandbox.faults.add(planned)
        outcome = sender._send(job)
        self.sandbox.faults.clear()
        if settles:
            sender._settle([outcome])

    @rule()
    def die_before_the_requests(self) -> None:
        self.jobs.clear()

    @rule(fails=st.booleans(), settles=st.booleans())
    def look(self, fails: bool, settles: bool) -> None:
        sender = self.sender()
        looks = self.outbox._database.run(lambda connection: self.outbox._ledger.looks(connection, 10))
        if fails:
            self.sandbox.faults.add(Fault("reset", method="GET"))
        outcomes = [sender._look(each) for each in looks]
        self.sandbox.faults.clear()
        if settles:
            sender._settle(outcomes)

    @invariant()
    def nobody_has_two(self) -> None:
        assert max(received(self.sandbox).values(), default=0) <= 1

    def teardown(self) -> None:
        """Whatever happened: it comes to an end, with everybody having one."""
        try:
            for _ in range(60):
                self.time_passes(70)
                self.outbox.send(self.client)
                for row in list(self.outbox.rows(state="unknown")):
                    self.outbox.requeue(str(row.key))
            summary = self.outbox.summary()
            assert (summary.sent, summary.doubled) == (self.added, 0)
            assert received(self.sandbox) == Counter({f"07700 91{number:04d}": 1 for number in range(self.added)})
        finally:
            self.patched.stop()
            self.client.close()
            self.outbox.close()


Senders.TestCase.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)
TestSenders = Senders.TestCase
