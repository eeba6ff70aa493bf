"""Requests in flight, in threads."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Generic, TypeVar

T = TypeVar("T")


class Flights(Generic[T]):
    """Runs work in threads while the caller does other things.

    Args:
        most: How much of it at a time.
    """

    def __init__(self, most: int) -> None:
        self._threads = ThreadPoolExecutor(most, "notify-sdk-outbox")
        self._begun = set[Future[T]]()

    def __len__(self) -> int:
        return len(self._begun)

    def start(self, work: Callable[[], T]) -> None:
        """Starts some work."""
        self._begun.add(self._threads.submit(work))

    def done(self, seconds: float) -> list[T]:
        """The results so far; waits for the first, at most for some seconds."""
        ended, _ = wait(self._begun, seconds, FIRST_COMPLETED)
        self._begun -= ended
        return [each.result() for each in ended]

    def pause(self, seconds: float) -> None:
        """Sleeps for some seconds."""
        time.sleep(seconds)

    def close(self) -> None:
        """Ends the threads."""
        self._threads.shutdown(wait=False)
