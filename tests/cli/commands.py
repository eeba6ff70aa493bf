"""Every command of the command line, as its user types it."""

from __future__ import annotations

from typing import Any

import typer.main

from notify_sdk.cli import app

WIDE = {"COLUMNS": "110", "TERMINAL_WIDTH": "110", "NO_COLOR": "1", "TERM": "dumb"}
"""The environment of a terminal of 110 columns."""


def every_command() -> dict[tuple[str, ...], Any]:
    """The commands and the groups of commands, by their words."""
    return _below(typer.main.get_command(app), ())


def _below(command: Any, words: tuple[str, ...]) -> dict[tuple[str, ...], Any]:
    found = {words: command}
    for name, each in sorted(getattr(command, "commands", {}).items()):
        found |= _below(each, (*words, name))
    return found
