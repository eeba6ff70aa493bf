"""Answers for mocks are right by the schemas, and real clients read them."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, get_args

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel, TypeAdapter

from notify_sdk import HTTPError, NotificationsAPIClient, check_payload, models, schema
from notify_sdk.testing import answers, strategies
from tests.support.clients import KEY, BlockingClient, ClientKind

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
BETWEEN = datetime.fromisoformat("2016-05-01"), datetime.fromisoformat("2100-01-01")


def is_ambiguous(time: datetime) -> bool:
    """Whether its clock shows this time twice: Python takes such a time for different from itself in another zone."""
    return time.utcoffset() != time.replace(fold=1 - time.fold).utcoffset()


LATER = timedelta(), timedelta(seconds=1), timedelta(seconds=5), timedelta(days=6)
"""After how long an answer has the times that follow from when it was made."""

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "address": st.lists(TEXTS, min_size=1, max_size=7),
    "created_at": st.none()
    | st.datetimes(*BETWEEN, timezones=st.timezones(), allow_imaginary=False).filter(
        lambda time: not any(is_ambiguous(time + later) for later in LATER)
    ),
    "email_address": strategies.email_addresses(),
    "id": st.none() | st.uuids() | st.uuids().map(str),
    "one_click_unsubscribe_url": st.none() | st.just("https://example.com/"),
    "phone_number": strategies.phone_numbers(),
    "postage": st.sampled_from(["first", "second", "economy"]),
    "reference": st.none() | TEXTS,
    "status_code": st.integers(400, 599),
    "template_id": st.none() | st.uuids() | st.uuids().map(str),
    "version": st.integers(1, 99),
}
STATUSES = {
    "sms_notification": answers.SmsStatus,
    "email_notification": answers.EmailStatus,
    "letter_notification": answers.LetterStatus,
}
LISTS = {
    "notifications": ("sms_notification", "email_notification", "letter_notification"),
    "templates": ("sms_template", "email_template", "letter_template"),
    "received_texts": ("received_text",),
}
SCHEMA: dict[type[BaseModel], str] = {
    models.EmailNotification: "email_notification",
    models.EmailTemplate: "email_template",
    models.ErrorBody: "error_body",
    models.LetterNotification: "letter_notification",
    models.LetterTemplate: "letter_template",
    models.NotificationList: "notification_list",
    models.ReceivedText: "received_text",
    models.ReceivedTextList: "received_text_list",
    models.SendEmailResponse: "send_email_response",
    models.SendLetterResponse: "send_letter_response",
    models.SendPrecompiledLetterResponse: "send_precompiled_letter_response",
    models.SendSmsResponse: "send_sms_response",
    models.SmsNotification: "sms_notification",
    models.SmsTemplate: "sms_template",
    models.TemplateList: "template_list",
}
SINGLE = [
    "email", "email_notification", "email_template", "error", "letter", "letter_notification", "letter_template",
    "precompiled_letter", "received_text", "sms", "sms_notification", "sms_template",
]  # fmt: skip


def made_by(name: str) -> st.SearchStrategy[BaseModel]:
    """What a factory makes of some of its arguments, or of all, or of none."""
    factory: Callable[..., BaseModel] = getattr(answers, name)
    if name in LISTS:
        return st.lists(st.sampled_from(LISTS[name]).flatmap(made_by), max_size=3).map(lambda found: factory(*found))
    parameters = inspect.signature(factory).parameters
    values = {each: VALUES.get(each, TEXTS) for each in parameters}
    if name in STATUSES:
        values["status"] = st.sampled_from(get_args(STATUSES[name]))
    if name == "precompiled_letter":
        values["reference"] = TEXTS
    needed = {each: values.pop(each) for each in parameters if parameters[each].default is inspect.Parameter.empty}
    return st.fixed_dictionaries(needed, optional=values).map(lambda given: factory(**given))


def test_every_factory_is_tested() -> None:
    found = {
        name for name, value in vars(answers).items() if inspect.isfunction(value) and not name.startswith("_")
        if value.__module__ == answers.__name__
    }  # fmt: skip
    assert found == {*SINGLE, *LISTS}


@pytest.mark.parametrize("name", [*SINGLE, *LISTS])
@settings(max_examples=30)
@given(data=st.data())
def test_an_answer_is_right_by_its_schema_and_reads_back(name: str, data: st.DataObject) -> None:
    made = data.draw(made_by(name))
    body = made.model_dump(mode="json", exclude_unset=True)
    Draft202012Validator(schema(SCHEMA[type(made)])).validate(body)
    assert json.loads(made.model_dump_json(exclude_unset=True)) == body
    assert TypeAdapter(type(made)).validate_json(json.dumps(body), strict=True) == made


@pytest.mark.parametrize("name", [*SINGLE, *LISTS])
def test_an_answer_says_what_it_was_given(name: str) -> None:
    factory = getattr(answers, name)
    given = {
        "reference": "r", "body": "b", "subject": "s", "id": "7e870000-0000-4000-8000-000000000001", "content": "c",
        "status": "technical-failure", "phone_number": "07700 900 111", "email_address": "b@example.com", "version": 3,
        "from_number": "ME", "from_email": "me@example.com", "postage": "first", "user_number": "4", "notify_number": "5",
        "one_click_unsubscribe_url": "https://example.com", "status_code": 403, "message": "m", "error": "e", "name": "n",
    }  # fmt: skip
    known = {each: given[each] for each in inspect.signature(factory).parameters if each in given}
    shown = factory(**known).model_dump(mode="json")
    found = {**shown, **shown.get("content", {})} if isinstance(shown.get("content"), dict) else shown
    found |= found.get("errors", [{}])[0]
    assert {each: found[each] for each in known} == known


ID = "7e870000-0000-4000-8000-000000000001"
ADDRESS = {"address_line_1": "A", "address_line_2": "B", "postcode": "SW14 6BH"}
CALLS: dict[str, tuple[Callable[[Any], object], BaseModel]] = {
    "sms": (
        lambda client: client.send_sms_notification("07700 900 900", ID, reference="r"),
        answers.sms("Hello Amala", reference="r", template_id=ID),
    ),
    "email": (
        lambda client: client.send_email_notification("a@example.com", ID),
        answers.email("Hi", "Hello", template_id=ID),
    ),
    "letter": (
        lambda client: client.send_letter_notification(ID, ADDRESS),
        answers.letter("Hi", "Hello", template_id=ID),
    ),
    "pdf": (
        lambda client: client.send_precompiled_letter_notification("r", b"%PDF-"),
        answers.precompiled_letter("r"),
    ),
    "text read": (lambda client: client.get_notification_by_id(ID), answers.sms_notification("sending", id=ID)),
    "email read": (lambda client: client.get_notification_by_id(ID), answers.email_notification(id=ID)),
    "letter read": (lambda client: client.get_notification_by_id(ID), answers.letter_notification(id=ID)),
    "all": (
        lambda client: client.get_all_notifications(),
        answers.notifications(answers.sms_notification(), answers.email_notification(), answers.letter_notification()),
    ),
    "template": (lambda client: client.get_template(ID), answers.email_template(id=ID)),
    "templates": (
        lambda client: client.get_all_templates(),
        answers.templates(answers.sms_template(), answers.letter_template()),
    ),
    "received": (lambda client: client.get_received_texts(), answers.received_texts(answers.received_text("Stop"))),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_client_reads_it_where_http_is_replaced(client_kind: ClientKind, name: str) -> None:
    call, answer = CALLS[name]
    status = 201 if name in {"sms", "email", "letter", "pdf"} else 200
    mock = httpx.MockTransport(
        lambda request: httpx.Response(status, json=answer.model_dump(mode="json", exclude_unset=True))
    )
    with BlockingClient(client_kind, KEY, "http://localhost", transport=mock) as client:
        assert call(client) == answer


def test_a_refusal_becomes_its_error() -> None:
    body = answers.error(403, "AuthError", "Invalid token: API key not found")
    mock = httpx.MockTransport(lambda request: httpx.Response(403, json=body.model_dump(mode="json")))
    client = NotificationsAPIClient(KEY, "http://localhost", transport=mock)
    with client, pytest.raises(HTTPError, match="API key not found"):
        client.get_all_templates()


def test_an_address_of_eight_lines_is_none() -> None:
    with pytest.raises(ValueError, match="more than seven lines"):
        answers.letter_notification(address=["a"] * 8)


def test_ids_are_new_each_time() -> None:
    assert answers.sms().id != answers.sms().id


def test_placeholders_of_a_template_are_named() -> None:
    template = answers.email_template("((a))", "((b??x)) ((a))")
    assert template.personalisation == {name: models.Placeholder(required=True) for name in ("a", "b")}
    assert check_payload({"email_address": "a@example.com", "template_id": str(template.id)}, "email") == []
