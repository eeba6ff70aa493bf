"""As `flights`, in tasks of asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Generic, TypeVar

T = TypeVar("T")


class AsyncFlights(Generic[T]):
    """Work that is done in tasks while the caller does other things.

    Args:
        most: How much of it at a time; the caller sees to that.
    """

    def __init__(self, most: int) -> None:  # noqa: ARG002 - tasks need no pool
        self._begun = set[asyncio.Task[T]]()

    def __len__(self) -> int:
        return len(self._begun)

    def start(self, work: Callable[[], Coroutine[object, object, T]]) -> None:
        """Begins with some work."""
        self._begun.add(asyncio.create_task(work()))

    async def done(self, seconds: float) -> list[T]:
        """What has been done; waits for the first to end, at most for some seconds."""
        ended, _ = await asyncio.wait(self._begun, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        self._begun -= ended
        return [each.result() for each in ended]

    async def pause(self, seconds: float) -> None:
        """Does nothing for some seconds."""
        await asyncio.sleep(seconds)

    def close(self) -> None:
        """Nothing is left to end."""
