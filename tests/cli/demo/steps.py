"""Steps of the demo, run by themselves, with what they print."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from rich.console import Console

from notify_sdk.cli.demo.display import Display
from notify_sdk.cli.demo.step import Setup, Step, set_up

MYPY = (
    'program.py:3: error: Unexpected keyword argument "dat" for "AppointmentReminder"; did you mean "date"?  [call-arg]'
)


def display(width: int = 80, **options: Any) -> tuple[Display, io.StringIO]:
    """A display of a width, and where it prints."""
    file = io.StringIO()
    console = Console(file=file, width=width, highlight=False, markup=False, emoji=False, **options)
    return Display(console, 6), file


class Kept:
    """Keeps what a step displays, to be shown at any width."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[object, ...]]] = []

    def __getattr__(self, name: str) -> Any:
        if name == "waiting":
            return nullcontext
        return lambda *words: self.calls.append((name, words))

    def show(self, display: Display) -> None:
        for name, words in self.calls:
            getattr(display, name)(*words)


@contextmanager
def made_up_mypy(says: str = MYPY, code: int = 1) -> Iterator[Setup]:
    """What steps work with, and in its folder a mypy that answers at once: the real one takes long."""
    with set_up() as setup:
        (setup.folder / "mypy.py").write_text(f"print({says!r})\nraise SystemExit({code})\n")
        yield setup


def run(step: Step) -> tuple[list[str], str]:
    """Runs a step. Gives what did not end as it says, and all that was printed."""
    show, file = display()
    with made_up_mypy() as setup:
        step(show, setup)
    return show.failed, file.getvalue()
