"""Messages of one page share what is equal in them; nothing that can be seen of them changes."""

from __future__ import annotations

import json
import pickle
from typing import Any

from notify_sdk import models
from notify_sdk._calls.readers import Answer, reading_page

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
