"""Whom a command sends to, and with which values."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, repeat
from pathlib import Path
from typing import cast

from .options import Kind
from .session import refuse

_COLUMN = {"sms": "phone number", "email": "email address", "letter": "address line 1"}
_LINES = {f"addressline{number}": f"address_line_{number}" for number in range(1, 8)} | {"postcode": "postcode"}


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


def people(kind: Kind, to: Sequence[str] | None, file: Path | None, values: Mapping[str, object]) -> list[Person]:
    """Everybody to send to: those that are named, then those of the file, whose columns go before `values`."""
    __tracebackhide__ = True
    recipients = map(_address, to or ()) if kind == "letter" else to or ()
    named = list(map(Person, count(1), recipients, repeat(values)))
    found = named + (_people_in(file, kind, values) if file else [])
    if not found:
        raise refuse("there is nobody to send to: say whom with --to or --recipients")
    return found


def _address(text: str) -> dict[str, object]:
    __tracebackhide__ = True
    lines = [line.strip() for line in re.split(r"[,\n]", text) if line.strip()]
    return {f"address_line_{number}": line for number, line in enumerate(lines, 1)}


def _people_in(file: Path, kind: Kind, values: Mapping[str, object]) -> list[Person]:
    from notify_sdk.rendering import key

    __tracebackhide__ = True
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, restkey="", restval="")
            columns = {name: key(name) for name in reader.fieldnames or () if name}
            rows = [(reader.line_num, each) for each in reader if any(each.values())]
    except (UnicodeDecodeError, csv.Error):
        raise refuse(f"{file} is no CSV file in UTF-8") from None
    if key(_COLUMN[kind]) not in columns.values():
        raise refuse(f"{file} has no column {_COLUMN[kind]!r}")
    found: list[Person] = []
    for number, each in rows:
        person = _person(number, kind, columns, each, values)
        found.append(person)
    return found


def _person(
    number: int, kind: Kind, columns: Mapping[str, str], cells: Mapping[str, str], values: Mapping[str, object]
) -> Person:
    __tracebackhide__ = True
    from notify_sdk.rendering import key

    if kind == "letter":
        own = {_LINES[short]: cells[name] for name, short in columns.items() if short in _LINES and cells[name]}
        rest = {name: cells[name] for name, short in columns.items() if short not in _LINES}
        return Person(number, own, {**values, **rest})
    recipient = key(_COLUMN[kind])
    to = next(cells[name] for name, short in columns.items() if short == recipient)
    return Person(
        number, to, {**values, **{name: cells[name] for name, short in columns.items() if short != recipient}}
    )
