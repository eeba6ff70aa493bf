"""Answers that are not as documented: each key of each documented answer left out, null, and of another type, in turn."""

from __future__ import annotations

import copy
import io
import json
import pickle
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from notify_sdk import InvalidResponseError, RetryPolicy, UnrecognisedWarning, models
from notify_sdk._calls import operations
from notify_sdk._wire import Answer
from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.wire import Response
from tests.calls.test_readers import GOOD, OFF, operation_of
from tests.support.clients import ID, KEY, BlockingClient, Recorded, recording

Place = tuple[str | int, ...]
DOCUMENTED = json.loads((Path(__file__).parents[1] / "data" / "documented_2017.json").read_text())
LEFT_OUT = object()
PERSONAL = "call 07700900123"
INSTEAD = [LEFT_OUT, None, True, 7, 0.5, PERSONAL, [], ["x"], {}, {"x": 1}]
LISTS = {"notifications", "templates", "received_text_messages"}


def of_2017() -> Iterator[Any]:
    """The answers that Notify's documentation showed in 2017: with fewer fields than today."""
    address = {"address_line_1": "A"}
    calls = {
        "sms": operations.send_sms_notification(OFF, "07700900900", ID),
        "email": operations.send_email_notification(OFF, "a@example.com", ID),
        "letter": operations.send_letter_notification(OFF, ID, address),
        "precompiled": operations.send_precompiled_letter_notification(OFF, "a", b"%PDF"),
        "notification": operations.get_notification_by_id(ID),
        "notifications": operations.get_all_notifications(),
        "template": operations.get_template(ID),
        "templates": operations.get_all_templates(),
        "preview": operations.post_template_preview(ID),
        "received": operations.get_received_texts(),
    }
    for name, operation in calls.items():
        yield pytest.param(operation.reader, DOCUMENTED[name], operation.sends, id=f"2017-{name}")


def of_today() -> Iterator[Any]:
    """Of the recorded answers, the fullest to each call, and of each type of message."""
    fullest: dict[str, dict[str, Any]] = {}
    for row in GOOD:
        request, body = row["request"], row["response"]["body"]
        kind = body.get("type", "") if "content" in body or "type" in body else "without-content"
        name = "-".join([request["method"], *request["path"].strip("/").split("/")[1:2], row["group"], kind])
        if any(len(body[key]) < 3 for key in LISTS & body.keys()):
            continue
        if name not in fullest or weight(body) > weight(fullest[name]["response"]["body"]):
            fullest[name] = row
    for name, row in sorted(fullest.items()):
        operation, body = operation_of(row), json.loads(json.dumps(row["response"]["body"]))
        for key in LISTS & body.keys():  # one of each type is enough
            body[key] = list({item.get("type"): item for item in body[key]}.values())
        yield pytest.param(operation.reader, body, operation.sends, id=name)


def weight(value: Any) -> int:
    if isinstance(value, dict):
        return sum(1 + weight(inner) for inner in value.values())
    return sum(map(weight, value[:5])) if isinstance(value, list) else int(value is not None)


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    """Every key of a JSON value, at every depth."""
    for name, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        if isinstance(value, dict):
            yield (*place, name)
        yield from places(inner, (*place, name))


def changed(value: Any, place: Place, new: object) -> Any:
    """A copy of a JSON value with another one in a place, or none."""
    made = copy.deepcopy(value)
    inner = made
    for step in place[:-1]:
        inner = inner[step]
    if new is LEFT_OUT:
        del inner[place[-1]]
    else:
        inner[place[-1]] = new
    return made


def written(found: Any) -> Any:
    return found.model_dump(mode="json", exclude_unset=True)


def at(value: Any, place: Place) -> Any:
    for step in place:
        value = value[step] if isinstance(value, list | dict) else getattr(value, str(step))
    return value


def kind_of(whole: Any, place: Place) -> Any:
    """The documented type of what is at a place; object where nothing is documented."""
    owner = at(whole, place[:-1])
    if isinstance(owner, dict):
        return type(owner[place[-1]])
    field = type(owner).model_fields.get(str(place[-1]))
    return field.annotation if field else object


def needed(whole: Any, place: Place) -> bool:
    owner = at(whole, place[:-1])
    field = None if isinstance(owner, dict) else type(owner).model_fields.get(str(place[-1]))
    return field is not None and field.is_required()


def is_address_line(whole: Any, place: Place) -> bool:
    owner = at(whole, place[:-1])
    return isinstance(owner, models.LetterNotification) and str(place[-1]).startswith(("line_", "postcode"))


def fits(kind: Any, value: object) -> bool:
    """Whether a value is as documented, by pydantic alone; or is an object, of which parts are read, where one is."""
    try:
        TypeAdapter(kind).validate_json(json.dumps(value), strict=True)
    except ValidationError:
        return isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, BaseModel)
    return True


def raises_when_read(found: Any, place: Place) -> None:
    owner, name = at(found, place[:-1]), str(place[-1])
    with pytest.raises(InvalidResponseError) as caught:
        getattr(owner, name)
    assert isinstance(caught.value, AttributeError)
    assert not caught.value.outcome_unknown
    said = str(caught.value)
    assert said.startswith(".".join(map(str, place)))
    assert re.search(": expected .*, got |: not a documented value$", said)
    assert PERSONAL not in said + repr(caught.value)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), str(again)) == (type(caught.value), said)
    assert not hasattr(owner, name)
    assert getattr(owner, name, "default") == "default"


def behaves(found: Any) -> None:
    """What holds of every object, whatever is missing in it."""
    for other in (copy.copy(found), copy.deepcopy(found), pickle.loads(pickle.dumps(found)), found.model_copy()):
        assert other == found
        assert written(other) == written(found)
    assert json.loads(found.model_dump_json(exclude_unset=True)) == written(found)
    assert found.model_dump().keys() == {name for name, _ in found}


def drifting(body: Any) -> Iterator[tuple[Place, object, Any]]:
    for place in places(body):
        for new in INSTEAD:
            yield place, new, changed(body, place, new)


def expected(whole: Any, place: Place, new: object) -> tuple[Any, Place | None]:
    """What is written of an answer with one thing changed, and what raises when read, if anything does."""
    before = written(whole)
    if new is LEFT_OUT:
        return changed(before, place, LEFT_OUT), place if needed(whole, place) else None
    if is_address_line(whole, place) and new is not None:
        return changed(before, place, str(new)), None  # whatever it is, it is read as it is printed
    if fits(kind_of(whole, place), new):
        return changed(before, place, new), None
    if isinstance(at(whole, place[:-1]), dict):  # a placeholder is no field: which ones there are can't be read
        place = place[:-1]
    return changed(before, place, LEFT_OUT), place


def loses_all(place: Place, new: object, sends: bool) -> bool:
    """Whether nothing is left to return: a send without an id, no known type, no list."""
    return (
        (sends and place == ("id",))
        or (place == ("type",) and new != "sms")
        or (len(place) == 1 and place[0] in LISTS and not isinstance(new, list))
    )


def loses_an_item(place: Place) -> bool:
    return len(place) == 3 and place[0] in LISTS and place[2] in {"id", "type"}


ANSWERS = [*of_2017(), *of_today()]


def test_every_call_has_its_answers_here() -> None:
    read = [type(each.values[0](answer(each.values[1]))) for each in ANSWERS]
    sent = [models.SendSmsResponse, models.SendEmailResponse, models.SendLetterResponse]
    sent += [models.SendPrecompiledLetterResponse]
    listed = [models.NotificationList, models.TemplateList, models.ReceivedTextList]
    unions = (models.Notification, models.Template, models.TemplatePreview)
    typed = [kind for union in unions for kind in get_args(get_args(union)[0])]
    assert set(read) == {*sent, *listed, *typed}


def answer(body: Any) -> Answer:
    return Answer(200, {}, json.dumps(body).encode())


@pytest.mark.parametrize(("read", "body", "sends"), ANSWERS)
def test_one_thing_that_drifts_takes_nothing_else_with_it(read: Any, body: Any, sends: bool) -> None:
    whole = read(answer(body))
    behaves(whole)
    for place, new, drifted in drifting(body):
        if loses_all(place, new, sends):
            with pytest.raises(InvalidResponseError) as caught:
                read(answer(drifted))
            assert json.loads(caught.value.body) == drifted
            continue
        if loses_an_item(place) or (new == ["x"] and place[0] in LISTS and len(place) == 1):
            with pytest.warns(UnrecognisedWarning, match="left out of the list") as warned:
                found = read(answer(drifted))
            assert PERSONAL not in str(warned[0].message) or place[-1] == "type"
            left = changed(written(whole), place[:2], LEFT_OUT if len(place) > 1 else [])
            raising = None
        else:
            found = read(answer(drifted))
            left, raising = expected(whole, place, new)
        assert (place, new, written(found)) == (place, new, left)
        behaves(found)
        if raising:
            raises_when_read(found, raising)
            assert PERSONAL not in repr(found) + str(found)


@pytest.mark.parametrize(("read", "body", "sends"), ANSWERS)
def test_read_field_by_field_an_answer_is_what_it_is_read_at_once(read: Any, body: Any, sends: bool) -> None:
    def spoilt(value: Any) -> Any:
        """With half a character in every object, which no JSON text may hold."""
        if isinstance(value, dict):
            return {name: spoilt(inner) for name, inner in value.items()} | {"later": "\ud800"}
        return [spoilt(inner) for inner in value] if isinstance(value, list) else value

    lists_no_strangers = "personalisation" not in str(body) and "sanitised_content" not in body
    found, whole = read(answer(spoilt(body))), read(answer(body))
    if lists_no_strangers:
        assert found == whole
        assert found.model_fields_set == whole.model_fields_set
    else:  # there, a key that nobody knows is a placeholder
        assert found.id == whole.id if hasattr(whole, "id") else len(found.templates) == len(whole.templates)


@pytest.mark.parametrize(
    "odd",
    [b"1" * 5000, b"1e999", b'"\\ud800"', b"[" * 150 + b"]" * 150, b"[" * 500 + b"]" * 500, b'{"\\udfff": [1]}'],
    ids=["long", "infinite", "half a character", "deep", "deeper", "half a key"],
)
@pytest.mark.parametrize("name", ["id", "later", "reference"])
def test_whatever_else_comes_a_send_with_an_id_has_succeeded(odd: bytes, name: str) -> None:
    rest = json.dumps(DOCUMENTED["sms"])[1:].encode()
    content = b'{"%s": %s, ' % (name.encode(), odd) + rest  # of a key that is there twice, the last one counts
    found = operations.send_sms_notification(OFF, "07700900900", ID).reader(Answer(201, {}, content))
    assert str(found.id) == DOCUMENTED["sms"]["id"]
    json.loads(found.model_dump_json())
    behaves(found)


def test_a_field_that_nothing_came_for_is_told_from_no_field_at_all() -> None:
    found = operations.send_sms_notification(OFF, "07700900900", ID).reader(answer(DOCUMENTED["sms"]))
    with pytest.raises(InvalidResponseError, match=r"^scheduled_for: expected a time or null, got nothing$"):
        _ = found.scheduled_for
    with pytest.raises(AttributeError, match="'SendSmsResponse' object has no attribute 'schedule'") as caught:
        found.schedule  # noqa: B018
    assert not isinstance(caught.value, InvalidResponseError)
    assert found.model_copy(update={"scheduled_for": None}).scheduled_for is None


def test_what_came_is_told_in_words() -> None:
    def said(name: str, came: object) -> str:
        body = {**DOCUMENTED["sms"], "content": {"body": "x", "from_number": "1"}, "template": {"id": ID, "uri": "u"}}
        owner, _, field = name.rpartition(".")
        target: Any = body[owner] if owner else body
        target[field] = came
        found = operations.send_sms_notification(OFF, "07700900900", ID).reader(answer(body))
        with pytest.raises(InvalidResponseError) as caught:
            at(found, tuple(name.split(".")))
        return str(caught.value)

    assert said("content.from_number", None) == "content.from_number: expected a text, got null"
    assert said("content", [1]) == "content: expected an object, got a list"
    assert said("reference", 7) == "reference: expected a text or null, got a whole number"
    assert said("template.id", "x") == "template.id: expected a UUID, got a text"
    assert said("template.version", 0) == "template.version: not a documented value"
    assert said("template.version", 0.5) == "template.version: expected a whole number, got a number"
    assert said("template.version", True) == "template.version: expected a whole number, got true or false"


def page(**changed: object) -> httpx.Response:
    return httpx.Response(200, json={**DOCUMENTED["notifications"], **changed})


@pytest.mark.parametrize("links", [None, [], "x", {"next": 7}, {"current": "x", "next": ["x"]}])
def test_a_page_is_not_lost_when_there_is_no_telling_whether_another_follows(client_kind: Any, links: object) -> None:
    client, recorded = recording(client_kind, lambda _: page(links=links))
    with client:
        assert len(client.get_all_notifications().notifications) == 2
        items = client.get_all_notifications_iterator()
        assert len({next(items).id, next(items).id}) == 2
        with pytest.raises(InvalidResponseError, match="does not say whether there is a next page: links") as caught:
            next(items)
        assert not isinstance(caught.value, AttributeError)
    assert len(recorded.requests) == 2


@pytest.mark.parametrize("links", [{}, {"current": 7}, {"next": None}])
def test_links_without_a_next_page_end_a_list(client_kind: Any, links: object) -> None:
    client, _ = recording(client_kind, lambda _: page(links=links))
    with client:
        assert len(list(client.get_all_notifications_iterator())) == 2


OTHER = "7e870000-0000-4000-8000-00000000ffff"
SENT = {**DOCUMENTED["sms"], "template": {**DOCUMENTED["sms"]["template"], "id": ID}}


@pytest.mark.parametrize(
    ("call", "given", "body", "named"),
    [
        ("send_sms_notification", ("07700900900", ID, None, "mine"), {**SENT, "reference": "yours"}, "reference"),
        ("send_sms_notification", ("07700900900", OTHER), SENT, "template.id"),
        ("send_email_notification", ("a@example.com", OTHER, {}, "m"), {**SENT, "reference": "m"}, "template.id"),
        ("send_letter_notification", (ID, {"address_line_1": "A"}, "m"), {**SENT, "reference": "M"}, "reference"),
        ("send_precompiled_letter_notification", ("m", io.BytesIO(b"%PDF")), SENT | {"reference": "o"}, "reference"),
        ("get_notification_by_id", (OTHER,), DOCUMENTED["notification"], "id"),
        ("get_template", (OTHER,), DOCUMENTED["template"], "id"),
        ("get_template_version", (OTHER, 1), DOCUMENTED["template"], "id"),
        ("get_template_version", (DOCUMENTED["template"]["id"], 2), DOCUMENTED["template"], "version"),
        ("post_template_preview", (OTHER,), DOCUMENTED["preview"], "id"),
    ],
)
def test_an_answer_to_another_request_is_none(client_kind: Any, call: str, given: Any, body: Any, named: str) -> None:
    client, recorded = recording(client_kind, lambda _: httpx.Response(200, json=body), check="off")
    with client, pytest.raises(InvalidResponseError, match=f"another request: its {named} is not") as caught:
        getattr(client, call)(*given)
    assert caught.value.outcome_unknown is call.startswith("send")
    assert json.loads(caught.value.body) == body
    assert len(recorded.requests) == 1


@pytest.mark.parametrize("came", [{}, {"reference": None}, {"reference": 7}, {"template": None}, {"template": {}}])
def test_what_an_answer_does_not_say_is_not_held_against_it(client_kind: Any, came: dict[str, object]) -> None:
    body = {"id": ID, **came}
    client, _ = recording(client_kind, lambda _: httpx.Response(201, json=body))
    with client:
        assert str(client.send_sms_notification("07700900900", ID, reference="mine").id) == ID


def test_a_reference_that_the_client_made_is_held_against_the_answer(client_kind: Any) -> None:
    bodies = [SENT | {"reference": "another"}, {"notifications": [], "links": {"current": ""}}]
    answers = (httpx.Response(200, json=body) for body in [bodies[0], *[bodies[1]] * 9])
    recorded = Recorded(answers)
    policy = RetryPolicy(attempts=1, reconcile=True, reconcile_seconds=0)
    client = BlockingClient(client_kind, KEY, transport=recorded.transport, retry=policy)
    with client, pytest.raises(InvalidResponseError, match="another request"):
        client.send_sms_notification("07700900900", ID)


def test_a_sandbox_that_drifts_is_found_out(client_kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = Sandbox()
    answered = Sandbox.handle

    def drifted(self: Sandbox, request: Any) -> Response:
        response = answered(self, request)
        body = json.loads(response.body)
        body.pop("scheduled_for", None)
        return replace(response, body=json.dumps(body).encode())

    send = ("07700900900", sandbox.templates["security code"], {"code": "4711", "app": True})
    with sandbox.client() as client:
        sent = client.send_sms_notification(*send)
    monkeypatch.setattr(Sandbox, "handle", drifted)
    with BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport, retry=RetryPolicy.none()) as client:
        for call, given in (("send_sms_notification", send), ("get_notification_by_id", (sent.id,))):
            with pytest.raises(InvalidResponseError, match="scheduled_for: Field required"):
                getattr(client, call)(*given)
