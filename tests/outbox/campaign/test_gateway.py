"""Requests that are held outside and passed on when nobody waits for them any more."""

from __future__ import annotations

from collections import Counter

from notify_sdk.outbox import Outbox
from notify_sdk.sandbox import Fault, Sandbox
from tests.outbox.campaign.gateway import Clock, Gateway
from tests.outbox.campaign.survival import texts

COUNT = 12


def times(sandbox: Sandbox) -> Counter[int]:
    """How many people have one message, how many have two."""
    return Counter(Counter(each.to for each in sandbox.inbox).values())


def test_held_for_less_than_resend_after_nobody_gets_two(place: str, sandbox: Sandbox) -> None:
    clock, gateway = Clock(), Gateway(sandbox, holds=True)
    with Outbox(place, _clock=clock) as outbox, gateway.client() as client:
        outbox.create_tables()
        outbox.add(texts(sandbox, COUNT))
        outbox.send(client)
        assert (outbox.summary().sending, len(gateway.held)) == (COUNT, COUNT)
        for _ in range(4):
            clock.advance(70)  # looked for, and not there yet
            outbox.send(client)
            assert outbox.summary().sending == COUNT
        assert set(gateway.release()) == {201}
        clock.advance(600)
        outbox.send(client)
        assert (outbox.summary().sent, outbox.summary().doubled) == (COUNT, 0)
    assert times(sandbox) == {1: COUNT}


def test_held_for_longer_the_double_is_told(place: str, sandbox: Sandbox) -> None:
    clock, gateway = Clock(), Gateway(sandbox, holds=True)
    with Outbox(place, _clock=clock) as outbox, gateway.client() as client:
        outbox.create_tables()
        outbox.add(texts(sandbox, COUNT))
        outbox.send(client)
        gateway.holds = False
        clock.advance(400)
        outbox.send(client)  # not there: queued, and sent
        outbox.send(client)
        assert outbox.summary().sent == COUNT
        assert set(gateway.release()) == {201}
        clock.advance(400)
        outbox.follow(client)
        assert outbox.summary().doubled == COUNT
        assert {row.found for row in outbox.rows()} == {2}
    assert times(sandbox) == {2: COUNT}


def test_held_for_longer_than_a_token_lives_it_is_refused(place: str, sandbox: Sandbox) -> None:
    clock, gateway = Clock(), Gateway(sandbox, holds=True)
    with Outbox(place, _clock=clock) as outbox, gateway.client() as client:
        outbox.create_tables()
        outbox.add(texts(sandbox, COUNT))
        outbox.send(client)
        gateway.holds = False
        clock.advance(400)
        outbox.send(client)
        outbox.send(client)
        sandbox.faults.add(Fault(skew=40))
        assert set(gateway.release()) == {403}
    assert times(sandbox) == {1: COUNT}
