"""What goes wrong around a command, said in one line with an exit code: its output, a file, a package that is missing."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any

import typer
from typer.core import TyperGroup

from notify_sdk._extras import MissingExtraError

from .output import let_go_of_output, note
from .session import UNWRITTEN, USAGE


class Commands(TyperGroup):
    """The commands, whose failures are one line each."""

    def make_context(self, *words: Any, **options: Any) -> Any:
        """Reads the arguments of a command. `--help` and `--version` print here."""
        __tracebackhide__ = True
        with _said_in_one_line():
            return super().make_context(*words, **options)

    def invoke(self, ctx: Any) -> Any:
        """Runs a command."""
        with _said_in_one_line():
            return super().invoke(ctx)


@contextmanager
def _said_in_one_line() -> Generator[None]:
    end: typer.Exit | None = None
    try:
        yield
    except typer.Exit as exit_:
        end = exit_
    except MissingExtraError as error:
        raise _end(str(error), USAGE) from None
    except OSError as error:
        if error.filename is not None:
            raise _end(f"{error.filename}: {error.strerror}", USAGE) from None
        raise unwritten(error) from None
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):  # so rich ends when nobody reads a table
            raise unwritten(ended.__context__) from None
        raise
    try:
        sys.stdout.flush()
    except OSError as error:
        raise unwritten(error, end.exit_code if end else 0) from None
    if end:
        raise end


def unwritten(error: OSError, code: int = 0) -> typer.Exit:
    """Says that the output could not be written, and gives the exit to raise.

    Args:
        error: Why.
        code: The exit code that the command would have had; it stays if it is worse.
    """
    let_go_of_output()
    return _end(f"the output could not be written: {error.strerror}", max(code, UNWRITTEN))


def _end(why: str, code: int) -> typer.Exit:
    with suppress(OSError):
        note(f"Error: {why}")
    return typer.Exit(code)
