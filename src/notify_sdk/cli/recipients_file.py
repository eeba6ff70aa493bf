"""Whom a command sends to, and with which values."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, repeat
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from .options import Kind
from .output import note
from .session import REFUSED_HERE, USAGE, refuse

if TYPE_CHECKING:
    from notify_sdk.recipients.csv_file import CsvFault

_MOST_FAULTS = 20


@dataclass(frozen=True)
class Person:
    """One recipient.

    Attributes:
        row: The line of the CSV file, or which of the recipients of the command it is.
        to: The phone number or email address, or the lines of the address.
        values: The values of the placeholders.
    """

    row: int
    to: str | Mapping[str, object] = field(repr=False)
    values: Mapping[str, object] = field(repr=False)


def values_of(pairs: Sequence[str] | None, file: Path | None) -> dict[str, object]:
    """The values of placeholders from a file and from `name=text` arguments, which go before."""
    __tracebackhide__ = True
    values = _values_in(file) if file else {}
    given = dict[str, list[str]]()
    for pair in pairs or ():
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise refuse(f"a value is NAME=TEXT, such as name=Amala: {name!r} is none")
        given.setdefault(name, []).append(value)
    return values | {name: several if len(several) > 1 else several[0] for name, several in given.items()}


def _values_in(file: Path) -> dict[str, object]:
    try:
        content: object = json.loads(file.read_bytes())
    except ValueError:
        raise refuse(f"{file} is no JSON") from None
    if not isinstance(content, dict):
        raise refuse(f"{file} is no JSON object of placeholders and their values")
    return cast("dict[str, object]", content)


@dataclass(frozen=True)
class CsvFile:
    """A file of recipients, and what may be wrong with it.

    Attributes:
        file: Where it is.
        allow_blank: Whether a value may be missing.
        skip_invalid: Whether a row with a fault is left out.
    """

    file: Path
    allow_blank: bool = False
    skip_invalid: bool = False


def people(
    kind: Kind,
    to: Sequence[str] | None,
    several: CsvFile | None,
    values: Mapping[str, object],
    placeholders: Collection[str] | None = None,
) -> list[Person]:
    """Everybody to send to: those that are named, then those of the file, whose columns go before `values`.

    `placeholders` are those of the template, where they are known.
    """
    __tracebackhide__ = True
    recipients = map(_address, to or ()) if kind == "letter" else to or ()
    named = list(map(Person, count(1), recipients, repeat(values)))
    found = named + (_people_in(several, kind, values, placeholders) if several else [])
    if not found:
        raise refuse("there is nobody to send to: say whom with --to or --recipients")
    return found


def _address(text: str) -> dict[str, object]:
    __tracebackhide__ = True
    lines = [line.strip() for line in re.split(r"[,\n]", text) if line.strip()]
    return {f"address_line_{number}": line for number, line in enumerate(lines, 1)}


def _people_in(
    several: CsvFile, kind: Kind, values: Mapping[str, object], placeholders: Collection[str] | None
) -> list[Person]:
    from notify_sdk.recipients.csv_file import read_recipients

    __tracebackhide__ = True
    try:
        found = read_recipients(
            several.file,
            kind=kind,
            placeholders=placeholders,
            optional=values.keys(),
            allow_blank=several.allow_blank,
            skip_invalid=several.skip_invalid,
        )
    except OSError as error:
        raise refuse(f"{several.file} can't be read: {error.strerror}") from None
    if found.faults:
        _show(found.faults, f"Nothing was sent. {several.file} has to be put right first:")
        if not all(fault.skippable for fault in found.faults):
            raise typer.Exit(USAGE)
        note("--skip-invalid leaves these rows out, --allow-blank takes a value that is missing for an empty one.")
        raise typer.Exit(REFUSED_HERE)
    if found.skipped:
        _show(found.skipped, f"Rows of {several.file} that are left out:")
    if found.duplicates:
        note(f"{found.duplicates} rows of {several.file} say the same as one before them, to the same recipient.")
    return [Person(row.line, row.address or row.recipient, {**values, **row.personalisation}) for row in found.rows]


def _show(faults: Sequence[CsvFault], heading: str) -> None:
    note(heading)
    for fault in faults[:_MOST_FAULTS]:
        note(f"  {fault}")
    if len(faults) > _MOST_FAULTS:
        note(f"  and {len(faults) - _MOST_FAULTS} more")
