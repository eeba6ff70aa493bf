"""CSV files as records: separators, quotation marks, encodings, and files of another kind."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from notify_sdk.recipients._csv_records import UnreadableError, cleaned, records
from notify_sdk.recipients.csv_file import LONGEST_CELL, read_recipients
from tests.recipients.csv_files import NUMBER, OTHER, THIRD, only_fault, read, tables, values, written


@given(st.text(st.sampled_from('ab,"\n\r \u00a0\u200b;'), max_size=40))
def test_cells_are_equal_to_those_of_the_csv_module(content: str) -> None:
    """The service uses the csv module, which is less strict: a file that is read here has the same cells there."""
    try:
        _, found = records(io.BytesIO(content.encode()), "")
        here = [[cleaned(cell) for cell in record.cells] for record in found]
    except UnreadableError:
        return
    # other blanks than a space before a quotation mark are skipped here; the csv module makes them part of the cell
    assume(not re.search('[\u00a0\u200b] *"', content))
    reader = csv.reader(io.StringIO(content, newline=""), skipinitialspace=True)
    there = [[cleaned(cell) for cell in row] for row in reader]
    assert [row for row in here if any(row)] == [row for row in there if any(row)]


class _Slow(io.RawIOBase):
    """A stream that cannot seek, and returns a few bytes at a time."""

    def __init__(self, content: bytes, step: int) -> None:
        self._rest, self._step = content, step

    def read(self, size: int = -1) -> bytes:
        given, self._rest = self._rest[: self._step], self._rest[self._step :]
        return given


@given(tables(), st.sampled_from(["\n", "\r\n", "\r"]), st.integers(1, 7))
def test_a_file_may_be_read_in_pieces_of_any_size(rows: list[list[str]], end: str, step: int) -> None:
    content = written([["v"], *rows], end=end).encode()
    _, whole = records(io.BytesIO(content), "")
    _, pieces = records(_Slow(content, step), "")  # type: ignore[arg-type]
    assert list(pieces) == list(whole)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (f'phone number,name,date\n{NUMBER},"Amala,3 March\n{OTHER},Bob,4 March\n{THIRD},Cy,5 March\n', 2),
        (f'phone number,name,date\n{OTHER},Bob,4 March\n{NUMBER},"Amala,3 March\n{THIRD},"Cy",5 March\n', 3),
        (f'phone number,name,date\n{NUMBER},"Amala,3 March\n{OTHER},Bob,"4 March"\n', 2),
        (f'phone number,name,date\n{NUMBER},"Amala,3 March\n{OTHER},Bob",4 March\n', 2),
        (f'phone number,name,date\n{NUMBER},Amala,"3 March\n{OTHER},Bob,4 March"\n', 2),
        (f'name,date,phone number\n"Amala,3 March,{NUMBER}\nBob,4 March,{OTHER}"\n', 2),
        (f'name,date,phone number\n"Amala,3 March,{NUMBER}\nBob",4 March,{OTHER}\n', 2),
        (f'phone number,name,date\n{NUMBER},"A\nB","3 March\n{OTHER},Bob,4 March"\n', 2),
        (f'phone number,name,date\n{NUMBER},Am"ala,"3 "March"\n', 2),
        (f'phone number,name,date\n{NUMBER},Amala,"3" March\n', 2),
        (f'phone number,name,date\n{NUMBER},"Amala\n\nBird","3 March\n', 4),
        (f'phone number,name,"date\n{NUMBER},Amala,3 March\n', 1),
        ("phone number,name,date\n" + f'{NUMBER},"Amala,3\n' + f"{OTHER},Bob,3\n" * 9_999, 2),
    ],
)
@pytest.mark.parametrize("how", [{}, {"allow_blank": True, "skip_invalid": True}])
def test_unbalanced_quotation_marks_are_always_refused(content: str, line: int, how: dict[str, bool]) -> None:
    fault = only_fault(content, **how)
    assert (fault.line, fault.skippable) == (line, False)
    assert "quotation mark" in fault.message


def _zipped(name: str, content: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


CSV = f"phone number,name\n{NUMBER},Amélie\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"\r\n , ,\n\n", "the file is empty"),
        (b"sep=;\n", "the file is empty"),
        (b"phone number,name\n", "no rows below them"),
        (b"phone number,name\r\n\r\n,,\r\n", "no rows below them"),
        (b"sep=x\nphone numberxname\n", "the separator after sep= is not valid"),
        (CSV.encode("cp1252"), "line 2: there is a character that is not in UTF-8"),
        (CSV.encode("utf-16"), "the file is a text in UTF-16"),
        (b"\xfe\xff" + CSV.encode("utf-16-be"), "the file is a text in UTF-16"),
        (CSV.encode("utf-16-le"), "line 1: there is a NUL character"),
        (CSV.encode() + b"07700900222,\0\n", "line 3: there is a NUL character"),
        (_zipped("xl/workbook.xml"), "an Excel workbook (.xlsx)"),
        (_zipped("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), "an OpenDocument spreadsheet (.ods)"),
        (_zipped("people.csv", CSV), "a spreadsheet or another zip file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "an old Excel workbook (.xls)"),
        (b"%PDF-1.4\n", "a PDF"),
        (b"\x1f\x8b\x08\0", "a compressed file"),
        (b"x" * 5_000_000, "line 1: the line has more than 4,194,304 bytes"),
    ],
)
def test_other_kinds_of_file_are_refused(content: bytes, words: str) -> None:
    fault = only_fault(content, placeholders=["name"], allow_blank=True, skip_invalid=True)
    assert words in str(fault)
    assert not fault.skippable


@pytest.mark.parametrize("ending", ["xlsx", "XLSX", "xlsm", "xls", "ods", "numbers"])
def test_the_name_of_a_spreadsheet(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"people.{ending}"
    file.write_text(CSV)
    (fault,) = read_recipients(file, kind="sms").faults
    assert f".{ending.lower()}" in fault.message
    assert 'save it as "CSV UTF-8"' in fault.message


@pytest.mark.parametrize("quote", ["", '"'])
def test_the_longest_cell(quote: str) -> None:
    def content(length: int) -> str:
        return f"phone number,name\n{NUMBER},{quote}{'x' * length}{quote}\n"

    assert len(values(content(LONGEST_CELL), placeholders=["name"])[0][1]["name"]) == LONGEST_CELL  # type: ignore[arg-type]
    fault = only_fault(content(LONGEST_CELL + 1), placeholders=["name"], skip_invalid=True)
    assert (fault.line, "131,072 characters" in fault.message) == (2, True)


BLANK = " \t\u00a0\u202f\u2003\u3000"


NO_WIDTH = "\u180e\u200b\u200c\u200d\u2060\ufeff"


def test_a_tsv_file_is_separated_by_tabs(tmp_path: Path) -> None:
    file = tmp_path / "people.TSV"
    file.write_text(f"phone number\tname\tdate\n{NUMBER}\tAmala\t3 March, 10am\n")
    (row,) = read_recipients(file, kind="sms", placeholders=["name", "date"]).rows
    assert (row.recipient, row.personalisation) == AMALA[0]
    with file.open("rb") as opened:
        assert read_recipients(opened, kind="sms", placeholders=["name", "date"]).rows == (row,)
        assert not opened.closed


AMALA = [(NUMBER, {"name": "Amala", "date": "3 March, 10am"})]


def test_the_line_of_a_row_is_its_first() -> None:
    content = f'\nphone number,name\n{NUMBER},"A\nB\r\n\nC"\n\n{OTHER},D\n"{THIRD}","E"\n'
    file = read(content, placeholders=["name"])
    assert [(row.line, row.personalisation["name"]) for row in file.rows] == [(3, "A\nB\r\n\nC"), (8, "D"), (9, "E")]


@pytest.mark.parametrize("blanks", [*BLANK, *NO_WIDTH, BLANK + NO_WIDTH])
def test_cells_and_names_are_stripped_of_every_kind_of_blank(blanks: str) -> None:
    def padded(cell: str) -> str:
        return f"{blanks}{cell}{blanks}"

    content = "\n".join(",".join(map(padded, row)) for row in [("phone number", "app"), (NUMBER, "yes")])
    assert values(content, placeholders=["app"]) == [(NUMBER, {"app": "yes"})]
    blank = f"phone number,app\n{NUMBER},{blanks}\n{blanks},{blanks}\n"
    assert only_fault(blank, placeholders=["app"]).line == 2


def test_a_no_break_space_becomes_a_space() -> None:
    assert cleaned("Mrs\u00a0Amala\u202fBird\u200b") == "Mrs Amala Bird"
