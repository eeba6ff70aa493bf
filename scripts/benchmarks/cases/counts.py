"""Instructions for one send, where valgrind is installed: a count that does not depend on the load of the machine."""

from __future__ import annotations

from scripts.benchmarks.figures import Table
from scripts.benchmarks.instructions import OFFICIAL, installed, targets, thousands
from scripts.benchmarks.rounds import Bench, counted


def tables(bench: Bench) -> list[Table]:
    if not installed():
        bench.step("Instructions: valgrind is not installed")
        return []
    costs: dict[str, float] = {}
    for name, candidate in list(targets(bench.url).items())[: 1 if bench.quick else None]:
        bench.step(f"Instructions: {name}")
        costs[name] = thousands(candidate, few=2 if bench.quick else 20, many=4 if bench.quick else 320)
    return [
        counted(
            "Instructions",
            "thousand per send",
            costs,
            OFFICIAL,
            "By cachegrind, in user space only: the kernel's work is not in it.",
        )
    ]
