"""API keys of every shape, and the tokens made of them."""

from __future__ import annotations

import pickle
from uuid import uuid4

import pytest

from notify_sdk import NotificationsAPIClient, RequestValidationError
from notify_sdk._client.auth import APIKey, Signer
from tests.support.clients import KEY, BlockingClient

SERVICE, SECRET = KEY[-73:-37], KEY[-36:]
PLAIN = f"{SERVICE}-{SECRET}"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        f"my_key-{PLAIN}",
        f"a-key-with-hyphens-{PLAIN}",
        f"-{PLAIN}",
        f"name with spaces, é and 😀-{PLAIN}",
        f"{uuid4()}-{PLAIN}",
        f"  name-{PLAIN}\n",
        f"line\nbreak-{PLAIN}",
        f"name-{PLAIN.upper()}",
    ],
)
def test_any_name_may_stand_before_a_key(text):
    assert APIKey.parse(text) == APIKey(SERVICE, SECRET)


WRONG = [
    ("", "is empty"),
    (" \n ", "is empty"),
    ("short", "is too short"),
    ("x" * 100_000, "is far too long, and does not end in two UUIDs"),
    (PLAIN.encode(), "of type bytes"),
    (uuid4(), "of type UUID"),
    (0, "of type int"),
]


@pytest.mark.parametrize(("key", "said"), WRONG)
def test_a_wrong_key_is_told_and_never_shown(client_kind, key, said):
    with pytest.raises(RequestValidationError, match=said) as caught:
        BlockingClient(client_kind, key)
    assert SECRET[:-1] not in str(caught.value) + repr(caught.value)
    assert len(str(caught.value)) < 400
    assert caught.value.__cause__ is None


def test_no_key_at_all_names_the_setting(client_kind, monkeypatch):
    monkeypatch.delenv("NOTIFY_API_KEY", raising=False)
    with pytest.raises(RequestValidationError, match="NOTIFY_API_KEY"):
        BlockingClient(client_kind)


def test_a_key_is_never_shown_and_never_pickled():
    signer = Signer(APIKey.parse(KEY))
    assert SECRET not in repr(APIKey.parse(KEY)) + repr(signer)
    with pytest.raises(TypeError):
        pickle.dumps(APIKey.parse(KEY))
    with pytest.raises(TypeError):
        pickle.dumps(signer)


def test_one_token_serves_a_second_and_no_longer(monkeypatch):
    now = 1_800_000_000.0
    monkeypatch.setattr("time.time", lambda: now)
    signer = Signer(APIKey.parse(KEY))
    first = signer.authorization()
    now += 0.9
    assert signer.authorization() is first
    now += 0.1
    assert signer.authorization() != first


def test_a_clients_repr_has_its_address_and_not_its_key():
    with NotificationsAPIClient(KEY) as client:
        assert repr(client) == "NotificationsAPIClient('https://api.notifications.service.gov.uk')"
        assert SECRET not in repr(client._settings)
