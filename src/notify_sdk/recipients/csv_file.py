"""Reads a CSV file of recipients by Notify's rules for uploaded files.

The whole file is read and checked before a row of it can be used, and every fault is named with its line:

```python
from pathlib import Path

from notify_sdk.recipients.csv_file import read_recipients

file = read_recipients(Path("people.csv"), kind="sms", placeholders=["name", "date"])
for fault in file.faults:
    print(fault)
for row in file.rows:
    print(row.line, row.recipient, row.personalisation)
```
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from ._csv_columns import Columns, Kind, columns_of
from ._csv_records import LONGEST_CELL, CsvFault, Record, UnreadableError, cleaned, records

__all__ = ["LONGEST_CELL", "MOST_ROWS", "CsvFault", "CsvRow", "RecipientsFile", "read_recipients"]

MOST_ROWS = 100_000
"""The most rows of a file: Notify accepts no more at once."""


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One recipient, checked.

    Attributes:
        line: The line of the file that the row begins on, counted from 1.
    """

    line: int
    _cells: tuple[str, ...] = field(repr=False)
    _columns: Columns = field(repr=False, compare=False)

    @property
    def recipient(self) -> str:
        """The phone number or email address, as the file has it, or the lines of the address."""
        return self._columns.recipient_in(self._cells)

    @property
    def address(self) -> dict[str, str]:
        """The lines of a letter's address by their names in a request, `address_line_1` to `postcode`, or nothing."""
        return self._columns.address_in(self._cells) if self._columns.kind == "letter" else {}

    @property
    def personalisation(self) -> dict[str, str | list[str]]:
        """The values of the placeholders; a list if there are several columns of that name.

        The recipient's column is a value, too. A letter's has the lines of the address, so that it can be sent as
        it is.
        """
        return self._columns.values_in(self._cells)


@dataclass(frozen=True, slots=True)
class RecipientsFile:
    """A CSV file of recipients that was read and checked.

    Attributes:
        rows: The rows to send. Empty if there are faults.
        faults: What has to be corrected first, in the order of the file.
        skipped: The faults of rows that were left out, with `skip_invalid`.
        duplicates: How many rows are equal to an earlier one, recipient included.
    """

    rows: tuple[CsvRow, ...] = field(repr=False)
    faults: tuple[CsvFault, ...]
    skipped: tuple[CsvFault, ...]
    duplicates: int


def read_recipients(
    source: Path | IO[bytes],
    *,
    kind: Kind,
    placeholders: Collection[str] | None = None,
    optional: Collection[str] = (),
    allow_blank: bool = False,
    skip_invalid: bool = False,
) -> RecipientsFile:
    """Reads a CSV file of recipients and checks all of it.

    The first row names the columns: one for the recipient, `phone number` or `email address` (of a letter at least
    three of `address line 1` to `address line 7` and `postcode`), and one for each placeholder. Upper and lower case,
    spaces, `_` and `-` in these names are ignored, and so are white space around a cell and blank rows.

    Args:
        source: The file, or its path.
        kind: What kind of message it is for.
        placeholders: The placeholders of the template. Other columns are ignored. None, if they are not known:
            every column is one then.
        optional: Those of them that have a value already, the same for all: there need be no column, and an empty
            cell is no value.
        allow_blank: Whether a value may be missing. It is read as an empty text then.
        skip_invalid: Whether rows with a fault are left out, and the others returned.

    Returns:
        The rows, or what is wrong with the file.

    Raises:
        OSError: If the file cannot be read.
    """
    __tracebackhide__ = True
    if isinstance(source, Path):
        with source.open("rb") as file:
            return _read(
                file, source.name, kind, placeholders, optional, allow_blank=allow_blank, skip_invalid=skip_invalid
            )
    called: object = getattr(source, "name", None)  # that of a pipe or of a socket is a number
    name = called if isinstance(called, str) else ""
    return _read(source, name, kind, placeholders, optional, allow_blank=allow_blank, skip_invalid=skip_invalid)


def _read(
    source: IO[bytes],
    name: str,
    kind: Kind,
    placeholders: Collection[str] | None,
    optional: Collection[str],
    *,
    allow_blank: bool,
    skip_invalid: bool,
) -> RecipientsFile:
    __tracebackhide__ = True
    rows, faults = list[CsvRow](), list[CsvFault]()
    seen = set[int]()
    try:
        for line, cells, columns, wrong in _rows(source, name, kind, placeholders, optional, allow_blank=allow_blank):
            if wrong:
                faults += wrong
            else:
                rows.append(CsvRow(line, cells, columns))
                seen.add(hash(cells))  # a hash and not the cells: rows are many, and this is a count for a warning
    except UnreadableError as error:
        faults += error.faults
    skipped = [fault for fault in faults if skip_invalid and fault.skippable]
    left = [fault for fault in faults if not (skip_invalid and fault.skippable)]
    if not rows and not faults:
        left = [CsvFault(None, (), "there are column names but no rows below them")]
    return RecipientsFile(() if left else tuple(rows), tuple(left), tuple(skipped), len(rows) - len(seen))


def _is_filled(record: Record) -> bool:
    __tracebackhide__ = True
    return any(map(cleaned, record.cells))


def _rows(
    source: IO[bytes],
    name: str,
    kind: Kind,
    placeholders: Collection[str] | None,
    optional: Collection[str],
    *,
    allow_blank: bool,
) -> Iterator[tuple[int, tuple[str, ...], Columns, list[CsvFault]]]:
    """Yields each row, its line, its wanted cells and its fault."""
    __tracebackhide__ = True
    separator, everything = records(source, name)
    filled = filter(_is_filled, everything)  # a comprehension would show records in a frame of its own
    header = next(filled, None)
    if header is None:
        raise UnreadableError(CsvFault(None, (), "the file is empty: it needs a row of column names, and rows below"))
    columns = columns_of(header, separator, kind, placeholders, optional)
    above = header
    for number, record in enumerate(filled, 1):
        if number > MOST_ROWS:
            message = f"there are more than {MOST_ROWS:,} rows, the most that Notify takes at once: split the file"
            raise UnreadableError(CsvFault(record.line, (), message))
        _refuse_wrong_marks(above, record, columns)
        above = record
        cells = columns.cells_of(record.cells)
        yield record.line, cells, columns, _wrong_with(record, cells, columns, allow_blank=allow_blank)


def _refuse_wrong_marks(above: Record, record: Record, columns: Columns) -> None:
    """Refuses a cell of several lines that may begin or end at a mark of another cell, and have other rows inside."""
    __tracebackhide__ = True
    for column, lines in record.several_lines:
        if columns.hold_another_row(column, lines):
            raise UnreadableError(CsvFault(record.line, (), _ROWS_INSIDE))
    # A mark that closes a cell stands before a separator, and one that opens a cell after it. Where it is taken for the
    # other kind, the text that belongs inside is a row of its own, with too few cells.
    if len(above.cells) < columns.count:
        for _, lines in record.several_lines:
            first, found, _ = lines[0].partition(columns.separator)
            if found and not cleaned(first):
                raise UnreadableError(CsvFault(record.line, (), _ROWS_INSIDE))
    if len(record.cells) < columns.count:
        for _, lines in above.several_lines:
            _, found, last = lines[-1].rpartition(columns.separator)
            if found and not cleaned(last):
                raise UnreadableError(CsvFault(above.line, (), _ROWS_INSIDE))


_ROWS_INSIDE = (
    "a quoted cell that begins in this row may have other rows inside: look for a quotation mark that is missing or too"
    " many, here and above"
)


def _wrong_with(record: Record, cells: tuple[str, ...], columns: Columns, *, allow_blank: bool) -> list[CsvFault]:
    __tracebackhide__ = True
    found = len(record.cells)
    if any(map(cleaned, record.cells[columns.count :])):
        message = f"there are {found} cells for {columns.count} columns: put quotation marks around a cell with a comma"
        return [CsvFault(record.line, (), message, skippable=True)]
    faults = list[CsvFault]()
    wrong = columns.wrong_recipient(cells)
    if wrong:
        faults.append(CsvFault(record.line, columns.shown_recipient, wrong, skippable=True))
    blank = columns.blank(cells)
    if blank and not (allow_blank and not (record.several_lines and found < columns.count)):
        short = f" (the row has {found} of {columns.count} cells)" if found < columns.count else ""
        message = f"there is no value{short}: fill it in, or allow blank values"
        faults.append(CsvFault(record.line, blank, message, skippable=True))
    return faults
