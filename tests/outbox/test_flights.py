"""Requests on their way: in threads, and in tasks of asyncio."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from notify_sdk.outbox.flights import Flights
from notify_sdk.outbox.flights_async import AsyncFlights

LONG = 60.0


class Drive:
    """Flights in threads or in tasks, used without `await`."""

    def __init__(self, client_kind: str, most: int) -> None:
        self.runner = asyncio.Runner() if client_kind == "async" else None
        self.threads = Flights[int](most)
        self.tasks = AsyncFlights[int](most)

    def start(self, work: Callable[[], int], gate: threading.Event | None = None) -> None:
        """Starts work that waits for an event, if one is given."""

        def in_thread() -> int:
            if gate is not None:
                assert gate.wait(LONG)
            return work()

        async def in_task() -> int:
            if gate is not None:
                assert await asyncio.to_thread(gate.wait, LONG)
            return work()

        async def start() -> None:
            self.tasks.start(in_task)

        if self.runner:
            self.runner.run(start())
        else:
            self.threads.start(in_thread)

    def done(self, seconds: float) -> list[int]:
        return self.runner.run(self.tasks.done(seconds)) if self.runner else self.threads.done(seconds)

    def __len__(self) -> int:
        return len(self.tasks if self.runner else self.threads)

    def close(self) -> None:
        self.threads.close()
        self.tasks.close()
        if self.runner:
            self.runner.close()


def test_each_result_is_given_once(client_kind: str) -> None:
    flights = Drive(client_kind, 3)
    for number in range(9):
        flights.start(lambda number=number: number)
    found = list[int]()
    while len(flights):
        found += flights.done(LONG)
    assert sorted(found) == list(range(9))
    flights.close()


def test_done_returns_when_the_first_has_ended(client_kind: str) -> None:
    flights, gate = Drive(client_kind, 2), threading.Event()
    flights.start(lambda: 1, gate)
    flights.start(lambda: 2)
    assert flights.done(LONG) == [2]
    assert len(flights) == 1
    assert flights.done(0) == []
    gate.set()
    assert flights.done(LONG) == [1]
    flights.close()


def test_an_exception_of_the_work_is_raised(client_kind: str) -> None:
    flights = Drive(client_kind, 1)

    def fail() -> int:
        raise KeyError("work")

    flights.start(fail)
    with pytest.raises(KeyError, match="work"):
        flights.done(LONG)
    assert len(flights) == 0
    flights.close()


def test_the_number_of_threads_is_limited() -> None:
    """The number of tasks is limited by their caller."""
    flights, gate, started = Drive("sync", 2), threading.Event(), threading.Semaphore(0)
    running = most = 0
    lock = threading.Lock()

    def work() -> int:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        started.release()
        assert gate.wait(LONG)
        with lock:
            running -= 1
        return 0

    for _ in range(6):
        flights.start(work)
    assert started.acquire(timeout=LONG)
    assert started.acquire(timeout=LONG)
    gate.set()
    while len(flights):
        flights.done(LONG)
    assert most == 2
    flights.close()
