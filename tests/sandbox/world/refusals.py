"""World files that are refused."""

from datetime import UTC, datetime

import pytest

from notify_sdk.sandbox import Sandbox, WorldError

NOW = datetime(2026, 11, 23, 4, 27, tzinfo=UTC)
ID, OTHER = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
SUFFIXES = (".json", ".yaml", ".yml")


def service(**facts):
    """A world with one service."""
    return {"services": {"a": facts}}


def refused_file(tmp_path, suffix, content):
    """The error for a file that is not a world."""
    path = tmp_path / f"w{suffix}"
    path.write_bytes(content)
    with pytest.raises(WorldError) as caught:
        Sandbox.load(path)
    return str(caught.value)
