"""The whole demo: in a process of its own, at each width, and broken off."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from notify_sdk.cli.demo import run as whole
from notify_sdk.cli.demo.display import WIDEST, Display
from notify_sdk.cli.demo.step import Setup, Step
from tests.cli.demo.steps import Kept, display, made_up_mypy
from tests.cli.terminal import Terminal

pytestmark = pytest.mark.xdist_group("demo")  # the steps are run once

ONLY_THE_JOB = """
from notify_sdk.__main__ import main
from notify_sdk.cli.demo import run
run.STEPS = {"A killed job": run.STEPS["A killed job"]}
main()
"""


@pytest.fixture(scope="module")
def kept() -> Kept:
    """All steps, run once."""
    shown = Kept()
    with made_up_mypy() as setup:
        for title, step in whole.STEPS.items():
            shown.heading(title)
            step(shown, setup)  # type: ignore[arg-type]
    return shown


def test_every_step_ends_as_it_says(kept: Kept) -> None:
    proofs = [words for name, words in kept.calls if name == "proof"]
    assert len(proofs) >= len(whole.STEPS)
    assert [claim for claim, holds in proofs if not holds] == []
    assert "200 people, 200 messages: one each." in dict(proofs)


@pytest.mark.parametrize("width", [38, 40, 80, 120])
def test_it_can_be_read_at_each_width(kept: Kept, width: int) -> None:
    show, file = display(width)
    kept.show(show)
    shown = file.getvalue()
    assert max(map(cell_len, shown.splitlines())) == min(width, WIDEST)
    assert re.findall(r"^(\d/6) ", shown, re.MULTILINE) == [f"{number}/6" for number in range(1, 7)]
    # programs and commands are not broken
    lines = [line.strip() for line in shown.splitlines()]
    for name, words in kept.calls:
        if name in {"code", "command"}:
            assert [
                line
                for line in str(words[0]).splitlines()
                if line.strip() not in [*lines, *(each[2:] for each in lines)]
            ] == []


def so(show: Display, setup: Setup) -> None:
    show.proof("It is so.", holds=True)


def not_so(show: Display, setup: Setup) -> None:
    show.proof("It is so.", holds=False)


@pytest.mark.parametrize(("step", "code"), [(so, 0), (not_so, 1)])
def test_the_exit_code_says_whether_it_went_as_told(
    run: Terminal, monkeypatch: pytest.MonkeyPatch, step: Step, code: int
) -> None:
    monkeypatch.setattr(whole, "STEPS", {"A step": step, "Another": so})
    ran = run("demo", code=code, NOTIFY_API_KEY=None, NOTIFY_BASE_URL="http://127.0.0.1:9")
    assert ("These claims were not true" in ran.out) == bool(code)
    assert ("notify-sdk sandbox" in ran.out) != bool(code)
    assert "2/2 Another" in ran.out
    assert "\x1b" not in ran.out
    assert len(run.sandbox.inbox) == 0


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_broken_off_it_leaves_nothing(tmp_path: Path, name: str) -> None:
    number = getattr(signal, name)
    environment = {**os.environ, "TMPDIR": str(tmp_path), "COLUMNS": "80"}
    # the parent process may ignore the signal, as a shell does for commands in the background
    script = f"import signal; signal.signal({int(number)}, {'signal.default_int_handler' if name == 'SIGINT' else 'signal.SIG_DFL'})\n"
    command = [sys.executable, "-c", script + ONLY_THE_JOB, "demo"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        for line in process.stdout:
            if "--recipients" in line:
                break
        (folder,) = tmp_path.iterdir()
        process.send_signal(number)
        process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert list(tmp_path.iterdir()) == []
    # not by `glob`, which raises if a process ends meanwhile
    processes = [each / "cwd" for each in Path("/proc").iterdir() if each.name.isdigit()]
    assert [each for each in processes if str(folder) in read_link(each)] == []


def read_link(path: Path) -> str:
    try:
        return str(path.readlink())
    except OSError:
        return ""
