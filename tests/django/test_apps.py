"""The app needs no other app: it brings the checks, the tables and the command to a project that lists it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

MANAGE = """\
import sys
from django.conf import settings
settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "project.db"}},
    INSTALLED_APPS=%r,
    NOTIFY_OUTBOX={"rate": 1},
    SECRET_KEY="for tests",
)
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", *sys.argv[1:]])
"""


def run(folder: Path, apps: list[str], *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NOTIFY_")}
    command = [sys.executable, "-c", MANAGE % apps, *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("apps", [["notify_sdk.django"], []], ids=["with-the-app", "without-it"])
def test_checks_tables_and_the_command_come_with_the_app(tmp_path: Path, apps: list[str]) -> None:
    checked = run(tmp_path, apps, "check")
    assert ("notify_sdk.E002" in checked.stderr, checked.returncode) == ((True, 1) if apps else (False, 0))
    migrated = run(tmp_path, apps, "migrate", "--skip-checks")
    assert migrated.returncode == 0, migrated.stderr
    assert ("Applying notify_sdk.0001_outbox... OK" in migrated.stdout) == bool(apps)
    helped = run(tmp_path, apps, "notify_outbox", "--help")
    assert ("{send,follow,status}" in helped.stdout, helped.returncode) == ((True, 0) if apps else (False, 1))
