"""The help of every command, which is printed without importing what the command needs."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import textwrap

import pytest
import typer
import typer.main
from typer.testing import CliRunner

from notify_sdk.cli import app
from notify_sdk.cli.help import TopGroup
from tests.cli.commands import WIDE, every_command
from tests.cli.terminal import matches_snapshot


@pytest.mark.skipif(
    typer.__version__.startswith(("0.26.", "0.27.", "0.28.")), reason="typer 0.29 writes types otherwise"
)
def test_help_of_every_command() -> None:
    pages = []
    for words in every_command():
        done = CliRunner().invoke(app, [*words, "--help"], env=WIDE)
        assert done.exit_code == 0
        pages.append(f"$ notify-sdk {' '.join((*words, '--help'))}\n{done.output}")
    text = "\n".join(pages)
    # what installs completion depends on the shell that runs the test
    matches_snapshot("help.txt", re.sub(r"(?m)^.*-completion.*\n(^ {20,}.*\n)*", "", text))


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_help_fits_a_narrow_terminal_and_is_not_cut(words: tuple[str, ...]) -> None:
    text = CliRunner().invoke(app, [*words, "--help"], env=WIDE | {"COLUMNS": "40", "TERMINAL_WIDTH": "40"}).output
    _, _, described = text.partition("\n\n")  # the usage has the words of the command in one line
    described, examples, ending = described.partition("  Examples:\n")
    assert examples
    wide = [line for line in described.splitlines() if len(line) > 40 or line.endswith("...")]
    assert [line for line in wide if not re.fullmatch(r" +--\S+( / --\S+)?", line)] == []
    assert [line for line in ending.partition("\n\n")[2].splitlines() if len(line) > 40] == []


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_an_option_says_what_it_takes_and_not_of_which_python_type(words: tuple[str, ...]) -> None:
    text = CliRunner().invoke(app, [*words, "--help"], env=WIDE).output
    _, _, options = text.partition("Options:\n")
    assert re.findall(r"<(?:str|int|float|list|bool|path|file)\b.*?>", options) == []


HEAVY = (
    "asyncio",
    "email",
    "httpx",
    "pydantic",
    "rich",
    "sqlalchemy",
    "notify_sdk.client",
    "notify_sdk.models",
    "notify_sdk.outbox",
    "notify_sdk.sandbox",
)
COMMANDS = list(every_command())
# what measures coverage of this process may have loaded some of them
LOADED = f"[name for name in {HEAVY} if name in sys.modules and name not in there]"
EVERY_HELP = f"""
import sys
there = set(sys.modules)
from notify_sdk.cli import app
for words in {[(*words, option) for words in COMMANDS for option in ("--help", "-h")] + [("--version",)]}:
    sys.argv[1:] = words
    try:
        app()
    except SystemExit as end:
        assert not end.code, words
    assert not {LOADED}, (words, {LOADED})
"""


def test_no_help_loads_what_commands_need() -> None:
    """Of every command; what one of them loaded would still be there after the last."""
    done = subprocess.run([sys.executable, "-c", EVERY_HELP], capture_output=True, text=True, check=False)
    assert done.stderr == ""


def complete(*words: str) -> list[str]:
    """What a shell offers for the last word."""
    run = f"""
import sys
there = set(sys.modules)
from notify_sdk.cli import app
sys.argv = ["notify-sdk"]
try:
    app()
finally:
    assert not {LOADED}, {LOADED}
"""
    typed = {"COMP_WORDS": " ".join(("notify-sdk", *words)), "COMP_CWORD": str(len(words))}
    environment = {**os.environ, **typed, "_NOTIFY_SDK_COMPLETE": "complete_bash"}
    done = subprocess.run([sys.executable, "-c", run], env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("se",), ["send"]),
        (("send", ""), ["sms", "email", "letter", "precompiled"]),
        (("send", "sms", "--template", "x", "--to", "y", "--dry"), ["--dry-run"]),
        (("callbacks", "trigger", "delivery-receipt", "--type", ""), ["sms", "email"]),
        (("check", ""), ["sms", "email", "letter", "preview"]),
        (("check", "sms", "e"), []),
        (("list", "--limit", "7", "--status", "perm"), ["permanent-failure"]),
        (("list", "--type", ""), ["sms", "email", "letter"]),
        (("templates", "list", "--type", ""), ["sms", "email", "letter"]),
        (("sandbox", "--progress", "m"), ["manual"]),
    ],
)
def test_a_shell_completes_without_loading_what_commands_need(words: tuple[str, ...], offered: list[str]) -> None:
    assert complete(*words) == offered


def test_the_commands_are_in_the_order_of_use() -> None:
    group = typer.main.get_command(app)
    shown = [name for names in TopGroup.sections.values() for name in names]
    assert shown[:3] == ["send", "list", "status"]
    assert sorted(shown) == sorted(group.commands)  # type: ignore[attr-defined]
    text = CliRunner().invoke(app, ["--help"], env=WIDE).output
    places = [text.index(f"\n  {name} ") for name in shown]
    assert places == sorted(places)


def leaves() -> list[tuple[str, ...]]:
    longer = {words[:-1] for words in COMMANDS if words}
    return [words for words in COMMANDS if words not in longer]


@pytest.mark.parametrize("words", leaves(), ids=" ".join)
def test_a_help_has_examples_that_the_command_takes(words: tuple[str, ...]) -> None:
    text = CliRunner().invoke(app, [*words, "--help"], env=WIDE).output
    _, _, ending = text.partition("Examples:\n")
    found = [
        each.split(" | ")[-1] if "| notify-sdk" in each else each.split(" | ")[0]
        for each in textwrap.dedent(ending).replace("\\\n", "").strip().splitlines()
    ]
    assert found
    for example in found:
        program, *typed = shlex.split(example)
        assert program == "notify-sdk"
        takes(typed, words)


def takes(typed: list[str], words: tuple[str, ...]) -> None:
    """Fails unless the command takes these words: by parsing them as it does, without running it."""
    at = typer.main.get_command(app)
    named = tuple(typed[: len(words)])
    assert named == words or ("templates", *named[: len(words) - 1]) == words
    for name in typed:
        if not hasattr(at, "commands"):
            break
        at = at.commands[name]
        typed = typed[1:]
    context = at.context_class(at)
    values, left, _ = at.make_parser(context).parse_args(typed)
    assert left == []
    assert [each.name for each in at.params if each.required and not values.get(each.name)] == []


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_help_is_whole_at_80_columns(words: tuple[str, ...]) -> None:
    text = CliRunner().invoke(app, [*words, "--help"], env={**WIDE, "COLUMNS": "80"}).output
    assert "<bool>" not in text
    lines = text.splitlines()
    assert not [line for line in lines if line.endswith("...") and not line.startswith("Usage")]
    assert not [line for line in lines if len(line) > 80]


def test_the_names_of_the_sandbox_are_its_own() -> None:
    from notify_sdk.cli import sandbox as command
    from notify_sdk.sandbox import Progress

    assert sys.modules[command.__module__].__dict__["Progress"] == Progress
