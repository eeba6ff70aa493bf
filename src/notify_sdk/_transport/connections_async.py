"""What tasks share: connections of their own for each event loop, which end with it. Apart, to spare threads asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType

import httpx

from notify_sdk._transport.connections import (
    CLOSED,
    MAX_CONCURRENT_REQUESTS,
    keep_parent_connections,
    queue_timeout,
    watch_forks,
)
from notify_sdk._transport.in_process import transport_to
from notify_sdk._transport.pool import AsyncPool, AsyncProxied, has_proxies


@dataclass(slots=True)
class _OfLoop:
    http: httpx.AsyncBaseTransport
    opened: AsyncGenerator[None, None]
    slots: asyncio.Semaphore
    calls: int = 0


class AsyncConnections:
    """What tasks share: connections of their own for each event loop, which end with it."""

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None) -> None:
        self._base_url = base_url
        self._transport = transport or transport_to(base_url)
        self._loops: dict[asyncio.AbstractEventLoop, _OfLoop] = {}
        self._closed = False
        watch_forks(self)

    async def __aenter__(self) -> httpx.AsyncBaseTransport:
        if self._closed:
            raise RuntimeError(CLOSED)
        loop = asyncio.get_running_loop()
        own = self._loops.get(loop)
        if own is None:
            http = self._transport or (AsyncProxied() if has_proxies() else AsyncPool(self._base_url))
            own = self._loops[loop] = _OfLoop(http, self._open(loop, http), asyncio.Semaphore(MAX_CONCURRENT_REQUESTS))
            await anext(own.opened)
        own.calls += 1
        return own.http

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        own = self._loops[asyncio.get_running_loop()]
        own.calls -= 1
        if self._closed:
            await self._close_after_the_last()

    @asynccontextmanager
    async def slot(self, seconds: float | None, request: str) -> AsyncGenerator[None, None]:
        """Waits until fewer than `MAX_CONCURRENT_REQUESTS` are on their way, and counts as one of them.

        Args:
            seconds: How long to wait at most.
            request: Its method and path, for the error.

        Raises:
            NoConnectionError: If there was no slot for so long. Nothing was sent.
        """
        slots = self._loops[asyncio.get_running_loop()].slots
        if slots.locked():
            try:
                async with asyncio.timeout(seconds):
                    await slots.acquire()
            except TimeoutError:
                raise queue_timeout(request) from None
        else:
            await slots.acquire()
        try:
            yield
        finally:
            slots.release()

    async def aclose(self) -> None:
        """Takes no more calls, and closes this loop's connections: now, or with the last call that is in flight."""
        unused = not self._loops and not self._closed
        self._closed = True
        await self._close_after_the_last()
        if unused and self._transport is not None:
            await self._transport.aclose()

    async def _open(
        self, loop: asyncio.AbstractEventLoop, http: httpx.AsyncBaseTransport
    ) -> AsyncGenerator[None, None]:
        """Closes when asked to, or with the event loop: `asyncio.run` ends the generators that are left."""
        try:
            yield
        finally:
            self._loops.pop(loop, None)
            await http.aclose()

    async def _close_after_the_last(self) -> None:
        loop = asyncio.get_running_loop()
        own = self._loops.get(loop)
        if own is not None and not own.calls:
            del self._loops[loop]  # first: somebody else may be closing, too
            await own.opened.aclose()

    def reset_after_fork(self) -> None:
        """Leaves the connections to the parent process."""
        keep_parent_connections(self._loops)
        self._loops = {}
