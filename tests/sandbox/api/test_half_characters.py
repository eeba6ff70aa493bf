"""Half a character (a lone surrogate) in each place of each body: both clients, `check_payload` and the sandbox agree."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest

from notify_sdk import RequestValidationError, RetryPolicy, ServerError, check_payload
from notify_sdk.payloads import PayloadKind
from notify_sdk.sandbox import Sandbox
from tests.sandbox.signed_requests import send_request
from tests.support.clients import BlockingClient, ClientKind

SANDBOX = Sandbox()
SANDBOX.service.rate_limit_per_minute = 10**6
HALVES = ["\ud800", "\udfff", "a\ud800", "\udc00é", "\ud83d \ude00", "\ufffd\ud800"]
"""The last but one is a pair with a space between; the last begins with what pydantic writes for half a character."""

VALUES: dict[str, Any] = {"name": "Ada", "link_to_file": "x", "form_enclosed": "no", "code": "1", "app": "no"}
ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}
LETTER = {**ADDRESS, "name": "A", "reference": "R", "decision": "yes"}
PDF = b64encode(b"%PDF-").decode()
BODIES: dict[str, dict[str, Any]] = {
    "sms": {
        "phone_number": "07700900123",
        "template_id": SANDBOX.templates["security code"],
        "personalisation": VALUES,
        "reference": "r",
    },
    "email": {
        "email_address": "a@example.com",
        "template_id": SANDBOX.templates["document"],
        "personalisation": VALUES,
        "reference": "r",
        "sanitise_content_for": ["name"],
        "one_click_unsubscribe_url": "https://example.com",
    },
    "letter": {"template_id": SANDBOX.templates["decision letter"], "personalisation": LETTER, "reference": "r"},
    "precompiled": {"reference": "r", "content": PDF, "postage": "first"},
    "preview": {"personalisation": VALUES},
}
FILES: dict[str, dict[str, Any]] = {
    "file name": {"file": "YWI=", "filename": "%s.csv"},
    "file content": {"file": "%s"},
    "how long a file is kept": {"file": "YWI=", "retention_period": "%s"},
}


def with_half(kind: str, half: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each place where there may be half a character, and the body with it."""
    body = BODIES[kind]
    for field, given in body.items():
        if isinstance(given, str):
            yield field, body | {field: half}
        elif isinstance(given, list):
            yield field, body | {field: ["name", half]}
        else:
            for place, values in chain(
                ((f"the value of {name}", {name: half}) for name in (*given, "no placeholder")),
                [
                    ("a name", {half: "x"}),
                    ("an item", {"x": ["a", half]}),
                    ("a value inside", {"x": {"y": [{"z": half}]}}),
                    ("a key inside", {"x": [{half: "y"}]}),
                ],
            ):
                yield place, body | {field: given | values}
    if kind == "email":
        for place, file in FILES.items():
            written = {name: text.replace("%s", half) for name, text in file.items()}
            yield place, body | {"personalisation": VALUES | {"link_to_file": written}}
        yield (
            "a name that is to be made safe",
            body | {"personalisation": VALUES | {half: "x"}, "sanitise_content_for": [half]},
        )


CASES = [(kind, place, body) for kind in BODIES for half in HALVES for place, body in with_half(kind, half)]


def posted(kind: str, body: dict[str, Any]) -> int:
    """The status of the sandbox's answer to a body as a client of no kind would write it."""
    paths = {
        "precompiled": "/v2/notifications/letter",
        "preview": f"/v2/template/{SANDBOX.templates['document']}/preview",
    }
    return send_request(SANDBOX, "POST", paths.get(kind, f"/v2/notifications/{kind}"), body=body).status


def call(client: BlockingClient, kind: str, body: dict[str, Any]) -> object:
    if kind == "preview":
        return client.post_template_preview(SANDBOX.templates["document"], body["personalisation"])
    if kind == "precompiled":
        pdf = io.BytesIO(b"%PDF-")
        return client.send_precompiled_letter_notification(body["reference"], pdf, body["postage"])
    return getattr(client, f"send_{kind}_notification")(**body)


@pytest.fixture
def caller(client_kind: ClientKind) -> Iterator[BlockingClient]:
    with BlockingClient(
        client_kind, SANDBOX.api_key, "http://localhost", transport=SANDBOX.transport, retry=RetryPolicy.none()
    ) as client:
        yield client


@pytest.mark.parametrize("kind", BODIES)
def test_what_is_found_is_what_the_service_would_not_take(kind: str) -> None:
    payload_kind: PayloadKind = "letter" if kind == "precompiled" else kind  # type: ignore[assignment]  # the rest are
    for place, body in ((place, body) for its, place, body in CASES if its == kind):
        found = check_payload(body, payload_kind)
        status = posted(kind, body)
        if "half a character" in str(found):
            assert {error.code for error in found} == {"not_json"}, place
        if kind != "preview":
            assert bool(found) == (status not in {200, 201}), (place, status, found)
            continue
        assert status == 200
        # a preview is not stored, so Notify takes it; a value that no message can have is refused here all the same
        assert bool(found) == (place != "a name"), place


@pytest.mark.parametrize("kind", BODIES)
def test_a_client_refuses_what_is_found_and_the_rest_arrives_as_it_was_given(caller: BlockingClient, kind: str) -> None:
    payload_kind: PayloadKind = "letter" if kind == "precompiled" else kind  # type: ignore[assignment]  # the rest are
    arrived = 0
    for place, body in ((place, body) for its, place, body in CASES if its == kind):
        if place == "content":  # which a client writes itself
            continue
        found = [error.message for error in check_payload(body, payload_kind)]
        if not found:
            call(caller, kind, body)
            arrived += 1
            continue
        with pytest.raises(RequestValidationError) as caught:
            call(caller, kind, body)
        assert [error.message for error in caught.value.errors] == found, place
        str(caught.value).encode()  # what is shown can be printed
    assert bool(arrived) == (kind in {"email", "preview"})


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("check", ["warn", "off"])
def test_a_name_that_is_not_checked_arrives_as_it_was_given(client_kind: ClientKind, check: str, half: str) -> None:
    with BlockingClient(
        client_kind,
        SANDBOX.api_key,
        "http://localhost",
        transport=SANDBOX.transport,
        retry=RetryPolicy.none(),
        check=check,
    ) as client:
        with pytest.raises(ServerError):  # as Notify
            client.send_sms_notification(**BODIES["sms"] | {"personalisation": VALUES | {half: "x"}})
        client.send_email_notification(**BODIES["email"] | {"sanitise_content_for": [half]})
