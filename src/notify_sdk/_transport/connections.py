"""The HTTP connections of a client: opened when first used, never shared with another process or event loop."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Protocol, TypeAlias, cast
from weakref import WeakSet

import httpx

from notify_sdk._transport.default import DefaultTransport, Wrapped
from notify_sdk._transport.in_process import transport_to
from notify_sdk._transport.pool import Pool
from notify_sdk.errors import ClientClosedError, NoConnectionError, RequestValidationError

MAX_CONCURRENT_REQUESTS = 100
"""How many requests of a client are in flight at once. The others wait in a queue."""

_MOST_THREADS = 100_000
"""No process has more, whatever limit is given."""

Transport: TypeAlias = httpx.BaseTransport | Callable[[], httpx.BaseTransport] | DefaultTransport[httpx.BaseTransport]
"""A transport of httpx, which whoever made it closes; or what makes one, or `default_transport`, which the client closes."""


class Connections:
    """The connections of a client, shared between threads.

    Args:
        base_url: Where requests go.
        transport: What carries them, or makes what does; None for connections of the client's own.

    Raises:
        RequestValidationError: If `transport` is neither, or the environment describes the way wrongly.
    """

    def __init__(self, base_url: str, transport: Transport | None) -> None:
        self._open: Callable[[], httpx.BaseTransport]
        self._most = MAX_CONCURRENT_REQUESTS
        if transport is None or isinstance(transport, DefaultTransport):
            own: DefaultTransport[httpx.BaseTransport] = transport or DefaultTransport()
            self._owned, self._open = True, _opener(own, base_url)
            self._most = own.limits.max_connections or MAX_CONCURRENT_REQUESTS
        else:
            self._owned = not is_transport(transport, "handle_request")
            self._open = cast("Callable[[], httpx.BaseTransport]", transport if self._owned else lambda: transport)
        self._lock = threading.Lock()
        self._slots = _slots(self._most)
        self._http: httpx.BaseTransport | None = None
        self._calls = 0
        self._process = os.getpid()
        self._closed = False
        watch_forks(self)

    @contextmanager
    def call(self) -> Generator[httpx.BaseTransport, None, None]:
        """The transport for the requests of one call. It stays open until the call ends, even after `close`.

        Raises:
            ClientClosedError: If the client is closed.
        """
        with self._lock:
            if self._closed:
                raise ClientClosedError
            if self._http is None:
                self._http = self._open()
            http = self._http
            self._calls += 1
            process = self._process
        try:
            yield http
        finally:
            with self._lock:
                if process == self._process:  # else this call began before a fork, in the parent
                    self._calls -= 1
            self._close_after_the_last_call()

    @contextmanager
    def slot(self, seconds: float | None, request: str) -> Generator[None, None, None]:
        """Waits until fewer requests than are allowed are in flight, and takes a slot.

        Args:
            seconds: How long to wait at most.
            request: Its method and path, for the error.

        Raises:
            NoConnectionError: If there was no slot for so long. Nothing was sent.
        """
        slots = self._slots
        try:
            slot = slots.get(timeout=seconds)
        except Empty:
            raise queue_timeout(request, self._most) from None
        try:
            yield
        finally:
            slots.put(slot)

    def close(self) -> None:
        """Refuses further calls, and closes the connections: now, or when the last call in flight ends."""
        self._closed = True
        self._close_after_the_last_call()

    def _close_after_the_last_call(self) -> None:
        with self._lock:
            http, self._http = (self._http, None) if self._closed and not self._calls else (None, self._http)
        if http is not None and self._owned:
            http.close()

    def reset_after_fork(self) -> None:
        """Leaves the connections, and locks that may be held, to the parent process."""
        keep_parent_connections(self._http)
        self._lock = threading.Lock()
        self._slots = _slots(self._most)
        self._http = None
        self._calls = 0
        self._process = os.getpid()


def _slots(most: int) -> SimpleQueue[None]:
    # costs an eighth of what a semaphore does, which is written in Python
    slots = SimpleQueue[None]()
    for _ in range(min(most, _MOST_THREADS)):
        slots.put(None)
    return slots


def _opener(own: DefaultTransport[httpx.BaseTransport], base_url: str) -> Callable[[], httpx.BaseTransport]:
    """What opens a client's own connections, or those to a sandbox inside this process."""
    sandbox, wrap = transport_to(base_url), own.wrap
    if sandbox is not None:
        return (lambda: sandbox) if wrap is None else (lambda: Wrapped(wrap, sandbox))
    route, limits = own.route_to(base_url), own.limits
    return (lambda: Pool(route, limits)) if wrap is None else (lambda: Wrapped(wrap, Pool(route, limits)))


def is_transport(given: object, method: str) -> bool:
    """Whether a client was given a transport, and not a function that makes one.

    Raises:
        RequestValidationError: If it was given neither.
    """
    if not isinstance(given, type) and hasattr(given, method):
        return True
    if not callable(given):
        raise RequestValidationError.of(
            f"transport has no method {method}",
            "give a transport of httpx of the same kind as the client, or its class, or a default_transport",
            field="transport",
        )
    return False


def queue_timeout(request: str, others: int) -> NoConnectionError:
    """The error for a request that waited in the queue for as long as it may."""
    return NoConnectionError(f"{request}: no connection was made: {others} other requests were in flight all the time")


class _Forked(Protocol):
    def reset_after_fork(self) -> None: ...


_all: WeakSet[_Forked] = WeakSet()
_parents: list[object] = []


def watch_forks(connections: _Forked) -> None:
    """Resets connections in the processes that are forked from now on."""
    _all.add(connections)


def keep_parent_connections(connections: object) -> None:
    """Keeps a reference in the child, so that garbage collection does not close the parent's sockets."""
    _parents.append(connections)


def _reset_after_fork() -> None:
    for connections in list(_all):
        connections.reset_after_fork()


if hasattr(os, "register_at_fork"):  # where there are forks
    os.register_at_fork(after_in_child=_reset_after_fork)
