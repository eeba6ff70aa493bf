"""Runs tests and type checkers in an environment, and counts what they say."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from scripts.versions.environments import ROOT, Environment

# it takes half an hour, and is about processes that are killed, not about versions
_LEFT_OUT = ("--ignore=tests/outbox/campaign",)


@dataclass(frozen=True)
class Outcome:
    """What a run of pytest found."""

    passed: int = 0
    skipped: int = 0
    failed: tuple[str, ...] = field(default=())
    """The tests that failed, or could not be collected."""

    message: str = ""
    """The last lines, if pytest itself did not get through."""

    @property
    def good(self) -> bool:
        return self.passed > 0 and not self.failed and not self.message

    def __str__(self) -> str:
        counts = [f"{self.passed:,} passed"]
        counts += [f"{len(self.failed)} failed"] if self.failed else []
        counts += [f"{self.skipped} skipped"] if self.skipped else []
        return ", ".join(counts) if not self.message else "did not run"


def run_tests(environment: Environment, paths: Sequence[str], report: Path) -> Outcome:
    """Runs tests below `tests/`.

    Args:
        environment: Where they run.
        paths: Files and folders below `tests/`.
        report: Where pytest's JUnit report is written; its output goes beside it.
    """
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    words = [str(environment.python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "--continue-on-collection-errors"]
    words += [f"--junitxml={report}", "-o", "junit_logging=no", *_LEFT_OUT, *(f"tests/{path}" for path in paths)]
    surroundings = {**os.environ, "HYPOTHESIS_PROFILE": "quick", "VENV": str(environment.python.parents[1])}
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT, env=surroundings)
    report.with_suffix(".log").write_text(done.stdout + done.stderr)
    if done.returncode not in {0, 1} or not report.exists():
        return Outcome(message=(done.stdout + done.stderr)[-2000:])
    return read(report.read_text())


def read(report: str) -> Outcome:
    """What a JUnit report says."""
    passed, skipped, failed = 0, 0, list[str]()
    for case in ET.fromstring(report).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed.append(f"{case.get('classname')}::{case.get('name')}")
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    return Outcome(passed, skipped, tuple(dict.fromkeys(failed)))


def run_checker(environment: Environment, words: Sequence[str]) -> tuple[int, str]:
    """How many errors a type checker finds, and its output."""
    path = f"{environment.python.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [str(environment.python), "-m", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PATH": path},
    )
    output = done.stdout + done.stderr
    errors = len(re.findall(r"(?:: | - )error: ", output))
    return (errors if errors or not done.returncode else -1), output
