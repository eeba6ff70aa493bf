"""How the cost of one message grows with the number of messages."""

from __future__ import annotations

from scripts.benchmarks import clients
from scripts.benchmarks.cases import listing, memory
from scripts.benchmarks.clients import OFFICIAL, SDK, SDK_AIOHTTP, AsyncClients, repeated
from scripts.benchmarks.figures import Table
from scripts.benchmarks.rounds import Bench

_LISTED = (250, 5_000, 50_000)


def tables(bench: Bench) -> list[Table]:
    return [*_concurrent(bench), *_listed(bench), memory.while_going_through(bench, _LISTED)]


def _concurrent(bench: Bench) -> list[Table]:
    make = AsyncClients(bench, bench.url)
    candidates = {OFFICIAL: repeated(clients.official(bench.url))}
    for tasks in (1, 10, 50, 200, 1_000):
        if tasks < 1_000:
            candidates[f"httpx, {tasks}"] = make.httpx(tasks)
        candidates[f"{SDK}, {tasks:,}"] = make.sdk(tasks)
        candidates[f"{SDK_AIOHTTP}, {tasks:,}"] = make.sdk_aiohttp(tasks)
    return [
        bench.compare(
            "Send 1, 10, 50, 200 and 1,000 at once",
            "us per send",
            candidates,
            base=OFFICIAL,
            rounds=7,
            operations=1_000,
            note="httpx is left out at 1,000: a send takes it about 25,000 us.",
        )
    ]


def _listed(bench: Bench) -> list[Table]:
    return [_going_through(bench, total) for total in _LISTED[: 1 if bench.quick else None]]


def _going_through(bench: Bench, total: int) -> Table:
    readings = {OFFICIAL: listing.official(bench.url), SDK: listing.sdk(bench.url)}
    return bench.compare(
        f"Go through {total:,} messages",
        "us per message",
        {name: repeated(lambda read=read: listing.exhaust(read(total))) for name, read in readings.items()},
        base=OFFICIAL,
        rounds=9 if total < _LISTED[-1] else 3,
        operations=20 if total == _LISTED[0] else 1,
        per=1e6 / total,
    )
