"""Messages of generated classes, sent and rendered."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest

from notify_sdk import Checks, LetterAddress, RequestValidationError, prepare_upload
from notify_sdk._wire import Answer
from notify_sdk.sandbox import Sandbox
from notify_sdk.templates import TemplateMessage, TemplateVersionWarning
from notify_sdk.templates.sending import message_operation

ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}


def send(sandbox: Sandbox, client_kind: str, message: TemplateMessage, to: object, **options: object) -> Any:
    if client_kind == "sync":
        with sandbox.client() as client:
            return client.send(message, to, **options)  # type: ignore[call-overload]

    async def sent() -> object:
        async with sandbox.async_client() as client:
            return await client.send(message, to, **options)  # type: ignore[call-overload]

    return asyncio.run(sent())


@pytest.fixture(params=["sync", "async"])
def client_kind(request: pytest.FixtureRequest) -> str:
    return request.param


def test_a_text_message(made: dict[str, Any], client_kind: str) -> None:
    message = made["AppointmentReminder"](name="Amala", date="3 March")
    sent = send(Sandbox(), client_kind, message, "07700 900900", reference="A1", sms_sender_id=None)
    assert sent.reference == "A1"
    assert sent.content.body == message.render().body == "Hello Amala, your appointment is on 3 March."
    assert message.render().fragments == 1


def test_an_email_with_a_file_is_sanitised_as_its_class_says(made: dict[str, Any], client_kind: str) -> None:
    sandbox = Sandbox()
    items = "# Pay at [x](https://evil.example)"
    message = made["ApplicationReceived"](name="A", urgent=True, items=items)
    sent = send(sandbox, client_kind, message, "a@example.gov.uk")
    assert message.render().body == sent.content.body
    assert "(https://evil.example)" not in sent.content.body
    unsafe = send(sandbox, client_kind, message, "a@example.gov.uk", sanitise_content_for=[])
    assert items in unsafe.content.body
    document = made["Document"](name="A", link_to_file=prepare_upload(b"a,b", filename="a.csv"), form_enclosed=False)
    assert "https://documents.service.gov.uk/" in send(sandbox, client_kind, document, "a@example.gov.uk").content.body
    assert "https://documents.service.gov.uk/" in document.render().body


@pytest.mark.parametrize("address", [ADDRESS, LetterAddress(**ADDRESS)])
def test_a_letter(made: dict[str, Any], client_kind: str, address: object) -> None:
    message = made["ChangeOfAddress"](date="3 March")
    sent = send(Sandbox(), client_kind, message, address)
    rendered = message.render(address)
    assert (sent.content.body, sent.content.subject) == (rendered.body, rendered.subject)
    assert rendered.body.startswith("Dear Amala Bird,")
    with pytest.raises(ValueError, match="Missing personalisation: address_line_1"):
        message.render()


def test_an_answer_without_a_version_is_read(made: dict[str, Any]) -> None:
    message = made["AppointmentReminder"](name="Amala", date="3 March")
    for template in ({}, {"template": None}, {"template": {"version": "2"}}):
        body = json.dumps({"id": str(message.TEMPLATE.id), **template}).encode()
        operation = message_operation(Checks(), message, "07700900900")
        assert operation.read(Answer(201, {}, body)).id == message.TEMPLATE.id


def test_another_version_warns_at_the_line_of_the_send(made: dict[str, Any], client_kind: str) -> None:
    sandbox = Sandbox()
    template = sandbox.service.templates[0]
    template.versions.append(replace(template.current, version=2, body="New: ((name)), ((date))"))
    message = made["AppointmentReminder"](name="Amala", date="3 March")
    with pytest.warns(TemplateVersionWarning, match="uses version 2 of 'appointment reminder'") as caught:
        assert send(sandbox, client_kind, message, "07700 900900").content.body == "New: Amala, 3 March"
    assert caught[0].filename == __file__
    assert "Amala" not in str(caught[0].message)


@pytest.mark.parametrize(
    ("name", "values", "to", "options", "said"),
    [
        ("AppointmentReminder", {"name": "a", "date": "b"}, ADDRESS, {}, "to is not a text"),
        ("ChangeOfAddress", {"date": "b"}, "07700900900", {}, "to is not a LetterAddress"),
        ("AppointmentReminder", {"name": "a", "date": "b"}, "07700 9", {}, "phone_number"),
        (
            "AppointmentReminder",
            {"name": "a", "date": "b"},
            "07700900900",
            {"email_reply_to_id": "x"},
            "not an option of a",
        ),
        (
            "ChangeOfAddress",
            {"date": "b"},
            ADDRESS,
            {"sms_sender_id": "x"},
            "sms_sender_id is not an option of a letter",
        ),
    ],
)
def test_wrong_recipients_and_options_are_refused(
    made: dict[str, Any], client_kind: str, name: str, values: dict[str, object], to: object, options: Any, said: str
) -> None:
    with pytest.raises(RequestValidationError, match=said):
        send(Sandbox(), client_kind, made[name](**values), to, **options)
