"""The bearer token of callbacks, in the settings or the environment."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from django.utils.functional import SimpleLazyObject, lazystr

from notify_sdk.django.callback_token import callback_tokens
from tests.callbacks.shipped import NO_TOKENS

NAME = "NOTIFY_CALLBACK_TOKEN"


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)


def found_by_check() -> list[str]:
    return [each.msg for each in run_checks() if each.id == "notify_sdk.E005"]


@pytest.mark.parametrize(
    ("given", "tokens"),
    [
        ("one\n", ("one",)),
        (["new", " old "], ("new", "old")),
        (("one",), ("one",)),
        (lazystr("lazy"), ("lazy",)),
        ([lazystr("new"), SimpleLazyObject(lambda: "old")], ("new", "old")),
    ],
)
def test_the_setting(given: object, tokens: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "of the environment")
    with override_settings(**{NAME: given}):
        assert callback_tokens() == tokens
        assert found_by_check() == []


def test_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "one\n")
    assert callback_tokens() == ("one",)
    monkeypatch.setenv(NAME, "")
    with pytest.raises(ImproperlyConfigured, match="token is empty"):
        callback_tokens()
    assert len(found_by_check()) == 1


@pytest.mark.parametrize("given", [token for token in NO_TOKENS if token is not None], ids=repr)
def test_a_token_that_is_none(given: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no reason to take that of the environment."""
    monkeypatch.setenv(NAME, "of the environment")
    with override_settings(**{NAME: given}):
        with pytest.raises(ImproperlyConfigured, match=r"^NOTIFY_CALLBACK_TOKEN: token is") as caught:
            callback_tokens()
        assert found_by_check() == [str(caught.value)]


def test_no_token_at_all_is_an_error_where_one_is_needed() -> None:
    with pytest.raises(ImproperlyConfigured, match="token is empty"):
        callback_tokens()
    assert found_by_check() == []
