"""Tables on terminals of every width, and elsewhere."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from notify_sdk.cli.tables import Column, fitted, on_terminal, short_time
from tests.cli.terminal import NOON, Terminal, local_time, matches_snapshot

COLUMNS = (
    Column("created"),
    Column("type"),
    Column("status"),
    Column("to", cut=True),
    Column("reference", cut=True),
    Column("id"),
)
TEXT = ("send", "sms", "-t", "appointment reminder", "-v", "name=Amala", "-v", "date=3 March")


def fill(run: Terminal) -> None:
    run(*TEXT, "--to", "07700900123")
    run(*TEXT, "--to", "07700900002", "--reference", "case/2026/11/a reference that goes on and on and on")
    to, file = "amala.bird.who.has.a.long.name@example.com", "link_to_file=-"
    run("send", "email", "-t", "document", "--to", to, "-v", "name=A", "-v", "form_enclosed=no", "-v", file)
    run.sandbox.receive_text("07700900321", "Yes,\nI will\tcome to the appointment on the third of March.\r\n")
    run.sandbox.advance()


@pytest.mark.parametrize("width", [60, 80, 120])
def test_tables_at_a_width(run: Terminal, width: int) -> None:
    fill(run)
    words = [("list",), ("list", "--type", "sms", "--status", "delivered"), ("received",), ("templates", "list")]
    shown = [f"$ notify-sdk {' '.join(each)}\n{run(*each, COLUMNS=str(width)).out}" for each in words]
    text = "\n".join(shown)
    assert max(map(len, text.splitlines())) <= width
    matches_snapshot(f"tables-{width}.txt", text)


def test_elsewhere_a_row_is_a_line_and_nothing_is_cut(run: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(run)
    monkeypatch.setattr("notify_sdk.cli.tables.on_terminal", lambda: False)
    email, failed, text = (line.split("\t") for line in run("list", COLUMNS="40").out.splitlines())
    assert email[:4] == ["2026-11-23T12:00:00Z", "email", "delivered", "amala.bird.who.has.a.long.name@example.com"]
    assert failed[4] == "case/2026/11/a reference that goes on and on and on"
    assert text[1:] == ["sms", "delivered", "07700900123", "", str(run.sandbox.service.notifications[0].id)]
    (received,) = run("received").out.splitlines()
    assert received.split("\t")[3] == "Yes, I will come to the appointment on the third of March.\ufffd "
    facts = dict(line.split("\t") for line in run("status", text[5]).out.splitlines())
    assert (facts["created"], facts["body"]) == (
        "2026-11-23T12:00:00Z",
        "Hello Amala, your appointment is on 3 March.",
    )
    assert len(run("templates", "list").out.splitlines()) == len(run.sandbox.templates)


@pytest.mark.parametrize(("variable", "there"), [("1", True), ("0", False), ("", False)])
def test_a_variable_says_whether_it_is_a_terminal(monkeypatch: pytest.MonkeyPatch, variable: str, there: bool) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", variable)
    monkeypatch.setattr("sys.stdout", io.StringIO())
    assert on_terminal() == there


def test_nothing_is_said_where_there_is_nothing(run: Terminal) -> None:
    for words, said in {
        ("list",): "No messages.\n",
        ("received",): "No received texts.\n",
        ("templates", "list", "--type", "letter"): "",
    }.items():
        ran = run(*words)
        assert ran.err == said
        assert (ran.out == "") == bool(said)


CELLS = st.text(st.characters(exclude_categories=["C", "Z", "M"]), max_size=30)


@given(rows=st.lists(st.tuples(*[CELLS] * len(COLUMNS)), min_size=1, max_size=4), width=st.integers(1, 150))
def test_no_cell_is_folded_and_what_is_not_to_be_cut_is_whole(rows: list[tuple[str, ...]], width: int) -> None:
    if not any(map(any, rows)):
        return
    lines = list(fitted(COLUMNS, rows, width))
    text = "\n".join(lines)
    for row in rows:
        for column, cell in zip(COLUMNS, row, strict=True):
            if not column.cut:
                assert cell in text
            elif cell:
                assert cell in text or f"{cell[:3]}" in text
    filled = sum(any(row[number] for row in rows) for number in range(len(COLUMNS)))
    if len(lines) == len(rows) + 1 and (len(rows), filled) != (1, 2):  # side by side
        assert max(map(cell_len, lines)) <= width


@pytest.mark.parametrize(
    ("zone", "moment", "shown"),
    [
        ("UTC", NOON, "12:00:00"),
        ("UTC", NOON - timedelta(days=1), "22 Nov 12:00"),
        ("UTC", NOON.replace(year=2025), "23 Nov 2025"),
        ("Europe/London", NOON.replace(month=7), "23 Jul 13:00"),
        ("Asia/Tokyo", NOON, "21:00:00"),
        ("Asia/Tokyo", NOON + timedelta(hours=4), "24 Nov 01:00"),
        ("America/New_York", NOON, "07:00:00"),
    ],
)
def test_times_are_short_and_local(zone: str, moment: datetime, shown: str) -> None:
    with local_time(zone):
        assert short_time(moment, NOON) == shown
