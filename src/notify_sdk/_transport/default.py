"""The client's own connections, with another proxy, other certificates or other limits, or with a transport around them."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar, final

import httpx

from notify_sdk._lazy import set_module
from notify_sdk._transport.environment import Route, context_of, proxy_at, route_to
from notify_sdk.errors import RequestValidationError

T = TypeVar("T", httpx.BaseTransport, httpx.AsyncBaseTransport)


@final
@dataclass(frozen=True, slots=True)
class DefaultTransport(Generic[T]):
    """The client's own connections: what `default_transport` and `default_async_transport` return.

    It describes connections and holds none: any number of clients may be given the same one.

    Attributes:
        proxy: What they go through; None for what the environment names.
        context: What verifies the server; None for what the environment names.
        limits: How many there are, and how long they are kept; None there for as usual.
        wrap: Puts a transport around them, if any.
    """

    proxy: httpx.Proxy | None = field(default=None, repr=False)
    context: ssl.SSLContext | None = field(default=None, repr=False)
    limits: httpx.Limits = field(default_factory=lambda: httpx.Limits(keepalive_expiry=None))
    wrap: Callable[[T], T] | None = field(default=None, repr=False)

    def route_to(self, base_url: str) -> Route:
        """The route to an address.

        Raises:
            RequestValidationError: If the environment describes the way wrongly.
        """
        return route_to(base_url, self.proxy, self.context)


class Wrapped(httpx.BaseTransport):
    """A transport of the user's around the client's own connections, which are closed with it."""

    def __init__(self, wrap: Callable[[httpx.BaseTransport], httpx.BaseTransport], inner: httpx.BaseTransport) -> None:
        self._inner = inner
        self._outer = wrap(inner)
        _require(self._outer, "handle_request")

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer by way of the user's transport."""
        __tracebackhide__ = True
        return self._outer.handle_request(request)

    def close(self) -> None:
        """Closes both."""
        try:
            self._outer.close()
        finally:
            self._inner.close()


class AsyncWrapped(httpx.AsyncBaseTransport):
    """As `Wrapped`, for asyncio."""

    def __init__(
        self, wrap: Callable[[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport], inner: httpx.AsyncBaseTransport
    ) -> None:
        self._inner = inner
        self._outer = wrap(inner)
        _require(self._outer, "handle_async_request")

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer by way of the user's transport."""
        __tracebackhide__ = True
        return await self._outer.handle_async_request(request)

    async def aclose(self) -> None:
        """Closes both."""
        try:
            await self._outer.aclose()
        finally:
            await self._inner.aclose()


def default_transport(
    *,
    proxy: str | httpx.Proxy | None = None,
    verify: str | os.PathLike[str] | ssl.SSLContext | bool = True,
    limits: httpx.Limits | None = None,
    wrap: Callable[[httpx.BaseTransport], httpx.BaseTransport] | None = None,
) -> DefaultTransport[httpx.BaseTransport]:
    """The connections that a client makes for itself, with other options than those of the environment.

        client = NotificationsAPIClient(transport=default_transport(proxy="http://proxy.example:3128"))

    Unlike a transport of httpx it keeps the client's pool, deadlines and rules for certificates. The client opens and
    closes the connections.

    Args:
        proxy: The address of the proxy, or an `httpx.Proxy`, for every request. If left out, the environment decides.
        verify: The certificates by which the server is verified: a file or folder of CA certificates, or an
            `ssl.SSLContext`. If left out, the environment decides. The server is always verified.
        limits: `max_connections`, how many requests a client may have in flight (100 if None; the others wait before
            they are signed); `max_keepalive_connections`, how many connections are kept for later requests (all if
            None); `keepalive_expiry`, for how many seconds (5 if None).
        wrap: Puts a transport of your own around the connections, which then sees each attempt: its class, or a function
            that is given the inner transport. It is called when connections are first opened.

    Returns:
        What a client takes as `transport`. It holds no connections, so any number of clients may have the same one.

    Raises:
        RequestValidationError: If an option is not valid. The proxy's password is never shown.
    """
    __tracebackhide__ = True
    return DefaultTransport(_proxy(proxy), context_of(verify), _limits(limits), _checked_wrap(wrap))


def default_async_transport(
    *,
    proxy: str | httpx.Proxy | None = None,
    verify: str | os.PathLike[str] | ssl.SSLContext | bool = True,
    limits: httpx.Limits | None = None,
    wrap: Callable[[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport] | None = None,
) -> DefaultTransport[httpx.AsyncBaseTransport]:
    """As `default_transport`, for `AsyncNotificationsAPIClient`. Each event loop has connections of its own.

    Args:
        proxy: As for `default_transport`.
        verify: As for `default_transport`.
        limits: As for `default_transport`, in each event loop.
        wrap: As for `default_transport`; it is called once in each event loop.

    Returns:
        What a client takes as `transport`.

    Raises:
        RequestValidationError: If an option is not valid. The proxy's password is never shown.
    """
    __tracebackhide__ = True
    return DefaultTransport(_proxy(proxy), context_of(verify), _limits(limits), _checked_wrap(wrap))


def _proxy(given: str | httpx.Proxy | None) -> httpx.Proxy | None:
    __tracebackhide__ = True
    if given is None:
        return None
    return given if isinstance(given, httpx.Proxy) else proxy_at(str(given), "proxy")


def _limits(given: httpx.Limits | None) -> httpx.Limits:
    if given is None:
        return httpx.Limits(keepalive_expiry=None)
    if not isinstance(given, httpx.Limits):
        raise RequestValidationError.of("limits is not an httpx.Limits", field="limits")
    expiry: object = given.keepalive_expiry
    for name, value, least in (
        ("max_connections", given.max_connections, 1),
        ("max_keepalive_connections", given.max_keepalive_connections, 0),
    ):
        if value is not None and not (isinstance(value, int) and value >= least):
            raise RequestValidationError.of(f"{name} of limits is not a whole number from {least}", field="limits")
    if expiry is not None and not (isinstance(expiry, int | float) and expiry >= 0):
        raise RequestValidationError.of("keepalive_expiry of limits is not a number from 0", field="limits")
    return given


F = TypeVar("F")


def _checked_wrap(wrap: F) -> F:
    if wrap is not None and not callable(wrap):
        raise RequestValidationError.of("wrap can't be called: give a class or a function", field="wrap")
    return wrap


def _require(transport: object, method: str) -> None:
    if not hasattr(transport, method):
        kind = type(transport).__name__
        raise RequestValidationError.of(f"wrap returned a {kind}, which has no method {method}", field="wrap")


set_module("notify_sdk", globals(), ("default_async_transport", "default_transport"))
