"""Every code block of the READMEs and docs/ runs, and prints what the page says it prints."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import tests.django.project  # noqa: F401 - configures Django, for pages that use it
from notify_sdk.cli import app
from tests.cli.terminal import fixed_sandbox, terminal

pytest_plugins = ["pytester"]
ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "schema" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = {"csv", "text", "json", "yaml", "toml", "html", "diff", "ini"}


def blocks(page: Path) -> list[tuple[str, str, str]]:
    return [(kind, note.strip(), code) for kind, note, code in BLOCK.findall(page.read_text())]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_python_blocks_run_in_order(page: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A page is one program; a `text` block marked `output` right after a block is what that block prints."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NOTIFY_API_KEY", raising=False)
    monkeypatch.delenv("NOTIFY_BASE_URL", raising=False)
    namespace: dict[str, object] = {"__name__": page.stem}
    printed = ""
    for kind, note, code in blocks(page):
        if kind == "python" and not note:
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(code, str(page), "exec", dont_inherit=True), namespace)
            printed = out.getvalue()
        elif kind == "text" and note == "output":
            assert printed.strip() == code.strip()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_is_of_a_kind_that_is_looked_at(page: Path) -> None:
    kinds = {kind for kind, _, _ in blocks(page)}
    assert kinds <= {"python", "console", "bash", *SHOWN}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_console_blocks_of_notify_sdk_print_what_they_show(page: Path, tmp_path: Path) -> None:
    """`$ notify-sdk ...` lines run; the lines after them are the output. Blocks marked `served` need a server: see tests/cli."""
    for kind, note, code in blocks(page):
        if kind != "console" or note:
            continue
        for chunk in re.split(r"^\$ ", code, flags=re.MULTILINE)[1:]:
            command, _, expected = chunk.partition("\n")
            if not command.startswith("notify-sdk"):
                continue
            words = [sys.executable, "-m", "notify_sdk", *shlex.split(command)[1:]]
            env = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb", "PATH": os.environ["PATH"], "HOME": str(tmp_path)}
            done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
            assert (done.stdout + done.stderr).strip() == expected.strip(), command


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_console_blocks_in_front_of_a_sandbox(page: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Blocks marked `session` are one session with a sandbox over HTTP, whose ids and clock are fixed; `piped` goes into a pipe."""
    found = blocks(page)
    if not any(note == "session" for _, note, _ in found):
        return
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    out = io.StringIO()
    with terminal(fixed_sandbox()) as run:
        names: dict[str, object] = {"sandbox": run.sandbox, "__name__": page.stem}
        for kind, note, code in found:
            if note.startswith("file "):
                Path(note.removeprefix("file ")).write_text(code)
            elif (kind, note) == ("python", "session"):
                out = io.StringIO()
                with contextlib.redirect_stdout(out):
                    exec(compile(code, str(page), "exec", dont_inherit=True), names)
            elif (kind, note) == ("text", "session"):
                assert out.getvalue().strip() == code.strip()
            elif kind == "console" and note in {"session", "piped"}:
                monkeypatch.setattr("notify_sdk.cli.tables.on_terminal", lambda note=note: note == "session")
                for chunk in re.split(r"^\$ ", code, flags=re.MULTILINE)[1:]:
                    command, _, expected = chunk.partition("\n")
                    output = CliRunner().invoke(app, shlex.split(command)[1:], env=run.environment).output
                    shown = "\n".join(line.rstrip() for line in output.splitlines())
                    assert shown.strip() == expected.strip(), command


def test_blocks_that_are_tests_pass_or_fail_as_shown(pytester: pytest.Pytester) -> None:
    """`python file NAME` is kept, `python test` runs under pytest; a `text failure` after one is how it fails."""
    for page in PAGES:
        found = blocks(page)
        for number, (kind, note, code) in enumerate(found):
            if kind == "python" and note.startswith("file "):
                (pytester.path / note.removeprefix("file ")).write_text(code)
            elif kind == "python" and note == "test":
                following = found[number + 1] if number + 1 < len(found) else ("", "", "")
                passes(pytester, code, following[2] if following[:2] == ("text", "failure") else None)


def passes(pytester: pytest.Pytester, code: str, failure: str | None) -> None:
    pytester.makepyfile(test_block=code)
    words = (
        "-q",
        "-p",
        "no:randomly",
        "-p",
        "no:cacheprovider",
        "-W",
        "error",
        "--hypothesis-profile=ci",  # a loaded machine may take longer than the deadline of a usual run
        f"--rootdir={pytester.path}",
        "test_block.py",
    )
    done = pytester.runpytest_subprocess(*words)
    if failure is None:
        assert done.ret == 0, done.stdout.str()
        return
    assert done.ret == 1
    said = [line.removeprefix("E").strip() for line in done.stdout.lines if line.startswith("E")]
    shown = [line.strip() for line in failure.strip().splitlines()]
    said[0] = said[0].removeprefix("AssertionError: ")
    assert [line for line in said if line] == [line for line in shown if line]
