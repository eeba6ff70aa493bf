"""Prints the tables and the aims, and writes them as Markdown, and all figures as JSON."""

from __future__ import annotations

import dataclasses
import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table as Grid

from scripts.benchmarks import environments
from scripts.benchmarks.figures import Row, Sheet, Spread, Table

AIMS, TABLES = "aims", "tables"
"""The parts of the page that are written; the rest of its text is by hand."""

_MIB = 1024 * 1024
_NAMED = (
    "notifications-python-client", "requests", "urllib3", "httpx", "httpcore", "aiohttp", "httpx-aiohttp", "pydantic",
    "PyJWT", "phonenumbers", "SQLAlchemy", "psycopg", "fastapi", "uvicorn", "requests-mock", "responses", "respx",
    "pytest-httpx",
)  # fmt: skip
Rows = Sequence[Sequence[str]]


def surroundings(*, quick: bool) -> dict[str, str]:
    """What the figures depend on: the machine, Python and the versions of packages."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return {
        "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "run": "quick" if quick else "whole",
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


def heading(table: Table | Sheet) -> str:
    """What stands above a table."""
    return f"{table.title} ({table.unit}{f', {table.rounds} rounds' if table.rounds > 1 else ''})"


def cells(table: Table | Sheet) -> Rows:
    """A table as text: its columns, then its rows."""
    return _of_table(table) if isinstance(table, Table) else _of_sheet(table)


def _of_table(table: Table) -> Rows:
    spread = table.rounds > 1
    columns = ["", "median" if spread else "figure"]
    columns += ["quartiles"] if spread else []
    columns += ["cheaper"] if table.base else []
    columns += ["quartiles"] if table.base and spread else []
    columns += ["MiB"] if table.memory else []
    return [columns, *(_of_row(table, row) for row in table.rows)]


def _of_row(table: Table, row: Row) -> list[str]:
    spread = table.rounds > 1
    found = [row.name, _cost(row.cost.median)]
    found += [_between(row.cost)] if spread else []
    found += [_times(row.cheaper.median)] if table.base else []
    found += [_between(row.cheaper, "times")] if table.base and spread else []
    found += [_cost(row.peak / _MIB)] if table.memory else []
    return found


def _of_sheet(sheet: Sheet) -> Rows:
    rows = [["", *sheet.columns]]
    if sheet.at_most is None:
        return rows + [[line.name, *(_cost(each.median) for each in line.figures)] for line in sheet.rows]
    rows[0] += ["quartiles", f"aim: {_times(sheet.at_most)}"]
    for line in sheet.rows:
        *costs, growth = line.figures
        verdict = "met" if growth.median <= sheet.at_most else "not met"
        shown = [_times(growth.median), _between(growth, "times"), verdict]
        rows.append([line.name, *(_cost(each.median) for each in costs), *shown])
    return rows


def aims(tables: Iterable[Table | Sheet]) -> Rows:
    """Every aim with the result of its row; below the names of the columns."""
    rows = [["path", "aim", "stretch", "reached", "quartiles", ""]]
    for table in tables:
        if isinstance(table, Sheet):
            continue
        for aim in table.aims:
            reached = table.row(aim.row).cheaper
            word = "stretch" if reached.median >= aim.stretch else "met" if reached.median >= aim.least else "not met"
            shown = _times(aim.least), _times(aim.stretch), _times(reached.median)
            rows.append([aim.path, *shown, _between(reached, "times"), word])
    return rows


def print_table(console: Console, table: Table | Sheet) -> None:
    console.print(heading(table), markup=False)
    _print(console, cells(table))
    if table.note:
        console.print(table.note, markup=False)
    console.print()


def print_aims(console: Console, tables: Iterable[Table | Sheet]) -> None:
    rows = aims(tables)
    if len(rows) > 1:
        console.print("Aims (times cheaper)")
        _print(console, rows)


def _print(console: Console, rows: Rows) -> None:
    grid = Grid(box=box.MARKDOWN)
    for number, column in enumerate(rows[0]):
        grid.add_column(column, justify="right" if number else "left", no_wrap=True)
    for row in rows[1:]:
        grid.add_row(*row)
    console.print(grid)


def write_json(path: Path, tables: Iterable[Table | Sheet], about: Mapping[str, str]) -> None:
    """Writes the tables and their surroundings as JSON."""
    content = {"surroundings": about, "tables": [dataclasses.asdict(table) for table in tables]}
    path.write_text(json.dumps(content, indent=2) + "\n")


def write_page(path: Path, sections: Mapping[str, Sequence[Table | Sheet]], about: Mapping[str, str]) -> None:
    """Writes the aims and the tables into a page of Markdown, each between its two marks. The rest stays as it is.

    Args:
        path: The page.
        sections: The tables, by their headings.
        about: What the figures depend on.

    Raises:
        ValueError: The page has no such marks.
    """
    every = [table for tables in sections.values() for table in tables]
    page = _replaced(path.read_text(encoding="utf-8"), AIMS, f"{_sentence(about)}\n\n{_markdown(aims(every))}")
    text = "\n\n".join(
        f"## {title}\n\n" + "\n\n".join(map(_of_page, tables)) for title, tables in sections.items() if tables
    )
    path.write_text(_replaced(page, TABLES, text), encoding="utf-8")


def marks(part: str) -> tuple[str, str]:
    """The lines between which a part of the page is written."""
    return f"<!-- {part}: written by scripts/bench --markdown -->", f"<!-- end of the {part} -->"


def _replaced(page: str, part: str, text: str) -> str:
    start, end = marks(part)
    before, found, rest = page.partition(start)
    _, found_end, after = rest.partition(end)
    if not (found and found_end):
        raise ValueError(f"the page has no lines {start} and {end}")
    return f"{before}{start}\n\n{text}\n\n{end}{after}"


def _sentence(about: Mapping[str, str]) -> str:
    versions = ", ".join(f"{name} {about[name.lower()]}" for name in _NAMED if name.lower() in about)
    warning = "A quick run, whose figures say nothing. " if about["run"] == "quick" else ""
    return f"{warning}{about['when']}, {about['python']}, {about['machine']}, load {about['load']}. {versions}."


def _of_page(table: Table | Sheet) -> str:
    note = f"\n\n{table.note}" if table.note else ""
    return f"**{table.title}**{heading(table).removeprefix(table.title)}\n\n{_markdown(cells(table))}{note}"


def _markdown(rows: Rows) -> str:
    first, *others = rows
    lines = [first, ["---", *["---:"] * (len(first) - 1)], *others]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
