"""Authentication: valid and invalid tokens."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from notify_sdk.sandbox import Request, Sandbox
from tests.conformance.replay import token
from tests.sandbox.signed_requests import bearer_token, send_request

NOW = datetime(2026, 3, 3, 12, 0, 0, 500_000, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
CLOCK = "Error: Your system clock must be accurate to within 30 seconds"
GENERAL = "Invalid token: make sure your API token matches the example at https://docs.notifications.service.gov.uk/rest-api.html#authorisation-header"
NOT_FOUND = "Invalid token: API key not found"


@pytest.fixture
def sandbox():
    return Sandbox(clock=lambda: NOW)


def outcome(sandbox, header):
    headers = {} if header is None else {"authorization": header}
    response = sandbox.handle(Request("GET", "/v2/templates", "", headers))
    return response.status, response.json().get("errors", [{}])[0].get("message")


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "BEARER "])
def test_the_case_of_the_scheme_does_not_matter(sandbox, scheme):
    assert outcome(sandbox, scheme + bearer_token(sandbox)) == (200, None)


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ({"iat": SECONDS - 30}, None),
        ({"iat": SECONDS + 30}, None),
        ({"iat": str(SECONDS)}, None),
        ({"iat": SECONDS + 0.9}, None),
        ({"iat": SECONDS - 31}, CLOCK),
        ({"iat": SECONDS + 31}, CLOCK),
        ({"iat": "now"}, CLOCK),
        ({"iat": float("inf")}, CLOCK),
        ({"iat": True}, CLOCK),
        ({"nbf": SECONDS}, None),
        ({"nbf": SECONDS + 31}, CLOCK),
        ({"nbf": "soon"}, NOT_FOUND),
        ({"exp": SECONDS + 31}, None),
        ({"exp": SECONDS - 31}, GENERAL),
        ({"aud": "notify"}, GENERAL),
        ({"aud": ""}, None),
        ({"sub": 5}, GENERAL),
        ({"jti": 5}, GENERAL),
        ({"sub": "x", "jti": "y"}, None),
        ({"iss": "not-a-uuid"}, "Invalid token: service id is not the right data type"),
        ({"iss": 5}, "Invalid token: service id is not the right data type"),
        ({"iss": "00000000-0000-4000-8000-000000000000"}, "Invalid token: service not found"),
    ],
)
def test_each_claim_is_checked(sandbox, claims, message):
    assert outcome(sandbox, "Bearer " + bearer_token(sandbox, **claims)) == (403 if message else 200, message)


@pytest.mark.parametrize("claim", ["iat", "nbf", "exp"])
@pytest.mark.parametrize("value", [None, [1], {}])
def test_where_the_service_crashes_the_answer_is_500(sandbox, claim, value):
    assert outcome(sandbox, "Bearer " + bearer_token(sandbox, **{claim: value}))[0] == 500


@pytest.mark.parametrize(("value", "message"), [(False, GENERAL), (True, None), (0, None), (None, None)])
def test_a_token_whose_payload_is_sent_apart_is_none(sandbox, value, message):
    facts = {"iss": str(sandbox.service.id), "iat": SECONDS}
    made = token({"typ": "JWT", "alg": "HS256", "b64": value}, facts, sandbox.api_key[-36:])
    assert outcome(sandbox, f"Bearer {made}") == (403 if message else 200, message)


def test_with_a_clock_of_its_own_the_sandbox_takes_the_real_time_too(sandbox):
    assert outcome(sandbox, "Bearer " + bearer_token(sandbox, iat=int(time.time()))) == (200, None)
    assert outcome(sandbox, "Bearer " + bearer_token(sandbox, iat=int(time.time()) - 40)) == (403, CLOCK)
    assert outcome(Sandbox(), "Bearer " + bearer_token(sandbox)) == (403, CLOCK)


def test_a_token_without_issuer_says_so(sandbox):
    header, _, signature = bearer_token(sandbox).split(".")
    assert outcome(sandbox, f"Bearer {header}.e30.{signature}") == (403, "Invalid token: iss field not provided")


@pytest.mark.parametrize("token", ["", "a", "a.b", "a.b.c", "....", "é.é.é", "bnVsbA.bnVsbA.bnVsbA"])
def test_what_is_no_token_is_refused(sandbox, token):
    assert outcome(sandbox, f"Bearer x{token}")[0] == 403


def test_no_token_is_refused(sandbox):
    assert outcome(sandbox, None) == (401, "Unauthorized: authentication token must be provided")
    assert outcome(sandbox, "Basic eDp5") == (401, "Unauthorized: authentication bearer scheme must be used")


def test_a_key_revoked_long_ago_is_as_if_it_had_never_been(sandbox):
    token = "Bearer " + bearer_token(sandbox)
    key = sandbox.service.api_keys[0]
    key.expiry_date = NOW - timedelta(days=6)
    assert outcome(sandbox, token) == (403, "Invalid token: API key revoked")
    key.expiry_date = NOW - timedelta(days=8)
    assert outcome(sandbox, token) == (403, NOT_FOUND)
    key.expiry_date = NOW + timedelta(days=365)
    assert outcome(sandbox, token) == (403, "Invalid token: API key revoked")


def test_a_service_without_keys_or_archived_is_refused(sandbox):
    token = "Bearer " + bearer_token(sandbox)
    sandbox.service.active = False
    assert outcome(sandbox, token) == (403, "Invalid token: service is archived")
    sandbox.service.api_keys.clear()
    assert outcome(sandbox, token) == (403, "Invalid token: service has no API keys")


def test_each_of_the_three_keys_opens_the_sandbox(sandbox):
    for key in (sandbox.api_key, sandbox.team_api_key, sandbox.test_api_key):
        assert send_request(sandbox, "GET", "/v2/templates", key=key).status == 200


def test_a_key_that_is_not_there_is_named(sandbox):
    with pytest.raises(LookupError, match="there is no service other"):
        sandbox.client_key("normal", "other")
    sandbox.service.api_keys.clear()
    with pytest.raises(LookupError, match="the service sandbox has no normal key"):
        _ = sandbox.api_key


def test_no_repr_shows_a_secret(sandbox):
    assert sandbox.api_key[-36:] not in repr(sandbox) + repr(sandbox.service) + repr(sandbox.service.api_keys)
