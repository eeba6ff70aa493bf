"""Files of recipients for tests, and how they are read."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Sequence
from typing import Any

from hypothesis import strategies as st

from notify_sdk.recipients.csv_file import CsvFault, RecipientsFile, read_recipients

NUMBER, OTHER, THIRD = "07700900111", "07700900222", "07700900333"


def read(
    content: str | bytes, kind: Any = "sms", placeholders: Collection[str] | None = ("name", "date"), **how: Any
) -> RecipientsFile:
    given = content.encode() if isinstance(content, str) else content
    return read_recipients(io.BytesIO(given), kind=kind, placeholders=placeholders, **how)


def values(content: str | bytes, *args: Any, **how: Any) -> list[tuple[str, dict[str, object]]]:
    file = read(content, *args, **how)
    assert file.faults == ()
    return [(row.recipient, dict(row.personalisation)) for row in file.rows]


def only_fault(content: str | bytes, *args: Any, **how: Any) -> CsvFault:
    file = read(content, *args, **how)
    assert file.rows == ()
    (fault,) = file.faults
    return fault


WIDE = st.text(st.sampled_from('ab1,;"\n\r \t\u00a0\u200b\ufeffé' + "'="), max_size=12)


@st.composite
def tables(draw: st.DrawFn, cells: st.SearchStrategy[str] = WIDE) -> list[list[str]]:
    """Rows of cells that are not blank. Each cell holds the number of its row."""
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=8))
    return [[f"{cell}r{number}r{cell}" for cell in row] for number, row in enumerate(rows)]


def written(
    rows: Sequence[Sequence[str]], *, end: str = "\n", separator: str = ",", every_cell_quoted: bool = False
) -> str:
    """A CSV file by RFC 4180. (The csv module's writer leaves a cell with a carriage return unquoted.)"""

    def cell(text: str) -> str:
        quoted = (
            every_cell_quoted or re.search(f'["\r\n{separator}]', text) or text.lstrip(" \u00a0\u200b\ufeff")[:1] == '"'
        )
        return '"' + text.replace('"', '""') + '"' if quoted else text

    return "".join(separator.join(map(cell, row)) + end for row in rows)


LINE_END = re.compile("\r\n|\r|\n")
