"""The in-process transport: answers the requests of a client without a network."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import httpx

from notify_sdk import _wire
from notify_sdk._wire import SANDBOX_HEADER, Answer, Timeouts, request_id_of

from .wire import Request, Response


class SandboxTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers the requests of an `httpx.Client`, an `httpx.AsyncClient` or this package's clients with a function.

    A fault that breaks the connection raises the exception that httpx raises on a real network.
    """

    def __init__(self, handle: Callable[[Request], Response]) -> None:
        self._handle = handle

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answers a request of a sync client."""
        __tracebackhide__ = True
        response = self._handle(_from_httpx(request, request.read()))
        limit = _read_timeout(request)
        if response.delay:
            time.sleep(_wait_seconds(response, limit))
        _fail_if_broken(response, limit, request)
        return _httpx_response(request, response)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answers a request of an async client."""
        __tracebackhide__ = True
        response = self._handle(_from_httpx(request, await request.aread()))
        limit = _read_timeout(request)
        if response.delay:
            await asyncio.sleep(_wait_seconds(response, limit))
        _fail_if_broken(response, limit, request)
        return _httpx_response(request, response)

    def answer_in_process(self, request: _wire.Request, timeouts: Timeouts) -> Answer:
        """Answers a request of this package's sync client, which needs no objects of httpx."""
        __tracebackhide__ = True
        response = self._handle(_from_wire(request))
        if response.delay:
            time.sleep(_wait_seconds(response, timeouts.read))
        _fail_if_broken(response, timeouts.read)
        return _answer(response)

    async def aanswer_in_process(self, request: _wire.Request, timeouts: Timeouts) -> Answer:
        """Answers a request of this package's async client, which needs no objects of httpx."""
        __tracebackhide__ = True
        response = self._handle(_from_wire(request))
        if response.delay:
            await asyncio.sleep(_wait_seconds(response, timeouts.read))
        _fail_if_broken(response, timeouts.read)
        return _answer(response)


def _from_httpx(request: httpx.Request, body: bytes) -> Request:
    path, _, query = request.url.raw_path.decode().partition("?")
    headers = {name.decode().lower(): value.decode("latin-1") for name, value in request.headers.raw}
    headers["x-forwarded-proto"] = request.url.scheme
    return Request(request.method, path, query, headers, body)


def _from_wire(request: _wire.Request) -> Request:
    scheme, _, rest = request.url.partition("://")
    path, _, query = rest[rest.find("/") :].partition("?")
    headers = {"x-forwarded-proto": scheme}
    for name, value in request.headers:
        headers[name.decode().lower()] = value.decode("latin-1")
    return Request(request.method, path, query, headers, request.body or b"")


def _answer(response: Response) -> Answer:
    headers = {**response.headers, SANDBOX_HEADER: "1"}
    return Answer(response.status, headers, response.body, request_id_of(headers))


def _httpx_response(request: httpx.Request, response: Response) -> httpx.Response:
    # as it comes from a network: headers in bytes, and a stream that is read later
    headers = [(name.encode(), value.encode()) for name, value in response.headers.items()]
    headers.append((SANDBOX_HEADER.encode(), b"1"))
    stream = httpx.ByteStream(response.body)
    return httpx.Response(response.status, headers=headers, stream=stream, request=request)


def _fail_if_broken(response: Response, read_timeout: float | None, request: httpx.Request | None = None) -> None:
    """Raises what httpx raises when an answer takes too long, or its connection breaks."""
    if read_timeout is not None and response.delay > read_timeout:
        raise httpx.ReadTimeout("the sandbox took too long", request=request)
    match response.cut:
        case "refuse":
            raise httpx.ConnectError("the sandbox refused the connection", request=request)
        case "reset":
            raise httpx.ReadError("the sandbox reset the connection", request=request)
        case "truncate":
            raise httpx.RemoteProtocolError("the sandbox sent half an answer", request=request)
        case None:
            pass


def _wait_seconds(response: Response, read_timeout: float | None) -> float:
    return response.delay if read_timeout is None else min(response.delay, read_timeout)


def _read_timeout(request: httpx.Request) -> float | None:
    timeout: dict[str, float | None] = request.extensions.get("timeout", {})
    return timeout.get("read")
