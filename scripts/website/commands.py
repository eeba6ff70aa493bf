"""The page of every command, from the commands' own help."""

from __future__ import annotations

import re

from typer.testing import CliRunner

from notify_sdk.cli import app
from tests.cli.commands import every_command

WIDTH = "96"


def commands_page() -> str:
    """The help of each command, as it is printed, below a heading of its name."""
    parts = [
        "# Every command\n\nWhat `--help` prints, command by command. [The command line](command-line.md) shows them in use.\n"
    ]
    environment = {"COLUMNS": WIDTH, "TERMINAL_WIDTH": WIDTH, "NO_COLOR": "1", "TERM": "dumb"}
    for words in every_command():
        name = " ".join(("notify-sdk", *words))
        done = CliRunner().invoke(app, [*words, "--help"], env=environment)
        if done.exit_code:
            raise SystemExit(f"{name} --help exits with {done.exit_code}")
        # what installs completion depends on the shell that runs this
        text = re.sub(r"(?m)^.*-completion.*\n(^ {20,}.*\n)*", "", done.output)
        parts.append(f"## {name}\n\n```text\n{text.strip()}\n```\n")
    return "\n".join(parts)
