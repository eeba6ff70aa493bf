"""Files of recipients that are accepted, as Notify accepts them."""

from __future__ import annotations

import copy
import pickle

import pytest

from tests.recipients.csv_files import NUMBER, OTHER, read, values

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
def test_accepted_files(content: str) -> None:
    assert values(content) == AMALA


def test_equal_rows_are_counted() -> None:
    content = f"phone number,name\n{NUMBER},A\n {NUMBER}, A \n{OTHER},A\n{NUMBER},B\n{NUMBER},A\n"
    file = read(content, placeholders=["name"])
    assert (len(file.rows), file.duplicates) == (5, 2)


def test_rows_can_be_copied_and_pickled() -> None:
    (row,) = read(f"phone number,name,date\n{NUMBER},Amala,3 March\n").rows
    for other in (copy.deepcopy(row), pickle.loads(pickle.dumps(row))):
        assert (other, other.line, other.recipient, other.personalisation) == (
            row,
            2,
            NUMBER,
            {"name": "Amala", "date": "3 March"},
        )
