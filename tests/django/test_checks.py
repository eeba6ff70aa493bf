"""What `manage.py check` reports about the settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import connections
from django.test import override_settings
from pydantic import SecretStr

from notify_sdk.django import checks
from notify_sdk.testing import NotifyInbox
from tests.django.project import with_outbox_options

KEY = "name-8b3aa916-ec82-434e-b0c5-d5d9b371d6a3-12345678-1234-4234-8234-123456789012"


def found(**options: Any) -> list[str]:
    with with_outbox_options(**options):
        return [str(each.id) for each in run_checks() if str(each.id).startswith("notify_sdk")]


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NOTIFY_API_KEY", "NOTIFY_API_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ({"api_key": KEY}, []),
        ({"api_key": SecretStr(KEY)}, []),
        ({"api_key": lambda: KEY}, []),
        ({"api_key": 1}, ["notify_sdk.E002"]),
        ({}, ["notify_sdk.W002"]),
        ({"sandbox": "if-no-key"}, []),
        ({"api_key": "secret"}, ["notify_sdk.E004"]),
        ({"api_key": KEY, "base_url": "http://example.com"}, ["notify_sdk.E004"]),
        ({"api_key": KEY, "rate_limit": "secret"}, ["notify_sdk.E002"]),
        ({"api_key": KEY, "nudge": "nothing.here"}, ["notify_sdk.E002"]),
        ({"api_key": KEY, "database": "other"}, ["notify_sdk.E003"]),
    ],
)
def test_each_has_its_id(options: dict[str, Any], ids: list[str]) -> None:
    assert found(**options) == ids


def test_a_file_with_the_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NOTIFY_API_KEY_FILE", str(tmp_path / "key"))
    assert found() == ["notify_sdk.E004"]
    (tmp_path / "key").write_text(f"{KEY}\n")
    assert found() == []


def test_a_key_of_the_mail_will_do() -> None:
    with override_settings(NOTIFY_EMAIL={"api_key": KEY}):
        assert found() == []


def test_a_database_that_no_outbox_can_be_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections["default"], "vendor", "mysql")
    assert found(api_key=KEY) == ["notify_sdk.E003"]


def test_sqlalchemy_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> None:
        return None

    monkeypatch.setattr(checks, "find_spec", missing)
    with with_outbox_options(api_key=KEY):
        (error,) = [each for each in run_checks() if str(each.id).startswith("notify_sdk")]
    assert (error.id, error.hint) == ("notify_sdk.E001", 'pip install "notify-sdk[django,outbox]"')


def test_times_without_a_zone() -> None:
    with override_settings(USE_TZ=False):
        assert found(api_key=KEY) == ["notify_sdk.W001"]


def test_no_check_shows_a_key(notify_inbox: NotifyInbox) -> None:
    with with_outbox_options(api_key="secret-key"):
        assert "secret" not in repr(run_checks())
