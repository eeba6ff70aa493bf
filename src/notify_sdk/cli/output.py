"""What commands write: lines, JSON for scripts, and notes on standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import Console


def notes() -> Console:
    """Standard error, for all that is not a result: errors, progress."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def say(text: str) -> None:
    """Writes lines to standard output."""
    __tracebackhide__ = True
    typer.echo(harmless(text))


def say_cells(cells: Iterable[str]) -> None:
    """Writes one line to standard output: harmless cells, with tabs between them."""
    __tracebackhide__ = True
    typer.echo("\t".join(cells))


def note(text: str) -> None:
    """Writes lines to standard error."""
    __tracebackhide__ = True
    typer.echo(harmless(text), err=True)


def json_line(value: Mapping[str, object] | BaseModel) -> None:
    """Writes one JSON object to standard output."""
    __tracebackhide__ = True
    typer.echo(json.dumps(plain(value), ensure_ascii=True))


def json_line_beside(value: Mapping[str, object]) -> None:
    """Writes one JSON object to standard error."""
    typer.echo(json.dumps(value), err=True)


def plain(value: Mapping[str, object] | BaseModel) -> Mapping[str, object]:
    """An answer of Notify as the JSON it was read from."""
    __tracebackhide__ = True
    return value if isinstance(value, Mapping) else value.model_dump(mode="json", by_alias=True, exclude_unset=True)


def moment(time: datetime | None) -> str:
    """A time in UTC, to the second."""
    return "" if time is None else time.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def harmless(text: str) -> str:
    """A text without control characters, which could command the terminal."""
    __tracebackhide__ = True
    return "".join(each if each == "\n" or each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def let_go_of_output() -> None:
    """Lets what is left for standard output go nowhere: the interpreter writes it at its end, which would fail again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
