"""The clients that are compared: each function makes one ready and returns what sends a given number of text messages.

They run in environments that have only what they need, so each imports it when it is called.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, ExitStack
from typing import TYPE_CHECKING, Any

from scripts.benchmarks.bodies import KEY, PERSONALISATION, PHONE_NUMBER, TEMPLATE

if TYPE_CHECKING:
    from scripts.benchmarks.operations import Run

BODY = {"phone_number": PHONE_NUMBER, "template_id": TEMPLATE, "personalisation": PERSONALISATION}
OFFICIAL = "official client"
SDK = "notify_sdk"
SDK_AIOHTTP = "notify_sdk, extra aiohttp"
Send = Callable[[], Awaitable[object]]


def path(url: str) -> str:
    return f"{url}/v2/notifications/sms"


def headers() -> dict[str, str]:
    """The headers that a program without a client library sends: it signs the token itself."""
    import jwt

    token = jwt.encode({"iss": KEY[-73:-37], "iat": int(time.time())}, KEY[-36:], "HS256")
    return {"Authorization": f"Bearer {token}"}


def repeated(send: Callable[[], object], pause: float = 0) -> Run:
    def run(times: int) -> None:
        for _ in range(times):
            if pause:
                time.sleep(pause)
            send()

    return run


def nothing(_: ExitStack, pause: float) -> Run:
    return repeated(lambda: None, pause)


def official(_: ExitStack, url: str, pause: float = 0) -> Run:
    return repeated(official_send(url), pause)


def official_send(url: str | None) -> Callable[[], object]:
    from notifications_python_client.notifications import NotificationsAPIClient

    client: Any = NotificationsAPIClient(KEY, url) if url else NotificationsAPIClient(KEY)
    return lambda: client.send_sms_notification(PHONE_NUMBER, TEMPLATE, PERSONALISATION)


def official_without_environment(_: ExitStack, url: str, pause: float = 0) -> Run:
    from notifications_python_client.notifications import NotificationsAPIClient

    client: Any = NotificationsAPIClient(KEY, url)
    client.request_session.trust_env = False
    return repeated(lambda: client.send_sms_notification(PHONE_NUMBER, TEMPLATE, PERSONALISATION), pause)


def with_requests(stack: ExitStack, url: str, pause: float = 0) -> Run:
    import requests

    session = stack.enter_context(requests.Session())
    return repeated(lambda: session.post(path(url), json=BODY, headers=headers(), timeout=30).json(), pause)


def with_httpx(stack: ExitStack, url: str, pause: float = 0) -> Run:
    import httpx

    client = stack.enter_context(httpx.Client())
    return repeated(lambda: client.post(path(url), json=BODY, headers=headers()).json(), pause)


def with_transport(stack: ExitStack, url: str, pause: float = 0) -> Run:
    """The lower bound for a client on httpx's transport: a prepared request is sent again and again, its answer read."""
    import httpx

    transport = stack.enter_context(httpx.HTTPTransport())
    request = httpx.Request("POST", path(url), json=BODY, headers=headers())

    def send() -> None:
        response = transport.handle_request(request)
        response.read()
        response.close()

    return repeated(send, pause)


def sdk(stack: ExitStack, url: str, pause: float = 0) -> Run:
    return _sdk(stack, url, pause)


def sdk_without_check(stack: ExitStack, url: str) -> Run:
    return _sdk(stack, url, 0, check="off")


def _sdk(stack: ExitStack, url: str, pause: float, **options: Any) -> Run:
    from notify_sdk import NotificationsAPIClient

    client = stack.enter_context(NotificationsAPIClient(KEY, url, **options))
    return repeated(lambda: client.send_sms_notification(PHONE_NUMBER, TEMPLATE, PERSONALISATION), pause)


def official_in_threads(stack: ExitStack, url: str, threads: int) -> Run:
    """The official client in threads, one client for each, as its documentation recommends."""
    from threading import local

    mine = local()

    def send() -> None:
        if not hasattr(mine, "send"):
            mine.send = official_send(url)
        mine.send()

    return _in_threads(stack, send, threads)


def sdk_in_threads(stack: ExitStack, url: str, threads: int) -> Run:
    """One client for all threads."""
    from notify_sdk import NotificationsAPIClient

    client = stack.enter_context(NotificationsAPIClient(KEY, url))
    return _in_threads(stack, lambda: client.send_sms_notification(PHONE_NUMBER, TEMPLATE, PERSONALISATION), threads)


def _in_threads(stack: ExitStack, send: Callable[[], object], threads: int) -> Run:
    from concurrent.futures import ThreadPoolExecutor

    pool = stack.enter_context(ThreadPoolExecutor(threads))

    def run(times: int) -> None:
        for future in [pool.submit(send) for _ in range(times)]:
            future.result()

    return run


Make = Callable[[AsyncExitStack], Awaitable[Send]]
"""Makes a client that the stack closes, and returns the function that sends one message with it."""


def _at_once(stack: ExitStack, make: Make, tasks: int) -> Run:
    """Sends from several tasks, each one message after the other, in one event loop for all rounds."""
    runner = stack.enter_context(asyncio.Runner())
    opened = AsyncExitStack()

    async def prepared() -> Send:
        return await make(opened)

    async def worker(left: list[int]) -> None:
        while left[0] > 0:
            left[0] -= 1
            await send()

    async def all_of(times: int) -> None:
        left = [times]
        await asyncio.gather(*(worker(left) for _ in range(tasks)))

    send = runner.run(prepared())
    stack.callback(lambda: runner.run(opened.aclose()))
    return lambda times: runner.run(all_of(times))


def sdk_at_once(stack: ExitStack, url: str, tasks: int) -> Run:
    from notify_sdk import AsyncNotificationsAPIClient

    async def make(opened: AsyncExitStack) -> Send:
        client = await opened.enter_async_context(AsyncNotificationsAPIClient(KEY, url))
        return lambda: client.send_sms_notification(PHONE_NUMBER, TEMPLATE, PERSONALISATION)

    return _at_once(stack, make, tasks)


def sdk_aiohttp_at_once(stack: ExitStack, url: str, tasks: int) -> Run:
    import aiohttp
    from httpx_aiohttp import AiohttpTransport

    from notify_sdk import AsyncNotificationsAPIClient

    async def make(opened: AsyncExitStack) -> Send:
        # more connections than aiohttp's usual hundred, for the rows with 200 tasks or more
        session = await opened.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=tasks)))
        client = AsyncNotificationsAPIClient(KEY, url, transport=AiohttpTransport(client=session))
        await opened.enter_async_context(client)
        return lambda: client.send_sms_notification(PHONE_NUMBER, TEMPLATE, PERSONALISATION)

    return _at_once(stack, make, tasks)


def transports_at_once(stack: ExitStack, url: str, tasks: int) -> Run:
    """As `with_transport`, for tasks: the lower bound. Each has a connection of its own, so no pool is searched."""
    import httpx

    async def make(opened: AsyncExitStack) -> Send:
        idle = [await opened.enter_async_context(httpx.AsyncHTTPTransport()) for _ in range(tasks)]
        request = httpx.Request("POST", path(url), json=BODY, headers=headers())

        async def send() -> None:
            transport = idle.pop()
            response = await transport.handle_async_request(request)
            await response.aread()
            await response.aclose()
            idle.append(transport)

        return send

    return _at_once(stack, make, tasks)


def httpx_at_once(stack: ExitStack, url: str, tasks: int) -> Run:
    import httpx

    async def make(opened: AsyncExitStack) -> Send:
        client = await opened.enter_async_context(httpx.AsyncClient())

        async def send() -> object:
            return (await client.post(path(url), json=BODY, headers=headers())).json()

        return send

    return _at_once(stack, make, tasks)


def aiohttp_at_once(stack: ExitStack, url: str, tasks: int) -> Run:
    import aiohttp

    async def make(opened: AsyncExitStack) -> Send:
        session = await opened.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=tasks)))

        async def send() -> object:
            async with session.post(path(url), json=BODY, headers=headers()) as response:
                return await response.json()

        return send

    return _at_once(stack, make, tasks)
