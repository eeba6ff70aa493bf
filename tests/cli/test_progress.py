"""The progress of a job, as text, on a terminal and in a file."""

from __future__ import annotations

import io
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.cli import progress
from notify_sdk.cli.progress import SendProgress, progress_text, time_left
from notify_sdk.cli.stopping import Stop
from notify_sdk.outbox import Tally


@pytest.mark.parametrize(
    ("done", "total", "new", "seconds", "text"),
    [
        (0, 60, 0, 0, "0 of 60"),
        (5, 60, 0, 3, "5 of 60"),
        (25, 65, 20, 2, "25 of 65, 10.0 a second, 4 s left"),
        (1200, 40_000, 1200, 25, "1,200 of 40,000, 48.0 a second, 13 min left"),
        (1000, 400_000, 1000, 20, "1,000 of 400,000, 50.0 a second, 2.2 h left"),
        (60, 60, 60, 0.5, "60 of 60, 120 a second"),
        (70, 60, 70, 7, "60 of 60, 10.0 a second"),
        (1500, None, 1500, 30, "1,500, 50.0 a second"),
    ],
)
def test_text(done: int, total: int | None, new: int, seconds: float, text: str) -> None:
    assert progress_text(done, total, new, seconds) == text


@given(st.floats(min_value=0, max_value=1e7), st.floats(min_value=0, max_value=1e7))
def test_less_time_never_reads_as_more(one: float, other: float) -> None:
    units = {"s": 1, "min": 60, "h": 3600}
    shorter, longer = (time_left(each).split() for each in sorted((one, other)))
    assert float(shorter[0]) * units[shorter[1]] <= float(longer[0]) * units[longer[1]]


def test_without_a_terminal_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    seconds = count(0, 4)
    with SendProgress(0, 60, Stop(), clock=lambda: next(seconds)) as shown:
        for sent in range(10, 61, 10):
            shown(Tally(sent=sent - 1, refused=1))
    assert capsys.readouterr().err == "30 of 60, 2.5 a second, 12 s left\n60 of 60, 2.5 a second\n"


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    from rich.console import Console

    monkeypatch.setattr(progress, "notes", lambda: Console(file=out, force_terminal=True, width=80))
    with SendProgress(0, 60, Stop()) as shown:
        shown(Tally(sent=10, found=2, expired=1, unknown=1))
    assert "14 of 60" in out.getvalue()


def test_a_closed_standard_error_stops_and_raises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(text: str) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(progress, "note", closed)
    monkeypatch.setattr(progress, "_LINE_EVERY", 0)
    stop = Stop()
    with SendProgress(0, 60, stop) as shown:
        shown(Tally(sent=1))
    assert (stop(), stop.code) == (True, 0)
