"""Statuses that are read because no callback came."""

from __future__ import annotations

from typing import Any

import pytest

from notify_sdk.outbox import SendingStopped, follow_up, follow_up_async
from notify_sdk.sandbox import Fault, Sandbox
from tests.outbox.conftest import Both, Clock
from tests.outbox.messages import texts


def test_statuses_without_a_callback_are_read(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(texts(sandbox, 5))
    client = both.client()
    both.send(client)
    assert both.follow(client) == 0
    clock.advance(seconds=61)
    assert both.follow(client) == 5
    assert both.follow(client) == 0
    sandbox.advance()
    clock.advance(minutes=3)
    assert both.follow(client) == 5
    assert (both.summary().delivered, both.summary().not_told) == (5, 0)
    clock.advance(days=1)
    assert both.follow(client) == 0


def test_many_statuses_are_read_by_pages(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(texts(sandbox, 600))
    client = both.client()
    both.send(client, concurrency=50)
    sandbox.advance()
    clock.advance(seconds=61)
    requests: list[str] = []
    handle = sandbox.handle

    def counted(request: Any) -> Any:
        requests.append(request.path)
        return handle(request)

    sandbox.handle = counted  # pyright: ignore[reportAttributeAccessIssue] - to count
    assert both.follow(client) == 600
    assert len(requests) <= 30
    assert both.summary().delivered == 600


def test_a_failed_read_does_not_stop_the_others(
    both: Both, sandbox: Sandbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    both.add(texts(sandbox, 5))
    client = both.client()
    both.send(client)
    sandbox.advance()
    clock.advance(seconds=61)
    sandbox.faults.add(Fault("answer", status=500, times=1, method="GET"))
    assert both.follow(client) == 4
    clock.advance(minutes=10)
    assert both.follow(client) == 1


def test_reading_stops_after_failures_in_a_row(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(texts(sandbox, 10))
    client = both.client()
    both.send(client)
    clock.advance(seconds=61)
    sandbox.faults.add(Fault("refuse"))
    assert both.follow(client) == 0
    sandbox.faults.clear()
    clock.advance(minutes=10)
    assert both.follow(client) == 10


def test_a_refused_key_stops_the_reading(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(texts(sandbox, 1))
    both.send(both.client())
    clock.advance(seconds=61)
    wrong = sandbox.api_key[:-1] + ("0" if sandbox.api_key[-1] != "0" else "1")
    with pytest.raises(SendingStopped, match="nothing can be read"):
        both.follow(both.client(wrong))


def test_not_found_for_another_key_does_not_end_the_reading(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(texts(sandbox, 1))
    client = both.client()
    both.send(client)
    clock.advance(seconds=61)
    both.follow(both.client(sandbox.test_api_key))
    sandbox.advance()
    clock.advance(minutes=10)
    assert both.follow(client) == 1
    assert both.summary().delivered == 1


def test_reading_ends_after_three_days(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(texts(sandbox, 1))
    client = both.client()
    both.send(client)
    for _ in range(40):
        clock.advance(hours=6)
        both.follow(client)
    assert both.summary().not_told == 1


def test_both_followers_have_the_same_limits() -> None:
    assert follow_up._MOST_REQUESTS == follow_up_async._MOST_REQUESTS
