"""The memory of a listed message while it is held, and of iterating over a list."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from scripts.benchmarks import clean_environment, environments
from scripts.benchmarks.clients import OFFICIAL, SDK
from scripts.benchmarks.figures import Aim, Table
from scripts.benchmarks.rounds import Bench, counted

_ROOT = Path(__file__).parents[3]
_HELD = 5_000


def _measured(bench: Bench, measure: str, client: str, total: int) -> dict[str, float]:
    bench.step(f"Memory: {measure}, {total:,}, {client}")
    python = environments.python_of(environments.OFFICIAL if client == "official" else environments.SDK)
    command = [python, "-m", "scripts.benchmarks.held", measure, client, bench.url, str(total)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=clean_environment(), cwd=_ROOT)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def tables(bench: Bench) -> list[Table]:
    total = bench.operations(_HELD)
    clients = {OFFICIAL: "official", SDK: "sdk"}
    traced = {name: _measured(bench, "traced", client, total)["bytes"] / total for name, client in clients.items()}
    resident = {name: _measured(bench, "resident", client, total)["bytes"] / total for name, client in clients.items()}
    held = counted(
        f"Hold {total:,} listed messages",
        "bytes per message",
        traced,
        OFFICIAL,
        "As counted by tracemalloc: the memory of Python objects.",
    )
    held.aims = [Aim("memory of a listed message", SDK, 1.0, 2.0)]
    return [
        held,
        counted(
            f"Hold {total:,} listed messages, resident",
            "bytes per message",
            resident,
            OFFICIAL,
            "The growth of the process: it includes pydantic's memory and what the allocator keeps.",
        ),
    ]


def while_going_through(bench: Bench, totals: Sequence[int]) -> Table:
    """The growth of a process's peak memory while it iterates over a list without keeping the messages, after a first page."""
    totals = totals[: 1 if bench.quick else None]
    costs = {
        f"{name}, {total:,}": _measured(bench, "passing", client, total)["bytes"] / 1024
        for name, client in ((OFFICIAL, "official"), (SDK, "sdk"))
        for total in totals
    }
    return counted(
        "Memory while going through a list",
        "KiB above a first page",
        costs,
        note="Messages are not kept: ten times as many take no more memory.",
    )
