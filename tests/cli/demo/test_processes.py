"""The demo's processes have nothing of the user's settings, and end with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from notify_sdk.cli.demo.processes import Commands

SHOW = "import json, os; print(json.dumps(dict(os.environ)))"


@pytest.fixture
def commands(tmp_path: Path) -> Commands:
    (tmp_path / "shown.py").write_text(SHOW)
    (tmp_path / "waiting.py").write_text("import time; time.sleep(600)")
    return Commands(tmp_path, "a-key", "http://127.0.0.1:9")


def test_they_have_no_settings_of_a_real_service(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "NOTIFY_API_KEY",
        "NOTIFY_API_KEY_FILE",
        "NOTIFY_OUTBOX",
        "NOTIFY_ALLOW_HTTP",
        "FORCE_COLOR",
        "MYPYPATH",
    ):
        monkeypatch.setenv(name, "of the user")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    seen = json.loads(commands.run("shown").stdout)
    assert {name: value for name, value in seen.items() if name.startswith("NOTIFY_")} == {
        "NOTIFY_API_KEY": "a-key",
        "NOTIFY_BASE_URL": "http://127.0.0.1:9",
    }
    assert "of the user" not in seen.values()
    assert seen["NO_PROXY"] == "*"


def test_a_process_ends_with_its_block(commands: Commands) -> None:
    with pytest.raises(KeyboardInterrupt), commands.started("waiting") as process:
        raise KeyboardInterrupt
    assert process.returncode is not None
