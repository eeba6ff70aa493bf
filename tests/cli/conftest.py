"""Fixtures of the command line: commands in this process, and jobs in separate processes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from notify_sdk.sandbox import Fault, Sandbox
from tests.cli.people import CSV
from tests.cli.processes import Job
from tests.cli.terminal import Terminal, fixed_sandbox, terminal
from tests.support.http_server import listening


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """Runs commands in an empty folder against a sandbox over HTTP."""
    monkeypatch.chdir(tmp_path)
    with terminal(fixed_sandbox()) as made:
        yield made


@pytest.fixture
def people_csv(tmp_path: Path) -> Path:
    """A file of three people."""
    path = tmp_path / "people.csv"
    path.write_text(CSV)
    return path


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    """A file of recipients, and a sandbox that answers each send after a tenth of a second."""
    sandbox = Sandbox()
    sandbox.faults.add(Fault(delay=0.1, path="notifications/sms"))
    with listening(sandbox) as address:
        yield Job(tmp_path, sandbox, address)
