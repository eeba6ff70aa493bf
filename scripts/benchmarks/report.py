"""Prints the tables and the aims, and writes the figures as JSON."""

from __future__ import annotations

import dataclasses
import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table as Grid

from scripts.benchmarks import environments
from scripts.benchmarks.figures import Spread, Table


def surroundings() -> dict[str, str]:
    """What the figures depend on: the machine, Python and the versions of packages."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return {
        "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "load": load,
        **environments.versions(),
    }


def _cost(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _times(value: float) -> str:
    return f"{value:.1f}x" if value >= 10 else f"{value:.2f}x"


def _between(spread: Spread, write: str = "cost") -> str:
    if spread.low == spread.high:
        return ""
    shown = _cost if write == "cost" else _times
    return f"{shown(spread.low)} to {shown(spread.high)}"


def print_table(console: Console, table: Table) -> None:
    rounds = f", {table.rounds} rounds" if table.rounds > 1 else ""
    grid = Grid(box=box.MARKDOWN)
    grid.add_column("", no_wrap=True)
    spread = table.rounds > 1
    columns = ("median", "quartiles", "cheaper", "quartiles") if spread else ("figure", "cheaper")
    for column in columns if table.base else columns[:1]:
        grid.add_column(column, justify="right", no_wrap=True)
    for row in table.rows:
        cells = [_cost(row.cost.median), _between(row.cost), _times(row.cheaper.median), _between(row.cheaper, "times")]
        grid.add_row(row.name, *(cells if spread else cells[::2] if table.base else cells[:1]))
    console.print(f"{table.title} ({table.unit}{rounds})", markup=False)
    console.print(grid)
    if table.note:
        console.print(table.note, markup=False)
    console.print()


def show_aims(console: Console, tables: list[Table]) -> None:
    """Prints every aim with the result of its row."""
    grid = Grid(box=box.MARKDOWN)
    for column in ("", "aim", "stretch", "reached", "quartiles", ""):
        grid.add_column(column, no_wrap=True)
    for table in tables:
        for aim in table.aims:
            reached = table.row(aim.row).cheaper
            word = "stretch" if reached.median >= aim.stretch else "met" if reached.median >= aim.least else "not met"
            grid.add_row(
                aim.path,
                _times(aim.least),
                _times(aim.stretch),
                _times(reached.median),
                _between(reached, "times"),
                word,
            )
    if grid.row_count:
        console.print("Aims (times cheaper)")
        console.print(grid)


def write(path: Path, tables: list[Table]) -> None:
    """Writes the tables and their surroundings as JSON."""
    content = {"surroundings": surroundings(), "tables": [dataclasses.asdict(table) for table in tables]}
    path.write_text(json.dumps(content, indent=2) + "\n")
