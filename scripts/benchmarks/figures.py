"""The results: rows with their spread, tables, and the aims that rows are compared with."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Spread:
    """A median with its quartiles."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        if len(values) == 1:
            return cls(values[0], values[0], values[0])
        low, median, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(median, low, high)


@dataclass(frozen=True)
class Row:
    """One candidate: the cost of an operation, and how many times cheaper it was than the base in the same round."""

    name: str
    cost: Spread
    cheaper: Spread


@dataclass(frozen=True)
class Aim:
    """What a row should reach: how many times cheaper than the base of its table."""

    path: str
    row: str
    least: float
    stretch: float


@dataclass
class Table:
    """The rows of one comparison, all from the same rounds."""

    title: str
    unit: str
    base: str
    rows: list[Row]
    rounds: int
    note: str = ""
    aims: list[Aim] = field(default_factory=list[Aim])

    def row(self, name: str) -> Row:
        return next(row for row in self.rows if row.name == name)


def paired(costs: dict[str, list[float]], base: str) -> list[Row]:
    """Makes rows from the costs of each candidate in each round. A ratio compares costs of the same round."""
    bases = costs[base]
    return [
        Row(name, Spread.of(values), Spread.of([of_base / value for of_base, value in zip(bases, values, strict=True)]))
        for name, values in costs.items()
    ]
