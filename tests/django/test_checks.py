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
from notify_sdk.django.client_options import ClientOptions
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


HINT = "Set NOTIFY_API_KEY or NOTIFY_API_KEY_FILE in the environment, or api_key in NOTIFY_OUTBOX or NOTIFY_EMAIL."
WRONG: dict[str, tuple[object, str, str | None]] = {
    "api_key": ("secret", "E004", HINT),
    "base_url": ("http://secret.example.com", "E004", None),
    "allow_http": (["http://secret"], "E004", None),
    "timeout": ("soon", "E004", None),
    "sandbox": ("sometimes", "E004", None),
    "only_to": ("secret", "E004", None),
    "never_to": ("secret", "E004", None),
    "redirect_to": ("secret", "E004", None),
    "templates": ("nowhere.json", "E002", None),
    "blanks": ("maybe", "E002", None),
}


def test_each_option_of_the_client_can_be_wrong() -> None:
    assert WRONG.keys() == ClientOptions.__annotations__.keys()


@pytest.mark.parametrize("option", WRONG)
@pytest.mark.parametrize("setting", ["NOTIFY_EMAIL", "NOTIFY_OUTBOX"])
def test_a_wrong_option_is_one_error_that_names_its_setting(option: str, setting: str) -> None:
    value, number, hint = WRONG[option]
    given = {"NOTIFY_EMAIL": {}, "NOTIFY_OUTBOX": {}, setting: {"api_key": KEY, option: value}}
    with override_settings(**given):
        (error,) = [each for each in run_checks() if str(each.id).startswith("notify_sdk")]
    assert error.msg.startswith(setting)
    assert option in error.msg
    assert "secret" not in error.msg
    if setting == "NOTIFY_OUTBOX" and "is not valid" in error.msg:  # of the wrong type
        number, hint = "E002", None
    assert (error.id, error.hint) == (f"notify_sdk.{number}", hint)


def test_a_wrong_key_is_reported_beside_another_error() -> None:
    with with_outbox_options(api_key="secret", nudge="nothing.here"):
        errors = {str(each.id): each for each in run_checks() if str(each.id).startswith("notify_sdk")}
    assert set(errors) == {"notify_sdk.E002", "notify_sdk.E004"}
    assert errors["notify_sdk.E004"].hint == HINT


def test_a_key_file_that_is_wrong_has_the_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_API_KEY_FILE", "nowhere")
    with with_outbox_options():
        (error,) = [each for each in run_checks() if str(each.id).startswith("notify_sdk")]
    assert (error.id, error.hint) == ("notify_sdk.E004", HINT)


def test_times_without_a_zone() -> None:
    with override_settings(USE_TZ=False):
        assert found(api_key=KEY) == ["notify_sdk.W001"]


def test_no_check_shows_a_key(notify_inbox: NotifyInbox) -> None:
    with with_outbox_options(api_key="secret-key"):
        assert "secret" not in repr(run_checks())
