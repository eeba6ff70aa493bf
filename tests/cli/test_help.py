"""The help of every command, which is printed without importing what the command needs."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from notify_sdk.cli import app
from tests.cli.commands import WIDE, every_command
from tests.cli.terminal import matches_snapshot


def test_help_of_every_command() -> None:
    pages = []
    for words in every_command():
        done = CliRunner().invoke(app, [*words, "--help"], env=WIDE)
        assert done.exit_code == 0
        pages.append(f"$ notify-sdk {' '.join((*words, '--help'))}\n{done.output}")
    text = "\n".join(pages)
    # what installs completion depends on the shell that runs the test
    matches_snapshot("help.txt", re.sub(r"(?m)^.*-completion.*\n(^│ {20,}.*\n)*", "", text))


HEAVY = (
    "httpx",
    "pydantic",
    "sqlalchemy",
    "notify_sdk.client",
    "notify_sdk.models",
    "notify_sdk.outbox",
    "notify_sdk.sandbox",
)


@pytest.mark.parametrize("words", [(), ("--help",), ("--version",), ("send", "sms", "--help"), ("outbox", "--help")])
def test_neither_the_import_nor_help_loads_what_commands_need(words: tuple[str, ...]) -> None:
    run = f"import sys\nsys.argv[1:] = {list(words)}\nfrom notify_sdk.cli import app\n"
    if words:
        run += "try:\n    app()\nexcept SystemExit as end:\n    assert not end.code\n"
    run += f"print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=True)
    by_typer = ["pydantic"] if len(words) > 1 else []  # typer imports it, where it is, to call a command
    assert done.stdout.splitlines()[-1] in {"[]", str(by_typer)}


def test_the_names_of_the_sandbox_are_its_own() -> None:
    from notify_sdk.cli import sandbox as command
    from notify_sdk.sandbox import Progress

    assert sys.modules[command.__module__].__dict__["Progress"] == Progress
