"""A FastAPI router, and a Starlette route, that receive Notify's callbacks. Need the extra `fastapi`.

app.include_router(callback_router(token, handle))                           # FastAPI
app = Starlette(routes=[callback_route("/notify/callbacks", token, handle)])  # Starlette alone will do
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from inspect import isawaitable, iscoroutinefunction
from typing import TYPE_CHECKING, cast

from notify_sdk._extras import requires
from notify_sdk._receiving import LONGEST, handling, read, refusal
from notify_sdk.callbacks import Callback, tokens_of

with requires("fastapi", "notify_sdk.fastapi"):
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

if TYPE_CHECKING:
    from fastapi import APIRouter

    from notify_sdk.outbox import Outbox

__all__ = ["callback_route", "callback_router"]


def callback_router(
    token: str | Iterable[str],
    handle: Callable[[Callback], object] | None = None,
    *,
    outbox: Outbox | None = None,
    path: str = "/notify/callbacks",
) -> APIRouter:
    """Makes a FastAPI router with one route, that of `callback_route`. It is not in the schema of your API.

    Args:
        token: As for `callback_route`.
        handle: As for `callback_route`.
        outbox: As for `callback_route`.
        path: The path of the route.

    Returns:
        The router, for `include_router`.

    Raises:
        ValueError: As for `callback_route`.
        ModuleNotFoundError: If FastAPI is not installed.
    """
    __tracebackhide__ = True
    with requires("fastapi", "callback_router"):
        from fastapi import APIRouter

    return APIRouter(routes=[callback_route(path, token, handle, outbox=outbox)])


def callback_route(
    path: str,
    token: str | Iterable[str],
    handle: Callable[[Callback], object] | None = None,
    *,
    outbox: Outbox | None = None,
) -> Route:
    """Makes a Starlette route that receives callbacks of all kinds.

    It answers 204 once the outbox and `handle` are done; 401 without the token, 400 for what is no callback, 413 for
    a body over 1 MB, after which Notify does not try again; and 500 if the outbox or `handle` raises, whatever it
    is: then Notify posts the callback again.

    Args:
        path: The path of the route.
        token: The bearer token that you gave to Notify; or several, while you change from one to the next.
        handle: Called with each callback. A function that is not `async` runs in a thread.
        outbox: Records each callback before `handle` is called.

    Returns:
        The route, for `routes` of an application.

    Raises:
        ValueError: If a token is missing or empty, or if there is neither `handle` nor `outbox`.
    """
    __tracebackhide__ = True
    tokens = tokens_of(token)
    if handle is None and outbox is None:
        raise ValueError("nothing handles the callbacks: give handle, outbox or both")

    async def receive(request: Request) -> Response:
        __tracebackhide__ = True
        refused = refusal(request.headers, request.headers.get("content-length"), tokens)
        if refused:
            return Response(status_code=refused)
        callback = read(await _body(request))
        if isinstance(callback, int):
            return Response(status_code=callback)
        with handling():
            if outbox is not None:
                await outbox.arecord(callback)
            if handle is not None:
                await _call(handle, callback)
        return Response(status_code=204)

    return Route(path, receive, methods=["POST"], name="notify_callbacks", include_in_schema=False)


async def _body(request: Request) -> bytes:
    """The body of a request, or as much of it as shows that it is too long."""
    __tracebackhide__ = True
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            break
    return bytes(body)


async def _call(handle: Callable[[Callback], object], callback: Callback) -> None:
    __tracebackhide__ = True
    if iscoroutinefunction(handle):
        await handle(callback)
        return
    result = await run_in_threadpool(handle, callback)
    if isawaitable(result):  # of a callable that is async though it does not look so
        await cast("Awaitable[object]", result)
