"""Payloads are accepted by the local check; invalid ones are refused by it and by the sandbox."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import check_payload
from notify_sdk.sandbox import Request, Sandbox
from notify_sdk.testing import strategies
from tests.testing.strategies.quick import quick


@pytest.mark.parametrize("kind", ["sms", "email", "letter", "preview"])
@quick
@given(data=st.data())
def test_payloads_are_accepted_and_invalid_ones_refused(kind, data):
    payload = data.draw(strategies.payloads(kind))
    assert check_payload(json.dumps(payload), kind) == []
    assert check_payload(data.draw(strategies.invalid_payloads(kind)), kind) != []


@pytest.mark.parametrize("kind", ["sms", "email", "letter"])
@quick
@given(data=st.data())
def test_the_sandbox_refuses_invalid_payloads_too(kind, data, auth):
    sandbox, sign = auth
    body = json.dumps(data.draw(strategies.invalid_payloads(kind))).encode()
    assert (
        sandbox.handle(
            Request("POST", f"/v2/notifications/{kind}", headers={"authorization": sign()}, body=body)
        ).status
        == 400
    )


@pytest.fixture(scope="module")
def auth():
    from notify_sdk._client.auth import APIKey, Signer

    sandbox = Sandbox()
    return sandbox, Signer(APIKey.parse(sandbox.test_api_key)).authorization
