"""The FastAPI router and the Starlette route, called in process (Starlette's own test client warns of httpx); over a real socket in tests/callbacks."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, HTTPException
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from notify_sdk.callbacks import Callback, parse
from notify_sdk.fastapi import callback_route, callback_router
from tests.callbacks.shipped import HEADERS, METHODS, NO_TOKENS, PAYLOADS, REFUSED, TOKEN, outbox_with_a_message

PATH = "/notify/callbacks"


def fastapi(handle: Callable[[Callback], object] | None, **options: Any) -> FastAPI:
    app = FastAPI()
    app.include_router(callback_router(TOKEN, handle, **options))
    return app


def starlette(handle: Callable[[Callback], object] | None, **options: Any) -> Starlette:
    return Starlette(routes=[callback_route(PATH, TOKEN, handle, **options)])


@pytest.fixture(params=[fastapi, starlette])
def application(request: pytest.FixtureRequest) -> Callable[..., Starlette]:
    return request.param


def request(app: Starlette, method: str = "POST", path: str = PATH, **options: Any) -> httpx.Response:
    """Sends a request to an application; errors are answered as a server answers them."""

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return await client.request(method, path, **{"headers": HEADERS, **options})

    return asyncio.run(send())


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=list(PAYLOADS))
def test_every_kind_is_handed_over(application: Callable[..., Starlette], payload: dict[str, object]) -> None:
    seen: list[Callback] = []
    body = json.dumps(payload)
    answer = request(application(seen.append), content=body)
    assert (answer.status_code, answer.content, seen) == (204, b"", [parse(body)])


@pytest.mark.parametrize(("headers", "body", "status"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_refused_reaches_nobody(
    application: Callable[..., Starlette], headers: dict[str, str], body: bytes, status: int
) -> None:
    seen: list[Callback] = []
    answer = request(application(seen.append), content=body, headers=headers)
    assert (answer.status_code, answer.content, seen) == (status, b"", [])


@pytest.mark.parametrize("method", METHODS)
def test_other_methods_are_not_allowed(application: Callable[..., Starlette], method: str) -> None:
    assert request(application(print), method).status_code == 405


def test_a_body_without_end_is_not_read_to_its_end(application: Callable[..., Starlette]) -> None:
    read = 0

    async def body() -> Any:
        nonlocal read
        while read < 50:
            read += 1
            yield b" " * 100_000

    assert request(application(print), content=body()).status_code == 413
    assert read < 15


class Receiver:
    def __init__(self, seen: list[Callback]) -> None:
        self.seen = seen

    async def __call__(self, callback: Callback) -> None:
        await asyncio.sleep(0)
        self.seen.append(callback)


async def later(seen: list[Callback], callback: Callback) -> None:
    await Receiver(seen)(callback)


WAYS: dict[str, Callable[[list[Callback]], Callable[[Callback], object]]] = {
    "a function": lambda seen: seen.append,
    "a partial": lambda seen: partial(list.append, seen),
    "a coroutine function": lambda seen: Receiver(seen).__call__,
    "a partial of one": lambda seen: partial(later, seen),
    "an object": Receiver,
    "a lambda": lambda seen: lambda callback: later(seen, callback),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
def test_the_function_may_be_of_either_kind(
    application: Callable[..., Starlette], way: Callable[[list[Callback]], Callable[[Callback], object]]
) -> None:
    seen: list[Callback] = []
    assert request(application(way(seen)), json=PAYLOADS["receipt"]).status_code == 204
    assert len(seen) == 1


def test_a_function_that_blocks_does_not_block_the_loop(application: Callable[..., Starlette]) -> None:
    threads: list[threading.Thread] = []
    request(application(lambda _: threads.append(threading.current_thread())), json=PAYLOADS["receipt"])
    assert threads != [threading.current_thread()]


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("error", [LookupError(), HTTPException(404), HTTPException(401), ValueError("x")], ids=repr)
def test_whatever_is_raised_is_answered_with_500(
    application: Callable[..., Starlette], error: Exception, kind: str
) -> None:
    """Also what the framework, or the application, answers with a status on which Notify gives up."""

    def handle(_: Callback) -> None:
        raise error

    async def handle_async(_: Callback) -> None:
        raise error

    def gone(_: Request, __: Exception) -> Response:
        return Response(status_code=404)

    app = application(handle if kind == "sync" else handle_async)
    app.add_exception_handler(LookupError, gone)
    assert request(app, json=PAYLOADS["receipt"]).status_code == 500


def test_the_outbox_stores_the_status_first(application: Callable[..., Starlette], tmp_path: Path) -> None:
    with outbox_with_a_message(tmp_path) as (outbox, body):
        seen: list[str | None] = []
        app = application(lambda _: seen.extend(row.status for row in outbox.rows()), outbox=outbox)
        assert request(app, content=body).status_code == 204
        assert seen == ["permanent-failure"]
        assert request(application(None, outbox=outbox), content=body).status_code == 204


def test_several_tokens_and_another_path() -> None:
    app = FastAPI()
    app.include_router(callback_router([f"{TOKEN}\n", "new"], print, path="/here"), prefix="/some")
    answers = [
        request(app, path="/some/here", json=PAYLOADS["receipt"], headers={"Authorization": f"Bearer {token}"})
        for token in (TOKEN, "new", "third")
    ]
    assert [answer.status_code for answer in answers] == [204, 204, 401]


def test_the_schema_of_the_api_does_not_have_it() -> None:
    assert fastapi(print).openapi()["paths"] == {}


@pytest.fixture(params=[callback_router, partial(callback_route, PATH)], ids=["router", "route"])
def make(request: pytest.FixtureRequest) -> Callable[..., object]:
    return request.param


@pytest.mark.parametrize("token", NO_TOKENS, ids=repr)
def test_no_token_is_an_error_at_the_start(token: object, make: Callable[..., object]) -> None:
    with pytest.raises(ValueError, match=r"^token is"):
        make(token, print)


def test_nobody_to_take_callbacks_is_an_error_at_the_start(make: Callable[..., object]) -> None:
    with pytest.raises(ValueError, match="nothing handles the callbacks"):
        make(TOKEN)
