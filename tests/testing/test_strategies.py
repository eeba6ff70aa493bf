"""What the strategies make is what they say, by the checks and by the sandbox."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from notify_sdk import callbacks, check_payload, models
from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress, Postcode, RecipientError
from notify_sdk.sandbox import Request, Sandbox
from notify_sdk.testing import strategies

quick = settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
PARSERS = {
    "phone_numbers": PhoneNumber.parse,
    "email_addresses": EmailAddress.parse,
    "postcodes": Postcode.parse,
    "postal_addresses": PostalAddress.from_personalisation,
}


@pytest.mark.parametrize("name", PARSERS)
@quick
@given(data=st.data())
def test_recipients_are_taken(name, data):
    PARSERS[name](data.draw(getattr(strategies, name)()))


@pytest.mark.parametrize("name", ["phone_numbers", "email_addresses"])
@quick
@given(data=st.data())
def test_invalid_recipients_are_refused(name, data):
    with pytest.raises(RecipientError):
        PARSERS[name](data.draw(getattr(strategies, f"invalid_{name}")()))


@pytest.mark.parametrize("kind", ["sms", "email", "letter", "preview"])
@quick
@given(data=st.data())
def test_payloads_are_taken_and_invalid_ones_refused(kind, data):
    payload = data.draw(strategies.payloads(kind))
    assert check_payload(json.dumps(payload), kind) == []
    assert check_payload(data.draw(strategies.invalid_payloads(kind)), kind) != []


@pytest.mark.parametrize("kind", ["sms", "email", "letter"])
@quick
@given(data=st.data())
def test_the_sandbox_refuses_invalid_payloads_too(kind, data, auth):
    sandbox, headers = auth
    body = json.dumps(data.draw(strategies.invalid_payloads(kind))).encode()
    assert sandbox.handle(Request("POST", f"/v2/notifications/{kind}", headers=headers, body=body)).status == 400


@pytest.fixture(scope="module")
def auth():
    from notify_sdk._client.auth import APIKey, Signer

    sandbox = Sandbox()
    return sandbox, {"authorization": Signer(APIKey.parse(sandbox.test_api_key)).authorization()}


ANSWERS = {
    "send_sms_responses": models.SendSmsResponse,
    "send_email_responses": models.SendEmailResponse,
    "send_letter_responses": models.SendLetterResponse,
    "notifications": models.Notification,
}


@pytest.mark.parametrize("name", ANSWERS)
@quick
@given(data=st.data())
def test_answers_can_be_read_back(name, data):
    answer = data.draw(getattr(strategies, name)())
    assert TypeAdapter(ANSWERS[name]).validate_json(answer.model_dump_json()) == answer


@quick
@given(strategies.callbacks())
def test_callbacks_can_be_read_back(callback):
    assert callbacks.parse(callback.model_dump_json()) == callback


def test_every_strategy_is_named():
    public = {name for name in vars(strategies) if not name.startswith("_")}
    assert set(strategies.__all__) <= public
    assert all(callable(getattr(strategies, name)) for name in strategies.__all__)
