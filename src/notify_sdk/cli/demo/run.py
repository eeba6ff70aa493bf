"""Runs the steps of the demo, one after the other, and leaves nothing behind."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from notify_sdk.cli.session import NO

from .display import Display
from .job import a_killed_job
from .messages import a_lost_answer, a_text_message, a_wrong_number
from .step import Step, set_up
from .templates import a_misspelt_placeholder, an_edited_template

STEPS: Mapping[str, Step] = {
    "A text message": a_text_message,
    "A misspelt placeholder": a_misspelt_placeholder,
    "A wrong number": a_wrong_number,
    "A lost answer": a_lost_answer,
    "A killed job": a_killed_job,
    "An edited template": an_edited_template,
}


def run(*, pauses: bool) -> int:
    """Runs all steps.

    Args:
        pauses: Whether to pause after each step if standard output is a terminal.

    Returns:
        The exit code: 1 if something did not end as it says.
    """
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    show = Display(console, len(STEPS), live=pauses and sys.stdout.isatty())
    began = time.monotonic()
    with ended_by_signals(), set_up() as setup:
        show.text("notify_sdk in a minute", "bold")
        show.text("A sandbox on this computer answers as GOV.UK Notify does. No key, and nobody gets a message.")
        for title, step in STEPS.items():
            show.heading(title)
            step(show, setup)
        show.end(time.monotonic() - began)
    return NO if show.failed else 0


@contextmanager
def ended_by_signals() -> Generator[None]:
    """Lets signals that end a process do so in order, as Ctrl-C does: what was begun is ended, and removed."""

    def end(number: int, _frame: FrameType | None) -> NoReturn:
        raise SystemExit(128 + number)

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # a signal that is ignored, as under nohup, stays so
    before = {number: signal.getsignal(number) for number in numbers}
    taken = [number for number, handler in before.items() if handler is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)
