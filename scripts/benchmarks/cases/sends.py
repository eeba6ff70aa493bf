"""Sending text messages, one after the other and several at once."""

from __future__ import annotations

import time
from collections.abc import Callable

from scripts.benchmarks import clients
from scripts.benchmarks.clients import OFFICIAL, SDK, SDK_AIOHTTP, AsyncClients, repeated
from scripts.benchmarks.figures import Aim, Table
from scripts.benchmarks.rounds import Bench, Run

_UNIT = "us per send"


def one_by_one(bench: Bench) -> list[Table]:
    candidates = {
        OFFICIAL: clients.official(bench.url),
        f"{OFFICIAL}, trust_env off": clients.official_without_environment(bench.url),
        "requests": clients.with_requests(bench),
        "httpx": clients.with_httpx(bench),
        SDK: clients.sdk(bench),
        f"{SDK}, check off": clients.sdk(bench, check="off"),
        "httpx's transport alone": clients.with_transport(bench),
    }
    alone = {"the pause alone": lambda: None}
    rarely = {
        name: _after_a_pause(send) for name, send in (candidates | alone).items() if not name.endswith("check off")
    }
    return [
        bench.compare(
            "Send a text message",
            _UNIT,
            {name: repeated(send) for name, send in candidates.items()},
            base=OFFICIAL,
            note="One after the other, connection kept. requests and httpx: post, sign, parse, nothing checked.",
            aims=[Aim("send a text message", SDK, 2.2, 3.5)],
        ),
        bench.compare(
            "Send a text message every 5 ms",
            _UNIT,
            rarely,
            base=OFFICIAL,
            operations=60,
            note="The processor's caches are cold after a pause: everything costs more, and differences shrink.",
        ),
    ]


def _after_a_pause(send: Callable[[], object]) -> Run:
    def send_after_a_pause() -> None:
        time.sleep(0.005)
        send()

    return repeated(send_after_a_pause)


def at_once(bench: Bench) -> list[Table]:
    return [_tasks(bench, tasks) for tasks in (10, 50)]


def _tasks(bench: Bench, tasks: int) -> Table:
    make = AsyncClients(bench, bench.url)
    aims = [Aim(f"send {tasks} at once", SDK, 1.0, 2.0)]
    if tasks == 50:
        aims.append(Aim(f"send {tasks} at once, extra aiohttp", SDK_AIOHTTP, 3.0, 3.6))
    return bench.compare(
        f"Send {tasks} text messages at once",
        _UNIT,
        {
            OFFICIAL: repeated(clients.official(bench.url)),
            "httpx": make.httpx(tasks),
            "aiohttp": make.aiohttp(tasks),
            SDK: make.sdk(tasks),
            SDK_AIOHTTP: make.sdk_aiohttp(tasks),
        },
        base=OFFICIAL,
        note="The official client sends one after the other: it has no asyncio.",
        aims=aims,
    )
