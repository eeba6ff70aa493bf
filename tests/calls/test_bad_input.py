"""Wrong arguments of a call are refused, with the names of what is wrong, before anything is sent."""

from __future__ import annotations

from collections import OrderedDict, UserDict
from enum import StrEnum
from uuid import UUID

import pytest

from notify_sdk import LetterAddress, NoResultFound, models
from tests.support.clients import ID, recording, refused_by_notify
from tests.support.refusals import NO_IDS, refused

ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}


class Name(StrEnum):
    FIRST = "first"


@pytest.mark.parametrize("identifier", [*NO_IDS, None], ids=lambda value: repr(value)[:40])
def test_ids_in_paths_are_checked_first(unsent, identifier):
    assert refused(unsent.get_notification_by_id, identifier) == ["notification_id is not a valid UUID"]
    assert refused(unsent.get_pdf_for_letter, identifier) == ["notification_id is not a valid UUID"]
    assert refused(unsent.get_template, identifier) == ["template_id is not a valid UUID"]
    assert refused(unsent.get_template_version, identifier, 1) == ["template_id is not a valid UUID"]
    assert refused(unsent.post_template_preview, identifier) == ["template_id is not a valid UUID"]


@pytest.mark.parametrize("version", ["1", 1.0, True, -1, None, "../1"])
def test_the_version_is_a_whole_number(unsent, version):
    assert refused(unsent.get_template_version, ID, version) == ["version is not a whole number from 0"]


def test_a_letter_has_personalisation(unsent):
    assert refused(unsent.send_letter_notification, ID, None) == ["personalisation is a required property"]


@pytest.mark.parametrize("filters", [{"status": "on-a-ship"}, {"template_type": "fax"}, {"status": ["sent", 7]}])
def test_unknown_values_of_filters_are_refused(unsent, filters):
    ((name, _),) = filters.items()
    (said,) = refused(unsent.get_all_notifications, **filters)
    assert said.startswith(f"{name} ")
    assert " is not one of [" in said


def test_a_status_passed_as_the_type_is_named_in_the_error(unsent):
    (said,) = refused(unsent.get_all_notifications, "delivered")
    assert said.endswith("(that is a status: template_type comes first, then status)")
    assert "that is a status" not in refused(unsent.get_all_notifications, "fax")[0]


@pytest.mark.parametrize("kind", ["fax", "", 7, ["sms"]])
def test_an_unknown_template_type_is_refused(unsent, kind):
    assert refused(unsent.get_all_templates, kind)[0].startswith("type ")


def test_any_mapping_and_model_is_accepted(client_kind):
    client, recorded = recording(client_kind, refused_by_notify(404))
    request = models.TemplatePreviewRequest(personalisation={"a": Name.FIRST})
    with client:
        for call in (
            lambda: client.send_sms_notification("07700900123", ID, OrderedDict(a=1)),
            lambda: client.send_sms_notification("07700900123", ID, UserDict(a=1)),
            lambda: client.send_sms_notification("07700900123", ID, {Name.FIRST: 1}, Name.FIRST),
            lambda: client.send_sms_notification(phone_number="07700900123", template_id=UUID(ID)),
            lambda: client.send_letter_notification(ID, LetterAddress(**ADDRESS)),
            lambda: client.post_template_preview(ID, request),
            lambda: client.get_template(ID.upper().replace("-", "")),
        ):
            with pytest.raises(NoResultFound):
                call()
    bodies = [request.content for request in recorded.requests]
    assert bodies[0] == bodies[1]
    assert bodies[0].endswith(b'"personalisation":{"a":1}}')
    assert bodies[2].startswith(b'{"reference":"first",')
    assert bodies[2].endswith(b'"personalisation":{"first":1}}')
    assert bodies[4].endswith(b'"postcode":"SW14 6BH"}}')
    assert bodies[5] == b'{"personalisation":{"a":"first"}}'
    assert recorded.requests[6].url.path == f"/v2/template/{ID}"
