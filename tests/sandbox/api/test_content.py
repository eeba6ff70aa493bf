"""The content of a message: its values, sanitised on request, and its QR codes."""

import string
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.rendering import key, sanitise
from notify_sdk.sandbox import Sandbox, WorldError
from notify_sdk.sandbox.world.load import state_of
from tests.sandbox.api.sends import ADDRESS, INVISIBLE, NOW, email, errors, letter, send, unlimited_sandbox
from tests.sandbox.signed_requests import send_request

SANDBOX = unlimited_sandbox()
TEXT = SANDBOX.templates["security code"]
VALUES = {"name": "Ada", "link_to_file": "x", "form_enclosed": ""}


@pytest.fixture
def sandbox():
    return Sandbox(clock=lambda: NOW)


@pytest.mark.parametrize(
    ("wanted", "changed"),
    [
        (["Name"], {"name": {"sanitised": "a\\*b", "unsanitised": "a*b"}}),
        (["name", "name"], {"name": {"sanitised": "a\\*b", "unsanitised": "a*b"}}),
        (["other", None], {}),
        (None, {}),
    ],
)
def test_listed_values_are_sanitised(sandbox, wanted, changed):
    values = {"name": "a*b", "link_to_file": "x", "form_enclosed": ""}
    sent = email(sandbox, personalisation=values, sanitise_content_for=wanted)
    assert sent.json()["sanitised_content"] == changed


def test_a_listed_value_that_is_no_text_crashes_the_service(sandbox):
    assert email(sandbox, sanitise_content_for=["link_to_file"]).status == 500


@pytest.mark.parametrize("size", [504, 505])
def test_a_qr_code_that_is_too_long_is_refused_with_its_data(sandbox, size):
    version = sandbox.service.template(UUID(sandbox.templates["change of address"])).current
    version.body = "Scan:\n\nqr: ((date))"
    sent = letter(sandbox, personalisation={**ADDRESS, "date": "&" + "x" * (size - 5)})
    assert sent.status == (201 if size == 504 else 400)
    if size == 505:
        assert sent.json()["errors"][0] == {
            "error": "ValidationError",
            "message": "Cannot create a usable QR code - the link is too long",
            "data": "&amp;" + "x" * 500,
            "num_bytes": 505,
            "max_bytes": 504,
        }


@given(data=st.data())
def test_sanitised_values_are_shown_under_the_names_that_were_given(data):
    name = data.draw(st.sampled_from(["name", "Name", "NA_ME", "na-me ", " n a m e"]))
    listed = data.draw(st.lists(st.sampled_from(["name", "NAME", "n_a_m_e", "other", None]), min_size=1, max_size=4))
    value = data.draw(st.text(st.characters(codec="utf-8"), max_size=12))
    values = {"link_to_file": "x", "form_enclosed": "", name: value}
    sent = email(SANDBOX, personalisation=values, sanitise_content_for=listed)
    safe = sanitise(value)
    wanted = {name: {"sanitised": safe, "unsanitised": value}} if safe != value else {}
    assert sent.json()["sanitised_content"] == (wanted if {"name"} & {key(each) for each in listed if each} else {})


@given(items=st.lists(st.text(max_size=4), max_size=4))
def test_items_of_a_list_are_stripped_of_ascii_white_space_and_invisible_characters(items):
    body = email(SANDBOX, personalisation={**VALUES, "link_to_file": items}).json()["content"]["body"]
    hidden = {ord(character): None for character in INVISIBLE}
    wanted = [item.translate(hidden).strip(string.whitespace) for item in items]
    bullets = "".join(f"\n* {item}" for item in wanted if item)
    assert body == f"Dear Ada,\n\nDownload your document at: {chr(10) + bullets if bullets else ''}".strip()


@pytest.mark.parametrize("place", ["value", "extra", "inside", "key"])
def test_a_lone_surrogate_crashes_a_send_but_not_a_preview(place):
    half = {
        "value": {"code": "\ud800"}, "extra": {"x": "\ud800"}, "inside": {"x": [{"y": "a\udfff"}]}, "key": {"\ud800": "x"},
    }[place]  # fmt: skip
    values = {"code": "1", "app": "", **half}
    assert send(SANDBOX, "sms", phone_number="07700900123", template_id=TEXT, personalisation=values).status == 500
    assert send(SANDBOX, "sms", phone_number="0770", template_id=TEXT, personalisation=values).status == 400
    previewed = send_request(SANDBOX, "POST", f"/v2/template/{TEXT}/preview", body={"personalisation": values})
    assert previewed.status == 200


def letters_world(contact, named, **version):
    versions = [{"subject": "S ((ref))", "body": "Dear ((name))", "letter_contact_block_id": named, **version}]
    template = {"type": "letter", "name": "letter", "versions": versions}
    contacts = [{"id": contact, "contact_block": "The Office\n((sender))"}]
    return {"services": {"a": {"templates": [template], "letter_contacts": contacts}}}


@given(contact=st.uuids().map(str), other=st.uuids().map(str))
def test_the_contact_block_of_a_template_must_be_one_of_its_service(contact, other):
    sandbox = Sandbox(state_of(letters_world(contact, contact), "w.json", NOW), clock=lambda: NOW)
    template = sandbox.templates["letter"]
    shown = send_request(sandbox, "GET", f"/v2/template/{template}").json()
    assert shown["letter_contact_block"] == "The Office\n((sender))"
    lines = {"address_line_1": "A", "address_line_2": "B", "postcode": "SW14 6BH"}
    refused = send(sandbox, "letter", template_id=template, personalisation=lines)
    assert errors(refused) == [("BadRequestError", "Missing personalisation: sender, ref, name")]
    if other != contact:
        with pytest.raises(
            WorldError,
            match=f"templates.0.versions.0.letter_contact_block_id: the service has no letter contact {other}",
        ):
            state_of(letters_world(contact, other), "w.json", NOW)


def test_a_contact_block_written_in_the_template_is_kept():
    contact = str(uuid4())
    sandbox = Sandbox(state_of(letters_world(contact, contact, letter_contact_block="Old"), "w.json", NOW))
    assert sandbox.service.templates[0].current.letter_contact_block == "Old"
