"""`notify-sdk doctor`, as it is run."""

from __future__ import annotations

import pytest

from tests.cli.terminal import Terminal

SECRET = "11fe0000-0000-4000-8000-00000000beef"


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
    assert "\n                              -> the service has no such API key" in ran.out
    assert ran.err == ""
    assert SECRET not in ran.out


def test_json(run: Terminal) -> None:
    lines = run("doctor", "--json", code=1, NOTIFY_API_KEY=None).lines
    wrong = [each for each in lines if each["verdict"] == "wrong"]
    assert [(each["check"], each["found"]) for each in wrong] == [("key", "NOTIFY_API_KEY is not set")]
    assert all(each.keys() == {"check", "verdict", "found", "advice"} for each in lines)
    assert all(each["advice"] for each in wrong)
