"""The parts of a service: a key in the form that clients take, and no secret in a repr."""

from __future__ import annotations

from uuid import UUID

from notify_sdk._client.auth import APIKey
from notify_sdk.sandbox.world.service_parts import ApiKey, Callback

SERVICE = UUID("26785a09-ab16-4eb0-8407-a37497a57506")
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"


def api_key() -> ApiKey:
    return ApiKey(slug="live", id=UUID(int=1), name="live_key", key_type="normal", secret=SECRET)


def test_a_key_has_the_form_that_clients_take() -> None:
    text = api_key().client_key(SERVICE)
    assert text == f"live_key-{SERVICE}-{SECRET}"
    assert APIKey.parse(text).service_id == str(SERVICE)


def test_no_repr_shows_a_secret() -> None:
    assert SECRET not in repr(api_key())
    assert "my token" not in repr(Callback(url="https://example.gov.uk", bearer_token="my token"))
