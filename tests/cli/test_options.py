"""Options that several commands take: those that belong together, their short forms, and none that is the API key."""

from __future__ import annotations

from collections import defaultdict

import pytest
from typer.testing import CliRunner

from notify_sdk.cli import app
from tests.cli.commands import WIDE, every_command
from tests.cli.terminal import Terminal


def options(command: object) -> set[str]:
    return {name for each in getattr(command, "params", ()) if each.param_type_name == "option" for name in each.opts}


def test_an_api_key_is_never_an_option() -> None:
    for words in every_command():
        assert "--api-key" not in CliRunner().invoke(app, [*words, "--help"], env=WIDE).output


WITHOUT_NOTIFY = {("check",)}  # never reads templates from Notify, so its --snapshot is in place of nothing


@pytest.mark.parametrize(
    ("option", "others"),
    [
        ("--recipients", "--template --outbox --resend-after --accept-new-key --allow-blank --skip-invalid --dry-run"),
        ("--template", "--value --values --base-url --json"),
        ("--yes", "--to --recipients"),
        ("--value", "--values"),
        ("--values", "--value"),
        ("--snapshot", "--base-url"),
        ("--accept-new-key", "--base-url"),
    ],
)
def test_options_that_belong_together(option: str, others: str) -> None:
    taking = {words: options(command) for words, command in every_command().items() if option in options(command)}
    assert taking
    missing = {words: set(others.split()) - taken for words, taken in taking.items() if words not in WITHOUT_NOTIFY}
    assert {words: names for words, names in missing.items() if names} == {}


def test_a_letter_is_short_for_the_same_option_in_every_command() -> None:
    meant = defaultdict[str, set[str]](set)
    for command in every_command().values():
        for each in getattr(command, "params", ()):
            for name in each.opts:
                if not name.startswith("--"):
                    meant[name].update(long for long in each.opts if long.startswith("--"))
    assert {"-t", "-v", "-y"} <= set(meant)
    assert {letter: sorted(names) for letter, names in meant.items() if len(names) > 1} == {}


@pytest.mark.parametrize(
    "words",
    [
        ("send", "sms", "-t", "x", "--recipients", "away.csv"),
        ("send", "email", "-t", "x", "--to", "a@example.com", "--values", "away.json"),
        ("send", "letter", "-t", "x", "--recipients", "."),
        ("preview", "x", "--snapshot", "away.json"),
        ("templates", "list", "--snapshot", "."),
        ("outbox", "send", "people.db", "--resend-after", "89"),
        ("send", "sms", "-t", "x", "--to", "07700900123", "--resend-after", "0"),
    ],
)
def test_a_value_that_an_option_can_not_have(run: Terminal, words: tuple[str, ...]) -> None:
    ran = run(*words, code=2)
    named = next(word for word in reversed(words) if word.startswith("--"))
    assert f"Invalid value for '{named}'" in ran.err
    assert (ran.out, run.sandbox.service.notifications) == ("", [])
