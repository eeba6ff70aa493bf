"""What `--help` says, of every command."""

from __future__ import annotations

import re

import typer
import typer.main
from typer.testing import CliRunner

from notify_sdk.cli import app
from tests.cli.terminal import matches_snapshot

WIDE = {"COLUMNS": "110", "TERMINAL_WIDTH": "110", "NO_COLOR": "1", "TERM": "dumb"}


def commands(group: object, words: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = [words]
    for name, command in sorted(getattr(group, "commands", {}).items()):
        found += commands(command, (*words, name))
    return found


def test_help_of_every_command() -> None:
    pages = []
    for words in commands(typer.main.get_command(app)):
        done = CliRunner().invoke(app, [*words, "--help"], env=WIDE)
        assert done.exit_code == 0
        pages.append(f"$ notify-sdk {' '.join((*words, '--help'))}\n{done.output}")
    text = "\n".join(pages)
    # what installs completion depends on the shell that runs the test
    matches_snapshot("help.txt", re.sub(r"(?m)^.*-completion.*\n(^│ {20,}.*\n)*", "", text))


def test_an_api_key_is_never_an_option() -> None:
    for words in commands(typer.main.get_command(app)):
        assert "--api-key" not in CliRunner().invoke(app, [*words, "--help"], env=WIDE).output
