"""Connections that are reused, closed when they have been idle, and shared beyond a number."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from notify_sdk import AsyncNotificationsAPIClient, NotificationsAPIClient, _pool
from notify_sdk.sandbox import Sandbox
from tests.faults.server import Scripted, unlucky
from tests.manner import Manner


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Sandbox, str, list[int]]]:
    """A sandbox over HTTP; how many connections were made, are open, and were open at most."""
    connections = [0, 0, 0]
    serve = Scripted.serve

    async def counting(self: Scripted, *streams: object) -> None:
        connections[0] += 1
        connections[1] += 1
        connections[2] = max(connections[1:])
        await serve(self, *streams)
        connections[1] -= 1

    monkeypatch.setattr(Scripted, "serve", counting)
    sandbox = Sandbox()
    sandbox.service.rate_limit_per_minute = 10**9
    with unlucky(sandbox, sends=0) as server:
        yield sandbox, server.url, connections


def send(manner: Manner, sandbox: Sandbox, url: str, at_once: int, times: int) -> list[str]:
    """Sends with references of their own, so many at once, and gives those that came back."""
    template = sandbox.templates["appointment reminder"]
    values = {"name": "A", "date": "B"}
    if manner == "sync":
        with NotificationsAPIClient(sandbox.api_key, url) as client, ThreadPoolExecutor(at_once) as threads:
            wanted = [f"R{number}" for number in range(times)]
            answers = threads.map(lambda it: client.send_sms_notification("07700900123", template, values, it), wanted)
            return [str(answer.reference) for answer in answers]

    async def all_of_them() -> list[str]:
        gate = asyncio.Semaphore(at_once)
        async with AsyncNotificationsAPIClient(sandbox.api_key, url) as client:

            async def one(reference: str) -> str:
                async with gate:
                    answer = await client.send_sms_notification("07700900123", template, values, reference)
                    return str(answer.reference)

            return await asyncio.gather(*(one(f"R{number}") for number in range(times)))

    return asyncio.run(all_of_them())


def test_one_after_the_other_takes_one_connection(manner: Manner, monkeypatch: pytest.MonkeyPatch) -> None:
    with counted(monkeypatch) as (sandbox, url, connections):
        assert send(manner, sandbox, url, 1, 20) == [f"R{number}" for number in range(20)]
        assert connections[0] == 1


def test_no_more_connections_than_requests_at_once(manner: Manner, monkeypatch: pytest.MonkeyPatch) -> None:
    with counted(monkeypatch) as (sandbox, url, connections):
        assert send(manner, sandbox, url, 8, 200) == [f"R{number}" for number in range(200)]
        assert connections[0] <= 8


def test_beyond_a_number_requests_share_a_pool(manner: Manner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_pool, "MOST", 3)
    with counted(monkeypatch) as (sandbox, url, _):
        assert send(manner, sandbox, url, 12, 300) == [f"R{number}" for number in range(300)]
    assert len(sandbox.service.notifications) == 300


def test_a_connection_that_is_idle_for_long_is_closed(manner: Manner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every one is, at once: also while other threads reach for it."""
    monkeypatch.setattr(_pool, "IDLE_SECONDS", -1.0)
    with counted(monkeypatch) as (sandbox, url, connections):
        assert send(manner, sandbox, url, 12, 300) == [f"R{number}" for number in range(300)]
        assert connections[0] > 12
        closed = threading.Event()
        for _ in range(500):
            if not connections[1]:
                break
            closed.wait(0.01)
        assert connections[1] == 0
    assert len({each.reference for each in sandbox.service.notifications}) == 300
