"""How it is measured: contestants take turns, and each turn is timed in CPU seconds of this process."""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from scripts.benchmarks.figures import Aim, Row, Spread, Table, paired

Run = Callable[[int], object]
"""Does an operation so many times."""


@dataclass
class Bench:
    """The inputs of a case: the addresses of the stubs, how long to measure, and a callback for progress."""

    url: str
    slow_url: str
    quick: bool
    step: Callable[[str], None]
    ends: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def rounds(self, usual: int) -> int:
        return 1 if self.quick else usual

    def operations(self, usual: int) -> int:
        return max(1, usual // 20) if self.quick else usual

    def compare(
        self,
        title: str,
        unit: str,
        contestants: dict[str, Run],
        *,
        base: str,
        rounds: int = 15,
        operations: int = 200,
        per: float = 1e6,
        note: str = "",
        aims: list[Aim] | None = None,
    ) -> Table:
        """Times every contestant in each round, in an order that turns, and pairs it with the base of that round.

        Args:
            title: What is measured.
            unit: What `per` makes of CPU seconds per operation, such as `us per send`.
            contestants: What to run.
            base: Which of them the others are held against.
            rounds: How many rounds, unless in a hurry.
            operations: How many operations a turn has, unless in a hurry.
            per: What to multiply CPU seconds per operation by.
            note: What the table does not say by itself.
            aims: What rows should reach.
        """
        rounds, operations = self.rounds(rounds), self.operations(operations)
        for name, run in contestants.items():
            self.step(f"{title}: warming up {name}")
            run(max(1, operations // 10))
        gc.collect()
        gc.freeze()  # what was imported costs no contestant a collection
        costs: dict[str, list[float]] = {name: [] for name in contestants}
        names = list(contestants)
        for turn in range(rounds):
            self.step(f"{title}: round {turn + 1} of {rounds}")
            for place in range(len(names)):
                name = names[(turn + place) % len(names)]
                gc.collect()  # the leavings of the one before
                before = time.process_time()
                contestants[name](operations)
                costs[name].append((time.process_time() - before) / operations * per)
        gc.unfreeze()
        return Table(title, unit, base, paired(costs, base), rounds, note, aims or [])


def counted(title: str, unit: str, costs: dict[str, float], base: str = "", note: str = "") -> Table:
    """A table of figures that do not vary, such as bytes; without ratios if nothing is the base."""
    costs = {name: max(cost, 1.0) for name, cost in costs.items()}
    rows = [Row(name, Spread.of([cost]), Spread.of([costs.get(base, cost) / cost])) for name, cost in costs.items()]
    return Table(title, unit, base, rows, 1, note)
