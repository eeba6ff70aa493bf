"""Transactions of a sender: which messages are claimed, and when."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from notify_sdk.outbox import Outbox, Tally
from notify_sdk.outbox.events import NotSent
from notify_sdk.outbox.ledger import Claimable, Claimed, Sender
from notify_sdk.outbox.statements import EVERYBODY
from notify_sdk.sandbox import Sandbox
from tests.outbox.conftest import Both, Clock
from tests.outbox.messages import text_to, texts


def test_priority_not_before_and_expires_at_are_respected(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(text_to(sandbox, 1))
    both.add(text_to(sandbox, 2, priority=5))
    both.add(text_to(sandbox, 3, not_before=clock.now + timedelta(hours=1)))
    both.add(text_to(sandbox, 4, expires_at=clock.now - timedelta(seconds=1)))
    both.add(
        text_to(sandbox, 5, expires_at=clock.now + timedelta(minutes=30), not_before=clock.now + timedelta(hours=1))
    )
    assert both.send(both.client(), concurrency=1) == Tally(sent=2, expired=1)
    assert [message.to[-1] for message in sandbox.inbox] == ["2", "1"]
    clock.advance(hours=1, seconds=1)
    assert both.send(both.client()) == Tally(sent=1, expired=1)
    assert both.summary().expired == 2


def test_the_rate_limit_is_kept(client_kind: str, sandbox: Sandbox, place: str, clock: Clock) -> None:
    both = Both(client_kind, sandbox, place, _clock=clock, rate_limit=20)
    try:
        both.create_tables()
        both.add(texts(sandbox, 60))
        counts: list[int] = []
        for _ in range(70):
            before = len(sandbox.inbox)
            both.send(both.client(), seconds=0.05)
            counts.append(len(sandbox.inbox) - before)
            clock.advance(seconds=3)
        assert max(sum(counts[at : at + 20]) for at in range(50)) <= 20
        assert sum(counts) == 60
    finally:
        both.close()


LEASE = timedelta(seconds=60)
SENDER = Sender("host:1", "the-key", "https://example", LEASE)


def claim(outbox: Outbox, wanted: int) -> Claimed[Claimable]:
    return outbox._database.run(
        lambda connection: outbox._ledger.claim(connection, SENDER, wanted, lambda _, message: message)
    )


def looks(outbox: Outbox) -> list[UUID]:
    return [each.id for each in outbox._database.run(lambda connection: outbox._ledger.looks(connection, 100))]


def test_two_senders_never_claim_the_same_message(place: str, sandbox: Sandbox) -> None:
    with Outbox(place) as outbox, ThreadPoolExecutor(6) as threads:
        outbox.create_tables()
        outbox.add(texts(sandbox, 60))
        claimed = [job.id for made in threads.map(lambda _: claim(outbox, 7), range(12)) for job in made.jobs]
        assert len(claimed) == len(set(claimed)) == 60
        assert outbox.summary().sending == 60


def test_a_claim_whose_request_cannot_be_made_is_not_committed(in_memory: Outbox, sandbox: Sandbox) -> None:
    def fail(claim: UUID, message: Claimable) -> None:
        raise KeyError(message.kind)

    in_memory.add(texts(sandbox, 2))
    with pytest.raises(KeyError, match="sms"):
        in_memory._database.run(lambda connection: in_memory._ledger.claim(connection, SENDER, 2, fail))
    assert (in_memory.summary().queued, {row.attempts for row in in_memory.rows()}) == (2, {0})


def test_a_message_is_looked_up_only_after_its_lease(place: str, sandbox: Sandbox, clock: Clock) -> None:
    with Outbox(place, _clock=clock) as outbox:
        outbox.create_tables()
        outbox.add(texts(sandbox, 3))
        claimed = {job.id for job in claim(outbox, 10).jobs}
        clock.advance(seconds=59)
        assert looks(outbox) == []
        clock.advance(seconds=1)
        assert set(looks(outbox)) == claimed
        assert looks(outbox) == [], "somebody looks for them already"
        clock.advance(seconds=60)
        assert set(looks(outbox)) == claimed


def test_a_pause_is_never_shortened(in_memory: Outbox, sandbox: Sandbox, clock: Clock) -> None:
    in_memory.add(texts(sandbox, 1))
    for name in (EVERYBODY, "sms"):
        for minutes in (10, 5):
            until = clock.now + timedelta(minutes=minutes)
            in_memory._database.run(lambda connection, to=until, on=name: in_memory._ledger.pause(connection, on, to))
        clock.advance(minutes=9)
        assert claim(in_memory, 1).jobs == ()
        clock.advance(minutes=2)
    assert len(claim(in_memory, 1).jobs) == 1


def test_the_outlook_is_when_there_is_something_to_do_next(in_memory: Outbox, sandbox: Sandbox, clock: Clock) -> None:

    def outlook() -> tuple[object, object]:
        found = in_memory._database.run(in_memory._ledger.outlook)
        assert found.now == clock.now
        return found.queued, found.unsettled

    assert outlook() == (None, None)
    later = clock.now + timedelta(hours=1)
    in_memory.add(text_to(sandbox, 1, not_before=later))
    assert outlook() == (later, None)
    in_memory.add(text_to(sandbox, 2))
    assert outlook() == (clock.now, None)
    (job,) = claim(in_memory, 10).jobs
    assert outlook() == (later, clock.now + LEASE)
    until = clock.now + timedelta(hours=2)
    in_memory._database.run(lambda connection: in_memory._ledger.pause(connection, "sms", until))
    assert outlook() == (until, clock.now + LEASE)
    assert in_memory._database.run(
        lambda connection: in_memory._ledger.apply(connection, [(UUID(int=1), NotSent(job.id))])
    ) == [None]
