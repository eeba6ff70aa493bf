"""The memory of a listed message while it is held, and of iterating over a list."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence

from scripts.benchmarks import clean_environment
from scripts.benchmarks.clients import OFFICIAL, SDK
from scripts.benchmarks.figures import Aim, Table
from scripts.benchmarks.rounds import Bench, counted

_HELD = 5_000


def _asked(bench: Bench, question: str, who: str, total: int) -> dict[str, float]:
    bench.step(f"Memory: {question}, {total:,}, {who}")
    command = [sys.executable, "-m", "scripts.benchmarks.held", question, who, bench.url, str(total)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=clean_environment())
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def tables(bench: Bench) -> list[Table]:
    total = bench.operations(_HELD)
    people = {OFFICIAL: "official", SDK: "sdk"}
    traced = {name: _asked(bench, "traced", who, total)["bytes"] / total for name, who in people.items()}
    resident = {name: _asked(bench, "resident", who, total)["bytes"] / total for name, who in people.items()}
    held = counted(
        f"Hold {total:,} listed messages",
        "bytes per message",
        traced,
        OFFICIAL,
        "What tracemalloc counts: Python's own memory.",
    )
    held.aims = [Aim("memory of a listed message", SDK, 1.0, 2.0)]
    return [
        held,
        counted(
            f"Hold {total:,} listed messages, resident",
            "bytes per message",
            resident,
            OFFICIAL,
            "What the process grew by: pydantic's memory and what the allocator keeps, too.",
        ),
    ]


def while_going_through(bench: Bench, totals: Sequence[int]) -> Table:
    """The most memory that a process took while it went through a list without holding it, after a first page."""
    totals = totals[: 1 if bench.quick else None]
    costs = {
        f"{name}, {total:,}": _asked(bench, "passing", who, total)["bytes"] / 1024
        for name, who in ((OFFICIAL, "official"), (SDK, "sdk"))
        for total in totals
    }
    return counted(
        "Memory while going through a list",
        "KiB above a first page",
        costs,
        note="What has been looked at is let go: ten times the messages take no more.",
    )
