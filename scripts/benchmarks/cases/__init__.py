"""The cases: each is a function that measures and returns tables."""

from collections.abc import Callable

from scripts.benchmarks.cases import bulk, checks, counts, growth, imports, listing, memory, sandbox, scaling, sends
from scripts.benchmarks.figures import Table
from scripts.benchmarks.rounds import Bench

CASES: dict[str, Callable[[Bench], list[Table]]] = {
    "sends": sends.one_by_one,
    "async": sends.at_once,
    "listing": listing.tables,
    "imports": imports.tables,
    "plugin": imports.plugin,
    "sandbox": sandbox.tables,
    "bulk": bulk.tables,
    "memory": memory.tables,
    "scaling": scaling.tables,
    "growth": growth.tables,
    "checks": checks.tables,
    "instructions": counts.tables,
}
