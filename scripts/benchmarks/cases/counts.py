"""Instructions for one send, and for look-ups in a sandbox, where valgrind is installed.

They are counts, which do not depend on the load of the machine.
"""

from __future__ import annotations

from scripts.benchmarks.figures import Table
from scripts.benchmarks.instructions import FEW_HELD, MANY_HELD, OFFICIAL, installed, targets, thousands
from scripts.benchmarks.rounds import Bench, counted


def tables(bench: Bench) -> list[Table]:
    if not installed():
        bench.step("Instructions: valgrind is not installed")
        return []
    costs: dict[str, float] = {}
    for name, candidate in list(targets(bench.url).items())[: 1 if bench.quick else None]:
        bench.step(f"Instructions: {name}")
        costs[name] = thousands(candidate, few=2 if bench.quick else 20, many=4 if bench.quick else 320)
    held = {name: costs.pop(name) for name in (FEW_HELD, MANY_HELD) if name in costs}
    note = "By cachegrind, in user space only: the kernel's work is not in it."
    found = [counted("Instructions", "thousand per send", costs, OFFICIAL, note)]
    if held:
        found.append(counted("Instructions, by what a sandbox holds", "thousand for five look-ups", held, FEW_HELD))
    return found
