"""Whoever made a transport closes it; loops, forks and calls that are broken off leave nothing behind."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import warnings
from pathlib import Path

import httpx
import pytest
from httpx_aiohttp import AiohttpTransport

from notify_sdk import (
    AsyncNotificationsAPIClient,
    ClientClosedError,
    NotificationsAPIClient,
    NotifyError,
    RequestValidationError,
    RetryPolicy,
)
from notify_sdk._transport import connections_async
from notify_sdk.sandbox import Sandbox
from tests.support.clients import ID, KEY, BlockingClient, ClientKind
from tests.support.http_server import listening
from tests.transport.scripted_server import Connection, answer, scripted, sent

ONCE = RetryPolicy.none()


class Closing(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Counts how often it is closed."""

    made: list[Closing] = []  # noqa: RUF012 - cleared by each test that makes them

    def __init__(self) -> None:
        self.closed = 0
        self.sandbox = Sandbox()
        self.made.append(self)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.sandbox.transport.handle_request(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self.sandbox.transport.handle_async_request(request)

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


def test_a_transport_that_was_given_is_closed_by_whoever_gave_it(client_kind: ClientKind) -> None:
    transport = Closing()
    for _ in range(2):
        with BlockingClient(client_kind, KEY, transport=transport, retry=ONCE) as caller:
            assert caller.get_all_templates().templates
    assert transport.closed == 0


@pytest.mark.parametrize("make", [Closing, lambda: Closing()], ids=["class", "function"])
def test_a_transport_that_the_client_made_is_closed_by_the_client(client_kind: ClientKind, make: object) -> None:
    Closing.made.clear()
    with BlockingClient(client_kind, KEY, transport=make, retry=ONCE) as caller:
        assert caller.get_all_templates().templates
        assert caller.get_all_templates().templates
        assert [each.closed for each in Closing.made] == [0]
    assert [each.closed for each in Closing.made] == [1]


def test_each_event_loop_has_a_transport_of_its_own() -> None:
    Closing.made.clear()
    client = AsyncNotificationsAPIClient(KEY, transport=Closing, retry=ONCE)
    for _ in range(3):
        assert asyncio.run(client.get_all_templates()).templates
    assert [each.closed for each in Closing.made] == [1, 1, 1]


@pytest.mark.parametrize("given", [7, "http://proxy", httpx.Response(200)])
def test_what_is_no_transport_is_refused(client_kind: ClientKind, given: object) -> None:
    with pytest.raises(RequestValidationError, match="transport has no method handle_"):
        BlockingClient(client_kind, KEY, transport=given)


def test_a_transport_for_threads_is_refused_for_tasks_and_the_other_way_round() -> None:
    with pytest.raises(RequestValidationError, match="transport has no method handle_async_request"):
        AsyncNotificationsAPIClient(KEY, transport=httpx.HTTPTransport())
    with pytest.raises(RequestValidationError, match="transport has no method handle_request"):
        NotificationsAPIClient(KEY, transport=httpx.AsyncHTTPTransport())


def test_aiohttp_works_in_one_loop_after_the_other() -> None:
    sandbox = Sandbox()
    with listening(sandbox) as url:
        client = AsyncNotificationsAPIClient(sandbox.api_key, url, transport=AiohttpTransport, retry=ONCE)
        for _ in range(3):
            assert asyncio.run(client.get_all_templates()).templates


def test_aiohttp_that_belongs_to_another_loop_says_so() -> None:
    sandbox = Sandbox()
    with listening(sandbox) as url, warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        transport = AiohttpTransport()
        client = AsyncNotificationsAPIClient(sandbox.api_key, url, transport=transport, retry=ONCE)

        async def once() -> None:
            await client.get_all_templates()
            await transport.aclose()

        asyncio.run(once())
        with pytest.raises(NotifyError, match="another event loop, or is closed: give its class"):
            asyncio.run(client.get_all_templates())
        gc.collect()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="there is no /proc here")
def test_loops_that_were_closed_without_their_generators_leave_no_descriptors(tmp_path: Path) -> None:
    """In a process of its own: asyncio warns of each of its transports that nobody could close any more."""
    script = tmp_path / "loops.py"
    script.write_text(LOOPS)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    words = [sys.executable, str(script)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) <= 3  # the last loop's, and it is not closed in the server either


LOOPS = """
import asyncio, gc, os, time
from notify_sdk import AsyncNotificationsAPIClient
from notify_sdk.sandbox import Sandbox
from tests.support.http_server import listening

def descriptors():
    gc.collect()
    return len(os.listdir("/proc/self/fd"))

sandbox = Sandbox()
with listening(sandbox) as url:
    client = AsyncNotificationsAPIClient(sandbox.api_key, url)
    before = None
    for _ in range(50):
        loop = asyncio.new_event_loop()
        loop.run_until_complete(client.get_all_templates())
        loop.close()
        before = before or descriptors()
    for _ in range(100):  # the server's threads take a moment to close theirs
        if descriptors() - before <= 3:
            break
        time.sleep(0.05)
    print(descriptors() - before)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_inside_a_call_ends_the_call_in_both_processes() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", FORK_IN_A_CALL], capture_output=True, text=True, timeout=60, env=environment, check=False
    )
    assert (done.returncode, sorted(done.stdout.split())) == (0, ["child-1", "parent-1"]), done.stderr


FORK_IN_A_CALL = """
import os
from notify_sdk import NotificationsAPIClient
from tests.transport.test_connections import KEY, Closing

class Forking(Closing):
    def handle_request(self, request):
        if not hasattr(Forking, "child"):
            Forking.child = os.fork()
        return super().handle_request(request)

client = NotificationsAPIClient(KEY, transport=Forking)
client.get_all_templates()
forked = Closing.made[0]
if not Forking.child:
    client.get_all_templates()  # over a transport of its own
    client.close()
    print(f"child-{Closing.made[1].closed}", flush=True)
    os._exit(0)
os.waitpid(Forking.child, 0)
client.close()
print(f"parent-{forked.closed}")
"""


def test_trio_is_told_to_use_a_thread() -> None:
    trio = pytest.importorskip("trio")
    client = AsyncNotificationsAPIClient(KEY, transport=Sandbox().transport)
    with pytest.raises(RequestValidationError, match="runs on asyncio, not on trio"):
        trio.run(client.get_all_templates)


def test_after_its_end_a_client_says_so_as_an_error_of_the_package() -> None:
    def ended(error: ClientClosedError) -> None:
        assert isinstance(error, RuntimeError)
        assert not error.outcome_unknown

    with NotificationsAPIClient(KEY, transport=Sandbox().transport) as client:
        pass
    with pytest.raises(ClientClosedError, match="this client is closed") as raised:
        client.send_sms_notification("07700900900", ID)
    ended(raised.value)

    async def use() -> None:
        async with AsyncNotificationsAPIClient(KEY, transport=Sandbox().transport) as client:
            pass
        with pytest.raises(ClientClosedError, match="this client is closed") as raised:
            await client.send_sms_notification("07700900900", ID)
        ended(raised.value)

    asyncio.run(use())


@pytest.mark.parametrize("kind", ["head", "body", "silence"])
def test_a_call_that_is_broken_off_leaves_its_slot_and_no_connection(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one slot, the next call shows that it is free; a connection left open would be a ResourceWarning, an error."""
    monkeypatch.setattr(connections_async, "MAX_CONCURRENT_REQUESTS", 1)
    whole = answer(sent(ID))

    def script(number: int, connection: Connection) -> None:
        if server.requests[number - 1].startswith("GET"):
            connection.send(answer(b'{"templates": []}'))
        else:
            connection.send({"head": whole[:30], "body": whole[:-9], "silence": b""}[kind])

    async def many() -> None:
        async with AsyncNotificationsAPIClient(KEY, server.url, 5, retry=ONCE) as client:
            for pause in [0.0, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.05] * 3:
                task = asyncio.create_task(client.send_sms_notification("07700900900", ID))
                await asyncio.sleep(pause)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
                assert (await client.get_all_templates()).templates == []

    with scripted(script) as server:
        asyncio.run(many())
    gc.collect()


def test_a_handshake_that_is_broken_off_leaves_no_connection() -> None:
    async def many(url: str) -> None:
        async with AsyncNotificationsAPIClient(KEY, url, 5, retry=ONCE) as client:
            for pause in [0.0, 0.001, 0.005, 0.02] * 3:
                task = asyncio.create_task(client.get_all_templates())
                await asyncio.sleep(pause)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task

    with scripted(lambda number, connection: None, handshake=False) as silent:
        asyncio.run(many(silent.url))
    gc.collect()
