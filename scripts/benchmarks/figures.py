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
    """One candidate: the cost of an operation, and how many times cheaper it was than the base in the same round.

    `peak` is the most memory that its process held, in bytes.
    """

    name: str
    cost: Spread
    cheaper: Spread
    peak: int = 0


@dataclass(frozen=True)
class Aim:
    """What a row should reach: how many times cheaper than the base of its table."""

    path: str
    row: str
    least: float
    stretch: float


@dataclass
class Table:
    """The rows of one comparison, all from the same rounds. It shows the memory of each if `memory` is true."""

    title: str
    unit: str
    base: str
    rows: list[Row]
    rounds: int
    note: str = ""
    aims: list[Aim] = field(default_factory=list[Aim])
    memory: bool = False

    def row(self, name: str) -> Row:
        return next(row for row in self.rows if row.name == name)


@dataclass(frozen=True)
class Line:
    """One row of a sheet: a figure for each of its columns."""

    name: str
    figures: tuple[Spread, ...]


@dataclass
class Sheet:
    """Rows of several figures that are not compared with a base.

    Attributes:
        at_most: What the last column should not exceed, in each row; None if there is no such aim.
    """

    title: str
    unit: str
    columns: tuple[str, ...]
    rows: list[Line]
    rounds: int
    note: str = ""
    at_most: float | None = None


def paired(costs: dict[str, list[float]], base: str, peaks: dict[str, int] | None = None) -> list[Row]:
    """Makes rows from the costs of each candidate in each round. A ratio compares costs of the same round."""
    peaks = peaks or {}
    return [
        Row(name, Spread.of(values), Spread.of(ratios(costs[base], values)), peaks.get(name, 0))
        for name, values in costs.items()
    ]


def ratios(numerators: Sequence[float], denominators: Sequence[float]) -> list[float]:
    """The ratio in each round."""
    return [over / under for over, under in zip(numerators, denominators, strict=True)]
