"""What commands write: lines and JSON, without characters that control the terminal."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.cli import output
from tests.cli.terminal import Terminal


def test_received_texts_can_not_control_the_terminal(run: Terminal) -> None:
    run.sandbox.receive_text("07700900321", "stop \x1b[2J now")
    shown = run("received").out
    assert "\x1b" not in shown
    assert "stop \ufffd[2J now" in shown
    assert run("received", "--json").lines[0]["content"] == "stop \x1b[2J now"


@given(st.text() | st.text(st.characters(categories=["Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Zs"])))
def test_only_what_is_printable_and_the_end_of_a_line_stays(text: str) -> None:
    shown = output.harmless(text)
    assert len(shown) == len(text)
    for before, after in zip(text, shown, strict=True):
        assert after == (before if before == "\n" or before.isprintable() else "\ufffd")


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none() | st.lists(st.text())))
def test_json_is_one_line_of_ascii_and_reads_back(value: dict[str, object]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        written = list[str]()
        patch.setattr(output.typer, "echo", lambda text, **_: written.append(text))
        output.json_line(value)
    (line,) = written
    assert len(line.splitlines()) == 1
    assert line.isascii()
    assert json.loads(line) == value


@pytest.mark.parametrize("write", [output.say, output.note])
def test_lines_and_notes_are_two_streams(write: object, capsys: pytest.CaptureFixture[str]) -> None:
    write("one\ntwo\x07")  # type: ignore[operator]
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == (("one\ntwo\ufffd\n", "") if write is output.say else ("", "one\ntwo\ufffd\n"))


@given(
    st.datetimes(datetime(1970, 1, 2), datetime(9000, 1, 1)),  # noqa: DTZ001 - bounds have none
    st.integers(-14 * 60, 14 * 60),
)
def test_a_time_is_shown_in_utc_to_the_second(time: datetime, minutes: int) -> None:
    there = time.replace(tzinfo=UTC).astimezone(timezone(timedelta(minutes=minutes)))
    assert output.moment(there) == time.isoformat(" ", "seconds")


def test_no_time_is_nothing() -> None:
    assert output.moment(None) == ""
