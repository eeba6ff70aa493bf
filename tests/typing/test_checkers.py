"""One program of a user in each type checker: it finds the errors that are marked, calls them as before, and finds no other."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data" / "typing"
PROGRAM = DATA / "reminders.py"
README = Path(__file__).parents[2] / "README.md"
LOWEST = dict(re.findall(r"\b(mypy|pyright) ([\d.]+\d)", README.read_text()))
"""The lowest versions that the README names."""
MARK = re.compile(r"  # wrong(?: for ([\w, ]+))?: ")

Errors = list[tuple[int, str]]
"""The line and the code of each error."""


def marked(name: str) -> set[int]:
    """The lines in which a checker must find something."""
    marks = {place: MARK.search(line) for place, line in enumerate(PROGRAM.read_text().splitlines(), 1)}
    return {place for place, mark in marks.items() if mark and name in (mark[1] or name).split(", ")}


def output_of(*command: str, folder: Path, **environment: str) -> str:
    """What a checker prints of the program, in a folder without any settings but those that are in it."""
    shutil.copy(PROGRAM, folder)
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=folder, env={**os.environ, **environment}, check=False, timeout=600
    )
    assert done.returncode == 1, (
        f"{done.returncode}: {done.stdout}{done.stderr}"
    )  # 1: there are errors, the marked ones
    return done.stdout


def errors_in(printed: str, pattern: str) -> Errors:
    """The errors in lines of text, by a pattern of the line's number and the error's code."""
    return [(int(line), code) for line, code in re.findall(pattern, printed, re.MULTILINE)]


def program_of(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert found, f"{name} is not installed: it is in the dependency group `check`"
    return found


def mypy(folder: Path, **environment: str) -> Errors:
    options = ("--strict", "--config-file=", "--hide-error-context", "--no-pretty")
    printed = output_of(sys.executable, "-m", "mypy", *options, PROGRAM.name, folder=folder, **environment)
    return errors_in(printed, rf"^{PROGRAM.name}:(\d+): error: .* \[([a-z-]+)\]$")


def lowest_mypy(folder: Path) -> Errors:
    """The lowest version, which can't be in one environment with the newest: it is kept in a folder beside it."""
    home = Path(sys.prefix) / f"mypy-{LOWEST['mypy']}"
    if not home.exists():
        fresh = home.with_name(f"{home.name}.{os.getpid()}")
        words = ["install", "--quiet", "--no-compile", "--retries=0", f"--target={fresh}", f"mypy=={LOWEST['mypy']}"]
        done = subprocess.run([sys.executable, "-m", "pip", *words], capture_output=True, text=True, check=False)
        if "(from versions: none)" in done.stderr:
            pytest.skip(f"mypy {LOWEST['mypy']} can't be installed without a network")
        assert done.returncode == 0, done.stderr
        fresh.rename(home)
    return mypy(folder, PYTHONPATH=str(home), MYPY_CACHE_DIR=str(home / "cache"))


def pyright(folder: Path, **environment: str) -> Errors:
    (folder / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    command = (sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, PROGRAM.name)
    found = json.loads(output_of(*command, folder=folder, **environment))["generalDiagnostics"]
    return [(each["range"]["start"]["line"] + 1, each["rule"]) for each in found]


def lowest_pyright(folder: Path) -> Errors:
    home = Path(sys.prefix) / f"pyright-{LOWEST['pyright']}"
    chosen = {"PYRIGHT_PYTHON_FORCE_VERSION": LOWEST["pyright"], "PYRIGHT_PYTHON_CACHE_DIR": str(home)}
    environment = {**os.environ, **chosen, "npm_config_fetch_retries": "0"}
    fetch = [sys.executable, "-m", "pyright", "--version"]
    done = subprocess.run(fetch, capture_output=True, text=True, check=False, env=environment)
    if "getaddrinfo" in done.stderr:
        pytest.skip(f"pyright {LOWEST['pyright']} can't be fetched without a network")
    assert done.returncode == 0, done.stderr
    return pyright(folder, **chosen)


def ty(folder: Path) -> Errors:
    command = (program_of("ty"), "check", "--output-format=concise", f"--python={sys.prefix}", PROGRAM.name)
    return errors_in(output_of(*command, folder=folder), rf"^{PROGRAM.name}:(\d+):\d+: \w+\[([a-z-]+)\]")


def pyrefly(folder: Path) -> Errors:
    (folder / "pyrefly.toml").touch()
    command = (program_of("pyrefly"), "check", "--output-format=json", f"--python-interpreter-path={sys.executable}")
    found = json.loads(output_of(*command, PROGRAM.name, folder=folder))["errors"]
    return [(each["line"], each["name"]) for each in found]


CHECKERS: dict[str, Callable[[Path], Errors]] = {
    "mypy": mypy,
    "lowest mypy": lowest_mypy,
    "pyright": pyright,
    "lowest pyright": lowest_pyright,
    "ty": ty,
    "pyrefly": pyrefly,
}


@pytest.mark.parametrize("name", CHECKERS)
def test_it_finds_the_marked_errors_and_no_other(name: str, tmp_path: Path) -> None:
    """`UPDATE_SNAPSHOTS=1` records what it calls them."""
    found = CHECKERS[name](tmp_path)
    assert {line for line, _ in found} == marked(name)
    source = PROGRAM.read_text().splitlines()
    listed = "".join(f"{code}: {MARK.split(source[line - 1])[0].strip()}\n" for line, code in sorted(set(found)))
    snapshot = DATA / f"{name.replace(' ', '_')}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        snapshot.write_text(listed)
    assert listed == snapshot.read_text()


def test_the_marks_name_checkers_that_there_are() -> None:
    named = {name for mark in MARK.finditer(PROGRAM.read_text()) for name in (mark[1] or "mypy").split(", ")}
    assert named <= set(CHECKERS)
    assert set(LOWEST) == {"mypy", "pyright"}
