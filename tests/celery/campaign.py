"""Workers of Celery that are killed while they send, from an outbox or with a task for each message."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from celery import Celery

from notify_sdk.outbox import Outbox, Sms
from notify_sdk.sandbox import Sandbox
from tests.faults.server import faulty

ROOT = Path(__file__).parents[2]
VALUES = {"name": "Ada", "date": "1 May"}
QUIET = 30.0
DELAY = 0.3
"""Seconds that the service takes for an answer."""


@dataclass(frozen=True)
class Verdict:
    """What became of the messages: how many people got more than one, how many none, and how many workers were killed."""

    doubled: int
    lost: int
    kills: int


def number(each: int) -> str:
    return f"07700 91{each:04}"  # of the 07700 900 ones, some are magic


def texts(sandbox: Sandbox, count: int) -> Iterator[Sms]:
    template = sandbox.templates["appointment reminder"]
    return (Sms(number(each), template, VALUES, key=f"k{each}") for each in range(count))


def from_an_outbox(broker: str, place: Path, *, messages: int, kills: int, lease: float = 3) -> Verdict:
    """The tasks send an outbox; a worker is killed while something is unfinished.

    A lease of seconds is for a machine with little else to do: what is claimed and not begun within half of it is left.
    """
    sandbox = _sandbox()
    with Outbox(place / "jobs.db") as outbox, faulty(sandbox, sends=0, delay=DELAY) as server:
        outbox.create_tables()
        outbox.add(texts(sandbox, messages))
        environment = _environment(broker, place, sandbox, server.url)
        environment |= {"OUTBOX": str(place / "jobs.db"), "LEASE": str(lease)}

        def sent() -> int:
            return outbox.summary().sent

        words = ["tests.celery.application", "worker", "--beat", "-s", str(place / "schedule"), "-c", "2"]
        killed = _kill_again_and_again(words, environment, kills, sent, lambda: not outbox.summary().unfinished)
        if sent() != messages:
            raise RuntimeError(f"of {messages} are not all marked as sent: {outbox.summary()}")
    return _judge(sandbox, messages, killed)


def from_a_task_each(broker: str, place: Path, *, messages: int, kills: int) -> Verdict:
    """Each message is a task; a worker is killed while there are some left."""
    sandbox = _sandbox()
    with faulty(sandbox, sends=0, delay=DELAY) as server:
        app = Celery("letters", broker=broker, set_as_current=False)
        for each in range(messages):
            app.send_task("send", (number(each), sandbox.templates["appointment reminder"]))
        app.close()

        def sent() -> int:
            return len({each.to for each in list(sandbox.inbox)})

        last = (0, time.monotonic())

        def done() -> bool:
            """Whether everybody has one, or nobody got one for a while: a task that has failed is not run again."""
            nonlocal last
            if sent() != last[0]:
                last = (sent(), time.monotonic())
            return last[0] == messages or time.monotonic() - last[1] > QUIET

        words = ["tests.celery.application_plain", "worker", "-c", "8"]
        environment = _environment(broker, place, sandbox, server.url)
        killed = _kill_again_and_again(words, environment, kills, sent, done, settle=6)
    return _judge(sandbox, messages, killed)


def _sandbox() -> Sandbox:
    made = Sandbox()
    made.service.rate_limit_per_minute = 10**9
    return made


def _environment(broker: str, place: Path, sandbox: Sandbox, url: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    return own | {"BROKER": broker, "NOTIFY_API_KEY": sandbox.api_key, "NOTIFY_BASE_URL": url}


def _kill_again_and_again(
    words: list[str],
    environment: dict[str, str],
    kills: int,
    sent: Callable[[], int],
    done: Callable[[], bool],
    *,
    settle: float = 0,
) -> int:
    random, killed = Random(5), 0
    for each in range(kills + 1):
        with _worker(words, environment):
            before = sent()
            _wait_for(lambda least=before: sent() > least or done())
            if each == kills:
                _wait_for(done)
                time.sleep(settle)  # what was delivered again is sent again
            else:
                time.sleep(random.uniform(0, 0.5))
            killed += not done()
    return killed


def _wait_for(condition: Callable[[], bool], seconds: float = 180) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends:
            raise TimeoutError
        time.sleep(0.05)


@contextmanager
def _worker(words: list[str], environment: dict[str, str]) -> Iterator[None]:
    whole = [sys.executable, "-m", "celery", "-A", *words, "-l", "ERROR"]
    whole += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    with subprocess.Popen(whole, cwd=ROOT, env=environment, start_new_session=True) as process:
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def _judge(sandbox: Sandbox, messages: int, kills: int) -> Verdict:
    counts = Counter(message.to for message in sandbox.inbox)
    return Verdict(sum(times > 1 for times in counts.values()), messages - len(counts), kills)
