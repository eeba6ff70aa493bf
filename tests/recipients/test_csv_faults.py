"""Faults of files of recipients: their line and columns, and the options that allow or skip them."""

from __future__ import annotations

from pathlib import Path

import pytest

from notify_sdk.recipients import csv_file
from notify_sdk.recipients.csv_file import read_recipients
from tests.recipients.csv_files import NUMBER, OTHER, THIRD, only_fault, read, values


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
def test_a_missing_value(cells: str, columns: tuple[str, ...]) -> None:
    content = f"phone number,name,date\n{OTHER},Bob,4 March\n{NUMBER},{cells}\n"
    fault = only_fault(content)
    assert (fault.line, fault.columns, fault.skippable) == (3, columns, True)
    assert str(fault).startswith("line 3, column")
    assert "there is no value" in fault.message
    allowed = values(content, allow_blank=True)[1][1]
    assert {name for name, value in allowed.items() if value == ""} == set(columns)


def test_a_short_row_is_reported_by_its_number_of_cells() -> None:
    assert "the row has 1 of 3 cells" in only_fault(f"phone number,name,date\n{NUMBER}\n").message


def test_a_short_row_over_several_lines_is_refused_with_allow_blank() -> None:
    content = f'phone number,name,date\n{NUMBER},"Amala,3 March\n{OTHER} Bob\n"\n'
    assert only_fault(content, allow_blank=True).line == 2


def test_without_placeholders_every_column_is_a_value() -> None:
    content = f"phone number,name,,date\n{NUMBER},A,,\n"
    assert only_fault(content, placeholders=None).columns == ("date",)
    assert values(f"phone number,name,,date\n{NUMBER},A,,3\n", placeholders=None)[0][1] == {
        "phone number": NUMBER,
        "name": "A",
        "date": "3",
    }


@pytest.mark.parametrize("placeholders", [["name", "date"], None])
def test_an_optional_value_needs_no_column_and_no_cell(placeholders: list[str] | None) -> None:
    def taken(content: str) -> list[dict[str, object]]:
        found = values(content, placeholders=placeholders, optional=["Date", "x"])
        return [{name: each[name] for name in each if name != "phone number"} for _, each in found]

    assert taken(f"phone number,name\n{NUMBER},A\n") == [{"name": "A"}]
    content = f"phone number,date,name\n{NUMBER},,A\n{OTHER},4 March,B\n"
    assert taken(content) == [{"name": "A"}, {"name": "B", "date": "4 March"}]


def test_skip_invalid_skips_rows_with_faults() -> None:
    content = f"phone number,name\n{NUMBER},A\n0,B\n{OTHER},\n{THIRD},C,D\n{THIRD},D\n"
    refused = read(content, placeholders=["name"])
    assert ([fault.line for fault in refused.faults], refused.rows, refused.skipped) == ([3, 4, 5], (), ())
    file = read(content, placeholders=["name"], skip_invalid=True)
    assert (file.faults, file.skipped) == ((), refused.faults)
    assert [(row.line, row.personalisation) for row in file.rows] == [(2, {"name": "A"}), (6, {"name": "D"})]


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_recipients(tmp_path / "away.csv", kind="sms")


def test_the_most_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "MOST_ROWS", 3)
    rows = f"phone number\n\n{NUMBER}\n{OTHER}\n,\n{THIRD}\n"
    assert len(read(rows, placeholders=[]).rows) == 3
    fault = only_fault(rows + f"{NUMBER}\n", placeholders=[], skip_invalid=True)
    assert (fault.line, fault.skippable) == (7, False)
