import json
import sys
from contextlib import nullcontext
from types import ModuleType
from uuid import uuid4

import pytest
from pydantic import BaseModel

from notify_sdk import Checks, CheckWarning, ErrorDetail, RequestValidationError, check_payload, models
from notify_sdk.sandbox import Sandbox
from notify_sdk.templates import dump_snapshot, generate_module
from tests.conformance.data import rows

TEMPLATE = "7e870000-0000-4000-8000-000000000001"
TEXT = {"phone_number": "07700 900 900", "template_id": TEMPLATE}
ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}


@pytest.mark.parametrize("payload", [TEXT, json.dumps(TEXT), json.dumps(TEXT).encode(), models.SendSmsRequest(**TEXT)])
def test_what_notify_takes_has_nothing_wrong(payload):
    assert check_payload(payload, "sms") == []


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("email", {"email_address": "amala@example.com", "template_id": TEMPLATE}),
        ("letter", {"personalisation": ADDRESS, "template_id": TEMPLATE}),
        ("letter", {"reference": "a", "content": "cGRm"}),
        ("preview", {"personalisation": {"name": "Amala"}}),
    ],
)
def test_every_kind_is_known(kind, payload):
    assert check_payload(payload, kind) == []


def test_what_is_wrong_is_said_in_notifys_words_and_order():
    found = check_payload({"phone_number": "07700", "template_id": 5, "colour": "red"}, "sms")
    assert [(detail.error, detail.message) for detail in found] == [
        ("ValidationError", "phone_number Not enough digits"),
        ("ValidationError", "template_id is not a valid UUID"),
        ("ValidationError", "Additional properties are not allowed (colour was unexpected)"),
    ]
    assert found[0].hint


@pytest.mark.parametrize("text", ["", "{", b"\xff", "[" * 100_000])
def test_text_that_is_no_json_is_refused_as_notify_does(text):
    assert check_payload(text, "sms") == [ErrorDetail("BadRequestError", "Invalid JSON supplied in POST data")]


def test_what_counts_as_empty_at_notify_does_here():
    assert [detail.message for detail in check_payload("null", "sms")] == [
        "phone_number is a required property",
        "template_id is a required property",
    ]


def test_a_model_that_was_never_checked_is():
    request = models.SendSmsRequest.model_construct(phone_number="07700", template_id=TEMPLATE)
    assert [detail.message for detail in check_payload(request)] == ["phone_number Not enough digits"]


def test_what_the_service_may_send_can_be_said():
    abroad = {**TEXT, "phone_number": "+33612345678"}
    assert check_payload(abroad, "sms") == []
    assert check_payload(abroad, "sms", checks=Checks(international_numbers=False)) != []


@pytest.mark.parametrize("kind", [None, "fax"])
def test_the_kind_of_a_dict_must_be_said(kind):
    with pytest.raises(TypeError, match="one of sms, email, letter, preview"):
        check_payload(TEXT, kind)


def test_what_the_recorded_service_took_is_never_refused():
    taken = 0
    for row in rows("exchanges"):
        request, kind = row["request"], row["request"]["path"].removeprefix("/v2/notifications/")
        if row["response"]["status"] == 201 and kind in {"sms", "email", "letter"} and "body" in request:
            body = {name: value for name, value in request["body"].items() if name != "scheduled_for"}  # by now past
            assert check_payload(json.dumps(body), kind) == [], row["case"]
            taken += 1
    assert taken > 700


def test_requests_are_pydantic_models_for_whoever_prefers_them():
    assert issubclass(models.SendSmsRequest, BaseModel)


SANDBOX = Sandbox()
with SANDBOX.client() as _client:
    KNOWN = _client.get_all_templates()


@pytest.mark.parametrize("form", ["list", "snapshot", "path", "module"])
def test_templates_in_each_form_are_known(form, tmp_path, monkeypatch):
    dump_snapshot(KNOWN, tmp_path / "templates.json")
    module = ModuleType("our_templates")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(generate_module(KNOWN), vars(module))
    templates = {
        "list": KNOWN,
        "snapshot": str(tmp_path / "templates.json"),
        "path": tmp_path / "templates.json",
        "module": module,
    }[form]
    body = {
        "phone_number": "07700 900 900",
        "template_id": "appointment reminder",
        "personalisation": {"name": "A", "dat": "B"},
    }
    for payload in (body, json.dumps(body)):
        (found,) = check_payload(payload, "sms", templates=templates)
        assert (found.error, found.message) == ("BadRequestError", "Missing personalisation: date")
        assert "did you mean ((date))?" in found.hint
    good = {**body, "personalisation": {"name": "A", "date": "B"}}
    assert check_payload(good, "sms", templates=templates) == []
    assert check_payload({**body, "template_id": str(uuid4())}, "sms", templates=templates) == []  # may be a new one


def test_a_name_that_is_not_known_is_found_beside_what_else_is_wrong():
    found = check_payload({"phone_number": "07700", "template_id": "appointment"}, "sms", templates=KNOWN)
    assert [(each.code, each.field) for each in found] == [
        ("template_not_found", "template_id"),
        ("too_short", "phone_number"),
    ]
    found = check_payload({**TEXT, "template_id": "document"}, "sms", templates=KNOWN)
    assert [each.code for each in found] == ["template_type"]


@pytest.mark.parametrize(("level", "found"), [("error", 1), ("warn", 0), ("off", 0)])
def test_templates_are_checked_at_the_level_of_the_rest(level, found):
    body = {**TEXT, "template_id": SANDBOX.templates["security code"]}
    with pytest.warns(CheckWarning) if level == "warn" else nullcontext():
        assert len(check_payload(body, "sms", checks=Checks(level), templates=KNOWN)) == found


def test_bodies_that_name_no_template_are_checked_as_without():
    assert check_payload({"reference": "a", "content": "cGRm"}, "letter", templates=KNOWN) == []
    assert check_payload({"personalisation": {}}, "preview", templates=KNOWN) == []
    assert [each.code for each in check_payload("[1]", "sms", templates=KNOWN)] == [
        each.code for each in check_payload("[1]", "sms")
    ]
    request = models.SendSmsRequest(**{**TEXT, "template_id": SANDBOX.templates["security code"]})
    assert [each.message for each in check_payload(request, templates=KNOWN)] == ["Missing personalisation: code, app"]


def test_templates_that_cannot_be_read_are_an_error():
    with pytest.raises(RequestValidationError, match="templates: "):
        check_payload(TEXT, "sms", templates="nowhere.json")
