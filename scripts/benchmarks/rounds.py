"""Measures in rounds: in each round every candidate runs once, timed in CPU seconds of this process."""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from scripts.benchmarks.figures import Aim, Row, Spread, Table, paired

Run = Callable[[int], object]
"""Performs an operation the given number of times."""


@dataclass
class Bench:
    """The inputs of a case: the addresses of the stub servers, how long to measure, and a callback for progress."""

    url: str
    slow_url: str
    quick: bool
    step: Callable[[str], None]
    stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def rounds(self, usual: int) -> int:
        return 1 if self.quick else usual

    def operations(self, usual: int) -> int:
        return max(1, usual // 20) if self.quick else usual

    def compare(
        self,
        title: str,
        unit: str,
        candidates: dict[str, Run],
        *,
        base: str,
        rounds: int = 15,
        operations: int = 200,
        per: float = 1e6,
        note: str = "",
        aims: list[Aim] | None = None,
    ) -> Table:
        """Times every candidate in each round, in rotating order, and compares it with the base of the same round.

        Args:
            title: What is measured.
            unit: The unit of a cost after multiplication by `per`, such as `us per send`.
            candidates: The function of each, by name.
            base: The candidate that the others are compared with.
            rounds: How many rounds, unless the run is quick.
            operations: How many operations each candidate performs in a round, unless the run is quick.
            per: What to multiply CPU seconds per operation by.
            note: A remark below the table.
            aims: What rows should reach.
        """
        rounds, operations = self.rounds(rounds), self.operations(operations)
        for name, run in candidates.items():
            self.step(f"{title}: warming up {name}")
            run(max(1, operations // 10))
        gc.collect()
        gc.freeze()  # imported objects are left out of the garbage collections that are timed
        costs: dict[str, list[float]] = {name: [] for name in candidates}
        names = list(candidates)
        for number in range(rounds):
            self.step(f"{title}: round {number + 1} of {rounds}")
            for place in range(len(names)):
                name = names[(number + place) % len(names)]
                gc.collect()  # the garbage of the candidate before
                before = time.process_time()
                candidates[name](operations)
                costs[name].append((time.process_time() - before) / operations * per)
        gc.unfreeze()
        return Table(title, unit, base, paired(costs, base), rounds, note, aims or [])


def counted(title: str, unit: str, costs: dict[str, float], base: str = "", note: str = "") -> Table:
    """A table of figures that do not vary between rounds, such as bytes; without ratios if there is no base."""
    costs = {name: max(cost, 1.0) for name, cost in costs.items()}
    rows = [Row(name, Spread.of([cost]), Spread.of([costs.get(base, cost) / cost])) for name, cost in costs.items()]
    return Table(title, unit, base, rows, 1, note)
