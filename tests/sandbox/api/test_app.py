"""Every request has an answer in one of the service's formats."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify_sdk.sandbox import Request, Sandbox
from tests.sandbox.signed_requests import bearer_token

SANDBOX = Sandbox()
SANDBOX.service.rate_limit_per_minute = 10**9
TEMPLATES = sorted(SANDBOX.templates.values())

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(
    ["name", "date", "code", "app", "link_to_file", "form_enclosed", "address_line_1", "address_line_2", "postcode"]
)
bodies = json_values | st.fixed_dictionaries(
    {"template_id": st.sampled_from(TEMPLATES)},
    optional={
        "phone_number": st.just("07700900123") | json_values,
        "email_address": st.just("ada@example.com") | json_values,
        "personalisation": st.dictionaries(names, json_values) | json_values,
        "reference": json_values,
        "content": json_values,
        "sanitise_content_for": json_values | st.lists(names),
        "scheduled_for": json_values,
        "sms_sender_id": json_values,
    },
)


def send_request(method, path, query="", body=b""):
    headers = {"authorization": f"Bearer {bearer_token(SANDBOX)}", "host": "localhost"}
    return SANDBOX.handle(Request(method, path, query, headers, body))


def in_an_envelope(response):
    body = response.json()
    if response.status >= 400:
        assert body.get("status_code") == response.status or body.get("result") == "error"
    return True


@pytest.mark.parametrize("kind", ["sms", "email", "letter"])
@given(body=bodies)
@settings(max_examples=60, deadline=None)
def test_any_body_to_send_has_an_answer(kind, body):
    assert in_an_envelope(send_request("POST", f"/v2/notifications/{kind}", body=json.dumps(body).encode()))


@given(body=bodies, template=st.sampled_from(TEMPLATES))
@settings(max_examples=60, deadline=None)
def test_any_body_to_preview_has_an_answer(body, template):
    assert in_an_envelope(send_request("POST", f"/v2/template/{template}/preview", body=json.dumps(body).encode()))


@given(raw=st.binary())
@settings(max_examples=60, deadline=None)
def test_any_bytes_have_an_answer(raw):
    assert in_an_envelope(send_request("POST", "/v2/notifications/sms", body=raw))


@given(
    parts=st.lists(
        st.sampled_from(["v2", "notifications", "template", "version", "pdf", "preview", "", "1", "%2F", "é"])
    ),
    query=st.text(st.sampled_from("abc=&%20older_than"), max_size=12),
)
@settings(max_examples=100, deadline=None)
def test_any_path_has_an_answer(parts, query):
    response = send_request("GET", "/" + "/".join(parts), query)
    assert response.status in {200, 308, 400, 404, 405}


@given(header=st.text(st.characters(codec="latin-1"), max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_authorization_header_has_an_answer(header):
    response = SANDBOX.handle(Request("GET", "/v2/templates", "", {"authorization": header}))
    assert response.status in {401, 403, 500}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/", 405), ("POST", "/_status", 200), ("PUT", "/_status", 405), ("DELETE", "/", 405), ("HEAD", "/", 200),
        ("OPTIONS", "/", 200), ("GET", "//_status", 200), ("GET", "//v2/templates", 200), ("GET", "///v2/templates", 200),
        ("GET", "/v2//templates", 308), ("POST", "/v2//templates", 405), ("POST", "/v2/template//preview", 405),
        ("GET", "//v2//templates", 308),
    ],
)  # fmt: skip
def test_slashes_and_methods_outside_of_v2(method, path, status):
    headers = {"authorization": f"Bearer {bearer_token(SANDBOX)}", "host": "localhost"}
    assert SANDBOX.handle(Request(method, path, "", headers)).status == status


def test_the_admin_routes_refuse_a_missing_and_a_wrong_token():
    no_token = SANDBOX.handle(Request("GET", "/service"))
    assert no_token.json()["message"] == {"token": ["Unauthorized: authentication token must be provided"]}
    wrong = SANDBOX.handle(Request("GET", "/service", "", {"authorization": "Bearer x"}))
    assert wrong.json()["message"] == {"token": ["Unauthorized: not allowed to perform this action"]}
