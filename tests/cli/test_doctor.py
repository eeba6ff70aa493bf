"""`notify-sdk doctor`, as it is run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

PAGE = Path(__file__).parents[2] / "docs" / "command-line.md"
SECRET = "11fe0000-0000-4000-8000-00000000beef"


@pytest.fixture(autouse=True)
def straight(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "all_proxy", "SSLKEYLOGFILE", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("terminal", [True, False])
def test_it_says_that_nothing_is_wrong(run: Terminal, monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    monkeypatch.setattr("notify_sdk.cli.tables.on_terminal", lambda: terminal)
    text = run("doctor", COLUMNS="70").out
    assert text.endswith("\nNothing is wrong.\n")
    lines = [line for line in text.splitlines() if line.startswith("ok")]
    assert [line[9:30].strip() for line in lines] == [
        "versions",
        "environment",
        "key",
        "address",
        "proxy",
        "reachability",
        "clock",
        "key at this address",
    ]
    assert (max(map(len, text.splitlines())) <= 70) == terminal
    assert run.sandbox.api_key[-36:] not in text


def test_it_says_what_is_wrong_and_what_to_do(run: Terminal) -> None:
    key = f"{run.sandbox.api_key[:-36]}{SECRET}"
    ran = run("doctor", code=1, NOTIFY_API_KEY=key)
    assert ran.out.endswith("\n1 wrong.\n")
    assert "wrong    key at this address  Invalid token: API key not found\n" in ran.out
    assert "\n                              -> this sandbox has the service 'Sandbox'" in ran.out
    assert ran.err == ""
    assert SECRET not in ran.out


def test_json(run: Terminal) -> None:
    lines = run("doctor", "--json", code=1, NOTIFY_API_KEY=None).lines
    wrong = [each for each in lines if each["verdict"] == "wrong"]
    assert [(each["check"], each["found"]) for each in wrong] == [("key", "NOTIFY_API_KEY is not set")]
    assert all(each.keys() == {"check", "verdict", "found", "advice"} for each in lines)
    assert all(each["advice"] for each in wrong)


def test_the_page_shows_what_it_prints(run: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the versions, the port and the milliseconds are."""
    (block,) = re.findall(r"^```console doctor\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    command, shown = block.split("\n", 1)
    monkeypatch.setattr("notify_sdk.cli.tables.on_terminal", lambda: False)
    quoted = f'"{run.sandbox.api_key}"'
    printed = run(*command.removeprefix("$ notify-sdk ").split(), code=1, NOTIFY_API_KEY=quoted).out
    assert changeable(printed) == changeable(shown)


def changeable(text: str) -> str:
    """A text without what differs from one machine to another."""
    for pattern, name in {
        r"(?m)^(ok +versions +)(\S+) .*$": r"\1\2",
        r"127\.0\.0\.1:\d+": "HOST",
        r"answers in [\d,]+ ms": "answers",
    }.items():
        text = re.sub(pattern, name, text)
    return text
