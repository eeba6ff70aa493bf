"""What the demo prints: for any width, any encoding, with colour and without."""

from __future__ import annotations

import io
import time

import pytest
from rich.cells import cell_len
from rich.console import Console

from notify_sdk.cli.demo.display import WIDEST, Display
from tests.cli.demo.steps import display

LONG = "Notify takes a message, then the connection breaks: no answer. " * 3


def everything(show: Display) -> None:
    show.heading("A heading")
    show.text(LONG)
    show.code("client.send(\n    reminder\n)")
    show.command("notify-sdk send sms \\\n    --yes")
    show.output(f"{LONG}\n[call-arg] :x: [bold]", "red")
    show.message("07700 900 900", LONG)
    show.proof(LONG, holds=True)
    with show.waiting("Waiting"):
        show.end(7.4)


@pytest.mark.parametrize("width", [38, 40, 80, 120])
def test_no_line_is_wider_than_the_terminal_or_than_can_be_read(width: int) -> None:
    show, file = display(width)
    everything(show)
    lines = file.getvalue().splitlines()
    assert max(map(cell_len, lines)) == min(width, WIDEST)
    assert [line for line in lines if line != line.rstrip()] == []
    assert "\x1b" not in file.getvalue()


def test_what_belongs_together_is_indented_alike() -> None:
    show, file = display(40)
    show.code("client.send(\n    reminder\n)")
    show.proof("These are Notify's words: the service answers the same.", holds=True)
    assert file.getvalue().splitlines() == [
        "  client.send(",
        "      reminder",
        "  )",
        "✓ These are Notify's words: the service",
        "  answers the same.",
    ]


def test_text_is_printed_as_it_is() -> None:
    show, file = display()
    show.output("[call-arg] :x: [bold]x[/bold]")
    assert file.getvalue() == "  [call-arg] :x: [bold]x[/bold]\n"


def test_a_terminal_has_colours_unless_they_are_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    show, file = display(force_terminal=True, color_system="standard")
    show.proof("It is so.", holds=True)
    assert file.getvalue() == "\x1b[1;32m✓ It is so.\x1b[0m\n"
    show, file = display(force_terminal=True, color_system="standard", no_color=True)
    show.proof("It is so.", holds=True)
    assert "32" not in file.getvalue()


def test_ascii_is_enough() -> None:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, "ascii", write_through=True)
    show = Display(Console(file=file, width=60), 6)
    everything(show)
    show.proof("It is so.", holds=False)
    assert b"ok: Notify takes" in raw.getvalue()
    assert b"not true: It is so." in raw.getvalue()


def test_a_claim_that_is_not_true_is_marked_and_said_again_at_the_end() -> None:
    show, file = display()
    show.proof("It is so.", holds=True)
    show.proof("It is not.", holds=False)
    show.end(1)
    assert show.failed == ["It is not."]
    assert file.getvalue().splitlines()[1:] == ["✗ It is not.", "", "These claims were not true:", "  It is not."]


@pytest.mark.parametrize("live", [False, True])
def test_there_are_pauses_and_signs_only_where_somebody_watches(live: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = list[float]()
    monkeypatch.setattr(time, "sleep", pauses.append)
    file = io.StringIO()
    show = Display(Console(file=file, width=60, force_terminal=True), 6, live=live)
    with show.waiting("Reading the program"):
        pass
    show.heading("The first")
    show.heading("The second")
    show.end(1)
    assert len(pauses) == (2 if live else 0)
    assert ("Reading the program" in file.getvalue()) == live
