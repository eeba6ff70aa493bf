"""Delays between retries and polls, and a switch that skips them in tests."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager

from notify_sdk._lazy import set_module

MAX_POLL_DELAY = 30.0
"""The longest delay between two polls, in seconds."""

_skips = 0


@contextmanager
def without_waiting() -> Generator[None, None, None]:
    """Skips the delays of every client of this process until the block ends.

    Delays before a retry, between polls for a message or a PDF, and of a `RateLimit` then take no time, yet
    count as if they did: what gives up after a minute still gives up, at once. Network timeouts stay as they
    are. The fixtures and `sandboxed()` of `notify_sdk.testing` switch it on.
    """
    global _skips  # noqa: PLW0603 - a switch for the process: threads have to see it, too
    _skips += 1
    try:
        yield
    finally:
        _skips -= 1


set_module("notify_sdk.testing", globals(), ("without_waiting",))


def skipping() -> bool:
    """Whether delays are skipped at the moment."""
    return _skips > 0


class Waiting:
    """The time that one call has taken, skipped delays included."""

    __slots__ = ("_began",)

    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def elapsed(self) -> float:
        """Seconds since the call began."""
        return time.monotonic() - self._began

    def poll_delay(self, polls: int, until: float) -> float | None:
        """Seconds before the next poll, or None when the time is over.

        Args:
            polls: How many polls there were.
            until: When the last poll is made, in seconds after the call began.
        """
        left = until - self.elapsed
        return None if left <= 0 else min(0.5 * 2**polls, MAX_POLL_DELAY, left)

    def sleep(self, seconds: float) -> None:
        """Waits, in this thread."""
        if _skips:
            self._began -= seconds
        else:
            time.sleep(seconds)

    async def sleep_async(self, seconds: float) -> None:
        """Waits, in this task."""
        import asyncio  # threads are spared it

        if _skips:
            self._began -= seconds
        await asyncio.sleep(0 if _skips else seconds)
