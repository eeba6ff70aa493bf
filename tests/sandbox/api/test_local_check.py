"""The sandbox and the local check accept and refuse the same bodies, and neither breaks."""

import base64
import json
import re

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from notify_sdk import Checks, RequestValidationError, check_payload
from notify_sdk._calls import operations
from notify_sdk._calls.client_checks import ClientChecks
from notify_sdk.sandbox import Sandbox
from notify_sdk.templates.known import known_templates
from tests.sandbox.signed_requests import send_request

SANDBOX = Sandbox()
SANDBOX.service.rate_limit_per_minute = 10**9
SANDBOX.service.daily_limits = {}
TEMPLATES = sorted(SANDBOX.templates.values())
NOT_THERE = "00000000-0000-4000-8000-000000000000"
EVERYTHING = {
    "name": "Ada", "date": "3 May", "code": "1", "app": False, "link_to_file": "x", "form_enclosed": "no", "urgent": "no",
    "items": ["a", "b"], "reference": "R", "decision": "yes",
}  # fmt: skip

# What only the service knows, since it depends on its templates, senders and documents, or takes a PDF apart.
OF_THE_SERVICE = re.compile(
    "Template not found|No result found|.* template is not suitable for .* notification|Missing personalisation: .*|"
    "Your message is (?:empty|too long).*|Can only send a file by email|(?:sms_sender|email_reply_to)_id .* does not exist .*|"
    "Document .*|Unsupported file type .*|Uploaded file .*|`filename` cannot be longer .*|File did not pass the virus scan|"
    "Cannot create a usable QR code .*|Cannot decode letter content .*",
    re.DOTALL,
)

halves = st.sampled_from(["\ud800", "a\udfff"])
texts = (
    st.text(max_size=8)
    | st.sampled_from(["", "yes", "\0", "http://a.uk/x", "((name))", "*", "\x85", "\u200b"])
    | halves
)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=6
)
files = st.fixed_dictionaries(
    {"file": st.binary(max_size=12).map(lambda data: base64.b64encode(data).decode()) | json_values},
    optional={
        "filename": st.sampled_from(["a.csv", "A.PDF", "a.exe", "a"]) | json_values,
        "is_csv": st.booleans() | json_values,
        "retention_period": st.sampled_from(["2 weeks", "78 week", "79 weeks", "٤ weeks"]) | json_values,
        "confirm_email_before_download": st.booleans() | json_values,
        "x": scalars,
    },
)
lines = (
    st.sampled_from(["Amala Bird", "102 High Street", "SW14 6BH", "France", "BFPO 1", "(x", "nfa", "a\0b", "\u2003"])
    | json_values
)
address = st.fixed_dictionaries(
    {"address_line_1": lines, "address_line_2": lines},
    optional={f"address_line_{number}": lines for number in range(3, 8)},
)
good_address = st.just({"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"})
values = st.builds(
    lambda *parts: {name: value for part in parts for name, value in part.items()},
    st.just(EVERYTHING) | st.just({}),
    good_address | address | st.just({}),
    st.dictionaries(st.sampled_from([*EVERYTHING, "Name", "na_me", "x"]), json_values | files, max_size=3),
)
names = st.sampled_from([*EVERYTHING, "NAME", "na me", "x"]) | st.none()
identifiers = (
    st.sampled_from([NOT_THERE, "urn:uuid:" + NOT_THERE, "{" + NOT_THERE + "}", "x", "١" + NOT_THERE[1:]]) | json_values
)
rarely = {"x": json_values}
bodies = {
    "sms": st.fixed_dictionaries(
        {
            "phone_number": st.sampled_from(["07700900123", " 07700\u200b900123", "+33612345678", "0770", "020 7946 0123"]) | texts,
            "template_id": st.sampled_from(TEMPLATES) | identifiers,
        },
        optional={"personalisation": values | json_values, "reference": texts | json_values, "sms_sender_id": identifiers, **rarely},
    ),
    "email": st.fixed_dictionaries(
        {
            "email_address": st.sampled_from(["ada@example.com", " a\u200b@b.com ", "a@b"]) | texts,
            "template_id": st.sampled_from(TEMPLATES) | identifiers,
        },
        optional={
            "personalisation": values | json_values,
            "reference": texts | json_values,
            "email_reply_to_id": identifiers,
            "one_click_unsubscribe_url": st.sampled_from(["https://a.uk/x", "http://a.uk"]) | json_values,
            "sanitise_content_for": st.lists(names, max_size=3) | json_values,
            "scheduled_for": json_values,
            **rarely,
        },
    ),
    "letter": st.fixed_dictionaries(
        {"template_id": st.sampled_from(TEMPLATES) | identifiers, "personalisation": values | json_values},
        optional={"reference": texts | json_values, **rarely},
    )
    | st.fixed_dictionaries(
        {"reference": texts | json_values, "content": st.sampled_from(["", "JVBERi0=", "é"]) | json_values},
        optional={"postage": st.sampled_from(["first", "europe"]) | json_values, **rarely},
    ),
}  # fmt: skip


def answered(kind, body):
    """The status and the messages that the sandbox answers with."""
    response = send_request(SANDBOX, "POST", f"/v2/notifications/{kind}", body=body)
    return response.status, [error["message"] for error in response.json().get("errors", [])]


def agree(kind, body):
    status, messages = answered(kind, body)
    found = [error.message for error in check_payload(body, kind)]
    if status == 201:
        assert found == []
    elif status == 500:  # where the service crashes the local check says why
        assert found
    elif not found:
        assert all(map(OF_THE_SERVICE.fullmatch, messages)), messages
    else:
        assert found == messages or all(map(OF_THE_SERVICE.fullmatch, messages)) or "half a character" in str(found)


@given(body=bodies["sms"])
@settings(max_examples=300, deadline=None)
@example(body={"phone_number": "07700900123", "template_id": TEMPLATES[0], "reference": "\0"})
def test_both_agree_on_a_text(body):
    agree("sms", body)


@given(body=bodies["email"])
@settings(max_examples=400, deadline=None)
@example(
    body={
        "email_address": "a@b.com",
        "template_id": SANDBOX.templates["document"],
        "personalisation": {
            "name": {"file": "YWI=", "x": 1},
            "link_to_file": {"file": "", "y": 1},
            "form_enclosed": "",
        },
    }
)
def test_both_agree_on_an_email(body):
    agree("email", body)


@given(body=bodies["letter"])
@settings(max_examples=300, deadline=None)
def test_both_agree_on_a_letter(body):
    agree("letter", body)


@given(
    value=json_values.filter(lambda value: not isinstance(value, str)), name=st.sampled_from(["name", "Name", "na-me"])
)
def test_what_cannot_be_made_safe_is_refused_before_the_service_crashes(value, name):
    values = {**EVERYTHING, "name": value}
    body = {
        "email_address": "a@b.com", "template_id": SANDBOX.templates["document"],
        "personalisation": values, "sanitise_content_for": [name],
    }  # fmt: skip
    assert answered("email", body)[0] == 500
    found = [error.message for error in check_payload(body, "email")]
    assert found == ["sanitise_content_for names name, whose value is not a text"] or "half a character" in str(found)


OPERATIONS = {"sms": operations.send_sms_notification, "email": operations.send_email_notification}


@pytest.mark.parametrize("kind", OPERATIONS)
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_the_client_refuses_what_check_payload_finds(kind, data):
    # a client leaves out what is None, and cannot be given a field that is not there
    body = data.draw(bodies[kind])
    body = {name: value for name, value in body.items() if name not in {"x", "scheduled_for"} and value is not None}
    assume("template_id" in body)
    found = [error.message for error in check_payload(body, kind)]
    if found:
        with pytest.raises(RequestValidationError) as caught:
            OPERATIONS[kind](Checks(), **body)
        assert [detail.message for detail in caught.value.errors] == found
    else:
        OPERATIONS[kind](Checks(), **body)


with SANDBOX.client() as _client:
    KNOWN = _client.get_all_templates()
CHECKS = ClientChecks(templates=known_templates(KNOWN))
LEFT_TO_THE_SERVICE = re.compile(
    "Template not found|No result found|(?:sms_sender|email_reply_to)_id .* does not exist .*|"
    "Document .*|Unsupported file type .*|Uploaded file .*|`filename` cannot be longer .*|File did not pass the virus scan|"
    "Cannot decode letter content .*",
    re.DOTALL,
)


@pytest.mark.parametrize("kind", bodies)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_with_templates_check_payload_finds_what_a_client_with_them_and_the_service_refuse(kind, data):
    body = data.draw(bodies[kind])
    body = {name: value for name, value in body.items() if name not in {"x", "scheduled_for"} and value is not None}
    assume("template_id" in body)
    if data.draw(st.booleans(), "by its name"):
        body["template_id"] = data.draw(st.sampled_from([*SANDBOX.templates, "nobody's"]))
    if kind == "letter":
        body.setdefault("personalisation", {})
    found = check_payload(body, kind, templates=KNOWN)
    send = {**OPERATIONS, "letter": operations.send_letter_notification}[kind]
    refused = []
    try:
        send(CHECKS, **body)
    except RequestValidationError as error:
        refused = error.errors
    if refused and refused[0].message.startswith(("template_id is the name", "template_id is neither")):
        found = found[:1]  # a client stops there
    assert refused == found
    body["template_id"] = SANDBOX.templates.get(str(body["template_id"]), body["template_id"])
    status, messages = answered(kind, body)
    assert not (status == 201 and found)
    if not found and status != 201:
        assert all(map(LEFT_TO_THE_SERVICE.fullmatch, messages)), messages


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_a_number_that_is_not_finite_is_no_json_here_though_the_service_takes_it(value):
    raw = f'{{"phone_number": "07700900123", "template_id": "{SANDBOX.templates["security code"]}", "personalisation": {{"code": {value}, "app": 1}}}}'
    found = check_payload(raw, "sms")
    assert found[0].message == "personalisation.code: a value of type float can't be sent"
    body = answered("sms", json.loads(raw))
    assert body == (201, [])
