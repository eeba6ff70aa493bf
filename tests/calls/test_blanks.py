"""What a client does with placeholders whose values are blank."""

from __future__ import annotations

import json
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import LetterAddress, RequestValidationError, prepare_upload
from notify_sdk._calls import operations
from notify_sdk._calls.blanks import BLANKS, is_blank, parse_blanks, without_blanks
from notify_sdk._calls.client_checks import ClientChecks
from notify_sdk._calls.known_templates import KnownTemplate, KnownTemplates
from notify_sdk._calls.operations import Operation
from notify_sdk._characters import ASCII_SPACE, INVISIBLE, NO_BREAK
from notify_sdk.rendering import render

ID = UUID(int=1)
ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}


class Colour(Enum):
    NONE = ""
    RED = "red"


BLANK = [
    None,
    "",
    " ",
    "\t\n",
    "\u200b\u00a0",
    [],
    (),
    set[str](),
    [None],
    ["", None, " "],
    (Colour.NONE,),
    Colour.NONE,
]
FULL = [
    0,
    0.0,
    False,
    "0",
    "-",
    "\u2009",
    [0],
    [[]],
    ["", "a"],
    {},
    {"file": ""},
    Colour.RED,
    ID,
    prepare_upload(b"a"),
]


@pytest.mark.parametrize("value", BLANK)
def test_blank_values(value: object) -> None:
    assert is_blank(value)


@pytest.mark.parametrize("value", FULL)
def test_values_that_are_not_blank(value: object) -> None:
    assert not is_blank(value)


@given(st.text(st.sampled_from(ASCII_SPACE + INVISIBLE + NO_BREAK + "\u2009\u3000\x85a,.0"), max_size=4))
def test_a_text_is_blank_exactly_when_notify_drops_it_from_a_list(text: str) -> None:
    kept = render("email", subject="s", body="((items))", personalisation={"items": [text, "b"]}).body
    assert is_blank(text) == is_blank([text, None]) == (kept == "* b")


PHONE, EMAIL = "07700900900", "a@example.com"


def call(kind: str, checks: ClientChecks, values: Any) -> Operation[Any]:
    match kind:
        case "sms":
            return operations.send_sms_notification(checks, PHONE, ID, values)
        case "email":
            return operations.send_email_notification(checks, EMAIL, ID, values)
        case "letter":
            return operations.send_letter_notification(checks, ID, {**ADDRESS, **values})
        case _:
            return operations.post_template_preview(ID, values, checks)


KINDS = ("sms", "email", "letter", "preview")


def sent(kind: str, checks: ClientChecks, values: Any) -> dict[str, Any]:
    found = json.loads(call(kind, checks, values).body or b"")["personalisation"]
    return {name: value for name, value in found.items() if name not in ADDRESS}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", ["error", "warn", "off"])
@pytest.mark.parametrize("blank", BLANK, ids=repr)
def test_each_policy(kind: str, level: Any, blank: Any) -> None:
    values = {"name": "Amala", "a": blank, "zero": 0, "B c": [blank] if isinstance(blank, str) else blank}
    plain = sent(kind, ClientChecks(level), values)
    assert set(plain) == set(values)
    assert sent(kind, ClientChecks(level, blanks="send"), values) == plain
    assert sent(kind, ClientChecks(level, blanks="omit"), values) == {"name": "Amala", "zero": 0}
    with pytest.raises(RequestValidationError) as caught:
        sent(kind, ClientChecks(level, blanks="refuse"), values)
    assert [(each.message, each.code, each.field) for each in caught.value.errors] == [
        ("personalisation.a is blank", "blank", "personalisation"),
        ("personalisation.B c is blank", "blank", "personalisation"),
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", FULL, ids=repr)
def test_values_that_are_not_blank_are_sent_with_each_policy(kind: str, value: Any) -> None:
    plain = sent(kind, ClientChecks(), {"a": value})
    for blanks in BLANKS:
        assert sent(kind, ClientChecks(blanks=blanks), {"a": value}) == plain


@pytest.mark.parametrize("blanks", BLANKS)
def test_blank_lines_of_an_address_are_no_placeholders(blanks: Any) -> None:
    lines = {**ADDRESS, "address_line_3": "", "address_line_4": None}
    checks = ClientChecks(blanks=blanks)
    for operation in (
        operations.send_letter_notification(checks, ID, lines),
        operations.send_letter_notification(checks, ID, LetterAddress.model_validate(lines)),
        operations.post_template_preview(ID, lines, checks),
    ):
        assert json.loads(operation.body or b"")["personalisation"] == lines


def test_a_placeholder_called_postcode_is_one_in_other_messages() -> None:
    checks = ClientChecks(blanks="refuse")
    for kind in ("sms", "email", "preview"):
        with pytest.raises(RequestValidationError, match=r"personalisation\.postcode is blank"):
            call(kind, checks, {"postcode": ""})


@pytest.mark.parametrize("kind", ["sms", "email", "letter"])
def test_placeholders_that_are_left_out_are_named_as_missing(kind: Any) -> None:
    subject = None if kind == "sms" else "subject"
    known = KnownTemplates([KnownTemplate(ID, "A", 1, "((name)) ((date)) ((late??x))", subject, type=kind)])
    values = {"name": "Amala", "date": "", "late": " "}
    assert call(kind, ClientChecks(templates=known), values).body
    for checked in (kind, "preview"):
        with pytest.raises(RequestValidationError, match="Missing personalisation: date, late"):
            call(checked, ClientChecks(templates=known, blanks="omit"), values)


def test_nothing_is_copied_when_nothing_is_blank() -> None:
    values: dict[str, object] = {"a": 1}
    for blanks in BLANKS:
        assert without_blanks(values, blanks, letter=False) == values


@pytest.mark.parametrize("wrong", ["drop", "", None, True])
def test_another_policy_is_refused(wrong: Any) -> None:
    with pytest.raises(RequestValidationError, match="blanks is not one of send, omit, refuse"):
        parse_blanks(wrong)
