"""Reports: no cell is a formula, a file is replaced as a whole or not at all, exit codes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.cli.report import COLUMNS, STATES, counts, harmless_cell, save_report, summary_code, write_report
from notify_sdk.cli.session import NO, NO_ANSWER, REFUSED, UNKNOWN
from notify_sdk.outbox import Outbox, Row, Sms, Summary

HEADER = ",".join(COLUMNS) + "\n"
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)


@pytest.fixture
def row() -> Row:
    with Outbox(":memory:") as outbox:
        outbox.create_tables()
        outbox.add(Sms("07700900123", "7e870000-0000-4000-8000-000000000001", {"name": "A"}, key="k"))
        return next(outbox.rows())


@given(st.sampled_from(["", "=", "+", "-", "@", "\t", "\r", "\n"]), texts)
def test_no_cell_begins_a_formula(first: str, rest: str) -> None:
    cell = harmless_cell(first + rest)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell.isprintable()
    if (first + rest).isprintable():
        assert cell.removeprefix("'") == (first + rest).removeprefix("'")


@given(texts)
def test_what_was_written_is_read(text: str) -> None:
    with Outbox(":memory:") as outbox:
        outbox.create_tables()
        outbox.add(Sms("07700900123", "7e870000-0000-4000-8000-000000000001", key="k"))
        row = replace(next(outbox.rows()), key=text, error_summary=text)
    out = io.StringIO()
    assert write_report([row], out) == 1
    (read,) = csv.DictReader(io.StringIO(out.getvalue()))
    assert (read["key"], read["error"]) == (harmless_cell(text), harmless_cell(text))


def test_a_report_replaces_a_report_and_nothing_else(row: Row, tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    assert save_report([row], path) == 1
    assert path.read_text() == HEADER + ",k,queued,,,,\n"
    assert save_report([row, row], path) == 2
    (tmp_path / "empty.csv").touch()
    assert save_report([], tmp_path / "empty.csv") == 0
    for content in ("phone number,name\n", "\0\1", "line,key\n"):
        path.write_text(content)
        with pytest.raises(typer.Exit):
            save_report([row], path)
        assert path.read_text() == content


def test_a_report_that_fails_keeps_the_earlier_file(row: Row, tmp_path: Path) -> None:
    def broken() -> Iterator[Row]:
        yield row
        raise KeyboardInterrupt

    path = tmp_path / "report.csv"
    for before in (None, HEADER):
        if before is not None:
            path.write_text(before)
        with pytest.raises(KeyboardInterrupt):
            save_report(broken(), path)
        assert [each.read_text() for each in tmp_path.iterdir()] == ([] if before is None else [before])


@pytest.mark.parametrize("place", ["no-folder/report.csv", "folder"])
def test_a_place_that_can_not_be_written(
    row: Row, tmp_path: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(typer.Exit) as caught:
        save_report([row], tmp_path / place)
    assert caught.value.exit_code == 2
    assert "can't be written" in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["folder"]


def test_only_a_job_that_was_sent_to_all_ends_with_0() -> None:
    worst = {
        "queued": NO_ANSWER,
        "sending": UNKNOWN,
        "unknown": UNKNOWN,
        "refused": REFUSED,
        "expired": NO,
        "cancelled": NO,
    }
    assert set(worst) < set(counts(Summary())) == set(STATES)
    names = list(worst)
    for chosen in range(2 ** len(names)):
        some = [name for number, name in enumerate(names) if chosen >> number & 1]
        summary = Summary(sent=5, **dict.fromkeys(some, 1))
        assert summary_code(summary) == max((worst[name] for name in some), default=0)
