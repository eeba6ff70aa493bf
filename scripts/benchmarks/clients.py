"""The contestants that send: each is a function that sends so many text messages."""

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
    """The body that a program without a client library sends."""
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
    session = bench.ends.enter_context(requests.Session())
    return lambda: session.post(path(bench.url), json=BODY, headers=headers(), timeout=30).json()


def with_httpx(bench: Bench) -> Callable[[], object]:
    client = bench.ends.enter_context(httpx.Client())
    return lambda: client.post(path(bench.url), json=BODY, headers=headers()).json()


def with_transport(bench: Bench) -> Callable[[], object]:
    """What no client on httpx's transport can get below: one ready request after the other, the answer read."""
    transport = bench.ends.enter_context(httpx.HTTPTransport())
    request = httpx.Request("POST", path(bench.url), json=BODY, headers=headers())

    def send() -> None:
        response = transport.handle_request(request)
        response.read()
        response.close()

    return send


def sdk(bench: Bench, **options: Any) -> Callable[[], object]:
    client = bench.ends.enter_context(NotificationsAPIClient(KEY, bench.url, **options))
    return lambda: client.send_sms_notification(PHONE_NUMBER, TEMPLATE, PERSONALISATION)


def in_threads(url: str, threads: int, bench: Bench) -> Run:
    """The official client as its documentation has it be used: one for each thread."""
    pool = bench.ends.enter_context(ThreadPoolExecutor(threads))
    mine = local()

    def send(_: int) -> None:
        if not hasattr(mine, "send"):
            mine.send = official(url)
        mine.send()

    return lambda times: list(pool.map(send, range(times)))


Make = Callable[[AsyncExitStack], Awaitable[Send]]
"""Makes a client, leaves its closing to the stack, and gives what sends one message."""


def at_once(bench: Bench, make: Make, tasks: int) -> Run:
    """So many tasks that send one message after the other, in an event loop that stays from turn to turn."""
    runner = bench.ends.enter_context(asyncio.Runner())
    ends = AsyncExitStack()

    async def prepared() -> Send:
        return await make(ends)

    async def worker(left: list[int]) -> None:
        while left[0] > 0:
            left[0] -= 1
            await send()

    async def all_of(times: int) -> None:
        left = [times]
        await asyncio.gather(*(worker(left) for _ in range(tasks)))

    send = runner.run(prepared())
    bench.ends.callback(lambda: runner.run(ends.aclose()))
    return lambda times: runner.run(all_of(times))


class AsyncClients:
    """Makes asynchronous contestants, each with a client and an event loop of its own."""

    def __init__(self, bench: Bench, url: str) -> None:
        self._bench = bench
        self._url = url

    def sdk(self, tasks: int, **options: Any) -> Run:
        async def make(ends: AsyncExitStack) -> Send:
            client = await ends.enter_async_context(AsyncNotificationsAPIClient(KEY, self._url, **options))
            return lambda: client.send_sms_notification(PHONE_NUMBER, TEMPLATE, PERSONALISATION)

        return at_once(self._bench, make, tasks)

    def sdk_aiohttp(self, tasks: int) -> Run:
        async def make(ends: AsyncExitStack) -> Send:
            # more connections than aiohttp's usual hundred, for the rows of two hundred tasks
            session = await ends.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=tasks)))
            client = AsyncNotificationsAPIClient(KEY, self._url, transport=AiohttpTransport(client=session))
            await ends.enter_async_context(client)
            return lambda: client.send_sms_notification(PHONE_NUMBER, TEMPLATE, PERSONALISATION)

        return at_once(self._bench, make, tasks)

    def httpx(self, tasks: int) -> Run:
        async def make(ends: AsyncExitStack) -> Send:
            client = await ends.enter_async_context(httpx.AsyncClient())

            async def send() -> object:
                return (await client.post(path(self._url), json=BODY, headers=headers())).json()

            return send

        return at_once(self._bench, make, tasks)

    def aiohttp(self, tasks: int) -> Run:
        async def make(ends: AsyncExitStack) -> Send:
            session = await ends.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=tasks)))

            async def send() -> object:
                async with session.post(path(self._url), json=BODY, headers=headers()) as response:
                    return await response.json()

            return send

        return at_once(self._bench, make, tasks)
