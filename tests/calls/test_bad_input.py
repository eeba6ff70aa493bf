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


<<<<<<< HEAD
=======
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


>>>>>>> words
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
