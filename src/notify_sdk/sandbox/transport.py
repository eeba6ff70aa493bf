"""The in-process transport: answers the requests of an httpx client without a network."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import httpx

from notify_sdk._wire import SANDBOX_HEADER

from .wire import Request, Response


class SandboxTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers the requests of an `httpx.Client` or `httpx.AsyncClient` with a function from request to response.

    A fault that breaks the connection raises the exception that httpx raises on a real network.
    """

    def __init__(self, handle: Callable[[Request], Response]) -> None:
        self._handle = handle

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answers a request of a sync client."""
        __tracebackhide__ = True
        response = self._handle(_sandbox_request(request, request.read()))
        if response.delay:
            time.sleep(_wait_seconds(request, response))
        return _httpx_response(request, response)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answers a request of an async client."""
        __tracebackhide__ = True
        response = self._handle(_sandbox_request(request, await request.aread()))
        if response.delay:
            await asyncio.sleep(_wait_seconds(request, response))
        return _httpx_response(request, response)


def _sandbox_request(request: httpx.Request, body: bytes) -> Request:
    path, _, query = request.url.raw_path.decode().partition("?")
    headers = {name.decode().lower(): value.decode("latin-1") for name, value in request.headers.raw}
    headers["x-forwarded-proto"] = request.url.scheme
    return Request(request.method, path, query, headers, body)


def _httpx_response(request: httpx.Request, response: Response) -> httpx.Response:
    __tracebackhide__ = True
    limit = _read_timeout(request)
    if limit is not None and response.delay > limit:
        raise httpx.ReadTimeout("the sandbox took too long", request=request)
    match response.cut:
        case "refuse":
            raise httpx.ConnectError("the sandbox refused the connection", request=request)
        case "reset":
            raise httpx.ReadError("the sandbox reset the connection", request=request)
        case "truncate":
            raise httpx.RemoteProtocolError("the sandbox sent half an answer", request=request)
        case None:
            # as it comes from a network: headers in bytes, and a stream that is read later
            headers = [(name.encode(), value.encode()) for name, value in response.headers.items()]
            headers.append((SANDBOX_HEADER.encode(), b"1"))
            stream = httpx.ByteStream(response.body)
            return httpx.Response(response.status, headers=headers, stream=stream, request=request)


def _wait_seconds(request: httpx.Request, response: Response) -> float:
    limit = _read_timeout(request)
    return response.delay if limit is None else min(response.delay, limit)


def _read_timeout(request: httpx.Request) -> float | None:
    timeout: dict[str, float | None] = request.extensions.get("timeout", {})
    return timeout.get("read")
