"""The connections of a client: made when first used, never taken over by another process or event loop."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from types import TracebackType
from weakref import WeakSet

import httpx

from notify_sdk._pool import AsyncPool, AsyncProxied, Pool, Proxied, has_proxies

_CLOSED = "this client is closed: make a new one"


class Connections:
    """What threads share. A call uses it as a context, so that `close` lets calls in flight have their answers."""

    def __init__(self, transport: httpx.BaseTransport | None) -> None:
        self._transport = transport
        self._lock = threading.Lock()
        self._http: httpx.BaseTransport | None = None
        self._calls = 0
        self._closed = False
        _all.add(self)

    def __enter__(self) -> httpx.BaseTransport:
        with self._lock:
            if self._closed:
                raise RuntimeError(_CLOSED)
            if self._http is None:
                self._http = self._transport or (Proxied() if has_proxies() else Pool())
            self._calls += 1
            return self._http

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._lock:
            self._calls -= 1
        self._close_after_the_last()

    def close(self) -> None:
        """Takes no more calls, and closes the connections: now, or with the last call that is in flight."""
        unused = self._http is None and not self._closed
        self._closed = True
        self._close_after_the_last()
        if unused and self._transport is not None:
            self._transport.close()

    def _close_after_the_last(self) -> None:
        with self._lock:
            http, self._http = (self._http, None) if self._closed and not self._calls else (None, self._http)
        if http is not None:
            http.close()

    def begin_in_child(self) -> None:
        """Leaves the connections, and a lock that may be held, to the parent process."""
        _parents.append(self._http)
        self._lock = threading.Lock()
        self._http = None
        self._calls = 0


@dataclass(slots=True)
class _OfLoop:
    http: httpx.AsyncBaseTransport
    opened: AsyncGenerator[None, None]
    calls: int = 0


class AsyncConnections:
    """What tasks share: connections of their own for each event loop, which end with it."""

    def __init__(self, transport: httpx.AsyncBaseTransport | None) -> None:
        self._transport = transport
        self._loops: dict[asyncio.AbstractEventLoop, _OfLoop] = {}
        self._closed = False
        _all.add(self)

    async def __aenter__(self) -> httpx.AsyncBaseTransport:
        if self._closed:
            raise RuntimeError(_CLOSED)
        loop = asyncio.get_running_loop()
        own = self._loops.get(loop)
        if own is None:
            http = self._transport or (AsyncProxied() if has_proxies() else AsyncPool())
            own = self._loops[loop] = _OfLoop(http, self._open(loop, http))
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

    def begin_in_child(self) -> None:
        """Leaves the connections to the parent process."""
        _parents.append(self._loops)
        self._loops = {}


_all: WeakSet[Connections | AsyncConnections] = WeakSet()
_parents: list[object] = []
"""In a forked process: connections of the parent. Kept, because letting go of them would close them."""


def _begin_in_child() -> None:
    for connections in list(_all):
        connections.begin_in_child()


if hasattr(os, "register_at_fork"):  # where there are forks
    os.register_at_fork(after_in_child=_begin_in_child)
