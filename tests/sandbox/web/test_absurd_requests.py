"""Absurd requests: a refusal that names the field, or an answer that is JSON, never an exception."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import math
import socket
from dataclasses import fields
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notify_sdk.sandbox import Fault, Request, Sandbox
from notify_sdk.sandbox.web.control import control
from notify_sdk.sandbox.web.pages import pages
from tests.sandbox.manual_clock import send_text
from tests.sandbox.signed_requests import send_request

DEPTHS = (500, 900, 990, 1_000, 5_000, 100_000)
NUMBERS = ["NaN", "Infinity", "-Infinity", "1e308", "-1e308", "1e999", "1e15", "9" * 400, "9" * 5_000, "-1"]
ENDPOINTS = {
    "advance": {"seconds": 1},
    "received-texts": {"user_number": "07700900111", "content": "hi"},
    "faults": {"kind": "reset"},
    "inbox/{id}/status": {"status": "delivered"},
}


@pytest.fixture
def sandbox() -> Sandbox:
    made = Sandbox()
    send_text(made)
    return made


def said(sandbox: Sandbox, endpoint: str, body: bytes | str) -> tuple[int, str]:
    """The status and message of an answer, after which the sandbox works as before."""
    path = "/_sandbox/" + endpoint.format(id=next(iter(sandbox.state.notifications)))
    answer = control(sandbox, Request("POST", path, body=body if isinstance(body, bytes) else body.encode()))
    assert answer is not None
    message = json.loads(answer.body, parse_constant=pytest.fail)
    sandbox.faults.clear()
    send_text(sandbox)
    sandbox.advance()
    return answer.status, message["errors"][0]["message"] if answer.status >= 400 else ""


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("kind", ["lists", "objects", "lists that end", "a list in a field"])
def test_nesting_is_refused(sandbox: Sandbox, endpoint: str, depth: int, kind: str) -> None:
    field = next(iter(ENDPOINTS[endpoint]))
    body = {
        "lists": "[" * depth,
        "objects": '{"a":' * depth,
        "lists that end": "[" * depth + "]" * depth,
        "a list in a field": f'{{"{field}": {"[" * depth}{"]" * depth}}}',
    }[kind]
    assert said(sandbox, endpoint, body)[0] == 400


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_field_that_there_is_not_is_named(sandbox: Sandbox, endpoint: str) -> None:
    for name in ("tims", "", "\ud800", "x" * 10_000):
        status, message = said(sandbox, endpoint, json.dumps({**ENDPOINTS[endpoint], name: 1}))
        assert (status, repr(name[:100]) in message) == (400, True)


@pytest.mark.parametrize("number", [*NUMBERS, "true", '"1"', "[]", "{}"])
def test_a_time_that_is_none_is_refused(sandbox: Sandbox, number: str) -> None:
    status, message = said(sandbox, "advance", f'{{"seconds": {number}}}')
    assert status == 400
    assert "seconds" in message or number == "9" * 5_000  # which is no JSON to Python


def test_time_is_moved_by_a_hundred_years_at_most(sandbox: Sandbox) -> None:
    for expected in (200, 400, 200):
        body = b'{"seconds": 3000000000}' if expected == 400 or sandbox.delivery.now.year < 2100 else b'{"seconds": 1}'
        assert said(sandbox, "advance", body)[0] == expected


ABSURD_FAULTS = {
    "times": ["0", "-5", "1.5", "true", '"x"', *NUMBERS],
    "delay": [*NUMBERS, "86401", "true", '"x"'],
    "skew": [*NUMBERS[:7], "4e9", "[]"],
    "probability": [*NUMBERS, "1.01", "-0.01"],
    "status": [*NUMBERS, "200", "399", "600", "400.5"],
    "method": ['"get"', '"FETCH"', '""', "5", '"GET "'],
    "path": ['"("', '"a{99999999999999}"', json.dumps("(" * 5_000), "5", '"\\\\"'],
    "kind": ['"explode"', "5", "[]"],
    "work": ['"half"', "null"],
    "tims": ["1"],
}


@pytest.mark.parametrize("field", ABSURD_FAULTS)
def test_a_fault_that_cannot_be_is_refused(sandbox: Sandbox, field: str) -> None:
    for value in ABSURD_FAULTS[field]:
        status, message = said(sandbox, "faults", f'{{"kind": "answer", "{field}": {value}}}')
        assert (status, field in message or len(value) == 5_000) == (400, True), (value, message)


def test_every_field_of_a_fault_is_among_them() -> None:
    assert {each.name for each in fields(Fault)} <= ABSURD_FAULTS.keys()


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e308, -1])
@pytest.mark.parametrize("field", ["delay", "skew", "probability", "times"])
def test_the_same_in_python(field: str, value: float) -> None:
    if (field, value) == ("skew", -1):
        return
    with pytest.raises(ValueError, match=field):
        Fault("answer", **{field: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("field", ["user_number", "content", "service"])
def test_half_a_character_is_refused(sandbox: Sandbox, field: str) -> None:
    body = {**ENDPOINTS["received-texts"], field: "a\ud800"}
    assert said(sandbox, "received-texts", json.dumps(body))[1].startswith(f"{field} has half a character")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    endpoint=st.sampled_from(sorted(ENDPOINTS)),
    names=st.lists(
        st.sampled_from([*ABSURD_FAULTS, *(name for each in ENDPOINTS.values() for name in each), "service"])
    ),
    values=st.lists(json_values, min_size=9, max_size=9),
)
def test_any_body_is_answered(endpoint: str, names: list[str], values: list[object]) -> None:
    sandbox = Sandbox()
    send_text(sandbox)
    status, _ = said(sandbox, endpoint, json.dumps(dict(zip(names, values, strict=False))))
    assert status in {200, 201, 400}


@pytest.mark.parametrize("page", ["9" * 5_000, "-1", "0", "²", "٣", "1e9", "", "%ff", "9" * 9])
def test_any_page_of_the_inbox_is_answered(sandbox: Sandbox, page: str) -> None:
    assert pages(sandbox, Request("GET", "/", f"page={page}")).status == 200


@pytest.mark.parametrize("body", [b"\xff", b"status=%ff", b"status=%00", b"=" * 10_000, b"status=" + b"x" * 100_000])
def test_any_form_is_answered(sandbox: Sandbox, body: bytes) -> None:
    path = f"/_sandbox/messages/{next(iter(sandbox.state.notifications))}/status"
    assert pages(sandbox, Request("POST", path, body=body)).status == 303


def test_a_message_with_half_a_character_can_be_looked_at() -> None:
    sandbox = Sandbox()
    half = "\ud800.pdf"
    refused = (
        {"code": "1", "app": half},
        {"name": "A", "form_enclosed": "no", "link_to_file": {"file": "JVBERi0=", "filename": half}},
    )
    for kind, to, template, values in (
        ("sms", {"phone_number": "07700900123"}, "security code", refused[0]),
        ("email", {"email_address": "a@example.com", "sanitise_content_for": [half]}, "document", refused[1]),
    ):
        body = {**to, "template_id": sandbox.templates[template], "personalisation": values}
        assert send_request(sandbox, "POST", f"/v2/notifications/{kind}", body=body).status == 500  # as Notify
        plain = body | {"personalisation": dict.fromkeys(values, "x")}
        assert send_request(sandbox, "POST", f"/v2/notifications/{kind}", body=plain).status == 201
    for record in sandbox.state.notifications.values():  # an older sandbox may have stored it
        record.personalisation = dict.fromkeys(record.personalisation, half)
    assert len(sandbox.inbox) == 2
    for message in sandbox.inbox:
        for place in (str(message.id), *([f"{message.id}/html"] if message.type == "email" else [])):
            assert pages(sandbox, Request("GET", f"/_sandbox/messages/{place}")).status == 200
    assert pages(sandbox, Request("GET", "/")).status == 200


NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)


def part(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode(errors="surrogatepass")).rstrip(b"=").decode()


def signed(sandbox: Sandbox, header: str, claims: str) -> str:
    text = f"{part(header)}.{part(claims)}"
    digest = hmac.digest(sandbox.api_key[-36:].encode(), text.encode(), hashlib.sha256)
    return f"{text}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def absurd_tokens(sandbox: Sandbox) -> dict[str, str]:
    header, issuer, seconds = '{"typ": "JWT", "alg": "HS256"}', sandbox.api_key[-73:-37], int(NOW.timestamp())
    claims = f'{{"iss": "{issuer}", "iat": {seconds}}}'
    found = {f"nested {depth} deep": signed(sandbox, "[" * depth, claims) for depth in DEPTHS}
    found |= {f"claims nested {depth} deep": signed(sandbox, header, '{"a":' * depth) for depth in DEPTHS}
    found |= {
        f"a claim nested {depth} deep": signed(sandbox, header, f'{{"iss": {"[" * depth}{"]" * depth}}}')
        for depth in DEPTHS
    }
    for name in ("iat", "nbf", "exp"):
        for number in [*NUMBERS, '"9"', '"' + "9" * 5_000 + '"']:
            rest = "" if name == "iat" else f', "iat": {seconds}'
            found[f"{name} {number[:12]}"] = signed(sandbox, header, f'{{"iss": "{issuer}", "{name}": {number}{rest}}}')
    texts = ["\udcff", "é", "\udcff.\udcff.\udcff", "a.b.\udcff", "..", "." * 10_000, "x" * 100_000, "\0", "€"]
    return found | {f"text {number}": text for number, text in enumerate(texts)}


def test_an_absurd_token_is_refused_or_taken() -> None:
    sandbox = Sandbox(clock=lambda: NOW)
    for kind, token in absurd_tokens(sandbox).items():
        headers = {"authorization": f"Bearer {token}"}
        status = sandbox.handle(Request("GET", "/v2/templates", headers=headers)).status
        assert status == 403 or (status == 200 and kind.startswith(("exp", "nbf"))), kind


RAW = {
    b"GET /v2/templates HTTP/1.1\r\nAuthorization: Bearer \xff.\xff.\xff": 403,
    b"GET /\xff HTTP/1.1": 400,
    b"GET /_sandbox/inbox?to=\xff HTTP/1.1": 400,
    b"GET /_sandbox/inbox?to=%ff%00&type=%ff HTTP/1.1": 200,
    b"GET /_sandbox/%ff/%00 HTTP/1.1": 404,
    b"GET /_sandbox/inbox/" + b"9" * 5_000 + b" HTTP/1.1": 404,
    b"GET /?search=%ff&page=1e9&type=%00 HTTP/1.1\r\nAccept: text/html": 200,
    b"POST /_sandbox/reset HTTP/1.1\r\nOrigin: http://[": 403,
    b"POST /_sandbox/reset HTTP/1.1\r\nOrigin: \xff": 403,
    b"POST /_sandbox/reset HTTP/1.1\r\nOrigin: null": 403,
    b"POST /_sandbox/faults HTTP/1.1\r\nContent-Length: -1": 400,
    b"\x16\x03\x01\x02\x00": 400,
}


@pytest.mark.parametrize("request_", RAW, ids=lambda text: repr(text[:50]))
def test_any_bytes_are_answered_without_a_traceback(request_: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with Sandbox().serve() as server:
        place = urlsplit(server.url)
        with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
            connection.sendall(request_ + b"\r\nHost: " + place.netloc.encode() + b"\r\n\r\n")
            answer = connection.recv(100)
    assert int(answer.split()[1]) == RAW[request_]
    assert not any(record.exc_info for record in caplog.records)
    assert "Traceback" not in caplog.text
