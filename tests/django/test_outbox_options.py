"""The setting `NOTIFY_OUTBOX`: each wrong option is named, and the client's options come from either setting."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from pydantic import SecretStr

from notify_sdk import SandboxWarning
from notify_sdk.django import outbox
from notify_sdk.django.outbox_options import nudge_of, outbox_alias, outbox_client, outbox_options, resolved_options
from tests.django.project import with_outbox_options

NOT_CALLABLE = 7


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"database": "secret"}, "there is no database 'secret'"),
        ({"rate_limit": 0}, "rate_limit: Input should be greater than 0"),
        ({"resend_after": "secret"}, "resend_after: Input should be a valid number"),
        ({"rate": 1}, "rate: Extra inputs are not permitted"),
        ({"nudge": "tests.nothing.here"}, "nudge can't be imported"),
        ({"nudge": f"{__name__}.NOT_CALLABLE"}, "can't be called"),
    ],
)
def test_each_option_that_is_wrong_is_named(options: dict[str, Any], problem: str) -> None:
    with with_outbox_options(**options), pytest.raises(ImproperlyConfigured, match="NOTIFY_OUTBOX") as caught:
        outbox()
    assert problem in str(caught.value)


@pytest.mark.parametrize("options", [[], "secret", None])
def test_a_setting_that_is_no_dict(options: object) -> None:
    with (
        override_settings(NOTIFY_OUTBOX=options),
        pytest.raises(ImproperlyConfigured, match="is not a dict of options"),
    ):
        outbox_options()


@pytest.mark.parametrize(("given", "alias"), [({}, "default"), ({"database": "other"}, "other")])
def test_the_database_is_the_default_one_unless_it_is_named(given: dict[str, Any], alias: str) -> None:
    with with_outbox_options(**given):
        assert outbox_alias() == alias


FOR_MAIL = {
    "api_key": "mail",
    "base_url": "https://mail.example.com",
    "timeout": 7,
    "sandbox": "if-asked",
    "only_to": ["@mail.example.com"],
    "never_to": ["never@mail.example.com"],
    "redirect_to": "team@mail.example.com",
}
OWN = {
    "api_key": "own",
    "base_url": "https://own.example.com",
    "timeout": 9,
    "sandbox": "if-no-key",
    "only_to": ["@own.example.com"],
    "never_to": ["never@own.example.com"],
    "redirect_to": ["team@own.example.com", "07700 900999"],
}


@pytest.mark.parametrize("option", FOR_MAIL)
@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("for_mail", [True, False])
def test_an_option_of_the_client_is_the_outboxs_own_or_that_of_the_mail(option: str, own: bool, for_mail: bool) -> None:
    mail = {"template_id": "of the mail alone", **({option: FOR_MAIL[option]} if for_mail else {})}
    chosen = OWN if own else FOR_MAIL
    with with_outbox_options(**({option: OWN[option]} if own else {})), override_settings(NOTIFY_EMAIL=mail):
        found = {
            name: value.get_secret_value() if isinstance(value, SecretStr) else value
            for name, value in resolved_options().items()
        }
        assert found == ({option: chosen[option]} if own or for_mail else {})


def test_an_error_in_the_setting_of_the_mail_is_not_reported() -> None:
    with with_outbox_options(timeout=9), override_settings(NOTIFY_EMAIL="secret"):
        assert resolved_options() == {"timeout": 9}


GUARDED = {"only_to": ["@example.org"], "never_to": ["a@example.org"], "redirect_to": "b@example.org"}


def test_a_client_has_the_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_API_KEY", raising=False)
    monkeypatch.delenv("NOTIFY_BASE_URL", raising=False)
    with with_outbox_options(sandbox="if-no-key"), pytest.warns(SandboxWarning), outbox_client() as client:
        assert "sandbox" in repr(client)
    with with_outbox_options(sandbox="if-no-key", **GUARDED), pytest.warns(SandboxWarning):
        guard = outbox_client()._settings.checks.guard
    assert guard is not None
    assert None not in (guard.only_to, guard.never_to, guard.redirect_to)
    with with_outbox_options(api_key="secret"), pytest.raises(ImproperlyConfigured, match="NOTIFY_OUTBOX") as caught:
        outbox_client()
    assert "secret" not in str(caught.value)


class EnqueuedTask:
    """As a task of Django's is: it is called through `enqueue`."""

    def enqueue(self) -> str:
        return "enqueued"


TASK = EnqueuedTask()


def function() -> str:
    return "called"


@pytest.mark.parametrize(
    ("nudge", "result"),
    [(function, "called"), (f"{__name__}.function", "called"), (f"{__name__}.TASK", "enqueued")],
    ids=["function", "path", "path-of-a-task"],
)
def test_each_form_of_a_nudge(nudge: Any, result: str) -> None:
    found = nudge_of({"nudge": nudge})
    assert found is not None
    assert found() == result


def test_there_may_be_no_nudge() -> None:
    assert nudge_of({}) is None
