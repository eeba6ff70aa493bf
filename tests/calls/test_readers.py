"""What Notify answers, as the operations read it: every recorded body, and bodies that nobody recorded."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from notify_sdk import (
    Checks,
    InvalidResponseError,
    UnrecognisedWarning,
    errors,
    models,
)
from notify_sdk._calls import operations
from notify_sdk._calls.readers import reading
from notify_sdk._wire import SANDBOX_HEADER, Answer
from tests.conformance.data import rows
from tests.support.clients import ID, recording

OFF = Checks(level="off")
ANSWERED = [row for row in rows("exchanges") if "body" in row["response"]]
GOOD = [
    row
    for row in ANSWERED
    if row["response"]["status"] in {200, 201} and row["request"]["path"] not in {"/", "/_status"}
]


def operation_of(row: dict[str, Any]) -> operations.Operation[Any]:
    """The operation that a recorded request is one of; its reader is the one under test."""
    request, body = row["request"], row["response"]["body"]
    path = unquote(request["path"]).strip("/").split("/")[1:]
    sent = request.get("body") or {}
    template_id = sent.get("template_id") or body.get("template", {}).get("id", ID)  # a body of raw bytes is not read
    send = {"template_id": template_id, "reference": sent.get("reference")}
    match request["method"], path:
        case "POST", ["notifications", "sms"]:
            return operations.send_sms_notification(OFF, "07700900900", **send)
        case "POST", ["notifications", "email"]:
            return operations.send_email_notification(OFF, "a@example.com", **send)
        case "POST", ["notifications", "letter"] if "content" in body:
            return operations.send_letter_notification(OFF, personalisation={"address_line_1": "A"}, **send)
        case "POST", ["notifications", "letter"]:
            return operations.send_precompiled_letter_notification(OFF, sent.get("reference", "a"), b"%PDF")
        case "GET", ["notifications"]:
            return operations.get_all_notifications()
        case "GET", ["notifications", identifier]:
            return operations.get_notification_by_id(identifier)
        case "GET", ["template", identifier]:
            return operations.get_template(identifier)
        case "GET", ["template", identifier, "version", version]:
            return operations.get_template_version(identifier, int(version))
        case "GET", ["templates"]:
            return operations.get_all_templates()
        case "POST", ["template", identifier, "preview"]:
            return operations.post_template_preview(identifier)
        case "GET", ["received-text-messages"]:
            return operations.get_received_texts()
    raise LookupError(row["case"])


def read(row: dict[str, Any], body: Any = None, *, strictly: bool = False) -> Any:
    content = json.dumps(row["response"]["body"] if body is None else body).encode()
    headers = {SANDBOX_HEADER: "1"} if strictly else {}
    return operation_of(row).read(Answer(row["response"]["status"], headers, content))


def instants(value: Any) -> Any:
    """The same JSON with each time as the moment that it stands for."""
    if isinstance(value, dict):
        return {name: instants(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [instants(inner) for inner in value]
    if isinstance(value, str) and len(value) >= 20 and value[4:5] == "-" and value[10:11] == "T":
        return datetime.fromisoformat(value)
    return value


def with_printed_lines(body: Any) -> Any:
    """The same JSON with each line of an address as a text."""
    if isinstance(body, list):
        return [with_printed_lines(inner) for inner in body]
    if not isinstance(body, dict):
        return body
    lines = {f"line_{number}" for number in range(1, 7)} | {"postcode"} if "line_1" in body else set()
    return {
        name: str(inner) if name in lines and inner is not None else with_printed_lines(inner)
        for name, inner in body.items()
    }


def first(kind: str, group: str = "get-notification") -> dict[str, Any]:
    return next(row for row in GOOD if row["group"] == group and row["response"]["body"].get("type") == kind)


def test_every_recorded_success_is_read_and_written_again_as_it_came():
    different = []
    for row in GOOD:
        result = read(row, strictly=True)
        written = json.loads(result.model_dump_json(exclude_unset=True))
        if instants(written) != instants(with_printed_lines(row["response"]["body"])):
            different.append(row["case"])
    assert different == []
    assert len(GOOD) > 1200


def test_what_the_models_do_not_name_is_null_in_every_recording():
    extra = [value for row in GOOD for part in parts(read(row)) for value in (part.model_extra or {}).values()]
    assert extra
    assert all(value is None for value in extra)


def parts(value: Any) -> Any:
    if hasattr(value, "model_fields_set"):
        yield value
        for _, inner in value:
            yield from parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def test_ids_are_uuids_and_times_are_aware():
    found = read(first("sms"))
    assert str(found.id) == found.id.urn.removeprefix("urn:uuid:")
    assert found.created_at.utcoffset() is not None
    assert type(found) is models.SmsNotification


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"[]", b"null", b"{}", b'{"id": "no uuid"}', b"\xff"])
def test_a_success_that_is_not_notifys_keeps_its_body(client_kind, content):
    calls = {
        "get_notification_by_id": (ID,),
        "get_template": (ID,),
        "post_template_preview": (ID,),
        "get_all_notifications": (),
        "get_all_templates": (),
        "get_received_texts": (),
        "send_sms_notification": ("07700900900", ID),
    }
    client, _ = recording(client_kind, lambda request: httpx.Response(200, content=content))
    with client:
        for name, args in calls.items():
            with pytest.raises(InvalidResponseError) as caught:
                getattr(client, name)(*args)
            assert caught.value.body == content
            assert caught.value.status_code == 200
            assert caught.value.__cause__ is None
            assert caught.value.outcome_unknown is (name == "send_sms_notification")


@pytest.mark.parametrize(
    "row", [first("sms"), first("sms", "template"), first("sms", "preview")], ids=lambda row: row["group"]
)
def test_an_unknown_type_is_an_error_that_keeps_the_body(row):
    body = {**row["response"]["body"], "type": "carrier-pigeon"}
    with pytest.raises(InvalidResponseError, match="carrier-pigeon") as caught:
        read(row, body)
    assert json.loads(caught.value.body) == body


def page_of(group: str) -> dict[str, Any]:
    return max((row for row in GOOD if row["group"] == group), key=lambda row: len(json.dumps(row["response"]["body"])))


@pytest.mark.parametrize(("group", "key"), [("list-notifications", "notifications"), ("templates", "templates")])
def test_an_unknown_type_does_not_poison_its_page(group, key):
    row = page_of(group)
    body = json.loads(json.dumps(row["response"]["body"]))
    body[key][1]["type"] = "carrier-pigeon"
    del body[key][2]["type"]
    with pytest.warns(UnrecognisedWarning) as warned:
        page = read(row, body)
    left = [item["id"] for place, item in enumerate(body[key]) if place not in {1, 2}]
    assert [str(item.id) for item in getattr(page, key)] == left
    assert "carrier-pigeon" in str([str(warning.message) for warning in warned])


def test_a_page_with_other_faults_is_read_and_an_error_where_answers_are_read_strictly():
    row = page_of("list-notifications")
    body = json.loads(json.dumps(row["response"]["body"]))
    body["notifications"][2]["created_at"] = "yesterday"
    page = read(row, body)
    assert len(page.notifications) == len(body["notifications"])
    assert [hasattr(found, "created_at") for found in page.notifications].index(False) == 2
    with pytest.raises(InvalidResponseError, match=r"notifications\.2\..*created_at"):
        read(row, body, strictly=True)


@pytest.mark.parametrize("kind", ["sms", "email", "letter"])
def test_new_statuses_and_new_keys_break_nobody(kind):
    row = first(kind)
    found = read(row, {**row["response"]["body"], "status": "on-a-ship", "carbon_in_grams": 3})
    assert found.status == "on-a-ship"
    assert found.carbon_in_grams == 3


def test_new_postage_breaks_nobody():
    row = first("letter")
    assert read(row, {**row["response"]["body"], "postage": "drone"}).postage == "drone"


def test_what_is_wrong_with_an_answer_is_told_by_its_place_and_not_its_value():
    row = first("sms")
    found = read(row, {**row["response"]["body"], "created_at": "not at 07700900123"})
    with pytest.raises(InvalidResponseError) as caught:
        _ = found.created_at
    assert str(caught.value) == "created_at: expected a time, got a text"
    assert "07700900123" not in str(caught.value) + repr(caught.value)


def test_models_repr_shows_nothing_personal():
    for kind, private in {"sms": "phone_number", "email": "email_address"}.items():
        row = first(kind)
        found = read(row, {**row["response"]["body"], private: "MALLORY", "body": "SECRET"})
        assert "MALLORY" not in repr(found) + str(found)
        assert "SECRET" not in repr(found) + str(found)
        assert str(found.id) in repr(found)


def test_reading_is_of_the_model_that_was_asked_for():
    with pytest.raises(InvalidResponseError, match="the body"):
        reading(models.ErrorBody)(Answer(200, {}, b"7"))
    assert errors.InvalidResponseError("x", 200).body == b""
