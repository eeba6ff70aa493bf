"""How the cost of one message grows with the number of messages."""

from __future__ import annotations

from scripts.benchmarks import clients, environments
from scripts.benchmarks.cases import listing, memory
from scripts.benchmarks.clients import OFFICIAL, SDK, SDK_AIOHTTP
from scripts.benchmarks.figures import Table
from scripts.benchmarks.rounds import Bench, Candidate

_LISTED = (1_000, 10_000, 100_000)


def concurrent(bench: Bench) -> list[Table]:
    url = bench.url
    candidates = {OFFICIAL: Candidate(environments.OFFICIAL, clients.official, (url,))}
    for tasks in (1, 1_000) if bench.quick else (1, 10, 50, 200, 1_000):
        if tasks < 1_000:
            candidates[f"httpx, {tasks}"] = Candidate(environments.LIBRARIES, clients.httpx_at_once, (url, tasks))
        candidates[f"{SDK}, {tasks:,}"] = Candidate(environments.SDK, clients.sdk_at_once, (url, tasks))
        candidates[f"{SDK_AIOHTTP}, {tasks:,}"] = Candidate(
            environments.SDK_AIOHTTP, clients.sdk_aiohttp_at_once, (url, tasks)
        )
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


def listed(bench: Bench) -> list[Table]:
    tables = [_going_through(bench, total) for total in _LISTED[: 1 if bench.quick else None]]
    return [*tables, memory.while_going_through(bench, _LISTED)]


def _going_through(bench: Bench, total: int) -> Table:
    return bench.compare(
        f"Go through {total:,} messages",
        "us per message",
        {
            OFFICIAL: Candidate(environments.OFFICIAL, listing.official, (bench.url, total)),
            SDK: Candidate(environments.SDK, listing.sdk, (bench.url, total)),
        },
        base=OFFICIAL,
        rounds=9 if total < _LISTED[-1] else 3,
        operations=5 if total == _LISTED[0] else 1,
        per=1e6 / total,
    )
