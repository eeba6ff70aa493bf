"""The recipients of a command, from arguments or a CSV file, and the values of the placeholders for each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

TEXT = ("send", "sms", "--template", "appointment reminder")
VALUES = ("-v", "name=Amala", "--value", "date=3 March")


def test_values_of_a_file_and_lists(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "values.json").write_text(json.dumps({"name": "A", "urgent": True, "items": "x"}))
    words = ("send", "email", "-t", "application received", "--to", "a@example.com", "--values", "values.json")
    (line,) = run(*words, "-v", "items=a passport", "-v", "items=a photo", "--json").lines
    assert "* a passport\n* a photo" in line["content"]["body"]
    assert "within 2 days" in line["content"]["body"]


FAULTS = """Nothing was sent. people.csv has to be corrected first:
  line 3, column 'phone number': Not enough digits: a UK mobile number has 11 digits, such as 07700 900 900
  line 4, columns 'name', 'date': there is no value (the row has 1 of 4 cells): fill it in, or allow blank values
  line 5, column 'date': there is no value: fill it in, or allow blank values
--skip-invalid leaves these rows out; --allow-blank takes a missing value as an empty one.
"""


@pytest.mark.parametrize("how", ["--yes", "--dry-run"])
def test_a_file_with_faults_is_sent_to_nobody(run: Terminal, tmp_path: Path, how: str) -> None:
    rows = ["phone number,name,date,notes", "07700900101,A,1", "07700 9,B,2", "07700900103", "07700900104,D,,x"]
    (tmp_path / "people.csv").write_text("\n".join(rows))
    words = (*TEXT, "--recipients", "people.csv", how)
    assert run(*words, code=3).err == FAULTS
    assert run.sandbox.service.notifications == []
    skipped = run(*words, "--skip-invalid").err
    assert skipped.startswith("Rows of people.csv that are left out:\n" + "\n".join(FAULTS.splitlines()[1:4]))
    run(*words, "--allow-blank", "--skip-invalid", "-v", "name=all", "--outbox", "second.outbox")
    if how == "--yes":
        bodies = [each.body for each in run.sandbox.client().get_all_notifications_iterator()]
        filled_in = ("A, your appointment is on 1", "D, your appointment is on", "all, your appointment is on")
        assert sorted(bodies) == sorted(f"Hello {each}." for each in (filled_in[0], *filled_in))


def test_values_for_everybody_and_values_of_a_row(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("phone number,date,x\n07700900101,,\n07700900102, 2 ,\n07700900102,2\n")
    dry = run(*TEXT, "--recipients", "people.csv", *VALUES, "--dry-run")
    assert dry.out.count("your appointment is on 2.") == 2
    assert "Hello Amala, your appointment is on 3 March." in dry.out
    assert "repeat an earlier one, with the same recipient and values: 1\n" in dry.err


def test_many_faults_are_counted(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("phone number,name,date\n" + "0,A,1\n" * 25)
    assert "line 21, column" in (said := run(*TEXT, "--recipients", "people.csv", code=3).err)
    assert "line 22" not in said
    assert "  and 5 more\n" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "there is no recipient: name one"),
        (("--to", "07700900100", "-v", "name"), "a value is NAME=TEXT"),
        (("--to", "07700900100", "--values", "list.json"), "list.json is not a JSON object"),
        (("--to", "07700900100", "--values", "none.json"), "none.json is not JSON"),
        (("--recipients", "all-wrong.csv", "--skip-invalid", "--yes"), "every row of all-wrong.csv is left out"),
        (("--recipients", "no-column.csv"), "line 1: no column is called 'phone number'; the columns are 'number'"),
        (("--recipients", "latin.csv"), "line 2: there is a character that is not in UTF-8"),
    ],
)
def test_what_can_not_be_run(run: Terminal, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    (tmp_path / "list.json").write_text("[]")
    (tmp_path / "none.json").write_text("{")
    (tmp_path / "no-column.csv").write_text("number\n1\n")
    (tmp_path / "latin.csv").write_bytes("phone number,name,date\né,,\n".encode("latin-1"))
    (tmp_path / "all-wrong.csv").write_text("phone number,name,date\n1,A,1\n2,B,2\n")
    before = sorted(tmp_path.iterdir())
    assert said in run(*TEXT, *words, code=2).err
    assert sorted(tmp_path.iterdir()) == before
    assert run.sandbox.service.notifications == []
