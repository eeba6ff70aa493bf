"""Connections to reuse, one request on each at a time.

httpx's own pool looks through all its connections, and all that wait for one, for each request: at 50 requests at
once that takes longer than everything else together, at 1,000 it is seconds. `docs/performance.md` has the figures.
So each of httpx's transports has one request at a time here, and the idle ones lie on a stack: the last one used is
the next one used, and one that has lain for a while is closed.
"""

from __future__ import annotations

import os
import ssl
import time
from collections.abc import AsyncIterator, Iterator
from functools import cache
from urllib.request import getproxies

import httpx

IDLE_SECONDS = 5.0
"""A connection that has been idle for longer is closed. httpx does not use it again either: the server may be about to
close it, and a send that meets that ends as unknown."""


def has_proxies() -> bool:
    """Whether the environment names a proxy, so that `httpx.Client` has to say which requests go through it."""
    proxies = getproxies()
    return any(proxies.get(scheme) for scheme in ("http", "https", "all"))


def _context(base_url: str) -> ssl.SSLContext:
    """What verifies the server. Over plain http there is nobody to verify, so it trusts nobody."""
    if not base_url.startswith("https:"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return _trusting(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@cache
def _trusting(file: str | None, folder: str | None) -> ssl.SSLContext:  # noqa: ARG001 - httpx looks for itself
    """What trusts the authorities that the environment names, or else certifi's; once for all clients: it takes 20 ms."""
    return httpx.create_ssl_context()


class Proxied(httpx.BaseTransport):
    """Carries requests as the proxies of the environment say."""

    def __init__(self) -> None:
        self._client = httpx.Client()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to a request."""
        __tracebackhide__ = True
        return self._client.send(request, stream=True)

    def close(self) -> None:
        """Closes every connection."""
        self._client.close()


class Pool(httpx.BaseTransport):
    """Carries each request over an idle connection, or else a new one."""

    def __init__(self, base_url: str) -> None:
        self._context = _context(base_url)
        self._idle: list[tuple[httpx.HTTPTransport, float]] = []
        self._all = set[httpx.HTTPTransport]()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to a request. Its connection is idle again when the answer is closed."""
        __tracebackhide__ = True
        own = self._take()
        try:
            response = own.handle_request(request)
        except BaseException:
            self.give_back(own)
            raise
        if isinstance(response.stream, httpx.SyncByteStream):
            response.stream = _Body(response.stream, self, own)
        return response

    def close(self) -> None:
        """Closes every connection."""
        for transport in list(self._all):
            transport.close()

    def give_back(self, own: httpx.HTTPTransport) -> None:
        """Keeps a connection for the next request, and closes the one that has been idle for longest if that is long."""
        now = time.monotonic()
        self._idle.append((own, now))
        try:
            oldest = self._idle[0]
            if now - oldest[1] <= IDLE_SECONDS:
                return
            self._idle.remove(oldest)
        except (IndexError, ValueError):
            return  # another thread has just taken it
        self._all.discard(oldest[0])
        oldest[0].close()

    def _take(self) -> httpx.HTTPTransport:
        try:
            return self._idle.pop()[0]
        except IndexError:
            own = httpx.HTTPTransport(self._context)
            self._all.add(own)
            return own


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream, pool: Pool, own: httpx.HTTPTransport) -> None:
        self._stream = stream
        self._pool = pool
        self._own = own

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._stream)

    def close(self) -> None:
        try:
            self._stream.close()
        finally:
            self._pool.give_back(self._own)


class AsyncProxied(httpx.AsyncBaseTransport):
    """As `Proxied`, for asyncio."""

    def __init__(self) -> None:
        self._client = httpx.AsyncClient()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to a request."""
        __tracebackhide__ = True
        return await self._client.send(request, stream=True)

    async def aclose(self) -> None:
        """Closes every connection."""
        await self._client.aclose()


class AsyncPool(httpx.AsyncBaseTransport):
    """As `Pool`, for asyncio."""

    def __init__(self, base_url: str) -> None:
        self._context = _context(base_url)
        self._idle: list[tuple[httpx.AsyncHTTPTransport, float]] = []
        self._all = set[httpx.AsyncHTTPTransport]()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to a request. Its connection is idle again when the answer is closed."""
        __tracebackhide__ = True
        own = self._take()
        try:
            response = await own.handle_async_request(request)
        except BaseException:
            await self.give_back(own)
            raise
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _AsyncBody(response.stream, self, own)
        return response

    async def aclose(self) -> None:
        """Closes every connection."""
        for transport in list(self._all):
            await transport.aclose()

    async def give_back(self, own: httpx.AsyncHTTPTransport) -> None:
        """Keeps a connection for the next request, and closes the one that has been idle for longest if that is long."""
        now = time.monotonic()
        self._idle.append((own, now))
        if now - self._idle[0][1] > IDLE_SECONDS:
            oldest, _ = self._idle.pop(0)
            self._all.discard(oldest)
            await oldest.aclose()

    def _take(self) -> httpx.AsyncHTTPTransport:
        if self._idle:
            return self._idle.pop()[0]
        own = httpx.AsyncHTTPTransport(self._context)
        self._all.add(own)
        return own


class _AsyncBody(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream, pool: AsyncPool, own: httpx.AsyncHTTPTransport) -> None:
        self._stream = stream
        self._pool = pool
        self._own = own

    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(self._stream)

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        finally:
            await self._pool.give_back(self._own)
