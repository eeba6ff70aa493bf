"""The sandbox's in-process door: an httpx transport that never touches a network."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from .wire import Request, Response


class SandboxTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers the requests of an `httpx.Client` or `httpx.AsyncClient` with a function from request to response."""

    def __init__(self, handle: Callable[[Request], Response]) -> None:
        self._handle = handle

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to a synchronous client."""
        return self._answer(request, request.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to an asynchronous client."""
        return self._answer(request, await request.aread())

    def _answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        path, _, query = request.url.raw_path.decode().partition("?")
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in request.headers.raw}
        headers["x-forwarded-proto"] = request.url.scheme
        response = self._handle(Request(request.method, path, query, headers, body))
        return httpx.Response(response.status, headers=dict(response.headers), content=response.body, request=request)
