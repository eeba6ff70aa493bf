"""Sending many messages to a server that answers each after 50 ms."""

from __future__ import annotations

from scripts.benchmarks import clients, environments
from scripts.benchmarks.clients import OFFICIAL, SDK, SDK_AIOHTTP
from scripts.benchmarks.figures import Aim, Table
from scripts.benchmarks.rounds import Bench, Candidate

_TASKS = 64
_THREADS = 32


def tables(bench: Bench) -> list[Table]:
    base = f"{OFFICIAL}, {_THREADS} threads"
    fast = f"{SDK_AIOHTTP}, {_TASKS} tasks"
    arguments = (bench.slow_url, _TASKS)
    return [
        bench.compare(
            "Send at 50 ms latency",
            "us per send",
            {
                base: Candidate(environments.OFFICIAL, clients.official_in_threads, (bench.slow_url, _THREADS)),
                f"httpx, {_TASKS} tasks": Candidate(environments.LIBRARIES, clients.httpx_at_once, arguments),
                f"aiohttp, {_TASKS} tasks": Candidate(environments.LIBRARIES, clients.aiohttp_at_once, arguments),
                f"{SDK}, {_TASKS} tasks": Candidate(environments.SDK, clients.sdk_at_once, arguments),
                fast: Candidate(environments.SDK_AIOHTTP, clients.sdk_aiohttp_at_once, arguments),
            },
            base=base,
            rounds=11,
            operations=640,
            note="A million divided by the cost is sends per CPU second.",
            aims=[Aim("sends per CPU second at 50 ms, 64 tasks, extra aiohttp", fast, 2.5, 4.0)],
        )
    ]
