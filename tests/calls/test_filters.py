"""Filters of lists: what comes back is of the requested types, and what came with an answer can be given back."""

from __future__ import annotations

import itertools
import json
import pickle
from typing import Any, get_args
from urllib.parse import parse_qs

import httpx
import pytest
from pydantic import TypeAdapter, ValidationError

from notify_sdk import RequestValidationError, UnrecognisedWarning, models
from notify_sdk.sandbox import Sandbox
from notify_sdk.testing import answers
from tests.support.clients import BlockingClient, recording

TYPES = get_args(models.TemplateType)
FILTERS = [kinds for count in (1, 2, 3) for kinds in itertools.combinations(TYPES, count)]
MESSAGES = [answers.sms_notification(), answers.email_notification(), answers.letter_notification()]
TEMPLATES = [answers.sms_template(), answers.email_template(), answers.letter_template()]
CLASSES = {
    "notifications": dict(zip(TYPES, (type(each) for each in MESSAGES), strict=True)),
    "templates": dict(zip(TYPES, (type(each) for each in TEMPLATES), strict=True)),
}
LINKS = {"current": "https://example.com"}


def page(key: str, *more: Any) -> httpx.Response:
    """A page with an entry of each type, as if no filter had been given."""
    items = [item.model_dump(mode="json") for item in (MESSAGES if key == "notifications" else TEMPLATES)]
    return httpx.Response(200, json={key: [*items, *more], "links": LINKS})


def read(client: BlockingClient, call: str, given: Any) -> list[Any]:
    found = getattr(client, call)(given)
    return list(found) if call.endswith("iterator") else found.notifications


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "in part"])
@pytest.mark.parametrize("call", ["get_all_notifications", "get_all_notifications_iterator"])
@pytest.mark.parametrize("kinds", FILTERS)
def test_a_list_has_messages_of_the_requested_types_alone(client_kind, call, kinds, whole) -> None:
    drifted = {**MESSAGES[0].model_dump(mode="json"), "type": kinds[0], "created_at": 7}
    answer = page("notifications", *([] if whole else [drifted]))
    client, _ = recording(client_kind, answer)
    others = [each for each in MESSAGES if each.type not in kinds]
    with client:
        if others:
            with pytest.warns(UnrecognisedWarning) as warned:
                found = read(client, call, kinds)
            assert sorted(str(each.message) for each in warned) == sorted(
                f"left out of the list: {each.id}, its type {each.type!r} was not requested" for each in others
            )
        else:
            found = read(client, call, kinds)
    wanted = [each for each in MESSAGES if each.type in kinds]
    assert found[: len(wanted)] == wanted
    assert [type(each) for each in found[len(wanted) :]] == ([] if whole else [CLASSES["notifications"][kinds[0]]])


@pytest.mark.parametrize("kind", TYPES)
def test_a_list_has_templates_of_the_requested_type_alone(client_kind, kind) -> None:
    client, _ = recording(client_kind, page("templates"))
    with client, pytest.warns(UnrecognisedWarning, match="was not requested") as warned:
        assert [each.type for each in client.get_all_templates(kind).templates] == [kind]
    assert len(warned) == 2


@pytest.mark.parametrize("given", [None, [], ()])
def test_without_a_filter_every_type_is_there(client_kind, given) -> None:
    client, _ = recording(client_kind, page("notifications"))
    with client:
        assert client.get_all_notifications(given).notifications == MESSAGES
        assert list(client.get_all_notifications_iterator(given)) == MESSAGES
    client, _ = recording(client_kind, page("templates"))
    with client:
        assert client.get_all_templates(None).templates == client.get_all_templates().templates == TEMPLATES


def test_the_sandbox_filters(client_kind) -> None:
    sandbox = Sandbox()
    with BlockingClient(client_kind, sandbox.api_key, "http://localhost", transport=sandbox.transport) as client:
        client.send_sms_notification("07700 900 900", sandbox.templates["security code"], {"code": 1, "app": False})
        client.send_precompiled_letter_notification("mine", b"%PDF")
        for kind in TYPES:
            wanted = CLASSES["templates"][kind]
            assert {type(each) for each in client.get_all_templates(kind).templates} == {wanted}
            found = client.get_all_notifications(kind).notifications
            assert {type(each) for each in found} == ({CLASSES["notifications"][kind]} if kind != "email" else set())


@pytest.mark.parametrize("message", MESSAGES, ids=TYPES)
def test_what_came_with_an_answer_can_be_given_back(client_kind, message) -> None:
    client, recorded = recording(client_kind, httpx.Response(200, json={"notifications": [], "links": LINKS}))
    with client:
        client.get_all_notifications(message.type, message.status, message.reference)
        list(client.get_all_notifications_iterator([message.type], [message.status], message.reference))
    wanted = {"template_type": [message.type], "status": [message.status]}
    assert [parse_qs(each.url.query.decode()) for each in recorded.requests] == [wanted, wanted]


@pytest.mark.parametrize("unknown", ["on-a-ship", "Delivered", "", " delivered"])
def test_a_text_that_is_no_status_and_no_type_is_refused_here(client_kind, unknown) -> None:
    client, recorded = recording(client_kind, httpx.Response(500))
    with client:
        for filters in ({"status": unknown}, {"status": ["sent", unknown]}, {"template_type": unknown}):
            with pytest.raises(RequestValidationError):
                client.get_all_notifications(**filters)
            with pytest.raises(RequestValidationError):
                next(client.get_all_notifications_iterator(**filters))
        with pytest.raises(RequestValidationError):
            client.get_all_templates(unknown)
        with pytest.raises(RequestValidationError, match="either first, second or economy"):
            client.send_precompiled_letter_notification("mine", b"%PDF", unknown or "rest-of-world")
    assert recorded.requests == []


def test_a_list_is_generic_at_run_time_too() -> None:
    texts = models.NotificationList[models.SmsNotification]
    body = json.dumps({"notifications": [MESSAGES[0].model_dump(mode="json")], "links": LINKS})
    whole = models.NotificationList.model_validate_json(body)
    narrow = texts.model_validate_json(body)
    assert isinstance(narrow, models.NotificationList)
    assert narrow.notifications == whole.notifications == MESSAGES[:1]
    with pytest.raises(ValidationError):
        texts.model_validate_json(page("notifications").content)
    assert pickle.loads(pickle.dumps(whole)) == whole
    assert TypeAdapter(texts).validate_python(whole).notifications == whole.notifications


@pytest.mark.parametrize("union", ["Notification", "Template", "TemplatePreview"])
def test_a_union_is_a_type_of_pydantic(union) -> None:
    adapter = TypeAdapter(getattr(models, union))
    for message in {"Notification": MESSAGES, "Template": TEMPLATES}.get(union, []):
        assert adapter.validate_json(message.model_dump_json()) == message
        assert adapter.validate_json(adapter.dump_json(message)) == message
    with pytest.raises(ValidationError, match="fax"):
        adapter.validate_python({"type": "fax"})
