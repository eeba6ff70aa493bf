"""The recipients of a command, and the values for each."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest
from itertools import count, repeat
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from notify_sdk._message_types import MessageType

from .output import note
from .session import REFUSED_HERE, USAGE, refuse

if TYPE_CHECKING:
    from notify_sdk.recipients.csv_file import CsvFault

_MAX_FAULTS = 20


@dataclass(frozen=True)
class Recipient:
    """One recipient.

    Attributes:
        row: The line of the CSV file, or which of the recipients of the command it is.
        to: The phone number or email address, or the lines of the postal address.
        values: The values of the placeholders.
    """

    row: int
    to: str | Mapping[str, object] = field(repr=False)
    values: Mapping[str, object] = field(repr=False)


def values_of(pairs: Sequence[str] | None, file: Path | None) -> dict[str, object]:
    """The values of placeholders: those of a file, and `name=text` arguments, which go before."""
    __tracebackhide__ = True
    values = _values_in(file) if file else {}
    given = dict[str, list[str]]()
    for pair in pairs or ():
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise refuse(f"a value is NAME=TEXT, such as name=Amala, which {name!r} is not")
        given.setdefault(name, []).append(value)
    return values | {name: texts if len(texts) > 1 else texts[0] for name, texts in given.items()}


def _values_in(file: Path) -> dict[str, object]:
    try:
        content: object = json.loads(file.read_bytes())
    except OSError as error:
        raise refuse(f"{file} can't be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise refuse(f"{file} is not JSON") from None
    if not isinstance(content, dict):
        raise refuse(f"{file} is not a JSON object of placeholders and their values")
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

    def digest(self) -> bytes:
        """The SHA-256 of its content."""
        try:
            with self.file.open("rb") as file:
                return file_digest(file, "sha256").digest()
        except OSError as error:
            raise refuse(f"{self.file} can't be read: {error.strerror}") from None


def recipients_named(kind: MessageType, to: Sequence[str] | None, values: Mapping[str, object]) -> list[Recipient]:
    """The recipients that the command line names, each with the same values."""
    __tracebackhide__ = True
    if not to:
        raise refuse("there is no recipient: name one with --to, or a file with --recipients")
    if kind == "letter":
        addresses = map(_address, to)
        named = list[Recipient]()
        for row, address in enumerate(addresses, 1):  # a comprehension would show them in a frame of its own
            named.append(Recipient(row, address, {**address, **values}))
        return named
    return list(map(Recipient, count(1), to, repeat(values)))


def _address(text: str) -> dict[str, object]:
    __tracebackhide__ = True
    lines = [line.strip() for line in re.split(r"[,\n]", text) if line.strip()]
    return {f"address_line_{number}": line for number, line in enumerate(lines, 1)}


def recipients_in(
    csv: CsvFile, kind: MessageType, values: Mapping[str, object], placeholders: Collection[str] | None
) -> list[Recipient]:
    """The recipients of a file, once every line of it was checked. A value of the file goes before one of `values`.

    Args:
        csv: The file.
        kind: What is sent to them.
        values: Values that are the same for all.
        placeholders: Those of the template, where they are known.
    """
    __tracebackhide__ = True
    from notify_sdk._calls.template_check import names_a_file
    from notify_sdk.recipients.csv_file import read_recipients

    optional = set(values)
    if kind == "email":  # a file of the template itself needs no value
        optional.update(filter(names_a_file, placeholders or ()))
    try:
        found = read_recipients(
            csv.file,
            kind=kind,
            placeholders=placeholders,
            optional=optional,
            allow_blank=csv.allow_blank,
            skip_invalid=csv.skip_invalid,
        )
    except OSError as error:
        raise refuse(f"{csv.file} can't be read: {error.strerror}") from None
    if found.faults:
        _list(found.faults, f"Nothing was sent. {csv.file} has to be corrected first:")
        if not all(fault.skippable for fault in found.faults):
            raise typer.Exit(USAGE)
        note("--skip-invalid leaves these rows out; --allow-blank takes a missing value as an empty one.")
        raise typer.Exit(REFUSED_HERE)
    if found.skipped:
        _list(found.skipped, f"Rows of {csv.file} that are left out:")
    if found.duplicates:
        note(f"Rows of {csv.file} that repeat an earlier one, with the same recipient and values: {found.duplicates}")
    if not found.rows:
        raise refuse(f"every row of {csv.file} is left out")
    return [Recipient(row.line, row.address or row.recipient, {**values, **row.personalisation}) for row in found.rows]


def _list(faults: Sequence[CsvFault], heading: str) -> None:
    note(heading)
    for fault in faults[:_MAX_FAULTS]:
        note(f"  {fault}")
    if len(faults) > _MAX_FAULTS:
        note(f"  and {len(faults) - _MAX_FAULTS} more")
