"""What a schema of a request allows, the model takes, writes as the schema allows, and reads again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis_jsonschema import from_schema

from notify_sdk import RequestValidationError, models, schema
from notify_sdk._calls import operations
from notify_sdk._validation.checks import Checks
from notify_sdk.testing import strategies
from tests.support.clients import ID

REQUESTS = {
    "send_sms_request": models.SendSmsRequest,
    "send_email_request": models.SendEmailRequest,
    "send_letter_request": models.SendLetterRequest,
    "send_precompiled_letter_request": models.SendPrecompiledLetterRequest,
    "template_preview_request": models.TemplatePreviewRequest,
}
SOON = (datetime.now(UTC) + timedelta(hours=2)).strftime("%Y-%m-%d %H:%M")
FORMATS = {"uuid": st.uuids().map(str)}
NARROWER: dict[str, st.SearchStrategy[Any]] = {
    # what a schema leaves open, and the rules of recipients and files do not
    "phone_number": st.sampled_from(["07700900900", "+44 7700 900 900", "(07700) 900-900", "+33 6 12 34 56 78"]),
    "email_address": st.sampled_from(["a@example.com", "first.last+tag@sub.example.gov.uk"]),
    "scheduled_for": st.sampled_from([None, SOON]),
    "one_click_unsubscribe_url": st.just("https://example.com/u?x=1"),
    "content": st.just("JVBERi0xLjc="),
}
ADDRESS = {"address_line_1": "A", "address_line_2": "1 High Street", "postcode": "SW1A 1AA"}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def instances(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Any body that the schema allows, as far as the schema is all there is to say."""
    found = schema(name)
    parts = {"$defs": found.get("$defs", {})}
    fields = {field: NARROWER[field] if field in NARROWER else from_schema(parts | facts, custom_formats=FORMATS) for field, facts in found["properties"].items()
              if field != "personalisation"}  # fmt: skip
    if "personalisation" in found["properties"]:
        values = st.dictionaries(st.text(), VALUES, max_size=4)
        letter = name == "send_letter_request"
        fields["personalisation"] = values.map(lambda drawn: {**drawn, **ADDRESS}) if letter else values
    required = {field: fields.pop(field) for field in found.get("required", ())}
    return st.fixed_dictionaries(required, optional=fields)


@pytest.mark.parametrize("name", REQUESTS)
@settings(deadline=None)
@given(data=st.data())
def test_what_a_schema_allows_is_taken_and_written_as_it_allows(name: str, data: st.DataObject) -> None:
    instance = data.draw(instances(name))
    jsonschema.validate(instance, schema(name))
    request = REQUESTS[name].model_validate(instance)
    written = request.model_dump_json(exclude_unset=True)
    jsonschema.validate(json.loads(written), schema(name))
    assert REQUESTS[name].model_validate_json(written) == request


SENT = {
    "sms": ("send_sms_request", strategies.send_sms_requests),
    "email": ("send_email_request", strategies.send_email_requests),
    "letter": ("send_letter_request", strategies.send_letter_requests),
}


@pytest.mark.parametrize("kind", SENT)
@given(data=st.data())
def test_what_a_call_sends_is_what_its_schema_allows(kind: str, data: st.DataObject) -> None:
    name, requests = SENT[kind]
    request = data.draw(requests())
    given_fields = {field: getattr(request, field) for field in request.model_fields_set if field != "scheduled_for"}
    operation = getattr(operations, f"send_{kind}_notification")(Checks(), **given_fields)
    body = json.loads(operation.body)
    jsonschema.validate(body, schema(name))
    assert REQUESTS[name].model_validate(body) == REQUESTS[name].model_validate_json(operation.body)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text() | st.binary() | st.dates() | st.decimals(),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
                    | st.frozensets(st.text(), max_size=3)))  # fmt: skip
def test_any_value_is_sent_as_json_or_refused_by_name(value: object) -> None:
    said = ""
    try:
        operation = operations.send_sms_notification(Checks(), "07700900900", ID, {"a value": value})
    except RequestValidationError as error:
        said = str(error)
    else:
        jsonschema.validate(json.loads(operation.body or b""), schema("send_sms_request"))
    assert not said or "a value" in said or "half a character" in said
