"""The types of message have the same names wherever they are named."""

from __future__ import annotations

from typing import get_args

import pytest

from notify_sdk._message_types import PLURAL, SINGULAR, MessageType
from notify_sdk.models import TemplateType
from notify_sdk.sandbox import Sandbox
from tests.sandbox.signed_requests import send_request

TYPES = get_args(MessageType)


def test_the_types_are_those_of_notifys_templates_and_of_the_sandbox() -> None:
    assert get_args(TemplateType) == TYPES


@pytest.mark.parametrize("names", [SINGULAR, PLURAL], ids=["one", "several"])
def test_each_type_has_an_english_name_of_its_own(names) -> None:
    assert tuple(names) == TYPES
    assert len(set(names.values())) == len(TYPES)
    with pytest.raises(TypeError):
        names["sms"] = "SMS"


def test_the_plural_is_the_singular_with_an_s() -> None:
    assert {name: f"{SINGULAR[name]}s" for name in TYPES} == dict(PLURAL)


@pytest.mark.parametrize("kind", TYPES)
def test_notifys_own_refusals_use_these_names(kind: str) -> None:
    sandbox = Sandbox()
    sandbox.service.permissions -= {kind}
    template = next(each for each in sandbox.service.templates if each.type == kind)
    to = {"sms": {"phone_number": "07700900123"}, "email": {"email_address": "a@example.com"}}
    body = {"template_id": str(template.id), **to.get(kind, {"personalisation": {}})}
    if kind == "letter":
        body["personalisation"] = {"address_line_1": "A", "address_line_2": "B", "postcode": "SW1A 1AA"}
    answer = send_request(sandbox, "POST", f"/v2/notifications/{kind}", body=body).json()
    assert answer["errors"][0]["message"] == f"Service is not allowed to send {PLURAL[kind]}"
