"""The clients that are compared at sending: for each a function that sends a given number of text messages."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from threading import local
from typing import Any

import aiohttp
import httpx
import requests
from httpx_aiohttp import AiohttpTransport
from notifications_python_client.authentication import (
    create_jwt_token,  # pyright: ignore[reportUnknownVariableType] - has no types
)
from notifications_python_client.notifications import NotificationsAPIClient as OfficialClient

from notify_sdk import AsyncNotificationsAPIClient, NotificationsAPIClient
from scripts.benchmarks.bodies import KEY, PERSONALISATION, PHONE_NUMBER, TEMPLATE
from scripts.benchmarks.rounds import Bench, Run

BODY = {"phone_number": PHONE_NUMBER, "template_id": TEMPLATE, "personalisation": PERSONALISATION}
OFFICIAL = "official client"
SDK = "notify_sdk"
SDK_AIOHTTP = "notify_sdk, extra aiohttp"
Send = Callable[[], Awaitable[object]]


def path(url: str) -> str:
    return f"{url}/v2/notifications/sms"


def headers() -> dict[str, str]:
    """The headers that a program without a client library sends: it signs the token itself."""
    return {"Authorization": f"Bearer {create_jwt_token(KEY[-36:], KEY[-73:-37])}"}


def repeated(send: Callable[[], object]) -> Run:
    def run(times: int) -> None:
        for _ in range(times):
            send()

    return run


def official(url: str) -> Callable[[], object]:
    client: Any = OfficialClient(KEY, url)
    return lambda: client.send_sms_notification(PHONE_NUMBER, TEMPLATE, PERSONALISATION)


def official_without_environment(url: str) -> Callable[[], object]:
    client: Any = OfficialClient(KEY, url)
    client.request_session.trust_env = False
    return lambda: client.send_sms_notification(PHONE_NUMBER, TEMPLATE, PERSONALISATION)


def with_requests(bench: Bench) -> Callable[[], object]:
    session = bench.stack.enter_context(requests.Session())
    return lambda: session.post(path(bench.url), json=BODY, headers=headers(), timeout=30).json()


def with_httpx(bench: Bench) -> Callable[[], object]:
    client = bench.stack.enter_context(httpx.Client())
    return lambda: client.post(path(bench.url), json=BODY, headers=headers()).json()


def with_transport(bench: Bench) -> Callable[[], object]:
    """The lower bound for a client on httpx's transport: a prepared request is sent again and again, its answer read."""
    transport = bench.stack.enter_context(httpx.HTTPTransport())
    request = httpx.Request("POST", path(bench.url), json=BODY, headers=headers())

    def send() -> None:
        response = transport.handle_request(request)
        response.read()
        response.close()

    return send


def sdk(bench: Bench, **options: Any) -> Callable[[], object]:
    client = bench.stack.enter_context(NotificationsAPIClient(KEY, bench.url, **options))
    return lambda: client.send_sms_notification(PHONE_NUMBER, TEMPLATE, PERSONALISATION)


def in_threads(url: str, threads: int, bench: Bench) -> Run:
    """The official client in threads, one client for each, as its documentation recommends."""
    pool = bench.stack.enter_context(ThreadPoolExecutor(threads))
    mine = local()

    def send(_: int) -> None:
        if not hasattr(mine, "send"):
            mine.send = official(url)
        mine.send()

    return lambda times: list(pool.map(send, range(times)))


Make = Callable[[AsyncExitStack], Awaitable[Send]]
"""Makes a client that the stack closes, and returns the function that sends one message with it."""


def at_once(bench: Bench, make: Make, tasks: int) -> Run:
    """Sends from several tasks, each one message after the other, in one event loop for all rounds."""
    runner = bench.stack.enter_context(asyncio.Runner())
    stack = AsyncExitStack()

    async def prepared() -> Send:
        return await make(stack)

    async def worker(left: list[int]) -> None:
        while left[0] > 0:
            left[0] -= 1
            await send()

    async def all_of(times: int) -> None:
        left = [times]
        await asyncio.gather(*(worker(left) for _ in range(tasks)))

    send = runner.run(prepared())
    bench.stack.callback(lambda: runner.run(stack.aclose()))
    return lambda times: runner.run(all_of(times))


class AsyncClients:
    """Makes asynchronous candidates, each with its own client and event loop."""

    def __init__(self, bench: Bench, url: str) -> None:
        self._bench = bench
        self._url = url

    def sdk(self, tasks: int, **options: Any) -> Run:
        async def make(stack: AsyncExitStack) -> Send:
            client = await stack.enter_async_context(AsyncNotificationsAPIClient(KEY, self._url, **options))
            return lambda: client.send_sms_notification(PHONE_NUMBER, TEMPLATE, PERSONALISATION)

        return at_once(self._bench, make, tasks)

    def sdk_aiohttp(self, tasks: int) -> Run:
        async def make(stack: AsyncExitStack) -> Send:
            # more connections than aiohttp's usual hundred, for the rows with 200 tasks or more
            session = await stack.enter_async_context(
                aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=tasks))
            )
            client = AsyncNotificationsAPIClient(KEY, self._url, transport=AiohttpTransport(client=session))
            await stack.enter_async_context(client)
            return lambda: client.send_sms_notification(PHONE_NUMBER, TEMPLATE, PERSONALISATION)

        return at_once(self._bench, make, tasks)

    def httpx(self, tasks: int) -> Run:
        async def make(stack: AsyncExitStack) -> Send:
            client = await stack.enter_async_context(httpx.AsyncClient())

            async def send() -> object:
                return (await client.post(path(self._url), json=BODY, headers=headers())).json()

            return send

        return at_once(self._bench, make, tasks)

    def aiohttp(self, tasks: int) -> Run:
        async def make(stack: AsyncExitStack) -> Send:
            session = await stack.enter_async_context(
                aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=tasks))
            )

            async def send() -> object:
                async with session.post(path(self._url), json=BODY, headers=headers()) as response:
                    return await response.json()

            return send

        return at_once(self._bench, make, tasks)
