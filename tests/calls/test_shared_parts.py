"""Messages of one page share what is equal in them; nothing that can be seen of them changes."""

from __future__ import annotations

import json
import pickle
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from notify_sdk import models
from notify_sdk._calls.readers import Answer, reading_page
from notify_sdk._validation.response import Response

LINKS = {"current": "https://localhost/v2/notifications"}
read_page = reading_page(models.NotificationList, "notifications", models.Notification)


def text(**changed: Any) -> dict[str, Any]:
    return {
        "id": "7e870000-0000-4000-8000-000000000001",
        "type": "sms",
        "reference": None,
        "body": "Hello",
        "phone_number": "07700 900 900",
        "email_address": None,
        "status": "delivered",
        "template": {"id": "7e3b0000-0000-4000-8000-000000000001", "version": 1, "uri": "https://localhost/1"},
        "created_at": "2026-11-23T12:00:00.000001Z",
        "created_by_name": None,
        "sent_at": None,
        "completed_at": None,
        "scheduled_for": None,
        "is_cost_data_ready": True,
        "cost_in_pounds": 0.02,
        "cost_details": {"billable_sms_fragments": 1, "international_rate_multiplier": 1.0, "sms_rate": 0.02},
    } | changed


def read(*texts: dict[str, Any]) -> list[models.Notification]:
    body = json.dumps({"notifications": texts, "links": LINKS}).encode()
    return read_page(Answer(200, {}, body)).notifications


def test_equal_templates_costs_and_names_of_fields_are_held_once():
    first, second = read(text(), text(body="Another"))

    assert first.template is second.template
    assert first.cost_details is second.cost_details
    assert first.model_fields_set is second.model_fields_set
    assert first.model_extra is second.model_extra
    assert first.model_extra == {"email_address": None}
    assert (first.body, second.body) == ("Hello", "Another")


def test_what_differs_is_kept_apart():
    newer = {"id": "7e3b0000-0000-4000-8000-000000000001", "version": 2, "uri": "https://localhost/1"}
    unknown = {"billable_sms_fragments": None, "international_rate_multiplier": None, "sms_rate": None}
    named = {"id": "7e3b0000-0000-4000-8000-000000000001", "version": 2, "uri": "https://localhost/1", "name": "new"}

    found = read(
        text(), text(template=newer, cost_details={}), text(template=named, cost_details=unknown), text(later="more")
    )

    assert [each.template.version for each in found] == [1, 2, 2, 1]
    assert found[1].template.model_extra == {}
    assert found[2].template.model_extra == {"name": "new"}
    assert found[1].cost_details.model_fields_set == set()
    assert found[2].cost_details.model_fields_set == set(unknown)
    assert "later" in found[3].model_fields_set
    assert "later" not in found[0].model_fields_set


def test_a_shared_message_is_written_copied_and_pickled_as_it_came():
    sent = [text(), text(reference="case-1")]

    found = read(*sent)

    again = pickle.loads(pickle.dumps(found))
    assert again == found
    for given, each in zip(sent, found, strict=True):
        written = json.loads(each.model_dump_json(exclude_unset=True))
        assert written.keys() == given.keys()
        assert written["template"] == given["template"]
        copy = each.model_copy(update={"reference": "changed"})
        assert copy.model_fields_set == each.model_fields_set


@pytest.mark.parametrize(
    ("model", "key", "kind", "item"),
    [
        (
            models.ReceivedTextList,
            "received_text_messages",
            models.ReceivedText,
            {
                "id": "7e870000-0000-4000-8000-000000000001",
                "service_id": "7e870000-0000-4000-8000-000000000002",
                "notify_number": "447900900900",
                "user_number": "447700900900",
                "content": "Hello",
                "created_at": "2026-11-23T12:00:00.000001Z",
            },
        ),
        (
            models.TemplateList,
            "templates",
            models.Template,
            {
                "id": "7e3b0000-0000-4000-8000-000000000001",
                "type": "sms",
                "name": "Hello",
                "version": 1,
                "created_at": "2026-11-23T12:00:00.000001Z",
                "updated_at": None,
                "created_by": "someone@localhost",
                "body": "Hello",
                "subject": None,
                "letter_contact_block": None,
                "personalisation": {},
                "postage": None,
            },
        ),
    ],
)
def test_the_names_of_fields_are_held_once_in_every_list(model: Any, key: str, kind: Any, item: Any):
    body = {key: [item, item], "links": {"current": "https://localhost/v2/received-text-messages"}}
    first, second = getattr(reading_page(model, key, kind)(Answer(200, {}, json.dumps(body).encode())), key)
    assert first.model_fields_set is second.model_fields_set
    assert first == second


class Item(Response):
    """An item with fields that may be left out; no documented one has any."""

    id: str
    first: str | None = None
    second: str | None = None


class ItemList(Response):
    """A list of them."""

    items: list[Item]


def test_items_that_left_out_different_fields_keep_their_own_names():
    came: list[dict[str, Any]] = [
        {"id": "a", "first": None},
        {"id": "b", "second": None},
        {"id": "c", "first": None, "second": None},
        {"id": "d"},
        {"id": "e", "second": None, "later": None},
        {"id": "f", "first": None, "second": None},
    ]
    items = reading_page(ItemList, "items", Item)(Answer(200, {}, json.dumps({"items": came}).encode())).items
    assert [item.model_fields_set for item in items] == [set(each) for each in came]
    assert items[2].model_fields_set is items[5].model_fields_set


LATER = st.sampled_from([None, 0, 0.0, False, 1, 1.0, True, "", "x"])
"""Values of which some are equal in Python and different in JSON."""
ANY: st.SearchStrategy[Any] = LATER | st.lists(LATER, max_size=2) | st.dictionaries(st.just("x"), LATER)
KEYS = st.sampled_from(["email_address", "postage", "carbon", "weight"])
COSTS = st.fixed_dictionaries(
    {},
    optional={
        "billable_sms_fragments": st.sampled_from([None, 1, 2]),
        "international_rate_multiplier": st.sampled_from([None, 1, 1.0, 2]),
        "sms_rate": st.sampled_from([None, 1, 2.0]),
        "carbon": LATER,
    },
)
TEMPLATES = st.fixed_dictionaries(
    {
        "id": st.sampled_from([f"7e3b0000-0000-4000-8000-00000000000{number}" for number in range(2)]),
        "version": st.sampled_from([1, 2]),
        "uri": st.sampled_from(["https://localhost/1", "https://localhost/2"]),
    },
    optional={"name": LATER},
)


@st.composite
def texts(draw: st.DrawFn) -> dict[str, Any]:
    made = text(template=draw(TEMPLATES), cost_details=draw(COSTS), **draw(st.dictionaries(KEYS, ANY)))
    return {name: made[name] for name in draw(st.sampled_from([list(made), list(reversed(made))]))}


def written(part: Any) -> str:
    """What is written of an object; true is told from 1, unlike by `==`."""
    return json.dumps([json.loads(part.model_dump_json()), part.model_extra], sort_keys=True)


@hypothesis.given(st.lists(texts(), min_size=2, max_size=6))
def test_a_message_of_a_page_is_the_one_that_is_read_alone(sent: list[dict[str, Any]]):
    changeable: list[int] = []
    page = read(*sent)
    for each, found in zip(sent, page, strict=True):
        (alone,) = read(each)
        for part, other in ((found, alone), (found.template, alone.template), (found.cost_details, alone.cost_details)):
            assert part == other
            assert part.model_fields_set == other.model_fields_set
            assert written(part) == written(other)
        extra: dict[str, object] = found.model_extra or {}
        changeable += [id(value) for value in extra.values() if type(value) in {list, dict}]
    assert len(changeable) == len(set(changeable))
