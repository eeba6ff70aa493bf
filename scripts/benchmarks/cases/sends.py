"""Sending text messages, one after the other and several at once."""

from __future__ import annotations

from scripts.benchmarks import clients, environments
from scripts.benchmarks.clients import OFFICIAL, SDK, SDK_AIOHTTP
from scripts.benchmarks.figures import Aim, Table
from scripts.benchmarks.rounds import Bench, Candidate

_UNIT = "us per send"
_PAUSE = 0.005


def one_by_one(bench: Bench) -> list[Table]:
    url = bench.url
    makes = {
        OFFICIAL: (environments.OFFICIAL, clients.official),
        f"{OFFICIAL}, trust_env off": (environments.OFFICIAL, clients.official_without_environment),
        "requests": (environments.LIBRARIES, clients.with_requests),
        "httpx": (environments.LIBRARIES, clients.with_httpx),
        SDK: (environments.SDK, clients.sdk),
        "httpx's transport alone": (environments.LIBRARIES, clients.with_transport),
    }
    unchecked = {f"{SDK}, check off": Candidate(environments.SDK, clients.sdk_without_check, (url,))}
    alone = {"the pause alone": Candidate(environments.OFFICIAL, clients.nothing, (_PAUSE,))}
    return [
        bench.compare(
            "Send a text message",
            _UNIT,
            {name: Candidate(where, make, (url,)) for name, (where, make) in makes.items()} | unchecked,
            base=OFFICIAL,
            note="One after the other, connection kept. requests and httpx: post, sign, parse, nothing checked.",
            aims=[Aim("send a text message", SDK, 2.2, 3.5)],
        ),
        bench.compare(
            "Send a text message every 5 ms",
            _UNIT,
            {name: Candidate(where, make, (url, _PAUSE)) for name, (where, make) in makes.items()} | alone,
            base=OFFICIAL,
            operations=60,
            note="The processor's caches are cold after a pause: everything costs more, and differences shrink.",
        ),
    ]


def at_once(bench: Bench) -> list[Table]:
    return [_tasks(bench, 10, 1.5), _tasks(bench, 50, 1.7)]


def _tasks(bench: Bench, tasks: int, aim: float) -> Table:
    aims = [Aim(f"send {tasks} at once", SDK, aim, 2.0)]
    if tasks == 50:
        aims.append(Aim(f"send {tasks} at once, extra aiohttp", SDK_AIOHTTP, 3.0, 3.6))
    arguments = (bench.url, tasks)
    return bench.compare(
        f"Send {tasks} text messages at once",
        _UNIT,
        {
            OFFICIAL: Candidate(environments.OFFICIAL, clients.official, (bench.url,)),
            "httpx": Candidate(environments.LIBRARIES, clients.httpx_at_once, arguments),
            "aiohttp": Candidate(environments.LIBRARIES, clients.aiohttp_at_once, arguments),
            SDK: Candidate(environments.SDK, clients.sdk_at_once, arguments),
            SDK_AIOHTTP: Candidate(environments.SDK_AIOHTTP, clients.sdk_aiohttp_at_once, arguments),
            "httpx's transport alone": Candidate(environments.LIBRARIES, clients.transports_at_once, arguments),
        },
        base=OFFICIAL,
        note="The official client sends one after the other: it has no asyncio.",
        aims=aims,
    )
