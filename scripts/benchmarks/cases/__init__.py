"""The cases: each is a function that measures and returns tables, which stand under its section."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scripts.benchmarks.cases import (
    checks,
    command_line,
    counts,
    growth,
    imports,
    latency,
    listing,
    memory,
    outbox,
    over_http,
    sandbox,
    scaling,
    sends,
)
from scripts.benchmarks.figures import Sheet, Table
from scripts.benchmarks.rounds import Bench


@dataclass(frozen=True)
class Case:
    section: str
    tables: Callable[[Bench], Sequence[Table | Sheet]]


CASES: dict[str, Case] = {
    "sends": Case("Sends and reads", sends.one_by_one),
    "reads": Case("Sends and reads", listing.one_by_one),
    "async": Case("Concurrent sends", sends.at_once),
    "scaling": Case("Concurrent sends", scaling.concurrent),
    "latency": Case("Concurrent sends", latency.tables),
    "outbox": Case("Bulk", outbox.tables),
    "recipients": Case("Bulk", command_line.recipients),
    "templates": Case("Bulk", command_line.templates),
    "listing": Case("Lists", listing.tables),
    "memory": Case("Lists", memory.tables),
    "lists": Case("Lists", scaling.listed),
    "imports": Case("Imports", imports.tables),
    "plugin": Case("Imports", imports.plugin),
    "sandbox": Case("Tests", sandbox.tables),
    "http": Case("The sandbox over HTTP", over_http.tables),
    "growth": Case("What the sandbox holds", growth.tables),
    "checks": Case("Cost of the local check", checks.tables),
    "instructions": Case("CPU instructions", counts.tables),
}
