"""Senders with a wrong clock or key, and messages and templates that Notify refuses."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from notify_sdk.outbox import Outbox, SendingStopped, Sms
from notify_sdk.sandbox import Fault, Sandbox
from tests.outbox.campaign.gateway import Clock, Gateway
from tests.outbox.campaign.survival import number, texts
from tests.outbox.campaign.workers import workers
from tests.support.http_server import listening


@pytest.mark.parametrize("hours", [-1, 1])
def test_the_clock_of_a_sender_has_no_effect(
    place: str, sandbox: Sandbox, hours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the token is of that clock; which one counts for the table is the database's."""
    real, gateway = time.time, Gateway(sandbox)
    with Outbox(place) as outbox, gateway.client(clock="server") as client:
        outbox.create_tables()
        outbox.add(texts(sandbox, 5))
        monkeypatch.setattr(time, "time", lambda: real() + hours * 3600)
        for _ in range(3):
            outbox.send(client, concurrency=1)
        monkeypatch.undo()
        assert outbox.summary().sent == 5
        claimed = [row.claimed_at for row in outbox.rows()]
        assert all(abs(each - datetime.now(UTC)) < timedelta(minutes=10) for each in claimed)
    assert len(sandbox.inbox) == 5


def test_a_key_of_another_type_denies_nothing(place: str, sandbox: Sandbox) -> None:
    clock, gateway = Clock(), Gateway(sandbox, holds=True)
    with Outbox(place, _clock=clock) as outbox:
        outbox.create_tables()
        outbox.add(texts(sandbox, 5))
        with gateway.client() as client:
            outbox.send(client)
        gateway.release()  # now they are there, for a key of that type
        with gateway.client(sandbox.test_api_key) as other:
            for _ in range(5):
                clock.advance(400)
                outbox.send(other)
                assert outbox.summary().queued == 0
        assert len(sandbox.inbox) == 5
        with gateway.client() as client:
            clock.advance(3700)
            outbox.send(client)
            assert outbox.summary().sent + outbox.summary().unknown == 5
    assert len(sandbox.inbox) == 5


def test_a_revoked_key_stops_at_the_first_with_all_queued(place: str, sandbox: Sandbox) -> None:
    gateway = Gateway(sandbox)
    with Outbox(place) as outbox, gateway.client() as client:
        outbox.create_tables()
        outbox.add(texts(sandbox, 50))
        for key in sandbox.service.api_keys:
            key.expiry_date = datetime.now(UTC)
        with pytest.raises(SendingStopped):
            outbox.send(client, concurrency=1)
        assert gateway.passed["POST"] == 1
        assert outbox.summary().queued == 50


def test_one_bad_message_of_a_thousand_stops_nobody(place: str, sandbox: Sandbox) -> None:
    messages = list(texts(sandbox, 1000))
    messages[500] = replace(messages[500], personalisation={"code": "1"})  # Notify misses a value
    with Outbox(place) as outbox, Gateway(sandbox).client() as client:
        outbox.create_tables()
        outbox.add(messages)
        outbox.send(client)
        summary = outbox.summary()
        assert (summary.sent, summary.refused, summary.unfinished) == (999, 1, 0)
        (bad,) = outbox.rows(state="refused")
        assert (bad.key, bad.attempts) == ("500", 1)
    assert len(sandbox.inbox) == 999


def test_a_broken_template_stops_after_ten_and_names_the_placeholder(place: str, sandbox: Sandbox) -> None:
    gateway, template = Gateway(sandbox), sandbox.templates["security code"]
    with Outbox(place) as outbox, gateway.client() as client:
        outbox.create_tables()
        outbox.add(Sms(number(each), template, {"code": "1"}) for each in range(100))
        with pytest.raises(SendingStopped, match="app"):
            outbox.send(client, concurrency=1)
        assert gateway.passed["POST"] == 10
        assert (outbox.summary().refused, outbox.summary().queued) == (10, 90)


def test_four_processes_keep_the_limit_through_kills(place: str, sandbox: Sandbox) -> None:
    per_minute = 600
    with Outbox(place, rate_limit=per_minute) as outbox, listening(sandbox) as url:
        outbox.create_tables()
        outbox.add(texts(sandbox, 200))
        options = {"outbox": {"rate_limit": per_minute}, "send": {"concurrency": 8, "seconds": 6}}
        with workers(place, url, sandbox.api_key, **options) as started:
            for _ in range(4):
                started.until_ready(started.start())
            victim = started.running[0]
            victim.kill()
            started.wait(victim)
            for process in list(started.running):
                assert not started.wait(process)
        claimed = sorted(row.claimed_at for row in outbox.rows() if row.claimed_at)
    assert len(claimed) > 20
    # a tenth at once and the rest evenly: so many in any stretch of time
    for first, begin in enumerate(claimed):
        for last in range(first, len(claimed)):
            seconds = (claimed[last] - begin).total_seconds()
            assert last - first + 1 <= per_minute * (0.1 + 0.9 * seconds / 60) + 1


def test_answers_of_tired_services_leave_nothing(place: str, sandbox: Sandbox) -> None:
    clock, gateway = Clock(), Gateway(sandbox)
    sandbox.faults.add(Fault("answer", status=500, method="POST", times=5))
    sandbox.faults.add(Fault("answer", work="done", status=502, method="POST", times=5))
    with Outbox(place, _clock=clock) as outbox, gateway.client() as client:
        outbox.create_tables()
        outbox.add(texts(sandbox, 20))
        for _ in range(4):
            outbox.send(client)
            clock.advance(400)
        assert (outbox.summary().sent, outbox.summary().doubled) == (20, 0)
    assert sorted(str(each.to) for each in sandbox.inbox) == [number(each) for each in range(20)]
