"""Files of recipients: what is refused, by its line and column, and what may be allowed or left out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from notify_sdk.recipients import csv_file
from notify_sdk.recipients.csv_file import LONGEST_CELL, read_recipients
from tests.recipients.csv_files import NUMBER, OTHER, THIRD, only_fault, read, values


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
def test_unbalanced_quotation_marks_are_refused_whatever_is_allowed(
    content: str, line: int, how: dict[str, bool]
) -> None:
    fault = only_fault(content, **how)
    assert (fault.line, fault.skippable) == (line, False)
    assert "quotation mark" in fault.message


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        ("Amala", ("date",)),
        ("Amala,", ("date",)),
        (",3 March", ("name",)),
        ("", ("name", "date")),
        (",", ("name", "date")),
        (" \u200b,\u00a0", ("name", "date")),
        ('"",""', ("name", "date")),
    ],
)
def test_a_value_that_is_missing(cells: str, columns: tuple[str, ...]) -> None:
    content = f"phone number,name,date\n{OTHER},Bob,4 March\n{NUMBER},{cells}\n"
    fault = only_fault(content)
    assert (fault.line, fault.columns, fault.skippable) == (3, columns, True)
    assert str(fault).startswith("line 3, column")
    assert "there is no value" in fault.message
    allowed = values(content, allow_blank=True)[1][1]
    assert {name for name, value in allowed.items() if value == ""} == set(columns)


def test_a_short_row_is_short_in_its_last_column_only() -> None:
    assert "the row has 1 of 3 cells" in only_fault(f"phone number,name,date\n{NUMBER}\n").message


def test_a_short_row_over_several_lines_is_never_a_blank_that_is_meant() -> None:
    content = f'phone number,name,date\n{NUMBER},"Amala,3 March\n{OTHER} Bob\n"\n'
    assert only_fault(content, allow_blank=True).line == 2


def test_without_placeholders_every_column_is_one() -> None:
    content = f"phone number,name,,date\n{NUMBER},A,,\n"
    assert only_fault(content, placeholders=None).columns == ("date",)
    assert values(f"phone number,name,,date\n{NUMBER},A,,3\n", placeholders=None)[0][1] == {
        "phone number": NUMBER,
        "name": "A",
        "date": "3",
    }


@pytest.mark.parametrize("placeholders", [["name", "date"], None])
def test_a_value_that_is_there_for_all_needs_no_column_and_no_cell(placeholders: list[str] | None) -> None:
    def taken(content: str) -> list[dict[str, object]]:
        found = values(content, placeholders=placeholders, optional=["Date", "x"])
        return [{name: each[name] for name in each if name != "phone number"} for _, each in found]

    assert taken(f"phone number,name\n{NUMBER},A\n") == [{"name": "A"}]
    content = f"phone number,date,name\n{NUMBER},,A\n{OTHER},4 March,B\n"
    assert taken(content) == [{"name": "A"}, {"name": "B", "date": "4 March"}]


@pytest.mark.parametrize("cells", ["Amala,3 March, 10am", "Amala,,,x", "A,3 March,10am,,,", "A,b,c,d"])
def test_more_cells_than_columns(cells: str) -> None:
    fault = only_fault(f"phone number,name,date,,\n{OTHER},Bob,4 March,,\n{NUMBER},{cells}\n")
    assert (fault.line, fault.columns, fault.skippable) == (3, (), True)
    assert "cells for 3 columns: put quotation marks around a cell with a comma" in fault.message


@pytest.mark.parametrize(
    ("kind", "names", "refused"),
    [
        ("sms", "phone number,name,phone number", [("phone number", "phone number")]),
        ("sms", "phone number,name,Phone_Number", [("phone number", "Phone_Number")]),
        ("sms", "phone number,name,\u200bphone number\u00a0", [("phone number", "phone number")]),
        ("email", "Email-Address,name,emailaddress", [("Email-Address", "emailaddress")]),
        (
            "letter",
            "address line 1,Address_Line_1,address line 2,postcode,postcode,name",
            [("address line 1", "Address_Line_1"), ("postcode", "postcode")],
        ),
    ],
)
@pytest.mark.parametrize("how", [{}, {"allow_blank": True, "skip_invalid": True}])
def test_two_columns_of_the_recipient(kind: str, names: str, refused: list[object], how: dict[str, bool]) -> None:
    file = read(f"{names}\n{NUMBER},a,{OTHER}\n", kind, ["name"], **how)
    assert file.rows == ()
    assert [(fault.line, fault.columns, fault.skippable) for fault in file.faults] == [
        (1, each, False) for each in refused
    ]


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("sms", f"number,name\n{NUMBER},A\n", "no column is called 'phone number'; the columns are 'number', 'name'"),
        ("email", "phone number,name\na@b.uk,A\n", "no column is called 'email address'; the columns are 'phone"),
        ("letter", "address line 1,postcode\nA,B\n", "fewer than 3 columns of an address"),
        ("sms", f"phone number;name\n{NUMBER};A\n", "separated by semicolons, not by commas: save it with commas"),
        ("sms", f'"phone number";"name"\n{NUMBER};A\n', "separated by semicolons, not by commas: save it with commas"),
        ("sms", f"name\tPhone-number\nA\t{NUMBER}\n", "separated by tabs"),
        ("letter", "address line 1;address line 2;postcode\nA;B;C\n", "separated by semicolons"),
        (
            "sms",
            f"sep=;\nphone number,name\n{NUMBER},A\n",
            "separated by commas, not by semicolons: take away the line",
        ),
        ("sms", f"{NUMBER},Amala Bird\n{OTHER},Bob\n", "the first row has no names of columns"),
        ("email", "amala@example.com,Amala Bird\n", "the first row has no names of columns"),
        ("letter", "Amala Bird,1 High Street,sw1a1aa\n", "the first row has no names of columns"),
    ],
)
def test_no_column_of_the_recipient(kind: str, content: str, words: str) -> None:
    fault = only_fault(content, kind, ["name"])
    assert words in fault.message
    assert fault.line == (2 if content.startswith("sep") else 1)
    assert not fault.skippable
    for personal in (NUMBER, OTHER, "Amala", "amala", "High Street", "sw1a"):
        assert personal not in str(fault)


def test_every_placeholder_without_a_column_is_named() -> None:
    file = read(f"phone number,date\n{NUMBER},3\n", placeholders=["First name", "date", "ref"])
    assert [str(fault) for fault in file.faults] == [
        "line 1: no column is called 'First name': add one; the columns are 'phone number', 'date'",
        "line 1: no column is called 'ref': add one; the columns are 'phone number', 'date'",
    ]


@pytest.mark.parametrize(
    ("kind", "recipient", "words"),
    [
        ("sms", "0770", "Not enough digits"),
        ("sms", "", "there is no recipient"),
        ("sms", "4.4770E+11", "a spreadsheet made a power of ten"),
        ("sms", "a@b.uk", ""),
        ("email", "a@b", "Not a valid email address"),
        ("email", NUMBER, "Not a valid email address"),
    ],
)
def test_a_recipient_that_is_refused(kind: str, recipient: str, words: str) -> None:
    column = "phone number" if kind == "sms" else "email address"
    fault = only_fault(f"name,{column}\nA,{recipient}\n", kind, ["name"], allow_blank=True)
    assert (fault.line, fault.columns, fault.skippable) == (2, (column,), True)
    assert words in fault.message


def test_rows_with_faults_are_left_out_where_that_is_meant() -> None:
    content = f"phone number,name\n{NUMBER},A\n0,B\n{OTHER},\n{THIRD},C,D\n{THIRD},D\n"
    refused = read(content, placeholders=["name"])
    assert ([fault.line for fault in refused.faults], refused.rows, refused.skipped) == ([3, 4, 5], (), ())
    file = read(content, placeholders=["name"], skip_invalid=True)
    assert (file.faults, file.skipped) == ((), refused.faults)
    assert [(row.line, row.personalisation) for row in file.rows] == [(2, {"name": "A"}), (6, {"name": "D"})]


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
        (b"phone number,name\n", "nobody to send to"),
        (b"phone number,name\r\n\r\n,,\r\n", "nobody to send to"),
        (b"sep=x\nphone numberxname\n", "the separator after sep= is none"),
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
def test_what_is_no_csv_file(content: bytes, words: str) -> None:
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


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_recipients(tmp_path / "away.csv", kind="sms")


@pytest.mark.parametrize("quote", ["", '"'])
def test_the_longest_cell(quote: str) -> None:
    def content(length: int) -> str:
        return f"phone number,name\n{NUMBER},{quote}{'x' * length}{quote}\n"

    assert len(values(content(LONGEST_CELL), placeholders=["name"])[0][1]["name"]) == LONGEST_CELL  # type: ignore[arg-type]
    fault = only_fault(content(LONGEST_CELL + 1), placeholders=["name"], skip_invalid=True)
    assert (fault.line, "131,072 characters" in fault.message) == (2, True)


def test_the_most_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "MOST_ROWS", 3)
    rows = f"phone number\n\n{NUMBER}\n{OTHER}\n,\n{THIRD}\n"
    assert len(read(rows, placeholders=[]).rows) == 3
    fault = only_fault(rows + f"{NUMBER}\n", placeholders=[], skip_invalid=True)
    assert (fault.line, fault.skippable) == (7, False)
