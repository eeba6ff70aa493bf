"""Instructions for one send, where valgrind is installed: a count that does not depend on the load of the machine."""

from __future__ import annotations

from scripts.benchmarks.figures import Table
from scripts.benchmarks.instructions import TARGETS, installed, thousands
from scripts.benchmarks.rounds import Bench, counted


def tables(bench: Bench) -> list[Table]:
    if not installed():
        bench.step("Instructions: valgrind is not installed")
        return []
    names = list(TARGETS)[: 1 if bench.quick else None]
    costs: dict[str, float] = {}
    for name in names:
        bench.step(f"Instructions: {name}")
        costs[name] = thousands(name, bench.url, few=2 if bench.quick else 20, many=4 if bench.quick else 320)
    return [
        counted(
            "Instructions",
            "thousand per send",
            costs,
            names[0],
            "By cachegrind, in user space only: the kernel's work is not in it.",
        )
    ]
