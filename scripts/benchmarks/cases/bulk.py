"""Sending many messages to a server that answers each after 50 ms."""

from __future__ import annotations

from scripts.benchmarks import clients
from scripts.benchmarks.clients import OFFICIAL, SDK, SDK_AIOHTTP, AsyncClients
from scripts.benchmarks.figures import Aim, Table
from scripts.benchmarks.rounds import Bench

_TASKS = 64


def tables(bench: Bench) -> list[Table]:
    make = AsyncClients(bench, bench.slow_url)
    base = f"{OFFICIAL}, 32 threads"
    fast = f"{SDK_AIOHTTP}, {_TASKS} tasks"
    return [
        bench.compare(
            "Send at 50 ms latency",
            "us per send",
            {
                base: clients.in_threads(bench.slow_url, 32, bench),
                f"httpx, {_TASKS} tasks": make.httpx(_TASKS),
                f"aiohttp, {_TASKS} tasks": make.aiohttp(_TASKS),
                f"{SDK}, {_TASKS} tasks": make.sdk(_TASKS),
                fast: make.sdk_aiohttp(_TASKS),
            },
            base=base,
            rounds=11,
            operations=640,
            note="A million divided by the cost is sends per CPU second.",
            aims=[Aim("sends per CPU second at 50 ms, 64 tasks, extra aiohttp", fast, 2.5, 4.0)],
        )
    ]
