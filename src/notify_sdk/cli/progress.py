"""How far a job has come: a bar on a terminal, elsewhere a line every few seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from .output import note, notes
from .stopping import Stop

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from notify_sdk.outbox import Tally

_LINE_EVERY = 10.0
_MINUTE, _HOUR = 60, 3600


class SendProgress:
    """Shows on standard error how far sending has come.

    Args:
        done: How many messages of the job were settled before.
        total: How many there are; None if it goes on for ever.
        stop: Set when standard error was closed.
        clock: Gives seconds.
    """

    def __init__(self, done: int, total: int | None, stop: Stop, clock: Callable[[], float] = time.monotonic) -> None:
        self._done, self._total, self._stop, self._clock = done, total, stop, clock
        self._began = self._last_line = clock()
        console = notes()
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        if console.is_terminal:
            from rich.progress import BarColumn, Progress, TextColumn

            text = TextColumn("{task.description}", markup=False)
            self._bar = Progress(BarColumn(), text, console=console, transient=True)
            self._task = self._bar.add_task(progress_text(done, total, 0, 0), total=total, completed=done)

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, tally: Tally) -> None:
        """Shows what a call of `Outbox.send` has done so far. Never raises: the sender settles what it has sent first."""
        new = tally.sent + tally.found + tally.refused + tally.expired + tally.unknown
        now = self._clock()
        text = progress_text(self._done + new, self._total, new, now - self._began)
        try:
            if self._bar is not None and self._task is not None:
                self._bar.update(self._task, completed=self._done + new, description=text)
            elif now - self._last_line >= _LINE_EVERY:
                self._last_line = now
                note(text)
        except (OSError, ValueError):  # closed, by its reader or by this process
            self._stop.closed = True


def progress_text(done: int, total: int | None, new: int, seconds: float) -> str:
    """Counts, rate and time left, in words.

    Args:
        done: How many are done.
        total: How many there are, if that is known.
        new: How many were done in this run.
        seconds: How long it has lasted.
    """
    rate = new / seconds if seconds > 0 else 0.0
    parts = [f"{done:,}" if total is None else f"{min(done, total):,} of {total:,}"]
    if rate > 0:
        parts.append(f"{rate:.1f} a second" if rate < _MINUTE else f"{rate:,.0f} a second")
        if total is not None and total > done:
            parts.append(f"{time_left((total - done) / rate)} left")
    return ", ".join(parts)


def time_left(seconds: float) -> str:
    """A span of time, as exact as a guess can be."""
    if seconds < _MINUTE:
        return f"{max(round(seconds), 1)} s"
    if seconds < _HOUR:
        return f"{round(seconds / _MINUTE)} min"
    return f"{seconds / _HOUR:.1f} h"
