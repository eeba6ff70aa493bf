"""As `flights`, in asyncio tasks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Generic, TypeVar

T = TypeVar("T")


class AsyncFlights(Generic[T]):
    """Runs work in tasks while the caller does other things.

    Args:
        most: How much of it at a time; the caller sees to that.
    """

    def __init__(self, most: int) -> None:  # noqa: ARG002 - tasks need no pool
        self._begun = set[asyncio.Task[T]]()

    def __len__(self) -> int:
        return len(self._begun)

    def start(self, work: Callable[[], Coroutine[object, object, T]]) -> None:
        """Starts some work."""
        self._begun.add(asyncio.create_task(work()))

    async def done(self, seconds: float) -> list[T]:
        """The results so far; waits for the first, at most for some seconds."""
        ended, _ = await asyncio.wait(self._begun, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        self._begun -= ended
        return [each.result() for each in ended]

    async def pause(self, seconds: float) -> None:
        """Sleeps for some seconds."""
        await asyncio.sleep(seconds)

    def close(self) -> None:
        """Does nothing: there are no threads to end."""
