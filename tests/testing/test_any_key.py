"""Which keys a sandbox of a test takes for its live one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import AuthError, BadRequestError, NotificationsAPIClient, RequestValidationError
from notify_sdk.sandbox import Request, Sandbox, State
from notify_sdk.testing import sandboxed
from notify_sdk.testing.any_key import taken_for_live
from tests.support.clients import BlockingClient, ClientKind

VALUES = {"name": "Amala", "date": "3 March"}
SERVICE = "5e271ce0-0000-4000-8000-000000000000"


@given(st.text(max_size=20), st.uuids(), st.uuids(), st.booleans())
def test_any_well_formed_key_of_another_service_is_taken_for_the_live_one(
    name: str, service: UUID, secret: UUID, upper: bool
) -> None:
    key = f"{name}-{service}-{secret}".strip()
    with sandboxed() as inbox, NotificationsAPIClient(key.upper() if upper else key) as client:
        client.send_sms_notification("07700 900 900", inbox.sandbox.templates["appointment reminder"], VALUES)
        inbox.assert_sent_sms(times=1)


def test_both_clients_and_both_ways_to_a_sandbox(client_kind: ClientKind) -> None:
    for http in (False, True):
        with (
            sandboxed(http=http) as inbox,
            BlockingClient(
                client_kind, "settings-56513a9a-555b-4cbd-9ef3-f44645dc26f5-56513a9a-555b-4cbd-9ef3-f44645dc26f5"
            ) as client,
        ):
            template = inbox.sandbox.templates["appointment reminder"]
            client.send_sms_notification("07700 900 900", template, VALUES)
            inbox.assert_sent_sms(times=1)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (f"wrong-{SERVICE}-56513a9a-555b-4cbd-9ef3-f44645dc26f5", "API key not found"),
        (f"revoked-{SERVICE}-00000000-0000-4000-8000-00000000dead", "API key revoked"),
    ],
)
def test_a_key_of_its_own_service_is_checked(key: str, words: str) -> None:
    with sandboxed() as inbox:
        revoked = replace(inbox.sandbox.service.api_keys[0], secret=key[-36:], expiry_date=datetime.now(UTC))
        if "revoked" in key:
            inbox.sandbox.service.api_keys.append(revoked)
        with NotificationsAPIClient(key) as client, pytest.raises(AuthError, match=words):
            client.get_all_templates()


def test_a_team_key_stays_one() -> None:
    with sandboxed() as inbox, NotificationsAPIClient(inbox.sandbox.team_api_key) as client:
        template = inbox.sandbox.templates["appointment reminder"]
        with pytest.raises(BadRequestError, match="team"):
            client.send_sms_notification("07700 900 900", template, VALUES)


@pytest.mark.parametrize(
    "key",
    [
        "fake",
        "fakekey-11111111-1111-1111-1111-111111111111-22222222-2222-2222-222222222222",
        "56513a9a-555b-4cbd-9ef3-f44645dc26f5",
        "x" * 100,
    ],
)
def test_the_refusal_of_a_malformed_one_says_which_would_do(key: str) -> None:
    with sandboxed():
        with pytest.raises(
            RequestValidationError, match="in tests, any name and any two UUIDs will do, with hyphens between them"
        ):
            NotificationsAPIClient(key)
        assert (
            NotificationsAPIClient("any name-56513a9a-555b-4cbd-9ef3-f44645dc26f5-56513a9a-555b-4cbd-9ef3-f44645dc26f5")
            .get_all_templates()
            .templates
        )


def test_without_it_an_unknown_service_is_refused() -> None:
    with (
        sandboxed(any_key=False),
        NotificationsAPIClient("a-56513a9a-555b-4cbd-9ef3-f44645dc26f5-56513a9a-555b-4cbd-9ef3-f44645dc26f5") as client,
        pytest.raises(AuthError, match="service not found"),
    ):
        client.get_all_templates()


def test_a_clock_that_is_wrong_stays_wrong() -> None:
    state = Sandbox().state
    token = jwt.encode(
        {"iss": "56513a9a-555b-4cbd-9ef3-f44645dc26f5", "iat": 1_000_000_000}, "x" * 36, algorithm="HS256"
    )
    signed = taken_for_live(_request(f"Bearer {token}"), state)
    response = Sandbox(state).handle(signed)
    assert (response.status, b"system clock must be accurate" in response.body) == (403, True)


STRANGE = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "Bearer", "Bearer x", "Bearer x.y.z", "Basic dXNlcg=="]),
    st.builds(
        lambda claims, algorithm: f"Bearer {jwt.encode(claims, 'x' * 64, algorithm=algorithm)}",
        st.dictionaries(
            st.sampled_from(["iat", "exp", "aud", "sub"]), st.none() | st.integers() | st.text() | st.lists(st.none())
        ),
        st.sampled_from(["HS256", "HS512"]),
    ),
    st.builds(lambda issuer: f"Bearer {jwt.encode({'iss': issuer}, 'x' * 64, algorithm='HS512')}", st.uuids().map(str)),
    st.builds(  # PyJWT refuses to make these
        lambda issuer: f"Bearer {jwt.api_jws.encode(json.dumps({'iss': issuer}).encode(), 'x' * 64, 'HS256')}",
        st.none() | st.booleans() | st.integers(-9, 9) | st.text() | st.lists(st.text()) | st.just({"a": None}),
    ),
    st.just(f"Bearer {jwt.encode({'iss': SERVICE}, 'x' * 36, algorithm='HS256')}"),
)


@given(STRANGE)
def test_whatever_else_comes_stays_as_it_is(authorization: str) -> None:
    request = _request(authorization)
    assert taken_for_live(request, Sandbox().state) is request


@pytest.mark.parametrize("services", [0, 1])
def test_where_there_is_no_live_key_nothing_is_taken_for_it(services: int) -> None:
    state = Sandbox().state
    next(iter(state)).api_keys.clear()
    request = _request(
        f"Bearer {jwt.encode({'iss': '56513a9a-555b-4cbd-9ef3-f44645dc26f5', 'iat': 0}, 'x' * 36, algorithm='HS256')}"
    )
    assert taken_for_live(request, state if services else State([])) is request


def _request(authorization: str) -> Request:
    return Request("GET", "/v2/templates", headers={"authorization": authorization})
