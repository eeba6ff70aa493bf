"""As `connections`, for asyncio: each event loop has its own connections."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeAlias, cast

import httpx
import sniffio

from notify_sdk._transport.connections import (
    MAX_CONCURRENT_REQUESTS,
    is_transport,
    keep_parent_connections,
    queue_timeout,
    watch_forks,
)
from notify_sdk._transport.default import AsyncWrapped, DefaultTransport
from notify_sdk._transport.in_process import transport_to
from notify_sdk._transport.pool_async import AsyncPool
from notify_sdk.errors import ClientClosedError, RequestValidationError

AsyncTransport: TypeAlias = (
    httpx.AsyncBaseTransport | Callable[[], httpx.AsyncBaseTransport] | DefaultTransport[httpx.AsyncBaseTransport]
)
"""A transport of httpx, which its maker closes; or what makes one for each event loop, or `default_async_transport`."""


@dataclass(slots=True, eq=False)
class _LoopConnections:
    http: httpx.AsyncBaseTransport
    closing: AsyncGenerator[None, None]
    slots: asyncio.Semaphore
    calls: int = 0


class AsyncConnections:
    """The connections of a client, shared between tasks. Each event loop has its own, which are closed with it.

    Args:
        base_url: Where requests go.
        transport: What carries them, or makes what does; None for connections of the client's own.

    Raises:
        RequestValidationError: If `transport` is neither, or the environment describes the way wrongly.
    """

    def __init__(self, base_url: str, transport: AsyncTransport | None) -> None:
        self._open: Callable[[], httpx.AsyncBaseTransport]
        self._most = MAX_CONCURRENT_REQUESTS
        if transport is None or isinstance(transport, DefaultTransport):
            own: DefaultTransport[httpx.AsyncBaseTransport] = transport or DefaultTransport()
            self._owned, self._open = True, _opener(own, base_url)
            self._most = own.limits.max_connections or MAX_CONCURRENT_REQUESTS
        else:
            self._owned = not is_transport(transport, "handle_async_request")
            self._open = cast("Callable[[], httpx.AsyncBaseTransport]", transport if self._owned else lambda: transport)
        self._loops: dict[asyncio.AbstractEventLoop, _LoopConnections] = {}
        self._closed = False
        watch_forks(self)

    @asynccontextmanager
    async def call(self) -> AsyncGenerator[httpx.AsyncBaseTransport, None]:
        """The transport for the requests of one call. It stays open until the call ends, even after `aclose`.

        Raises:
            ClientClosedError: If the client is closed.
            RequestValidationError: If this runs on another library than asyncio.
        """
        if self._closed:
            raise ClientClosedError
        loop = _running_loop()
        own = self._loops.get(loop)
        if own is None:
            own = await self._begin(loop)
        own.calls += 1
        try:
            yield own.http
        finally:
            own.calls -= 1
            await self._close_after_the_last_call()

    @asynccontextmanager
    async def slot(self, seconds: float | None, request: str) -> AsyncGenerator[None, None]:
        """Waits until fewer requests than are allowed are in flight, and takes a slot.

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
                raise queue_timeout(request, self._most) from None
        else:
            await slots.acquire()
        try:
            yield
        finally:
            slots.release()

    async def aclose(self) -> None:
        """Refuses further calls, and closes this loop's connections: now, or when the last call in flight ends."""
        self._closed = True
        await self._close_after_the_last_call()

    async def _begin(self, loop: asyncio.AbstractEventLoop) -> _LoopConnections:
        for other in [each for each in self._loops if each.is_closed()]:
            del self._loops[other]  # it ended without `shutdown_asyncgens`; nobody can close anything on it any more
        http = self._open()
        own = _LoopConnections(http, self._until_closed(loop, http), asyncio.Semaphore(self._most))
        self._loops[loop] = own
        await anext(own.closing)
        return own

    async def _until_closed(
        self, loop: asyncio.AbstractEventLoop, http: httpx.AsyncBaseTransport
    ) -> AsyncGenerator[None, None]:
        """Closes when it is closed, or with the event loop: `asyncio.run` closes the generators that are left."""
        try:
            yield
        finally:
            self._loops.pop(loop, None)
            if self._owned:
                await http.aclose()

    async def _close_after_the_last_call(self) -> None:
        if not self._closed:
            return
        loop = _running_loop()
        own = self._loops.get(loop)
        if own is not None and not own.calls:
            del self._loops[loop]  # first: another task may be closing them, too
            await own.closing.aclose()

    def reset_after_fork(self) -> None:
        """Leaves the connections to the parent process."""
        keep_parent_connections(self._loops)
        self._loops = {}


def _opener(own: DefaultTransport[httpx.AsyncBaseTransport], base_url: str) -> Callable[[], httpx.AsyncBaseTransport]:
    """What opens a client's own connections, or those to a sandbox inside this process."""
    sandbox, wrap = transport_to(base_url), own.wrap
    if sandbox is not None:
        return (lambda: sandbox) if wrap is None else (lambda: AsyncWrapped(wrap, sandbox))
    route, limits = own.route_to(base_url), own.limits
    return (
        (lambda: AsyncPool(route, limits)) if wrap is None else (lambda: AsyncWrapped(wrap, AsyncPool(route, limits)))
    )


def _running_loop() -> asyncio.AbstractEventLoop:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        library = sniffio.current_async_library()
        raise RequestValidationError.of(
            f"the asynchronous client runs on asyncio, not on {library}", "use NotificationsAPIClient in a thread"
        ) from None
