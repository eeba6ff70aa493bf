"""The connections of a client: made when first used, never taken over by another process or event loop."""

from __future__ import annotations

import os
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import TracebackType
from typing import Protocol
from weakref import WeakSet

import httpx

from notify_sdk._transport.in_process import transport_to
from notify_sdk._transport.pool import Pool, Proxied, has_proxies
from notify_sdk.errors import NoConnectionError

CLOSED = "this client is closed: make a new one"

MAX_CONCURRENT_REQUESTS = 100
"""How many requests of a client are on their way at once. The others wait in a queue."""


def queue_timeout(request: str) -> NoConnectionError:
    """The error for a request that waited in the queue for as long as it may."""
    return NoConnectionError(
        f"{request}: no connection was made: {MAX_CONCURRENT_REQUESTS} other requests were on their way all the time"
    )


class Connections:
    """What threads share. A call uses it as a context, so that `close` lets calls in flight have their answers."""

    def __init__(self, base_url: str, transport: httpx.BaseTransport | None) -> None:
        self._base_url = base_url
        self._transport = transport or transport_to(base_url)
        self._lock = threading.Lock()
        self._slots = threading.Semaphore(MAX_CONCURRENT_REQUESTS)
        self._http: httpx.BaseTransport | None = None
        self._calls = 0
        self._closed = False
        watch_forks(self)

    def __enter__(self) -> httpx.BaseTransport:
        with self._lock:
            if self._closed:
                raise RuntimeError(CLOSED)
            if self._http is None:
                self._http = self._transport or (Proxied() if has_proxies() else Pool(self._base_url))
            self._calls += 1
            return self._http

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._lock:
            self._calls -= 1
        self._close_after_the_last()

    @contextmanager
    def slot(self, seconds: float | None, request: str) -> Generator[None, None, None]:
        """Waits until fewer than `MAX_CONCURRENT_REQUESTS` are on their way, and counts as one of them.

        Args:
            seconds: How long to wait at most.
            request: Its method and path, for the error.

        Raises:
            NoConnectionError: If there was no slot for so long. Nothing was sent.
        """
        slots = self._slots
        if not slots.acquire(timeout=seconds):
            raise queue_timeout(request)
        try:
            yield
        finally:
            slots.release()

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

    def reset_after_fork(self) -> None:
        """Leaves the connections, and a lock that may be held, to the parent process."""
        keep_parent_connections(self._http)
        self._lock = threading.Lock()
        self._slots = threading.Semaphore(MAX_CONCURRENT_REQUESTS)
        self._http = None
        self._calls = 0


class _Forked(Protocol):
    def reset_after_fork(self) -> None: ...


_all: WeakSet[_Forked] = WeakSet()
_parents: list[object] = []


def watch_forks(connections: _Forked) -> None:
    """Lets connections begin anew in processes that are forked from now on."""
    _all.add(connections)


def keep_parent_connections(connections: object) -> None:
    """Keeps what is the parent process's: letting go of it would close it."""
    _parents.append(connections)


def _reset_after_fork() -> None:
    for connections in list(_all):
        connections.reset_after_fork()


if hasattr(os, "register_at_fork"):  # where there are forks
    os.register_at_fork(after_in_child=_reset_after_fork)
