"""As `attempt`, for asyncio. A separate module, so that the sync client does not import asyncio."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

from notify_sdk._transport.attempt import Attempt


class AsyncAttempt(Attempt):
    """As `Attempt`, for asyncio. As a context manager it cancels whatever passes the deadline."""

    __slots__ = ("_timer",)

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self._timer = asyncio.timeout(seconds)

    async def atrace(self, event: str, info: dict[str, object]) -> None:
        """Called by httpx's transport for each step."""
        self.trace(event, info)

    async def __aenter__(self) -> Self:
        await self._timer.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            await self._timer.__aexit__(kind, error, traceback)
        except TimeoutError:
            raise self.timed_out() from None
