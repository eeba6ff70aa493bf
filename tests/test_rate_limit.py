"""A limit that threads, tasks and processes share: in memory, and in a Redis of the test's own."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from notify_sdk import AsyncNotificationsAPIClient, NotificationsAPIClient, RateLimit, RequestValidationError
from notify_sdk._client.waiting import Waiting, without_waiting
from notify_sdk.sandbox import Fault, Sandbox
from tests.support.clients import BlockingClient, ClientKind

VALUES = {"name": "A", "date": "B"}


class Minutes:
    """Counts the sends that are let through, in a time that passes by waiting only."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_000_000.0
        self.through: list[float] = []
        monkeypatch.setattr("time.time", lambda: self.now)
        monkeypatch.setattr(Waiting, "sleep", lambda _, seconds: self.wait(seconds))

        async def sleep_async(_: Waiting, seconds: float) -> None:
            self.wait(seconds)

        monkeypatch.setattr(Waiting, "sleep_async", sleep_async)

    def wait(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds

    def most_within(self, seconds: float) -> int:
        return max(sum(start <= each < start + seconds for each in self.through) for start in self.through)


@pytest.mark.parametrize("client_kind", ["sync", "async"])
@pytest.mark.parametrize("per_minute", [1, 5, 60, 2700])
def test_no_more_than_so_many_pass_in_a_minute(
    client_kind: ClientKind, per_minute: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    minutes = Minutes(monkeypatch)
    limit = RateLimit(per_minute)

    async def pass_them() -> None:
        for _ in range(per_minute * 2 + 3):
            if client_kind == "sync":
                limit.acquire("a service")
            else:
                await limit.aacquire("a service")
            minutes.through.append(minutes.now)

    asyncio.run(pass_them())
    assert minutes.most_within(60) <= per_minute
    assert minutes.most_within(10) <= (per_minute if per_minute < 6 else per_minute // 6)
    assert minutes.through[-1] - minutes.through[0] < 60 * 4 + 1


def test_the_default_never_meets_the_limit_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sandbox has the service's own limit; ten thousand sends, as fast as they are let."""
    minutes = Minutes(monkeypatch)
    sandbox = Sandbox()
    sandbox.service.daily_limits["sms"] = 10**9
    sandbox.clock = lambda: datetime.fromtimestamp(minutes.now, UTC)
    template = sandbox.templates["appointment reminder"]
    with NotificationsAPIClient(sandbox.api_key, transport=sandbox.transport, rate_limit=RateLimit()) as client:
        for _ in range(6000):
            client.send_sms_notification("07700900123", template, VALUES)
    assert len(sandbox.service.notifications) == 6000
    assert minutes.now - 1_000_000 < 60 * 6000 / 2700


def test_reads_do_not_count_and_attempts_do(client_kind: ClientKind, monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = Sandbox()
    sandbox.faults.add(Fault("refuse", path="/v2/notifications/sms", times=1))
    limit = RateLimit(2)
    taken = list[str]()
    monkeypatch.setattr(RateLimit, "_try_acquire", lambda _, service: taken.append(service) or 0.0)
    with BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport, rate_limit=limit) as caller:
        for _ in range(5):
            caller.get_all_templates()
        caller.post_template_preview(sandbox.templates["appointment reminder"], VALUES)
        caller.send_sms_notification("07700900123", sandbox.templates["appointment reminder"], VALUES)
    assert taken == [str(sandbox.service.id)] * 2


def test_services_have_limits_of_their_own_unless_they_are_given_one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    minutes = Minutes(monkeypatch)
    limit = RateLimit(1)
    limit.acquire("a")
    limit.acquire("b")
    assert minutes.now == 1_000_000
    together = RateLimit(1, name="both")
    together.acquire("a")
    together.acquire("b")
    assert minutes.now > 1_000_060


def test_threads_and_tasks_of_one_process_share_it() -> None:
    """In real time: the first minute's share, and no more, however many ask."""
    limit = RateLimit(60)
    with ThreadPoolExecutor(8) as threads:
        in_threads = sum(threads.map(lambda _: limit._try_acquire("a") == 0, range(40)))
    assert in_threads == 10
    assert limit._try_acquire("a") > 0


def test_processes_share_it_by_redis(redis: str) -> None:
    script = (
        "import sys; from notify_sdk import RateLimit; limit = RateLimit(180, sys.argv[1]);"
        "print(sum(limit._try_acquire('a') == 0 for _ in range(20)))"
    )
    words = [sys.executable, "-c", script, redis]
    with ThreadPoolExecutor(4) as threads:
        passed = [
            int(done.stdout)
            for done in threads.map(
                lambda _: subprocess.run(words, capture_output=True, text=True, check=True, timeout=60), range(4)
            )
        ]
    assert sum(passed) == 30


def test_clients_share_it_by_redis(redis: str) -> None:
    sandbox = Sandbox()
    template = sandbox.templates["appointment reminder"]

    async def send() -> None:
        options = {"transport": sandbox.transport, "rate_limit": RateLimit(60, redis)}
        async with AsyncNotificationsAPIClient(sandbox.api_key, **options) as client:
            await asyncio.gather(*(client.send_sms_notification("07700900123", template, VALUES) for _ in range(5)))

    asyncio.run(send())
    limit = RateLimit(60, redis)
    with NotificationsAPIClient(sandbox.api_key, transport=sandbox.transport, rate_limit=limit) as client:
        for _ in range(5):
            client.send_sms_notification("07700900123", template, VALUES)
    assert limit._try_acquire(str(sandbox.service.id)) > 0


def test_messages_go_out_when_redis_does_not_answer(client_kind: ClientKind, caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sandbox = Sandbox()
    limit = RateLimit(1, f"redis://:secret@127.0.0.1:{port}/0")
    with BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport, rate_limit=limit) as caller:
        for _ in range(3):
            caller.send_sms_notification("07700900123", sandbox.templates["appointment reminder"], VALUES)
    assert len(sandbox.service.notifications) == 3
    assert "The rate limit is off for 10 seconds: its storage failed (ConnectionError)" in caplog.text
    assert len(caplog.records) == 1
    assert "secret" not in caplog.text + repr(limit)


def test_messages_go_out_when_redis_hangs(client_kind: ClientKind, caplog: pytest.LogCaptureFixture) -> None:
    """It takes connections and never says a word, as a process that was stopped does."""
    with socket.create_server(("127.0.0.1", 0)) as hung:
        limit = RateLimit(1, f"redis://127.0.0.1:{hung.getsockname()[1]}/0")
        sandbox = Sandbox()
        with BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport, rate_limit=limit) as caller:
            began = time.monotonic()
            for _ in range(20):
                caller.send_sms_notification("07700900123", sandbox.templates["appointment reminder"], VALUES)
            assert time.monotonic() - began < 15  # without a deadline for Redis it would not end at all
    assert len(sandbox.service.notifications) == 20
    assert "its storage failed (TimeoutError)" in caplog.text


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_while_another_thread_asks_for_the_limit_takes_no_lock_along() -> None:
    # what measures coverage has threads and locks of its own, which a fork takes along
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    words = [sys.executable, "-c", FORKED]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, env=environment, check=False)
    assert (done.returncode, done.stdout) == (0, "0\n" * 30), done.stderr


FORKED = """
import os, threading, time
from notify_sdk import RateLimit

limit = RateLimit(60_000_000)
threading.Thread(target=lambda: [limit.acquire("a") for _ in iter(int, 1)], daemon=True).start()
for _ in range(30):
    child = os.fork()
    if not child:
        limit.acquire("a")
        os._exit(0)
    for _ in range(6000):  # a minute: a lock that is taken along is held for ever
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        time.sleep(0.01)
    else:
        os.kill(child, 9)
    print(status if ended else "hangs", flush=True)
os._exit(0)
"""


def test_without_waiting_there_is_no_limit() -> None:
    limit = RateLimit(1)
    with without_waiting():
        for _ in range(100):
            limit.acquire("a")


@pytest.mark.parametrize("per_minute", [0, -1, 2.5, "60"], ids=str)
def test_a_limit_is_a_number(per_minute: object) -> None:
    with pytest.raises(RequestValidationError, match="per_minute is not a whole number above 0"):
        RateLimit(per_minute)


@pytest.mark.parametrize("storage", ["", "memory", "mongodb://x", "http://x"])
def test_a_storage_is_memory_or_redis(storage: str) -> None:
    with pytest.raises(RequestValidationError, match="neither memory:// nor the URL of a Redis"):
        RateLimit(storage=storage)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "limits", None)
    with pytest.raises(ImportError, match=r'pip install "notify-sdk\[rate\]"'):
        RateLimit()
