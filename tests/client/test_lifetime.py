"""One client in many hands: threads, tasks, forked workers, loops one after the other, and its end."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from notify_sdk import AsyncNotificationsAPIClient, NotificationsAPIClient, RetryPolicy
from notify_sdk.sandbox import Fault, Sandbox
from tests.support.clients import BlockingClient, ClientKind
from tests.support.http_server import listening

VALUES = {"name": "A", "date": "B"}


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


def text(client: NotificationsAPIClient, sandbox: Sandbox, reference: str) -> str:
    template = sandbox.templates["appointment reminder"]
    return str(client.send_sms_notification("07700900123", template, VALUES, reference).id)


async def atext(client: AsyncNotificationsAPIClient, sandbox: Sandbox, reference: str) -> str:
    template = sandbox.templates["appointment reminder"]
    return str((await client.send_sms_notification("07700900123", template, VALUES, reference)).id)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.parametrize("client_kind", ["sync", "async"])
def test_forked_workers_have_connections_of_their_own(client_kind: ClientKind, tmp_path: Path) -> None:
    """As a server that loads the application, sends, and then forks: in a process without pytest's threads."""
    script = tmp_path / "prefork.py"
    script.write_text(PREFORK)
    words = [sys.executable, "-W", "error", str(script), client_kind]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["sent", "161", "distinct", "161", "answered", "wrongly", "0"]


PREFORK = """
import asyncio, os, sys, threading
from notify_sdk import AsyncNotificationsAPIClient, NotificationsAPIClient
from notify_sdk.sandbox import Sandbox
from tests.support.http_server import listening

sandbox = Sandbox()
template = sandbox.templates["appointment reminder"]
reader, writer = os.pipe()

def both(client, reference):
    sent = client.send_sms_notification("07700900123", template, {"name": "A", "date": "B"}, reference)
    return asyncio.run(answer(sent)) if sys.argv[1] == "async" else sent

async def answer(sent):
    return await sent

def work(client, worker):
    for number in range(10):
        reference = f"{worker}-{number}"
        sent = both(client, reference)
        os.write(writer, f"{reference} {sent.reference}\\n".encode())

with listening(sandbox) as url:
    kind = AsyncNotificationsAPIClient if sys.argv[1] == "async" else NotificationsAPIClient
    client = kind(sandbox.api_key, url)
    if sys.argv[1] == "async":
        async def first():
            await client.send_sms_notification("07700900123", template, {"name": "A", "date": "B"}, "before")
        asyncio.run(first())
    else:
        both(client, "before")
    children = []
    for worker in range(8):
        child = os.fork()
        if not child:
            threads = [threading.Thread(target=work, args=(client, f"{worker}.{each}")) for each in range(2)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    if sys.argv[1] == "sync":
        client.close()
os.close(writer)
with os.fdopen(reader) as file:
    lines = file.read().splitlines()
references = [each.reference for each in sandbox.service.notifications]
wrong = sum(len(set(line.split())) != 1 for line in lines)
print("sent", len(references), "distinct", len(set(references)), "answered wrongly", wrong)
"""


def test_one_asynchronous_client_in_one_loop_after_the_other(sandbox: Sandbox) -> None:
    """As in a synchronous web framework, where each request has a loop of its own."""
    with listening(sandbox) as url:
        client = AsyncNotificationsAPIClient(sandbox.api_key, url)

        async def turn(number: int) -> None:
            await atext(client, sandbox, f"R{number}")

        for number in range(3):
            asyncio.run(turn(number))
            gc.collect()
            assert len(client._connections._loops) == 0
    assert [each.reference for each in sandbox.service.notifications] == ["R0", "R1", "R2"]


def test_one_asynchronous_client_in_loops_of_several_threads(sandbox: Sandbox) -> None:
    with listening(sandbox) as url:
        client = AsyncNotificationsAPIClient(sandbox.api_key, url)

        async def several(thread: int) -> None:
            await asyncio.gather(*(atext(client, sandbox, f"{thread}.{number}") for number in range(10)))

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(lambda thread: asyncio.run(several(thread)), range(4)))
    assert len({each.reference for each in sandbox.service.notifications}) == 40


def test_close_lets_calls_in_flight_have_their_answers(client_kind: ClientKind, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(delay=0.3, times=1))
    with listening(sandbox) as url:
        if client_kind == "sync":
            client = NotificationsAPIClient(sandbox.api_key, url, retry=RetryPolicy.none())
            with ThreadPoolExecutor(1) as threads:
                sending = threads.submit(text, client, sandbox, "R")
                until(lambda: sandbox.service.notifications)
                client.close()
                client.close()
                with pytest.raises(RuntimeError, match="this client is closed"):
                    text(client, sandbox, "S")
                identifier = sending.result()
            assert client._connections._http is None
        else:

            async def use() -> str:
                client = AsyncNotificationsAPIClient(sandbox.api_key, url, retry=RetryPolicy.none())
                sending = asyncio.create_task(atext(client, sandbox, "R"))
                await asyncio.to_thread(until, lambda: sandbox.service.notifications)
                await client.aclose()
                await client.aclose()
                with pytest.raises(RuntimeError, match="this client is closed"):
                    await atext(client, sandbox, "S")
                identifier = await sending
                assert not client._connections._loops
                return identifier

            identifier = asyncio.run(use())
    assert identifier == str(sandbox.service.notifications[0].id)


def until(true: object) -> None:
    done = threading.Event()
    for _ in range(1000):
        if true():
            return
        done.wait(0.01)
    raise AssertionError("it never came true")


def test_a_cancelled_send_leaves_no_connection_and_says_so(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    """Cancelled at many moments; what is sent before and after must have its own answer."""

    async def use(url: str) -> None:
        async with AsyncNotificationsAPIClient(sandbox.api_key, url, retry=RetryPolicy.none()) as client:
            await atext(client, sandbox, "first")
            for step in range(120):
                sending = asyncio.create_task(atext(client, sandbox, f"R{step}"))
                for _ in range(step):
                    await asyncio.sleep(0)
                sending.cancel()
                try:
                    await sending
                except asyncio.CancelledError as error:
                    notes.append(getattr(error, "__notes__", []))
            last = await client.send_sms_notification(
                "07700900123", sandbox.templates["appointment reminder"], VALUES, "last"
            )
            assert last.reference == "last"

    notes = list[list[str]]()
    with listening(sandbox) as url:
        before = descriptors()
        asyncio.run(use(url))
        until(lambda: descriptors() <= before)
    assert notes
    found = [note for each in notes for note in each]
    assert set(found) <= {"POST /v2/notifications/sms was interrupted: the message may have been sent"}
    assert found
    assert "interrupted, outcome unknown" in caplog.text


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="there are no such signals here")
def test_a_send_that_is_broken_off_with_ctrl_c_says_what_may_be(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(delay=5, times=1))

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with NotificationsAPIClient(sandbox.api_key, transport=sandbox.transport) as client:
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            with pytest.raises(KeyboardInterrupt) as raised:
                text(client, sandbox, "R")
    finally:
        signal.signal(signal.SIGALRM, before)
    assert raised.value.__notes__ == ["POST /v2/notifications/sms was interrupted: the message may have been sent"]


def test_a_client_can_be_made_where_no_loop_runs_and_closed_unused() -> None:
    client = AsyncNotificationsAPIClient(Sandbox().api_key)
    asyncio.run(client.aclose())
    NotificationsAPIClient(Sandbox().api_key).close()


def test_a_client_is_not_pickled(client_kind: ClientKind) -> None:
    """It would take the key with it."""
    import pickle

    with BlockingClient(client_kind, Sandbox().api_key) as caller, pytest.raises(TypeError):
        pickle.dumps(caller.client)


def test_spawned_workers_make_their_own(sandbox: Sandbox) -> None:
    with listening(sandbox) as url, multiprocessing.get_context("spawn").Pool(2) as workers:
        template = sandbox.templates["appointment reminder"]
        given = [(sandbox.api_key, url, template, f"R{number}") for number in range(4)]
        assert sorted(workers.starmap(_send_from, given)) == ["R0", "R1", "R2", "R3"]


def _send_from(key: str, url: str, template: str, reference: str) -> str:
    with NotificationsAPIClient(key, url) as client:
        return str(client.send_sms_notification("07700900123", template, VALUES, reference).reference)
