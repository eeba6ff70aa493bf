"""What a user may get wrong, and what each call says of it before anything is sent."""

from __future__ import annotations

import math
from collections import OrderedDict, UserDict, deque
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from notify_sdk import CheckWarning, LetterAddress, NoResultFound, RequestValidationError, models
from tests.support.clients import ID, BlockingClient, Recorded, recording, refused_by_notify

ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}


class Colour(Enum):
    RED = "red"
    NOTHING = object()


class Name(StrEnum):
    FIRST = "first"


@pytest.fixture
def unsent(client_kind) -> Iterator[BlockingClient]:
    """A client of whose requests none may be sent."""
    client, recorded = recording(client_kind, refused_by_notify(404))
    with client:
        yield client
    assert recorded.requests == []


def refused(call: Any, *args: Any, **options: Any) -> list[str]:
    """Everything that a call finds wrong."""
    with pytest.raises(RequestValidationError) as caught:
        call(*args, **options)
    assert caught.value.__cause__ is None
    assert not caught.value.outcome_unknown
    return [str(detail).removeprefix("ValidationError: ") for detail in caught.value.errors]


NO_IDS = ["", " ", "x", "../x", f"{ID}/../x", f"{ID}?a=b", f"{ID}#", f" {ID}", f"{ID}\n", ID[:-1], "x" * 10_000, 7, 7.0]
NO_IDS += [b"x", ID.encode(), [ID], {}, True]


@pytest.mark.parametrize("identifier", [*NO_IDS, None], ids=lambda value: repr(value)[:40])
def test_ids_in_paths_are_checked_first(unsent, identifier):
    assert refused(unsent.get_notification_by_id, identifier) == ["notification_id is not a valid UUID"]
    assert refused(unsent.get_pdf_for_letter, identifier) == ["notification_id is not a valid UUID"]
    assert refused(unsent.get_template, identifier) == ["template_id is not a valid UUID"]
    assert refused(unsent.get_template_version, identifier, 1) == ["template_id is not a valid UUID"]
    assert refused(unsent.post_template_preview, identifier) == ["template_id is not a valid UUID"]


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


@pytest.mark.parametrize("version", ["1", 1.0, True, -1, None, "../1"])
def test_a_version_is_a_number(unsent, version):
    assert refused(unsent.get_template_version, ID, version) == ["version is not a whole number from 0"]


@pytest.mark.parametrize("values", [[], [("a", 1)], "name", 7, True, {"a"}, Name.FIRST], ids=repr)
def test_personalisation_is_a_mapping(unsent, values):
    wanted = ["personalisation is not of type object"]
    assert refused(unsent.send_sms_notification, "07700900123", ID, values) == wanted
    assert refused(unsent.send_email_notification, "a@example.com", ID, values) == wanted
    assert refused(unsent.send_letter_notification, ID, values) == wanted
    assert refused(unsent.post_template_preview, ID, values) == wanted


def test_a_letter_has_personalisation(unsent):
    assert refused(unsent.send_letter_notification, ID, None) == ["personalisation is a required property"]


UNWRITABLE = [
    (Decimal("1.10"), "Decimal", 'such as f"{amount:.2f}"'),
    (datetime(2026, 11, 3, tzinfo=UTC), "datetime", 'such as f"{moment:%H:%M}"'),
    (math.nan, "float", "not finite"),
    (-math.inf, "float", "not finite"),
    (b"%PDF", "bytes", "prepare_upload"),
    (Path("a.csv"), "PosixPath", "as text first"),
    (object(), "object", "as text first"),
    (1j, "complex", "as text first"),
    (deque([1]), "deque", "as text first"),
    ({}.keys(), "dict_keys", "as text first"),
    (Colour.NOTHING, "object", "as text first"),
    ([["a", Decimal(1)]], "Decimal", "as text first"),
    ({"b": (1, {2.5, math.inf})}, "float", "not finite"),
]


@pytest.mark.parametrize(
    ("value", "kind", "hint"), UNWRITABLE, ids=[f"{number}-{row[1]}" for number, row in enumerate(UNWRITABLE)]
)
def test_values_that_json_has_no_one_way_to_write_are_named(unsent, value, kind, hint):
    for call in (
        lambda: unsent.send_sms_notification("07700900123", ID, {"name": "Ada", "amount": value}),
        lambda: unsent.send_email_notification("a@example.com", ID, {"amount": value}),
        lambda: unsent.send_letter_notification(ID, {**ADDRESS, "amount": value}),
        lambda: unsent.post_template_preview(ID, {"amount": value}),
    ):
        (said,) = refused(call)
        assert said.startswith(f"personalisation.amount: a value of type {kind} can't be sent (")
        assert hint in said


def test_a_line_of_an_address_is_named_too(unsent):
    assert refused(unsent.send_letter_notification, ID, {**ADDRESS, "address_line_2": Decimal(1)})[0].startswith(
        "personalisation.address_line_2: a value of type Decimal"
    )


def test_values_inside_themselves_are_refused(unsent):
    inside: dict[str, Any] = {}
    inside["again"] = [inside]
    (said,) = refused(unsent.send_sms_notification, "07700900123", ID, inside)
    assert said == "personalisation.again: the value is nested too deeply"


@pytest.mark.parametrize("key", [1, None, b"name", ("a", "b")], ids=repr)
def test_names_of_placeholders_are_texts(unsent, key):
    shown = repr(key).replace("'", "")
    wanted = [f"personalisation: the key {shown} is not a text"]
    assert refused(unsent.send_sms_notification, "07700900123", ID, {key: "Ada"}) == wanted
    assert refused(unsent.send_letter_notification, ID, {**ADDRESS, key: "Ada"}) == wanted
    assert refused(unsent.post_template_preview, ID, {"a": {key: 1}}) == [
        f"personalisation.a: the key {shown} is not a text"
    ]


def test_half_characters_are_refused(unsent):
    assert refused(unsent.send_sms_notification, "07700900123", ID, {"name": "\ud83d"}) == [
        "personalisation.name: the value contains half a character (a lone surrogate), which can't be sent"
    ]
    assert refused(unsent.send_sms_notification, "07700900123", ID, reference="\ud83d") == [
        "reference contains half a character (a lone surrogate), which can't be sent"
    ]


@pytest.mark.parametrize("value", [b"a", 7, 7.5, [], {}, True], ids=repr)
def test_texts_are_texts(unsent, value):
    assert refused(unsent.send_sms_notification, value, ID) == ["phone_number is not of type string"]
    assert refused(unsent.send_email_notification, value, ID) == ["email_address is not of type string"]
    for call, args in {
        unsent.send_sms_notification: ("07700900123", ID),
        unsent.send_email_notification: ("a@example.com", ID),
        unsent.send_letter_notification: (ID, ADDRESS),
    }.items():
        assert refused(call, *args, reference=value) == ["reference is not of type string"]
    assert refused(unsent.send_precompiled_letter_notification, value, b"%PDF") == ["reference is not of type string"]
    assert refused(unsent.get_all_notifications, reference=value) == ["reference is not of type string"]


def test_what_must_be_given_is_named(unsent):
    assert refused(unsent.send_sms_notification, None, None) == [
        "phone_number is a required property",
        "template_id is a required property",
    ]
    assert refused(unsent.send_precompiled_letter_notification, None, b"%PDF") == ["reference is a required property"]


def test_a_reference_has_a_longest_length(unsent):
    assert refused(unsent.send_sms_notification, "07700900123", ID, None, "é" * 1001) == ["reference is too long"]


@pytest.mark.parametrize("url", ["http://example.com", "", "example.com", "https://a b", b"https://a", 7])
def test_an_unsubscribe_address_is_https(unsent, url):
    said = refused(unsent.send_email_notification, "a@example.com", ID, one_click_unsubscribe_url=url)
    assert said == ["one_click_unsubscribe_url is not a valid https url"]


@pytest.mark.parametrize("value", [7, ["a", "b"], True, 2.5], ids=repr)
def test_only_texts_are_sanitised(unsent, value):
    """Notify answers with status 500, and nobody would know what became of the email."""
    with pytest.raises(RequestValidationError, match="sanitise_content_for names First Name, whose"):
        unsent.send_email_notification("a@example.com", ID, {"First Name": value}, sanitise_content_for=["first_name"])


@pytest.mark.parametrize("names", ["name", b"name", 7, {"name": 1}, True], ids=repr)
def test_names_to_sanitise_are_several(unsent, names):
    said = refused(unsent.send_email_notification, "a@example.com", ID, sanitise_content_for=names)
    assert said == ["sanitise_content_for is not of type array, null"]


def test_names_to_sanitise_are_texts(unsent):
    for names in ({1, "a"}, [["a"]], (Decimal(1),)):
        said = refused(unsent.send_email_notification, "a@example.com", ID, sanitise_content_for=names)
        assert said == ["sanitise_content_for is not of type string"]


@pytest.mark.parametrize("postage", ["europe", "rest-of-world", "", "First"])
def test_postage_is_one_that_can_be_chosen(unsent, postage):
    said = refused(unsent.send_precompiled_letter_notification, "ref", b"%PDF", postage)
    assert said == ["postage invalid. It must be either first, second or economy."]


@pytest.mark.parametrize("filters", [{"status": "on-a-ship"}, {"template_type": "fax"}, {"status": ["sent", 7]}])
def test_filters_are_those_that_notify_takes(unsent, filters):
    ((name, _),) = filters.items()
    (said,) = refused(unsent.get_all_notifications, **filters)
    assert said.startswith(f"{name} ")
    assert " is not one of [" in said


def test_a_status_in_the_place_of_a_type_is_told_so(unsent):
    (said,) = refused(unsent.get_all_notifications, "delivered")
    assert said.endswith("(that is a status: template_type comes first, then status)")
    assert "that is a status" not in refused(unsent.get_all_notifications, "fax")[0]


@pytest.mark.parametrize("kind", ["fax", "", 7, ["sms"]])
def test_templates_are_of_one_type_or_any(unsent, kind):
    assert refused(unsent.get_all_templates, kind)[0].startswith("type ")


def test_an_upload_written_by_hand_is_checked_as_a_prepared_one(unsent):
    said = refused(unsent.send_email_notification, "a@example.com", ID, {"link": {"file": "YQ==", "name": "a.csv"}})
    assert said == ["Additional properties are not allowed (name was unexpected)"]
    said = refused(unsent.send_email_notification, "a@example.com", ID, {"link": {"file": 7, "filename": "a"}})
    assert said[0] == "file is not of type string"
    assert len(said) == 2


def test_everything_that_is_wrong_is_told_at_once_in_notifys_order(unsent):
    said = refused(unsent.send_sms_notification, 7, "x", [], "é" * 1001, "x")
    assert said == [
        "reference is too long",
        "phone_number is not of type string",
        "template_id is not a valid UUID",
        "personalisation is not of type object",
        "sms_sender_id is not a valid UUID",
    ]


def sends(client_kind, level: str) -> tuple[BlockingClient, Recorded]:
    return recording(client_kind, refused_by_notify(404), check=level)


def test_off_sends_what_notify_is_to_judge(client_kind):
    client, recorded = sends(client_kind, "off")
    with client:
        for call in (
            lambda: client.send_sms_notification("1", ID),
            lambda: client.send_email_notification("no address", ID, {"link": {"file": 7}}),
            lambda: client.send_email_notification("a", ID, one_click_unsubscribe_url="http://x"),
            lambda: client.send_letter_notification(ID, {"address_line_1": "A"}),
        ):
            with pytest.raises(NoResultFound):
                call()
        assert refused(client.send_email_notification, "a", ID, one_click_unsubscribe_url=7) == [
            "one_click_unsubscribe_url is not a valid https url"
        ]
    assert len(recorded.requests) == 4


def test_warn_sends_all_the_same_and_says_why(client_kind):
    client, recorded = sends(client_kind, "warn")
    with client:
        for call, said in [
            (lambda: client.send_sms_notification("1", ID), "phone_number Number is not valid"),
            (lambda: client.send_email_notification("no address", ID), "email_address Not a valid email address"),
            (
                lambda: client.send_email_notification("a@example.com", ID, one_click_unsubscribe_url="http://x"),
                "one_click_unsubscribe_url is not a valid https url",
            ),
            (
                lambda: client.send_email_notification("a@example.com", ID, {"link": {"file": 7}}),
                "file 7 is not of type string",
            ),
            (lambda: client.send_letter_notification(ID, {"address_line_1": "A"}), "Address must be at least 3 lines"),
        ]:
            with pytest.warns(CheckWarning, match=said), pytest.raises(NoResultFound):
                call()
    assert len(recorded.requests) == 5


def test_mappings_and_models_of_any_kind_are_welcome(client_kind):
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
