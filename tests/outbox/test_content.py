"""What the outbox keeps of a message, the request made from it, and how two messages are compared."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import Checks, LetterAddress, RequestValidationError, prepare_upload
from notify_sdk._calls.allow_list import AllowList
from notify_sdk.outbox import Email, KeyReused, Letter, Message, Sms
from notify_sdk.outbox.content import (
    _FIELDS,
    _SHOWN_AS,
    _taken_out,
    channel,
    differing,
    digest_of,
    prepare,
    refuse_others,
    sending,
    uuid7,
    with_files,
)
from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress
from notify_sdk.templates import EmailMessage, LetterMessage, SmsMessage, Source
from tests.outbox.conftest import Both
from tests.outbox.messages import BASES, SENDER, TEMPLATE
from tests.support.recipients import people

OTHERS = [
    ("sms", {"to": "07700 910002"}, ["to"]),
    ("sms", {"template_id": SENDER}, ["template_id"]),
    ("sms", {"personalisation": {"a": "2"}}, ["personalisation"]),
    ("sms", {"reference": "other"}, ["reference"]),
    ("sms", {"sms_sender_id": SENDER}, ["sms_sender_id"]),
    ("sms", {"to": "+447700910001"}, []),
    ("sms", {"tag": "x", "priority": 3, "expires_at": datetime(2099, 1, 1, tzinfo=UTC)}, []),
    ("email", {"to": "b@example.com"}, ["to"]),
    ("email", {"to": "A@EXAMPLE.com"}, []),
    ("email", {"email_reply_to_id": SENDER}, ["email_reply_to_id"]),
    ("email", {"one_click_unsubscribe_url": "https://example.com/"}, ["one_click_unsubscribe_url"]),
    ("email", {"sanitise_content_for": ["a"]}, ["sanitise_content_for"]),
    ("email", {"personalisation": {"a": prepare_upload(b"1", "a.csv")}}, ["personalisation"]),
    ("letter", {"template_id": SENDER}, ["template_id"]),
    ("precompiled", {"pdf_file": b"%PDF-2"}, ["pdf_file"]),
    ("precompiled", {"postage": "first"}, ["postage"]),
]


@pytest.mark.parametrize(("kind", "change", "fields"), OTHERS)
def test_a_reused_key_names_the_fields_that_differ(
    both: Both, kind: str, change: dict[str, Any], fields: list[str]
) -> None:
    assert both.add(BASES[kind](key="the-key")) == 1
    if not fields:
        assert both.add(BASES[kind](key="the-key", **change)) == 0
        return
    with pytest.raises(KeyReused) as raised:
        both.add([BASES[kind](key="another"), BASES[kind](key="the-key", **change)])
    assert list(raised.value.fields) == fields
    assert raised.value.key == "the-key"
    assert both.summary().total == 1
    for value in re.findall(r"[\w@.]{6,}", str(change)):
        assert value in {*fields, "sms_sender_id"} or value not in str(raised.value)


def test_a_reused_key_names_a_different_kind(both: Both) -> None:
    both.add(BASES["sms"](key="k"))
    with pytest.raises(KeyReused) as raised:
        both.add(BASES["email"](key="k"))
    assert "kind" in raised.value.fields


TEXTS = st.text(min_size=1, max_size=5)
FILES = st.builds(lambda content, name: {"file": content, "filename": name}, TEXTS, TEXTS)
BODIES = st.one_of(
    st.fixed_dictionaries({"personalisation": st.dictionaries(TEXTS, TEXTS | st.lists(TEXTS) | FILES, max_size=4)}),
    st.fixed_dictionaries({"reference": TEXTS, "content": TEXTS}),
    st.fixed_dictionaries({"phone_number": TEXTS}),
)


@given(BODIES)
def test_files_are_taken_out_of_a_body_and_put_back(body: dict[str, object]) -> None:
    whole = json.dumps(body)
    files = _taken_out(body)
    kept = json.dumps(body)
    assert (kept != whole) is bool(files)
    assert all(f'"file": {json.dumps(content)}' not in kept for _, content in files)
    assert json.loads(with_files(kept, dict(files))) == json.loads(whole)


@pytest.mark.parametrize("name", _FIELDS)
def test_digests_differ_in_the_field_that_differs(name: str) -> None:
    salt = UUID(int=1)
    body: dict[str, object] = {each: f"{each}@example.com" for each in _FIELDS if each not in {"kind", "reference"}}
    first = digest_of(salt, "email", "case", body)
    changes = {"kind": ("letter", "case", body), "reference": ("email", "other", body)}
    kind, reference, changed = changes.get(name, ("email", "case", {**body, name: "other"}))
    assert differing(first, digest_of(salt, kind, reference, changed)) == [_SHOWN_AS.get(name, name)]
    without = {each: value for each, value in body.items() if each != name}
    if name in body:
        assert differing(first, digest_of(salt, "email", "case", without)) == [_SHOWN_AS.get(name, name)]


@given(people("number", "email"), people("number", "email"))
def test_digests_differ_by_recipient_and_not_by_how_it_is_written(one: Any, other: Any) -> None:
    """Two recipients may have the same digest, though not these: their salt is fixed."""
    digests = [
        digest_of(UUID(int=1), "sms", None, {"phone_number": written})
        if place[0] == "number"
        else digest_of(UUID(int=1), "sms", None, {"email_address": written.lower()})
        for place, written in (one, other)
    ]
    if one[0] == other[0] and one[0][0] == "number":
        assert digests[0] == digests[1]
    if one[0] != other[0]:
        assert digests[0] != digests[1]


def test_the_same_content_has_another_digest_in_another_row() -> None:
    """The same content has another digest in another row."""
    body = {"phone_number": "07700900000", "template_id": "x"}
    digests = {digest_of(uuid4(), "sms", None, body) for _ in range(20)}
    assert len(digests) == 20
    assert {len(digest) for digest in digests} == {4 * len(_FIELDS)}


def test_digests_of_other_versions_differ_in_their_content() -> None:
    assert differing("abcd", "abcdef01") == ["content"]


def test_ids_grow_and_are_of_version_7() -> None:
    ids = [uuid7() for _ in range(20_000)]
    assert ids == sorted(set(ids))
    assert {(each.version, each.variant) for each in ids} == {(7, "specified in RFC 4122")}


@pytest.mark.parametrize("kind", sorted(BASES))
def test_a_stored_message_makes_the_request(kind: str) -> None:
    kept = prepare(BASES[kind](reference="case"), Checks(), keep_refused=False)
    operation = sending(kind, kept.template_id, kept.reference, with_files(kept.body or "", dict(kept.files)))
    body = json.loads(operation.body or b"")
    assert kept.reference.startswith("case.")
    assert (body["reference"], operation.reference) == (kept.reference, kept.reference)
    assert body.get("template_id") == kept.template_id
    assert operation.path.endswith(f"/{channel(kind)}")
    assert operation.sends
    assert kept.digest_with(kept.id, "case") == kept.digest
    assert "case" not in repr(kept)


VALUES = {"name": "A", "date": "3 March 2026"}
LINES = {"address_line_1": "A", "address_line_2": "B", "postcode": "SW1A 1AA"}


class Reminder(SmsMessage):
    TEMPLATE = Source(UUID(TEMPLATE), "reminder", 1, "((name)) ((date))")
    name: str
    date: date


class Received(EmailMessage):
    TEMPLATE = Source(UUID(TEMPLATE), "received", 1, "((name)) ((date))", "x")
    SANITISE_CONTENT_FOR = ("name",)
    name: str
    date: date


class Changed(LetterMessage):
    TEMPLATE = Source(UUID(TEMPLATE), "changed", 1, "((name)) ((date))", "x")
    name: str
    date: date


@dataclass
class Values:
    name: str
    date: date


DAY = date(2026, 3, 3)
NUMBER, EMAIL = PhoneNumber.parse("07700 910001"), EmailAddress.parse("a@example.com")
HOME = PostalAddress.from_personalisation(LINES)
SAME: list[tuple[Message, Message]] = [
    (Sms("+447700910001", TEMPLATE, VALUES), Sms(NUMBER, UUID(TEMPLATE), Values("A", DAY))),
    (Sms("+447700910001", TEMPLATE, VALUES), Sms(NUMBER, Reminder(name="A", date=DAY))),
    (Email("a@example.com", TEMPLATE, VALUES), Email(EMAIL, TEMPLATE, Values("A", DAY))),
    (
        Email("a@example.com", TEMPLATE, VALUES, sanitise_content_for=["name"]),
        Email(EMAIL, Received(name="A", date=DAY)),
    ),
    (Email("a@example.com", TEMPLATE, VALUES), Email(EMAIL, Received(name="A", date=DAY), sanitise_content_for=[])),
    (Letter(TEMPLATE, LINES), Letter(TEMPLATE, HOME)),
    (Letter(TEMPLATE, LINES), Letter(TEMPLATE, LetterAddress(**LINES))),
    (Letter(TEMPLATE, LINES | VALUES), Letter(Changed(name="A", date=DAY), HOME)),
    (Letter(TEMPLATE, LINES | VALUES), Letter(Changed(name="A", date=DAY), LetterAddress(**LINES))),
]


@pytest.mark.parametrize(("plain", "other"), SAME)
def test_a_message_is_stored_the_same_however_it_is_given(plain: Message, other: Message) -> None:
    one, two = (
        prepare(replace(each, reference="r", exact_reference=True), Checks(), keep_refused=False)
        for each in (plain, other)
    )
    assert json.loads(one.body or "") == json.loads(two.body or "")
    assert (one.kind, one.template_id, one.reference) == (two.kind, two.template_id, two.reference)


WRONG: list[tuple[Message, str]] = [
    (Sms(NUMBER, Reminder(name="A", date=DAY), VALUES), "personalisation is given twice"),
    (Email(EMAIL, Received(name="A", date=DAY), {}), "personalisation is given twice"),
    (Sms(NUMBER, Received(name="A", date=DAY)), "template_id is not a valid UUID"),  # type: ignore[arg-type]
    (Sms(NUMBER, 5, VALUES), "template_id is not a valid UUID"),  # type: ignore[arg-type]
    (Letter(Reminder(name="A", date=DAY), HOME), "template_id is not a valid UUID"),  # type: ignore[arg-type]
    (Letter(Changed(name="A", date=DAY), "A"), "personalisation is of type str"),  # type: ignore[arg-type]
    (Sms(EMAIL, TEMPLATE), "phone_number is not of type string"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("message", "why"), WRONG)
def test_a_template_object_of_another_kind_is_refused(message: Message, why: str) -> None:
    with pytest.raises(RequestValidationError, match=why):
        prepare(message, Checks(), keep_refused=False)


@pytest.mark.parametrize("kind", ["sms", "email"])
def test_the_clients_allow_list_applies_to_a_stored_message(kind: str) -> None:
    kept = prepare(BASES[kind](), Checks(), keep_refused=False)
    body = (kept.body or "").encode()
    refuse_others(AllowList.parse([BASES[kind]().to]), kind, body)
    with pytest.raises(RequestValidationError):
        refuse_others(AllowList.parse(["07700 900999", "other@example.com"]), kind, body)
    with pytest.raises(RequestValidationError, match="is not known"):
        refuse_others(AllowList.parse([BASES[kind]().to]), kind, b"{}")
