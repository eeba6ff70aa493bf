"""The JSON of a request says what was given, half a character included, and is as short as pydantic's where there is none."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from notify_sdk import Checks, models, prepare_upload
from notify_sdk._calls.json_body import json_body
from notify_sdk._validation.checks import CheckContext
from notify_sdk._validation.request import Request
from notify_sdk.errors import RequestValidationError

TEMPLATE = "7e870000-0000-4000-8000-000000000001"
EMAIL = {"email_address": "a@example.com", "template_id": TEMPLATE}
halves = st.sampled_from(["\ud800", "a\udfff", "\ufffd", "\ufffd\ud800"])
names = st.text(st.characters(codec="utf-8"), max_size=4) | halves
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(codec="utf-8"), max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=3), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip


def email(**fields: object) -> Request:
    return models.SendEmailRequest.model_validate({**EMAIL, **fields}, context=CheckContext(Checks("off")))


@given(personalisation=st.dictionaries(names, values, max_size=3), listed=st.lists(names, max_size=2))
def test_it_says_what_was_given(personalisation: dict[str, object], listed: list[str]) -> None:
    request = email(personalisation=personalisation, sanitise_content_for=listed)
    written = json_body(request)
    assert json.loads(written) == {**EMAIL, "personalisation": personalisation, "sanitise_content_for": listed}
    if "\ud800" not in (text := "".join((*personalisation, *listed))) and "\udfff" not in text and "\ufffd" not in text:
        assert written == request.model_dump_json(exclude_unset=True).encode()


@pytest.mark.parametrize("half", ["\ud800", "a\ufffd"], ids=ascii)
def test_every_kind_of_value_is_written_with_escapes_as_it_is_without(half: str) -> None:
    given = {"id": UUID(TEMPLATE), "day": date(2026, 1, 2), "file": prepare_upload(b"ab"), "items": ["é", 1, 1.5, None]}
    plain = json.loads(json_body(email(personalisation=given, sanitise_content_for=["x"])))
    assert json.loads(json_body(email(personalisation=given, sanitise_content_for=[half]))) == {
        **plain,
        "sanitise_content_for": [half],
    }


def test_a_model_of_the_users_is_looked_into() -> None:
    class Item(BaseModel):
        body: str

    item = Item(body="a\ud800")
    with pytest.raises(RequestValidationError, match="half a character"):
        models.SendSmsRequest(phone_number="07700900123", template_id=TEMPLATE, personalisation={"x": item})
