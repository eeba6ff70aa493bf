"""Ending a command in order: by Ctrl-C, by a signal, or because nobody reads what it writes any more."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from types import FrameType

from .output import let_go_of_output

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
_STOPPING = b"\nStopping: requests in flight are finished first. Press Ctrl-C again to end at once.\n"


class Stop:
    """Whether the command is to end.

    Attributes:
        signal: The signal that came.
        closed: Whether standard error was closed.
    """

    def __init__(self) -> None:
        self.signal: int | None = None
        self.closed = False

    def __call__(self) -> bool:
        """True once the command is to end."""
        return self.signal is not None or self.closed

    @property
    def code(self) -> int:
        """The exit code for the signal, as shells give it; 0 if none came."""
        return 0 if self.signal is None else 128 + self.signal


@contextmanager
def stop_on_signals() -> Generator[Stop]:
    """Takes note of the first signal until the block ends. A second one does what it does elsewhere: it ends the process."""
    stop = Stop()
    # a signal that is ignored, as under nohup, stays so
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    taken = [number for number, handler in before.items() if handler not in {signal.SIG_IGN, None}]

    def note_signal(number: int, _frame: FrameType | None) -> None:
        stop.signal = number
        restore()
        with suppress(OSError):
            os.write(2, _STOPPING)  # a handler may interrupt a print: only a bare write is safe here

    def restore() -> None:
        for number in taken:
            signal.signal(number, before[number])

    for number in taken:
        signal.signal(number, note_signal)
    try:
        yield stop
    finally:
        restore()


@contextmanager
def reader_may_leave() -> Generator[None]:
    """Ends the block in silence when the reader of standard output has gone, as `head` does."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        let_go_of_output()
