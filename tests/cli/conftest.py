"""What the tests of the command line share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, fixed_sandbox, terminal


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """Runs commands in an empty folder against a sandbox over HTTP."""
    monkeypatch.chdir(tmp_path)
    with terminal(fixed_sandbox()) as made:
        yield made
