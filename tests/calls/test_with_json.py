"""A call whose result has the JSON of the answer as well."""

from __future__ import annotations

import json
from typing import Any

import pytest

from notify_sdk import InvalidResponseError, models
from notify_sdk._calls import operations
from notify_sdk._calls.with_json import WithJson, with_json
from notify_sdk._validation.checks import Checks
from notify_sdk._wire import Answer
from tests.support.clients import ID

SENT: dict[str, Any] = {
    "id": ID,
    "reference": "R",
    "uri": "https://example.com",
    "template": {"id": ID, "version": 1, "uri": "https://example.com"},
    "content": {"body": "b", "from_number": "GOVUK"},
    "scheduled_for": None,
    "new": [1, {"a": None}],
}


def read(found: object) -> WithJson[models.SendSmsResponse]:
    call = with_json(operations.send_sms_notification(Checks(), "07700 900123", ID, reference="R"))
    return call.read(Answer(201, {}, found if isinstance(found, bytes) else json.dumps(found).encode()))


def test_both_forms_are_there() -> None:
    found = read(SENT)
    assert found.json == SENT
    assert found.typed == operations.send_sms_notification(Checks(), "07700 900123", ID, reference="R").read(
        Answer(201, {}, json.dumps(SENT).encode())
    )


def test_the_request_is_the_same() -> None:
    call = operations.send_sms_notification(Checks(), "07700 900123", ID, reference="R")
    kept = with_json(call)
    for name in ("method", "path", "name", "template_id", "body", "query", "reference", "expected", "sends"):
        assert getattr(kept, name) == getattr(call, name)


@pytest.mark.parametrize(
    "changed", [{"reference": "another"}, {"template": {"id": ID.replace("7e", "00"), "version": 1, "uri": "u"}}]
)
def test_an_answer_to_another_request_is_still_recognised(changed: dict[str, Any]) -> None:
    with pytest.raises(InvalidResponseError, match="another request"):
        read(SENT | changed)


def test_attributes_of_the_typed_answer_can_be_read_and_no_others() -> None:
    assert str(getattr(read(SENT), "id")) == ID  # noqa: B009 - a checker knows that it is none of the class
    with pytest.raises(AttributeError):
        getattr(read(SENT), "nothing")  # noqa: B009


@pytest.mark.parametrize("body", [b"", b"[]", b"<h1>", b"null", b"[" * 100_000])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidResponseError):
        read(body)


def test_json_that_only_the_parser_of_the_typed_answer_reads_is_refused() -> None:
    body = json.dumps(SENT).encode().replace(b"{", b'{"big":' + b"1" * 5000 + b",", 1)
    with pytest.raises(InvalidResponseError, match="can't be read as JSON"):
        read(body)


def test_its_repr_shows_no_json() -> None:
    assert "GOVUK" not in repr(read(SENT))
