"""Measures in rounds: in each round every candidate runs once, timed in CPU seconds of its own process."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate

from scripts.benchmarks import clean_environment
from scripts.benchmarks.environments import python_of
from scripts.benchmarks.figures import Aim, Line, Row, Sheet, Spread, Table, paired, ratios
from scripts.benchmarks.operations import Made

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Candidate:
    """What is measured.

    Attributes:
        environment: The name of the environment whose Python runs it.
        make: A function of a module, called there with a stack that closes what it opens and with `arguments`.
        arguments: What JSON can hold.
    """

    environment: str
    make: Callable[Concatenate[ExitStack, ...], Made]
    arguments: tuple[object, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One of the operations of which the growth is measured.

    Attributes:
        times: How often it is performed in a round, unless the run is quick.
        each: Whether it goes through all that there is, so that its cost is divided by that number.
    """

    times: int
    each: bool = False


class _Worker:
    """A candidate in its process."""

    def __init__(self, candidate: Candidate, stack: ExitStack) -> None:
        make = candidate.make
        module = [python_of(candidate.environment), "-m", "scripts.benchmarks.worker", make.__module__, make.__name__]
        self._process = stack.enter_context(
            subprocess.Popen(
                [*module, json.dumps(candidate.arguments)],
                cwd=_ROOT,
                env=clean_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        assert self._process.stdin
        stack.callback(self._process.stdin.close)
        self.peak = 0

    def seconds(self, times: int, name: str = "") -> float:
        """Performs an operation so many times; returns the CPU seconds. `peak` is the most memory, in bytes, until then."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{times} {name}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args} ended with {self._process.wait()}")
        seconds, peak = line.split()
        self.peak = int(peak)
        return float(seconds)


@dataclass
class Bench:
    """The inputs of a case: the addresses of the stub servers, how long to measure, and a callback for progress."""

    url: str
    slow_url: str
    quick: bool
    step: Callable[[str], None]

    def rounds(self, usual: int) -> int:
        return 1 if self.quick else usual

    def operations(self, usual: int) -> int:
        return max(1, usual // 20) if self.quick else usual

    def compare(
        self,
        title: str,
        unit: str,
        candidates: dict[str, Candidate],
        *,
        base: str,
        rounds: int = 15,
        operations: int = 200,
        per: float = 1e6,
        note: str = "",
        aims: list[Aim] | None = None,
        memory: bool = False,
    ) -> Table:
        """Times every candidate in each round, in rotating order, and compares it with the base of the same round.

        Args:
            title: What is measured.
            unit: The unit of a cost after multiplication by `per`, such as `us per send`.
            candidates: What is compared, by name.
            base: The candidate that the others are compared with.
            rounds: How many rounds, unless the run is quick.
            operations: How many operations each candidate performs in a round, unless the run is quick.
            per: What to multiply CPU seconds per operation by.
            note: A remark below the table.
            aims: What rows should reach.
            memory: Whether the table shows the most memory that each process held.
        """
        rounds, operations = self.rounds(rounds), self.operations(operations)
        costs: dict[str, list[float]] = {name: [] for name in candidates}
        names = list(candidates)
        with ExitStack() as stack:
            workers: dict[str, _Worker] = {}
            for name, candidate in candidates.items():
                self.step(f"{title}: warming up {name}")
                workers[name] = _Worker(candidate, stack)
                workers[name].seconds(max(1, operations // 10))
            for number in range(rounds):
                self.step(f"{title}: round {number + 1} of {rounds}")
                for place in range(len(names)):
                    name = names[(number + place) % len(names)]
                    costs[name].append(workers[name].seconds(operations) / operations * per)
            peaks = {name: worker.peak for name, worker in workers.items()}
        return Table(title, unit, base, paired(costs, base, peaks), rounds, note, aims or [], memory)

    def grow(
        self,
        title: str,
        candidates: Mapping[int, Candidate],
        operations: Mapping[str, Operation],
        *,
        rounds: int = 5,
        at_most: float = 2.0,
        note: str = "",
    ) -> Sheet:
        """Times operations in each round with a little and with much stored, and compares the last size with the first.

        Args:
            title: What is measured.
            candidates: By the number that is stored: what makes all the operations, by their names.
            operations: How to perform each.
            rounds: How many rounds, unless the run is quick.
            at_most: What each should cost at the last size, as a multiple of its cost at the first.
            note: A remark below the table.
        """
        rounds = self.rounds(rounds)
        costs = {name: {size: list[float]() for size in candidates} for name in operations}
        with ExitStack() as stack:
            workers: dict[int, _Worker] = {}
            for size, candidate in candidates.items():
                self.step(f"{title}: {size:,}")
                workers[size] = _Worker(candidate, stack)
                for name, operation in operations.items():
                    workers[size].seconds(max(1, self.operations(operation.times) // 10), name)
            for number in range(rounds):
                for name, operation in operations.items():
                    self.step(f"{title}: {name}, round {number + 1} of {rounds}")
                    times = self.operations(operation.times)
                    for size in _rotated(list(candidates), number):
                        per = 1e6 / times / (size if operation.each else 1)
                        costs[name][size].append(workers[size].seconds(times, name) * per)
        return Sheet(
            title,
            "us of CPU",
            (*(f"{size:,}" for size in candidates), "growth"),
            [_grown(name, list(found.values())) for name, found in costs.items()],
            rounds,
            note,
            at_most,
        )


def _rotated(sizes: list[int], by: int) -> list[int]:
    by %= len(sizes)
    return sizes[by:] + sizes[:by]


def _grown(name: str, costs: Sequence[list[float]]) -> Line:
    return Line(name, (*map(Spread.of, costs), Spread.of(ratios(costs[-1], costs[0]))))


def counted(title: str, unit: str, costs: dict[str, float], base: str = "", note: str = "") -> Table:
    """A table of figures that do not vary between rounds, such as bytes; without ratios if there is no base."""
    costs = {name: max(cost, 1.0) for name, cost in costs.items()}
    rows = [Row(name, Spread.of([cost]), Spread.of([costs.get(base, cost) / cost])) for name, cost in costs.items()]
    return Table(title, unit, base, rows, 1, note)
