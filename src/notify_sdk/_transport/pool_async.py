"""Connections to reuse, one request on each at a time. `pool.py` is generated from this file.

httpx's own pool looks through all its connections, and all requests that wait for one, for each request: at 50 requests
at once that takes longer than everything else together, at 1,000 it is seconds. `docs/performance.md` has the figures.
So each of httpx's transports has one connection here, and the idle ones lie on a stack: the last one used is the next
one used. A connection goes back there only after one whole answer with nothing behind it; else it is closed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import AsyncIterator
from typing import cast

import httpx

from notify_sdk._transport.attempt import Attempt
from notify_sdk._transport.environment import Route
from notify_sdk._transport.stream import WatchedConnection
from notify_sdk.errors import RequestValidationError

IDLE_SECONDS = 5.0
"""A connection that has been idle for longer is closed: the server may be about to close it, and a send that meets that
ends as unknown."""


class AsyncPooledConnection:
    """One connection, and the httpx transport that uses it.

    Attributes:
        http: Carries one request at a time.
        watched: What came on the connection.
        idle_since: When its last answer was read, by `time.monotonic`.
    """

    __slots__ = ("_idle_seconds", "http", "idle_since", "watched")

    def __init__(self, route: Route, idle_seconds: float) -> None:
        # httpx has a clock of its own: if it closed the connection first, it would open one that nobody watches
        limits = httpx.Limits(keepalive_expiry=idle_seconds + 1)
        self.http = httpx.AsyncHTTPTransport(route.context, proxy=route.proxy, limits=limits)
        self.watched = WatchedConnection()
        self.idle_since = 0.0
        self._idle_seconds = idle_seconds

    def is_reusable(self) -> bool:
        """Whether the next request may use it."""
        return time.monotonic() - self.idle_since <= self._idle_seconds and self.watched.is_quiet()


class AsyncPool(httpx.AsyncBaseTransport):
    """Sends each request over an idle connection, or else a new one.

    Args:
        route: How connections are made.
        limits: How many of them are kept, and how long; None there for all, and for as long as usual.
    """

    def __init__(self, route: Route, limits: httpx.Limits) -> None:
        expiry, most = limits.keepalive_expiry, limits.max_keepalive_connections
        self._route = route
        self._idle_seconds = IDLE_SECONDS if expiry is None else expiry
        self._most_idle = sys.maxsize if most is None else most
        self._idle: list[AsyncPooledConnection] = []
        self._all = set[AsyncPooledConnection]()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to a request of `exchange`. Its connection is released, or closed, when the answer is closed."""
        __tracebackhide__ = True
        attempt = cast("Attempt | None", request.extensions.get("attempt"))
        if attempt is None:
            raise RequestValidationError.of(
                "the request has lost its extensions, and with them its deadline",
                "a transport around the client's own must pass on the request, or its extensions in a new one",
                field="transport",
            )
        connection = await self._acquire()
        if connection.watched.begin_attempt(attempt):
            request.extensions["trace"] = connection.watched.atrace
        else:
            request.extensions.pop("trace", None)  # it costs a tenth of a send
        try:
            response = await connection.http.handle_async_request(request)
        except BaseException:
            await self.discard(connection)
            raise
        response.stream = _AsyncBody(response, self, connection)
        return response

    async def aclose(self) -> None:
        """Closes every connection."""
        for connection in list(self._all):
            await self.discard(connection)

    async def release(self, connection: AsyncPooledConnection) -> None:
        """Keeps a connection for the next request, and closes one that has been idle for too long."""
        connection.idle_since = time.monotonic()
        self._idle.append(connection)
        try:
            oldest = self._idle[0]
            is_over = connection.idle_since - oldest.idle_since > self._idle_seconds
            if not is_over and len(self._idle) <= self._most_idle:
                return
            self._idle.remove(oldest)
        except (IndexError, ValueError):
            return  # another thread has just taken it
        await self.discard(oldest)

    async def _acquire(self) -> AsyncPooledConnection:
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:
                break  # another thread has just taken it
            if connection.is_reusable():
                return connection
            await self.discard(connection)
        connection = AsyncPooledConnection(self._route, self._idle_seconds)
        self._all.add(connection)
        return connection

    async def discard(self, connection: AsyncPooledConnection) -> None:
        """Closes a connection that must not be used again."""
        self._all.discard(connection)
        try:
            await connection.http.aclose()
        finally:
            await connection.watched.aclose()


class _AsyncBody(httpx.AsyncByteStream):
    def __init__(self, response: httpx.Response, pool: AsyncPool, connection: AsyncPooledConnection) -> None:
        self._stream = cast("httpx.AsyncByteStream", response.stream)
        self._length = response.headers.get("content-length")
        self._last = "close" in response.headers.get("connection", "").lower()
        self._pool = pool
        self._connection = connection

    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(self._stream)

    async def aclose(self) -> None:
        # one whose answer was not closed to its end stays busy: httpx would open another beside it, which nobody watches
        is_closed = False
        try:
            await self._stream.aclose()
            is_closed = True
        finally:
            if is_closed and not self._last and self._connection.watched.received_one_answer(self._length):
                await self._pool.release(self._connection)
            else:
                await self._pool.discard(self._connection)
