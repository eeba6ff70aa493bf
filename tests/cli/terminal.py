"""Runs commands in this process, against a sandbox whose ids and clock are fixed."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner

from notify_sdk.cli import app
from notify_sdk.sandbox import Sandbox
from tests.support.http_server import listening

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SNAPSHOTS = Path(__file__).parent / "snapshots"


def fixed_sandbox() -> Sandbox:
    """A sandbox that numbers its messages, and whose clock shows noon."""
    numbers = count(1)
    return Sandbox(clock=lambda: NOON, ids=lambda: UUID(int=next(numbers)), progress="manual")


@dataclass
class Ran:
    """The exit code and the output of a command."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Its standard output, read as one JSON object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Terminal:
    """Runs commands against a sandbox over HTTP."""

    sandbox: Sandbox
    environment: dict[str, str | None]

    def __call__(self, *words: object, code: int = 0, stdin: str | None = None, **environment: str | None) -> Ran:
        runner = CliRunner()
        result = runner.invoke(app, [str(word) for word in words], input=stdin, env=self.environment | environment)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        ran = Ran(result.exit_code, result.stdout, result.stderr)
        assert ran.code == code, ran
        return ran


@contextmanager
def terminal(sandbox: Sandbox) -> Iterator[Terminal]:
    with listening(sandbox) as address:
        environment = {"NOTIFY_API_KEY": sandbox.api_key, "NOTIFY_BASE_URL": address, "COLUMNS": "110"}
        plain = {"NO_COLOR": "1", "FORCE_COLOR": None, "TERM": "dumb", "TERMINAL_WIDTH": "110"}
        with local_time("UTC"), pytest.MonkeyPatch.context() as patch:
            patch.setattr("notify_sdk.cli.tables.current_time", lambda: NOON + timedelta(hours=1))
            patch.setattr("notify_sdk.cli.tables.on_terminal", lambda: True)
            yield Terminal(sandbox, {**environment, **plain})


@contextmanager
def local_time(zone: str) -> Iterator[None]:
    """Sets the time zone of this process until the block ends."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        yield
    time.tzset()


def matches_snapshot(name: str, text: str) -> None:
    """Compares a text with its snapshot. `UPDATE_SNAPSHOTS=1` replaces the snapshot."""
    path = SNAPSHOTS / name
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert path.read_text() == text
