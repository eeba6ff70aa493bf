"""Tables: fitted to a terminal without folding a cell; elsewhere a line for each row, with tabs and nothing cut."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from .output import harmless, note, say, say_cells

_GAP = "  "
_LEAST = 8
"""How much of a cell has to be left when it is cut."""

_NARROWEST = 20
"""How narrow a text of several lines may become."""


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        name: What stands above it.
        cut: Whether its cells may be cut. The others always stay whole.
        right: Whether its cells stand at its right.
    """

    name: str
    cut: bool = False
    right: bool = False


def print_table(columns: Sequence[Column], rows: Iterable[Sequence[object]], nothing: str) -> None:
    """Writes a table to standard output.

    Times are short and local on a terminal, and elsewhere whole and in UTC.

    Args:
        columns: The columns.
        rows: The cells of each row. Elsewhere than on a terminal, each row is written as soon as it comes.
        nothing: What is said on standard error if there is no row.
    """
    __tracebackhide__ = True
    terminal, now = on_terminal(), current_time()
    kept = list[list[str]]()
    count = 0
    for row in rows:
        count += 1
        cells = list[str]()
        for cell in row:
            cells.append(_one_line(_short(cell, now) if terminal else _whole(cell)))
        if terminal:
            kept.append(cells)
        else:
            say_cells(cells)
    for line in fitted(columns, kept, _width()) if kept else ():
        say(line)
    if not count:
        note(nothing)


def print_facts(facts: Mapping[str, object]) -> None:
    """Writes facts to standard output, each after its name. On a terminal, a long text is continued below its beginning."""
    __tracebackhide__ = True
    if not on_terminal():
        for name, value in facts.items():
            say_cells((name, _one_line(_whole(value))))
        return
    indent = " " * (max(map(len, facts)) + len(_GAP))
    for name, value in facts.items():
        text = f"{value.astimezone():%Y-%m-%d %H:%M:%S %Z}" if isinstance(value, datetime) else _whole(value)
        lines = _wrapped(text, max(_width() - len(indent), _NARROWEST))
        say(f"{name:{len(indent)}}" + f"\n{indent}".join(lines))


def on_terminal() -> bool:
    """Whether standard output is a terminal. TTY_COMPATIBLE overrides it with 1 or 0, as for other programs."""
    return {"1": True, "0": False}.get(os.environ.get("TTY_COMPATIBLE", ""), sys.stdout.isatty())


def current_time() -> datetime:
    """The present time."""
    return datetime.now(UTC)


def short_time(moment: datetime, now: datetime) -> str:
    """A local time: of today the time, of this year the day too, of another year the date."""
    here, today = moment.astimezone(), now.astimezone()
    if here.date() == today.date():
        return f"{here:%H:%M:%S}"
    return f"{here:%d %b %H:%M}" if here.year == today.year else f"{here:%d %b %Y}"


def fitted(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """The lines of a table for a terminal.

    A column without any text is left out. Where the cells that may be cut would have to be cut too far, the last column
    goes to a line of its own below each row; where that is not enough, every cell has its own line.

    Args:
        columns: The columns.
        rows: The cells of each row; at least one row, with a text in it.
        width: How wide the terminal is.
    """
    __tracebackhide__ = True
    longest = _longest(columns, rows)
    filled = [number for number in range(len(columns)) if any(row[number] for row in rows)]
    for beside in (filled, filled[:-1]):
        widths = _widths(columns, longest, beside, width)
        if widths is None:
            continue
        for row in ([column.name for column in columns], *rows):
            yield _line(columns, row, widths)
            for number in filled[len(beside) :]:
                yield f"{_GAP}{row[number]}"
        return
    names = max(len(columns[number].name) for number in filled)
    for count, row in enumerate(rows):
        if count:
            yield ""
        for number in filled:
            yield f"{columns[number].name:{names}}{_GAP}{row[number]}".rstrip()


def _longest(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[int]:
    """The length of the longest text of each column."""
    __tracebackhide__ = True
    found = [len(column.name) for column in columns]
    for row in rows:
        for number, cell in enumerate(row):
            found[number] = max(found[number], _length(cell))
    return found


def _widths(
    columns: Sequence[Column], longest: Sequence[int], beside: Sequence[int], width: int
) -> dict[int, int] | None:
    """How wide each of the columns is that stand side by side; None if they do not fit."""
    widths = {number: longest[number] for number in beside}
    for _ in range(sum(widths.values()) + len(_GAP) * (len(widths) - 1) - width):
        cut = [number for number in beside if columns[number].cut and widths[number] > _LEAST]
        if not cut:
            return None
        widths[max(cut, key=widths.__getitem__)] -= 1
    return widths


def _line(columns: Sequence[Column], cells: Sequence[str], widths: Mapping[int, int]) -> str:
    __tracebackhide__ = True
    made = list[str]()
    for number, width in widths.items():
        text = _cut(cells[number], width)
        space = " " * (width - _length(text))
        made.append(space + text if columns[number].right else text + space)
    return _GAP.join(made).rstrip()


def _cut(text: str, width: int) -> str:
    __tracebackhide__ = True
    from rich.cells import set_cell_size

    return text if _length(text) <= width else f"{set_cell_size(text, width - 1).rstrip()}…"


def _length(text: str) -> int:
    """How many columns of a terminal a text takes."""
    __tracebackhide__ = True
    from rich.cells import cell_len

    return cell_len(text)


def _wrapped(text: str, width: int) -> list[str]:
    __tracebackhide__ = True
    lines = list[str]()
    for line in text.splitlines():
        lines += textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
    return lines


def _width() -> int:
    return shutil.get_terminal_size().columns


def _one_line(text: str) -> str:
    __tracebackhide__ = True
    return harmless(" ".join(text.split("\n")).replace("\t", " "))


def _short(cell: object, now: datetime) -> str:
    __tracebackhide__ = True
    return short_time(cell, now) if isinstance(cell, datetime) else _whole(cell)


def _whole(cell: object) -> str:
    __tracebackhide__ = True
    if isinstance(cell, datetime):
        return f"{cell.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return "" if cell is None else str(cell)
