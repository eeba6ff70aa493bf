"""Columns of a file of recipients: which one is the recipient, and which ones are values."""

from __future__ import annotations

import pytest

from tests.recipients.csv_files import NUMBER, OTHER, only_fault, read, values


def test_a_column_name_that_looks_like_data_is_not_shown() -> None:
    content = f'phone number,"name\n{NUMBER},Amala Bird",{OTHER},{"x" * 61},sw1a 1aa,a@b.uk\n{NUMBER}\n'
    assert only_fault(content, placeholders=None).columns == tuple(f"number {place}" for place in range(2, 7))


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
            "separated by commas, not by semicolons: remove the line",
        ),
        ("sms", f"{NUMBER},Amala Bird\n{OTHER},Bob\n", "the first row has no column names"),
        ("email", "amala@example.com,Amala Bird\n", "the first row has no column names"),
        ("letter", "Amala Bird,1 High Street,sw1a1aa\n", "the first row has no column names"),
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
        ("sms", "", "the recipient is missing"),
        ("sms", "4.4770E+11", "a spreadsheet wrote the number in scientific notation"),
        ("sms", "a@b.uk", ""),
        ("email", "a@b", "Not a valid email address"),
        ("email", NUMBER, "Not a valid email address"),
    ],
)
def test_a_refused_recipient(kind: str, recipient: str, words: str) -> None:
    column = "phone number" if kind == "sms" else "email address"
    fault = only_fault(f"name,{column}\nA,{recipient}\n", kind, ["name"], allow_blank=True)
    assert (fault.line, fault.columns, fault.skippable) == (2, (column,), True)
    assert words in fault.message


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


def test_empty_columns_of_the_same_name_have_no_value() -> None:
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


def test_a_value_has_the_templates_spelling_of_its_name() -> None:
    placeholders = ["First_Name", "first\u00a0name", "firstname\u200b"]
    assert values(f"phone number,first\u00a0name\n{NUMBER},A\n", placeholders=["First\u00a0name"])[0][1] == {
        "First\u00a0name": "A"
    }
    assert values(f"phone number,first name\n{NUMBER},A\n", placeholders=placeholders)[0][1] == dict.fromkeys(
        placeholders, "A"
    )


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
def test_an_empty_address_line_that_the_template_names_is_a_value(
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
def test_a_refused_address(cells: str, words: str) -> None:
    fault = only_fault(f"address line 1,address line 2,postcode,x\n{cells},1\n", "letter", ["x"])
    assert (fault.line, fault.columns) == (2, ("address line 1", "address line 2", "postcode"))
    assert words in fault.message
