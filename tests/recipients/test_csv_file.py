"""Files of recipients: what is taken, as Notify takes it, and which values a row has."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import pytest

from notify_sdk.recipients._csv_records import cleaned
from notify_sdk.recipients.csv_file import read_recipients
from tests.recipients.csv_files import NUMBER, OTHER, THIRD, only_fault, read, values

BLANK = " \t\u00a0\u202f\u2003\u3000"
NO_WIDTH = "\u180e\u200b\u200c\u200d\u2060\ufeff"
AMALA = [(NUMBER, {"name": "Amala", "date": "3 March, 10am"})]


@pytest.mark.parametrize(
    "content",
    [
        f'phone number,name,date\n{NUMBER},Amala,"3 March, 10am"\n',
        f'phone number,name,date\r\n{NUMBER},Amala,"3 March, 10am"',
        f'phone number,name,date\r{NUMBER},Amala,"3 March, 10am"\r',
        f'phone number, name, date\n{NUMBER}, Amala, "3 March, 10am"\n',
        f'phone number,name,date\n{NUMBER} , "Amala" , "3 March, 10am" \n',
        f'phone number,name,date\n{NUMBER},\u00a0Amala\u200b,\t"\ufeff3 March, 10am "\u00a0\n',
        f'\ufeffphone number,name,date\n{NUMBER},Amala,"3 March, 10am"\n',
        f'\ufeff\ufeff"phone number",name,date\n{NUMBER},Amala,"3 March, 10am"\n',
        f'\u200bPhone_Number\u200b, NAME ,-da te-\n{NUMBER},Amala,"3 March, 10am"\n',
        f'date,phonenumber,name\n"3 March, 10am",{NUMBER},Amala\n',
        f'\n , ,\n\nphone number,name,date\n,,\n{NUMBER},Amala,"3 March, 10am"\n \u200b, ,\t\n\n,,,,,\n',
        f'phone number,name,date,,\n{NUMBER},Amala,"3 March, 10am",,\n',
        f'phone number,name,date\n{NUMBER},Amala,"3 March, 10am",, ,\n',
        f',phone number,name,date\n0,{NUMBER},Amala,"3 March, 10am"\n',
        f'phone number,name,date,notes\n{NUMBER},Amala,"3 March, 10am"\n',
        f'phone number,name,date,notes,notes\n{NUMBER},Amala,"3 March, 10am",private\n',
        f"sep=;\nphone number;name;date\n{NUMBER};Amala;3 March, 10am\n",
        f"\ufeffSEP=\t\r\nphone number\tname\tdate\r\n{NUMBER}\tAmala\t3 March, 10am\r\n",
        f'"sep=|"\nphone number|name|date\n{NUMBER}|"Amala"|3 March, 10am\n',
        f'sep=,\nphone number,name,date\n{NUMBER},Amala,"3 March, 10am"\n',
    ],
)
def test_what_is_taken(content: str) -> None:
    assert values(content) == AMALA


def test_by_the_ending_of_its_name_a_file_has_tabs(tmp_path: Path) -> None:
    file = tmp_path / "people.TSV"
    file.write_text(f"phone number\tname\tdate\n{NUMBER}\tAmala\t3 March, 10am\n")
    (row,) = read_recipients(file, kind="sms", placeholders=["name", "date"]).rows
    assert (row.recipient, row.personalisation) == AMALA[0]
    with file.open("rb") as opened:
        assert read_recipients(opened, kind="sms", placeholders=["name", "date"]).rows == (row,)
        assert not opened.closed


def test_the_line_of_a_row_is_the_one_it_begins_on() -> None:
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


def test_a_space_that_does_not_break_keeps_words_apart() -> None:
    assert cleaned("Mrs\u00a0Amala\u202fBird\u200b") == "Mrs Amala Bird"


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ("a,b,c", ["a", "b", "c"]),
        ("a,,c", ["a", "c"]),
        ("a,,", ["a"]),
        (",b,", ["b"]),
        (",,c", "c"),  # as at Notify: a first value that is empty is replaced, and not made a list
        ("a", ["a"]),
    ],
)
def test_columns_of_the_same_name_are_a_list(cells: str, value: object) -> None:
    content = f"phone number,item,ITEM,i_tem\n{NUMBER},{cells}\n"
    assert values(content, placeholders=["item"]) == [(NUMBER, {"item": value})]
    assert values(content, placeholders=None)[0][1]["item"] == value


def test_columns_of_the_same_name_that_are_all_empty_have_no_value() -> None:
    assert only_fault(f"phone number,item,item\n{NUMBER},,\n", placeholders=["item"]).columns == ("item",)


@pytest.mark.parametrize(
    ("kind", "column", "recipient"),
    [("sms", "phone number", NUMBER), ("email", "email address", "amala@example.com")],
)
def test_the_column_of_the_recipient_is_a_value_too(kind: str, column: str, recipient: str) -> None:
    spelled = column.replace(" ", "_").upper()
    assert values(f"{column},x\n{recipient},1\n", kind, [spelled]) == [(recipient, {spelled: recipient})]
    assert values(f"{column}\n{recipient}\n", kind, []) == [(recipient, {})]
    assert values(f"{column}\n{recipient}\n", kind, None) == [(recipient, {column: recipient})]


def test_a_value_goes_by_the_name_that_the_template_has_for_it() -> None:
    placeholders = ["First_Name", "first\u00a0name", "firstname\u200b"]
    assert values(f"phone number,first\u00a0name\n{NUMBER},A\n", placeholders=["First\u00a0name"])[0][1] == {
        "First\u00a0name": "A"
    }
    assert values(f"phone number,first name\n{NUMBER},A\n", placeholders=placeholders)[0][1] == dict.fromkeys(
        placeholders, "A"
    )


def test_rows_that_say_the_same_are_counted() -> None:
    content = f"phone number,name\n{NUMBER},A\n {NUMBER}, A \n{OTHER},A\n{NUMBER},B\n{NUMBER},A\n"
    file = read(content, placeholders=["name"])
    assert (len(file.rows), file.duplicates) == (5, 2)


# Letters

LINES = {"address_line_1": "A Bird", "address_line_2": "1 Road", "postcode": "SW1A 1AA"}


@pytest.mark.parametrize(
    ("names", "cells", "address"),
    [
        ("address line 1,Address_Line_2,POST CODE", "A Bird,1 Road,SW1A 1AA", LINES),
        (
            "addressline1,addressline2,addressline3",
            "A Bird,1 Road,France",
            {"address_line_1": "A Bird", "address_line_2": "1 Road", "address_line_3": "France"},
        ),
        (
            "address line 1,address line 2,address line 3,postcode,address line 7",
            "A Bird,1 Road,,SW1A 1AA,",
            LINES,
        ),
        (
            "address line 5,address line 6,address line 7",
            "A Bird,1 Road,SW1A 1AA",
            {"address_line_5": "A Bird", "address_line_6": "1 Road", "address_line_7": "SW1A 1AA"},
        ),
    ],
)
def test_the_address_of_a_letter(names: str, cells: str, address: dict[str, str]) -> None:
    (row,) = read(f"{names},x\n{cells},1\n", "letter", ["x"]).rows
    assert row.address == address
    assert row.recipient.splitlines() == list(address.values())
    assert row.personalisation == {**address, "x": "1"}


@pytest.mark.parametrize("placeholders", [["Address Line 3", "address-line-7"], None])
def test_a_line_of_the_address_that_the_template_names_is_a_value_though_it_is_empty(
    placeholders: list[str] | None,
) -> None:
    content = "address line 1,address line 2,address line 3,postcode,address line 7\nA Bird,1 Road,,SW1A 1AA,\n"
    (row,) = read(content, "letter", placeholders).rows
    assert row.personalisation == {**LINES, "address_line_3": ""}, "an address_line_7 would hide the postcode"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("A Bird,1 Road,", "at least 3 lines"),
        ("A Bird,1 Road,London", "real UK postcode"),
        (",,", "the recipient is missing"),
    ],
)
def test_an_address_that_is_refused(cells: str, words: str) -> None:
    fault = only_fault(f"address line 1,address line 2,postcode,x\n{cells},1\n", "letter", ["x"])
    assert (fault.line, fault.columns) == (2, ("address line 1", "address line 2", "postcode"))
    assert words in fault.message


def test_rows_can_be_copied_and_handed_to_another_process() -> None:
    (row,) = read(f"phone number,name,date\n{NUMBER},Amala,3 March\n").rows
    for other in (copy.deepcopy(row), pickle.loads(pickle.dumps(row))):
        assert (other, other.line, other.recipient, other.personalisation) == (
            row,
            2,
            NUMBER,
            {"name": "Amala", "date": "3 March"},
        )
