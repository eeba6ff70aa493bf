"""Connections that are reused, closed when they have been idle, and waited for beyond a number."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

import httpx
import jwt
import pytest

from notify_sdk import (
    AsyncNotificationsAPIClient,
    NotificationsAPIClient,
    RetryPolicy,
    TransportError,
    models,
)
from notify_sdk._transport import connections, connections_async, pool, pool_async
from notify_sdk._transport.timeouts import Timeout
from notify_sdk.sandbox import Sandbox
from tests.faults.server import Scripted, faulty
from tests.support.clients import ID, KEY, BlockingClient, ClientKind
from tests.transport.conftest import answering, page

ONCE = RetryPolicy.none()


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Sandbox, str, list[int]]]:
    """A sandbox over HTTP; how many connections were made, are open, and were open at most."""
    made = [0, 0, 0]
    serve = Scripted.serve

    async def counting(self: Scripted, *streams: object) -> None:
        made[0] += 1
        made[1] += 1
        made[2] = max(made[1:])
        await serve(self, *streams)
        made[1] -= 1

    monkeypatch.setattr(Scripted, "serve", counting)
    sandbox = Sandbox()
    sandbox.service.rate_limit_per_minute = 10**9
    with faulty(sandbox, sends=0) as server:
        yield sandbox, server.url, made


def send(client_kind: ClientKind, sandbox: Sandbox, url: str, at_once: int, times: int, **options: Any) -> list[str]:
    """Sends with references of their own, so many at once, and gives those that came back."""
    template = sandbox.templates["appointment reminder"]
    values = {"name": "A", "date": "B"}
    if client_kind == "sync":
        with NotificationsAPIClient(sandbox.api_key, url, **options) as client, ThreadPoolExecutor(at_once) as threads:
            wanted = [f"R{number}" for number in range(times)]
            answers = threads.map(lambda it: client.send_sms_notification("07700900123", template, values, it), wanted)
            return [str(answer.reference) for answer in answers]

    async def all_of_them() -> list[str]:
        gate = asyncio.Semaphore(at_once)
        async with AsyncNotificationsAPIClient(sandbox.api_key, url, **options) as client:

            async def one(reference: str) -> str:
                async with gate:
                    answer = await client.send_sms_notification("07700900123", template, values, reference)
                    return str(answer.reference)

            return await asyncio.gather(*(one(f"R{number}") for number in range(times)))

    return asyncio.run(all_of_them())


def test_one_after_the_other_takes_one_connection(client_kind: ClientKind, monkeypatch: pytest.MonkeyPatch) -> None:
    with counted(monkeypatch) as (sandbox, url, made):
        assert send(client_kind, sandbox, url, 1, 20) == [f"R{number}" for number in range(20)]
        assert made[0] == 1


def test_no_more_connections_than_requests_at_once(client_kind: ClientKind, monkeypatch: pytest.MonkeyPatch) -> None:
    with counted(monkeypatch) as (sandbox, url, made):
        assert send(client_kind, sandbox, url, 8, 200) == [f"R{number}" for number in range(200)]
        assert made[0] <= 8


def at_most(requests: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (connections, connections_async):
        monkeypatch.setattr(module, "MAX_CONCURRENT_REQUESTS", requests)


def test_beyond_a_number_requests_wait_for_a_transport_that_was_given_too(
    client_kind: ClientKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most have a pool that looks through all that wait, and all would have a token that ages."""
    at_most(3, monkeypatch)
    sandbox, on_their_way, most = Sandbox(), set[object](), 0

    def came(request: httpx.Request) -> None:
        nonlocal most
        on_their_way.add(request)
        most = max(most, len(on_their_way))

    class Counting(httpx.BaseTransport, httpx.AsyncBaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            came(request)
            time.sleep(0.01)
            on_their_way.discard(request)
            return sandbox.transport.handle_request(request)

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            came(request)
            await asyncio.sleep(0.01)
            on_their_way.discard(request)
            return await sandbox.transport.handle_async_request(request)

    send(client_kind, sandbox, "http://localhost", 12, 40, transport=Counting())
    assert len(sandbox.service.notifications) == 40
    assert most == 3


def test_beyond_a_number_requests_wait_for_a_connection(
    client_kind: ClientKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_most(3, monkeypatch)
    with counted(monkeypatch) as (sandbox, url, made):
        assert send(client_kind, sandbox, url, 40, 300) == [f"R{number}" for number in range(300)]
        assert made[2] <= 3
    assert len(sandbox.service.notifications) == 300


def two_at_once(
    client_kind: ClientKind, url: str, timeout: Timeout = 30, between: Callable[[], None] = lambda: None
) -> list[models.TemplateList | BaseException]:
    """What becomes of two calls; `between` is called when one of them is over, and a third call must go well."""
    if client_kind == "sync":
        with NotificationsAPIClient(KEY, url, timeout, retry=ONCE) as client, ThreadPoolExecutor(2) as threads:
            calls = [threads.submit(client.get_all_templates) for _ in range(2)]
            wait(calls, return_when=FIRST_COMPLETED)
            between()
            outcomes = [call.exception() or call.result() for call in calls]
            assert client.get_all_templates().templates == []
            return outcomes

    async def both() -> list[models.TemplateList | BaseException]:
        async with AsyncNotificationsAPIClient(KEY, url, timeout, retry=ONCE) as client:
            calls = [asyncio.create_task(client.get_all_templates()) for _ in range(2)]
            await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
            between()
            await asyncio.wait(calls)
            assert (await client.get_all_templates()).templates == []
            return [call.exception() or call.result() for call in calls]

    return asyncio.run(both())


def test_a_request_for_which_no_connection_gets_free_was_not_sent(
    client_kind: ClientKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_most(1, monkeypatch)
    came, over = list[str](), threading.Event()

    def answer(head: str, connection: socket.socket) -> None:
        came.append(head)
        over.wait(10)
        connection.sendall(page())

    with answering(answer) as port:
        first, second = two_at_once(client_kind, f"http://127.0.0.1:{port}", (10, 10, 10, 0.2), over.set)
    error = first if isinstance(first, TransportError) else second
    assert isinstance(error, TransportError)
    assert str(error) == "GET /v2/templates: no connection was made: 1 other requests were in flight all the time"
    assert not error.outcome_unknown
    assert len(came) == 2  # the other call, and the third


def test_a_token_is_as_old_as_its_request_not_as_the_wait_for_a_connection(
    client_kind: ClientKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Notify refuses one that is over 30 seconds old."""
    at_most(1, monkeypatch)
    issued = list[int]()

    def answer(head: str, connection: socket.socket) -> None:
        token = head.partition("Bearer ")[2].partition("\r\n")[0]
        issued.append(jwt.decode(token, options={"verify_signature": False})["iat"])
        if len(issued) == 1:
            time.sleep(1.1)
        connection.sendall(page())

    with answering(answer) as port:
        two_at_once(client_kind, f"http://127.0.0.1:{port}")
    assert issued[1] > issued[0]


def test_a_call_that_is_cancelled_while_it_waits_for_a_connection_has_sent_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_most(1, monkeypatch)
    came, over = list[str](), threading.Event()

    def answer(head: str, connection: socket.socket) -> None:
        came.append(head.partition(" ")[0])
        over.wait(10)
        connection.sendall(page())

    async def broken_off(url: str) -> None:
        async with AsyncNotificationsAPIClient(KEY, url, retry=ONCE) as client:
            first = asyncio.create_task(client.get_all_templates())
            second = asyncio.create_task(client.send_sms_notification("07700900900", ID))
            await asyncio.sleep(0.1)
            second.cancel()
            with pytest.raises(asyncio.CancelledError) as raised:
                await second
            assert not hasattr(raised.value, "__notes__")
            over.set()
            assert (await first).templates == []
            assert (await client.get_all_templates()).templates == []

    with answering(answer) as port:
        asyncio.run(broken_off(f"http://127.0.0.1:{port}"))
    assert came == ["GET", "GET"]


def test_a_connection_that_is_idle_for_long_is_closed(client_kind: ClientKind, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every one is, at once: also while other threads reach for it."""
    for module in (pool, pool_async):
        monkeypatch.setattr(module, "IDLE_SECONDS", -1.0)
    with counted(monkeypatch) as (sandbox, url, made):
        assert send(client_kind, sandbox, url, 12, 300) == [f"R{number}" for number in range(300)]
        assert made[0] > 12
        closed = threading.Event()
        for _ in range(500):
            if not made[1]:
                break
            closed.wait(0.01)
        assert made[1] == 0
    assert len({each.reference for each in sandbox.service.notifications}) == 300


def test_a_connection_whose_answer_was_not_closed_to_its_end_is_not_used_again(
    client_kind: ClientKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """httpx takes it for busy and opens another in the same transport, which is neither watched nor always closed."""
    error = KeyboardInterrupt if client_kind == "sync" else asyncio.CancelledError
    ends = [error]
    carry, carry_async = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request

    class Interrupted(httpx.SyncByteStream, httpx.AsyncByteStream):
        def __init__(self, stream: Any) -> None:
            self.stream = stream

        def __iter__(self) -> Iterator[bytes]:
            return iter(self.stream)

        def __aiter__(self) -> AsyncIterator[bytes]:
            return aiter(self.stream)

        def close(self) -> None:
            if ends:
                raise ends.pop()
            self.stream.close()

        async def aclose(self) -> None:
            if ends:
                raise ends.pop()
            await self.stream.aclose()

    def interrupted(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        response = carry(self, request)
        response.stream = Interrupted(response.stream)
        return response

    async def interrupted_async(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        response = await carry_async(self, request)
        response.stream = Interrupted(response.stream)
        return response

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", interrupted)
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", interrupted_async)
    with (
        counted(monkeypatch) as (sandbox, url, made),
        BlockingClient(client_kind, sandbox.api_key, url, retry=ONCE) as caller,
    ):
        message = "07700900123", sandbox.templates["appointment reminder"], {"name": "A", "date": "B"}
        with pytest.raises(error):
            caller.send_sms_notification(*message)
        caller.send_sms_notification(*message)
        ended = time.monotonic() + 30
        while made[:2] != [2, 1] and time.monotonic() < ended:
            time.sleep(0.01)
        assert made[:2] == [2, 1]
