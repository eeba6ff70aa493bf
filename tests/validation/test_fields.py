"""What each field of a request may hold, and how anything else is refused."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any

import pytest
from pydantic import BaseModel

from notify_sdk import NoResultFound, models
from tests.support.clients import ID, recording, refused_by_notify
from tests.support.refusals import NO_IDS, refused

ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}


class Colour(Enum):
    RED = "red"


class Name(StrEnum):
    FIRST = "first"


@pytest.mark.parametrize("identifier", NO_IDS, ids=lambda value: repr(value)[:40])
def test_ids_in_bodies_and_queries_are_named(unsent, identifier):
    def sms(**ids: Any) -> list[str]:
        return refused(unsent.send_sms_notification, "07700900123", **{"template_id": ID, **ids})

    assert sms(template_id=identifier) == ["template_id is not a valid UUID"]
    assert sms(sms_sender_id=identifier) == ["sms_sender_id is not a valid UUID"]
    email = unsent.send_email_notification
    assert refused(email, "a@example.com", ID, email_reply_to_id=identifier) == [
        "email_reply_to_id is not a valid UUID"
    ]
    assert refused(unsent.send_letter_notification, identifier, ADDRESS) == ["template_id is not a valid UUID"]
    assert refused(unsent.get_all_notifications, older_than=identifier) == ["older_than is not a valid UUID"]
    assert refused(unsent.get_received_texts, identifier) == ["older_than is not a valid UUID"]


@pytest.mark.parametrize("url", ["http://example.com", "", "example.com", "https://a b", b"https://a", 7])
def test_an_unsubscribe_address_must_be_https(unsent, url):
    said = refused(unsent.send_email_notification, "a@example.com", ID, one_click_unsubscribe_url=url)
    assert said == ["one_click_unsubscribe_url is not a valid https url"]


@pytest.mark.parametrize("names", ["name", b"name", 7, {"name": 1}, True], ids=repr)
def test_names_to_sanitise_must_be_a_collection(unsent, names):
    said = refused(unsent.send_email_notification, "a@example.com", ID, sanitise_content_for=names)
    assert said == ["sanitise_content_for is not of type array, null"]


def test_names_to_sanitise_must_be_texts(unsent):
    for names in ({1, "a"}, [["a"]], (Decimal(1),)):
        said = refused(unsent.send_email_notification, "a@example.com", ID, sanitise_content_for=names)
        assert said == ["sanitise_content_for is not of type string"]


@pytest.mark.parametrize("postage", ["europe", "rest-of-world", "", "First"])
def test_unknown_postage_is_refused(unsent, postage):
    said = refused(unsent.send_precompiled_letter_notification, "ref", b"%PDF", postage)
    assert said == ["postage invalid. It must be either first, second or economy."]


def test_an_upload_written_by_hand_is_checked_as_a_prepared_one(unsent):
    said = refused(unsent.send_email_notification, "a@example.com", ID, {"link": {"file": "YQ==", "name": "a.csv"}})
    assert said == ["Additional properties are not allowed (name was unexpected)"]
    said = refused(unsent.send_email_notification, "a@example.com", ID, {"link": {"file": 7, "filename": "a"}})
    assert said[0] == "file is not of type string"
    assert len(said) == 2


@pytest.mark.parametrize(
    ("names", "written"),
    [
        (["b", "a"], b'["b","a"]'),
        (("b", "a"), b'["b","a"]'),
        ({"b", "a"}, b'["a","b"]'),
        ({"b": 1, "a": 2}.keys(), b'["a","b"]'),
        ((name for name in "ba"), b'["b","a"]'),
        ([Colour.RED.value, Name.FIRST], b'["red","first"]'),
        ([], b"[]"),
    ],
)
def test_names_to_sanitise_in_any_collection(names, written):
    client, recorded = recording("sync", refused_by_notify(404))
    with client, pytest.raises(NoResultFound):
        client.send_email_notification("a@example.com", ID, sanitise_content_for=names)
    assert recorded.requests[0].content.endswith(b'"sanitise_content_for":' + written + b"}")


@pytest.mark.parametrize("name", models.__all__)
def test_no_model_leaves_a_name_to_be_looked_up_in_the_module_that_it_says_it_is_of(name: str) -> None:
    """pydantic before 2.13 looks up there what the values of extra fields are, and finds nothing."""
    model = getattr(models, name)
    bases = model.__mro__ if isinstance(model, type) else ()
    extra = [vars(base).get("__annotations__", {}).get("__pydantic_extra__") for base in bases if base is not BaseModel]
    assert not any(isinstance(annotation, str) for annotation in extra)
