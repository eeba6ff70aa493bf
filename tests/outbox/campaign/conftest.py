"""Fixtures for the campaigns: databases and a sandbox without a rate limit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from notify_sdk.sandbox import Sandbox
from tests.support.services import servers


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The path of a SQLite file, and the URL of a new PostgreSQL database."""
    if request.param == "sqlite":
        yield str(tmp_path / "outbox.db")
        return
    with servers.database(request.getfixturevalue("postgresql")) as address:
        yield address


@pytest.fixture
def sandbox() -> Sandbox:
    sandbox = Sandbox()
    sandbox.service.rate_limit_per_minute = 10**9
    return sandbox
