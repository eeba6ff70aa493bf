"""Many messages through kills and bad luck, and what the table says of them beside what the service has."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from notify_sdk import NotificationsAPIClient
from notify_sdk.outbox import Outbox, Sms
from notify_sdk.sandbox import Sandbox
from tests.faults.server import faulty
from tests.outbox.campaign.workers import Workers, workers

LUCK = {
    "hang after the work": 1.0,
    "reset after the work": 1.0,
    "close after the work": 1.0,
    "500 before the work": 1.0,
    "500 after the work": 1.0,
    "half the head": 1.0,
    "half the body": 1.0,
}
"""Three answers of a hundred are lost, two are a 5xx, two are a half one."""

AT_ONCE = 4
"""How many messages a process sends at a time."""

CLIENT = {"timeout": 3}
RESEND_AFTER = 63.0
"""As short as it may be with that client."""


@dataclass(frozen=True)
class Plan:
    """What is done to the senders.

    Attributes:
        messages: How many there are.
        kills: How many processes are killed.
        processes: How many send at a time.
        in_real_time: Whether one process is killed at a time and leases run out while the others send. Else all of a
            round end, and the next one sees a clock that is an hour ahead.
        delay: Seconds that the service takes for an answer.
    """

    messages: int = 2000
    kills: int = 30
    processes: int = 4
    in_real_time: bool = True
    delay: float = 0.5
    seed: int = 0


@dataclass(frozen=True)
class Verdict:
    """What became of the messages.

    Attributes:
        doubled: Who got more than one.
        lost: Who got none.
        unmarked: Who got one that the table does not show as sent, under that id.
        looked_up: How many were found by a look-up.
        sent_again: How many were claimed more than once.
        told: How many the table itself calls doubled.
        kills: How many processes were killed while they had something to do.
        seconds: How long it took.
        met: What the requests met.
    """

    doubled: int
    lost: int
    unmarked: int
    looked_up: int
    sent_again: int
    told: int
    kills: int
    seconds: float
    met: Counter[str] = field(repr=False)

    @property
    def clean(self) -> bool:
        return (self.doubled, self.lost, self.unmarked) == (0, 0, 0)


def number(each: int) -> str:
    """A phone number of its own, for 89,999 people. None is one that Notify only simulates."""
    return f"07700 9{10_000 + each:05d}"


def texts(sandbox: Sandbox, count: int, **options: Any) -> Iterator[Sms]:
    """A text for each of so many people."""
    template = sandbox.templates["security code"]
    for each in range(count):
        yield Sms(number(each), template, {"code": str(each), "app": "A"}, key=str(each), **options)


def survive(place: str, plan: Plan, interrupt: Callable[[], None] | None = None) -> Verdict:
    """Adds messages, sends them through kills or an outage of the database, and judges by the service's own list."""
    sandbox = Sandbox()
    sandbox.service.rate_limit_per_minute = 10**9
    sandbox.service.daily_limits = dict.fromkeys(sandbox.service.daily_limits, 10**9)
    began = time.monotonic()
    options = {"resend_after": RESEND_AFTER}
    with Outbox(place, **options) as outbox, faulty(sandbox, sends=0.07, kinds=LUCK, delay=plan.delay) as server:
        outbox.create_tables()
        outbox.add(texts(sandbox, plan.messages))
        send = {"concurrency": AT_ONCE, "wait": plan.in_real_time}
        words = (place, server.url, sandbox.api_key)
        with workers(*words, outbox=options, client=CLIENT, send=send) as started:
            if interrupt is not None:
                kills, later = _through_an_outage(started, outbox, plan, interrupt)
            else:
                run = _in_real_time if plan.in_real_time else _in_rounds
                kills, later = run(started, outbox, plan)
        met = Counter(each for luck in server.met.values() for each in luck)
        with (
            Outbox(place, **options, _clock=lambda: datetime.now(UTC) + timedelta(seconds=later + 3600)) as afterwards,
            NotificationsAPIClient(sandbox.api_key, server.url, **CLIENT) as client,
        ):
            afterwards.follow(client)  # every message with more than one attempt is counted
        return _judge(sandbox, outbox, plan, kills, time.monotonic() - began, met)


def _in_real_time(started: Workers, outbox: Outbox, plan: Plan) -> tuple[int, float]:
    random, kills = Random(plan.seed), 0
    for _ in range(plan.processes):
        started.until_ready(started.start())
    while kills < plan.kills and outbox.summary().queued:
        time.sleep(random.uniform(0.1, 0.5))
        process = random.choice(started.running)
        kills += _kill(started, [process])
        started.until_ready(started.start())
    for process in list(started.running):
        _must_be_well(started, process)
    return kills, 0.0


def _in_rounds(started: Workers, outbox: Outbox, plan: Plan, later: float = 0) -> tuple[int, float]:
    random, kills = Random(plan.seed), 0
    while outbox.summary().unfinished:
        round_of = [started.start(later=later) for _ in range(plan.processes)]
        for process in round_of:
            started.until_ready(process)
        for process in round_of[: plan.kills - kills]:
            time.sleep(random.uniform(0.05, 0.3))
            kills += _kill(started, [process])
        for process in [each for each in round_of if each in started.running]:
            _must_be_well(started, process)
        later += 3600
    return kills, later


def _through_an_outage(
    started: Workers, outbox: Outbox, plan: Plan, interrupt: Callable[[], None]
) -> tuple[int, float]:
    for _ in range(plan.processes):
        started.until_ready(started.start())
    while outbox.summary().sending <= (plan.processes - 1) * AT_ONCE:  # until all of them are at work
        time.sleep(0.01)
    interrupt()
    if not outbox.summary().queued:
        raise RuntimeError("all was sent before the outage")
    for process in list(started.running):
        _must_be_well(started, process)
    return (0, 0.0) if plan.in_real_time else _in_rounds(started, outbox, replace(plan, kills=0), 3600)


def _kill(started: Workers, processes: Iterable[subprocess.Popen[str]]) -> int:
    killed = 0
    for process in processes:
        process.kill()
        started.wait(process)
        killed += process.returncode == -signal.SIGKILL
    return killed


def _must_be_well(started: Workers, process: subprocess.Popen[str]) -> None:
    errors = started.wait(process, 600)
    if process.returncode:
        raise RuntimeError(f"a sender ended with {process.returncode}: {errors[-2000:]}")


def _judge(sandbox: Sandbox, outbox: Outbox, plan: Plan, kills: int, seconds: float, met: Counter[str]) -> Verdict:
    got = Counter(str(each.to).replace(" ", "") for each in sandbox.inbox)
    ids = {str(each.reference): str(each.id) for each in sandbox.service.notifications}
    rows = list(outbox.rows())
    marked = {row.reference: str(row.notification_id) for row in rows if row.state == "sent"}
    if len(rows) != plan.messages:
        raise RuntimeError(f"there are {len(rows)} rows")
    return Verdict(
        doubled=sum(times > 1 for times in got.values()),
        lost=plan.messages - len(got),
        unmarked=sum(marked.get(reference) != each for reference, each in ids.items()),
        looked_up=sum(row.learnt == "look-up" for row in rows),
        sent_again=sum(row.attempts > 1 for row in rows),
        told=outbox.summary().doubled,
        kills=kills,
        seconds=seconds,
        met=met,
    )


def lock(path: str, seconds: float) -> None:
    """Keeps everybody else from writing to an SQLite file for so long."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=60)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        time.sleep(seconds)
        connection.execute("ROLLBACK")
