"""The preview of a send: what is asked of Notify, and what its answer is refused for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import RequestValidationError, models, prepare_upload
from notify_sdk._calls import operations
from notify_sdk._calls.dry_run import PREVIEWS, DryRun, preview_of
from notify_sdk._calls.dry_run import values_of as values_of_body
from notify_sdk._calls.operations import Operation
from notify_sdk._validation.checks import Checks
from notify_sdk._wire import Answer
from tests.support.clients import ID

ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}
VALUES = {"name": "Amala", "dates": ["3 March", "4 March"], "urgent": True, "nothing": None, "number": 7}


def sms(values: Any = None) -> Operation[Any]:
    return operations.send_sms_notification(Checks(), "07700900900", ID, values, "mine", ID)


def email(values: Any = None, **options: Any) -> Operation[Any]:
    return operations.send_email_notification(Checks(), "a@example.com", ID, values, **options)


def letter(values: Any) -> Operation[Any]:
    return operations.send_letter_notification(Checks(), ID, {**ADDRESS, **values})


def preview(operation: Operation[Any]) -> Operation[DryRun[Any]]:
    return preview_of(operation, PREVIEWS[operation.name])


def answer(kind: str, body: str, **more: Any) -> Answer:
    shown = {"id": ID, "type": kind, "version": 1, "body": body, "subject": None, "html": None, "postage": None}
    shown |= {"email": {"subject": "s", "html": "h"}, "letter": {"subject": "s", "postage": "second"}}.get(kind, {})
    return Answer(200, {}, json.dumps({**shown, **more}).encode())


def values_of(operation: Operation[Any]) -> Any:
    body = json.loads(operation.body or b"")
    assert body.keys() == {"personalisation"}
    return body["personalisation"]


@pytest.mark.parametrize("send", [sms, email, letter])
def test_the_values_are_those_of_the_send_and_nothing_else_is(send: Any) -> None:
    made = preview(send(VALUES))
    assert (made.method, made.path, made.sends) == ("POST", f"/v2/template/{ID}/preview", False)
    assert (made.reference, made.redirected, made.template_id) == (None, False, ID)
    assert values_of(made) == json.loads(send(VALUES).body)["personalisation"]


@pytest.mark.parametrize("send", [sms, email])
def test_no_values_are_an_empty_object(send: Any) -> None:
    assert values_of(preview(send())) == {}


@given(st.binary(min_size=1, max_size=200))
def test_a_file_is_not_uploaded(content: bytes) -> None:
    made = preview(email({"file": prepare_upload(content, "form.csv"), "name": "Amala"}))
    assert values_of(made) == {"file": "https://documents.service.gov.uk/d/the-file", "name": "Amala"}


def test_what_strangers_wrote_is_sanitised() -> None:
    values = {"First name": "[a](https://evil.example)", "other": "[b](https://evil.example)"}
    made = preview(email(values, sanitise_content_for=["first_NAME"]))
    assert values_of(made) == {**values, "First name": sanitised_text(values["First name"])}
    assert values_of_body({"personalisation": None, "sanitise_content_for": None}) == {}


def sanitised_text(text: object) -> str:
    from notify_sdk.rendering import sanitise

    return sanitise(str(text))


KINDS = {"sms": sms, "email": email, "letter": lambda: letter({})}


@pytest.mark.parametrize("found", KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_template_is_of_the_type_that_is_sent(kind: str, found: str) -> None:
    made = preview(KINDS[kind]())
    if kind == found:
        read = made.read(answer(found, "Hello"))
        assert read.preview.body == "Hello"
        assert isinstance(read.preview, models.SmsTemplatePreview) == (kind == "sms")
        return
    with pytest.raises(RequestValidationError) as caught:
        made.read(answer(found, "Hello"))
    (detail,) = caught.value.errors
    assert detail.message == f"{found} template is not suitable for {kind} notification"
    assert (detail.error, detail.code) == ("BadRequestError", "template_type")


QR = "Hello\n\nqr: https://example.com/"
CONTENTS = [
    ("sms", "a" * 918, None),
    ("sms", "a" * 919, "Your message is too long. Text messages cannot be longer than 918 characters."),
    ("sms", " \n ", "Your message is empty."),
    ("email", "a" * 2_000_000, None),
    ("email", "é" * 1_000_001, "Your message is too long. Emails cannot be longer than 2000000 bytes."),
    ("email", "", None),
    ("letter", QR + "a" * 480, None),
    ("letter", QR + "a" * 490, "Cannot create a usable QR code - the link is too long"),
    ("letter", "a" * 3_000_000, None),
]


@pytest.mark.parametrize(("kind", "body", "problem"), CONTENTS, ids=range(len(CONTENTS)))
def test_content_that_is_not_sent_is_refused(kind: str, body: str, problem: str | None) -> None:
    made = preview(KINDS[kind]())
    if problem is None:
        assert made.read(answer(kind, body)).preview.body == body
        return
    with pytest.raises(RequestValidationError) as caught:
        made.read(answer(kind, body))
    (detail,) = caught.value.errors
    assert detail.message.startswith(problem)
    assert detail.code == "unsendable_content"
