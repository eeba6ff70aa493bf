"""Values of the personalisation: how each is written as JSON, and which are refused."""

from __future__ import annotations

import json
import math
from collections import deque
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, StrEnum
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr

from notify_sdk._calls import operations
from notify_sdk._validation.checks import Checks
from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress
from tests.support.clients import ID
from tests.support.refusals import refused

OTHER = "0bb7f3d4-6c0b-4f5b-9e0c-2b6a1d9c9a11"
ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}


class Colour(Enum):
    RED = "red"
    NOTHING = object()


class Urgency(StrEnum):
    HIGH = "high"


class Nap(time):
    """A class that is derived from one with a hint, as those of date libraries are."""


@dataclass(frozen=True)
class Person:
    name: str
    worth: object = 1


UNWRITABLE = [
    (Decimal("1.10"), "Decimal", 'such as f"{value:.2f}"'),
    (Fraction(1, 3), "Fraction", 'such as f"{float(value):.2f}"'),
    (datetime(2026, 11, 3, tzinfo=UTC), "datetime", 'such as value.strftime("%d %B %Y at %H:%M")'),
    (time(9, 30), "time", 'such as value.strftime("%H:%M")'),
    (timedelta(days=2), "timedelta", 'such as f"{value.days} days"'),
    (math.nan, "float", "not finite"),
    (-math.inf, "float", "not finite"),
    (b"%PDF", "bytes", "value.decode(); for a file, prepare_upload("),
    (bytearray(b"%PDF"), "bytearray", "prepare_upload("),
    (memoryview(b"%PDF"), "memoryview", "prepare_upload("),
    (BytesIO(b"%PDF"), "BytesIO", "prepare_upload("),
    (Path("a.csv"), "PosixPath", "prepare_upload("),
    (SecretStr("a"), "SecretStr", "value.get_secret_value()"),
    (PhoneNumber.parse("07700900123"), "PhoneNumber", 'f"+{value}"'),
    (EmailAddress.parse("a@example.com"), "EmailAddress", "str(value)"),
    (PostalAddress.from_lines(["A", "B", "SW14 6BH"]), "PostalAddress", "list(value.lines)"),
    (Person, "type", "as text first"),
    (Nap(9), "Nap", 'value.strftime("%H:%M")'),
    (Person("Ada", Decimal(1)), "Decimal", 'such as f"{value:.2f}"'),
    (object(), "object", "as text first"),
    (1j, "complex", "as text first"),
    (deque([1]), "deque", "list(value)"),
    ({}.keys(), "dict_keys", "list(value)"),
    (range(2), "range", "list(value)"),
    (Colour.NOTHING, "object", "as text first"),
    ([["a", Decimal(1)]], "Decimal", "as text first, such as"),
    ({"b": (1, {2.5, math.inf})}, "float", "not finite"),
]


@pytest.mark.parametrize(
    ("value", "kind", "hint"), UNWRITABLE, ids=[f"{number}-{row[1]}" for number, row in enumerate(UNWRITABLE)]
)
def test_values_without_one_obvious_json_form_are_refused_by_name(unsent, value, kind, hint):
    for call in (
        lambda: unsent.send_sms_notification("07700900123", ID, {"name": "Ada", "amount": value}),
        lambda: unsent.send_email_notification("a@example.com", ID, {"amount": value}),
        lambda: unsent.send_letter_notification(ID, {**ADDRESS, "amount": value}),
        lambda: unsent.post_template_preview(ID, {"amount": value}),
    ):
        (said,) = refused(call)
        assert said.startswith(f"personalisation.amount: a value of type {kind} can't be sent (")
        assert hint in said


def test_a_line_of_an_address_is_refused_by_name_too(unsent):
    assert refused(unsent.send_letter_notification, ID, {**ADDRESS, "address_line_2": Decimal(1)})[0].startswith(
        "personalisation.address_line_2: a value of type Decimal"
    )


def test_circular_values_are_refused(unsent):
    inside: dict[str, Any] = {}
    inside["again"] = [inside]
    (said,) = refused(unsent.send_sms_notification, "07700900123", ID, inside)
    assert said == "personalisation.again: the value is nested too deeply"


@pytest.mark.parametrize("key", [1, None, b"name", ("a", "b")], ids=repr)
def test_names_of_placeholders_must_be_texts(unsent, key):
    shown = repr(key).replace("'", "")
    wanted = [f"personalisation: the key {shown} is not a text"]
    assert refused(unsent.send_sms_notification, "07700900123", ID, {key: "Ada"}) == wanted
    assert refused(unsent.send_letter_notification, ID, {**ADDRESS, key: "Ada"}) == wanted
    assert refused(unsent.post_template_preview, ID, {"a": {key: 1}}) == [
        f"personalisation.a: the key {shown} is not a text"
    ]


def test_lone_surrogates_are_refused(unsent):
    assert refused(unsent.send_sms_notification, "07700900123", ID, {"name": "\ud83d"}) == [
        "personalisation.name: the value contains half a character (a lone surrogate), which can't be sent"
    ]
    assert refused(unsent.send_sms_notification, "07700900123", ID, reference="\ud83d") == [
        "reference contains half a character (a lone surrogate), which can't be sent"
    ]


WRITTEN = [
    (UUID(OTHER), OTHER),
    (Colour.RED, "red"),
    (Urgency.HIGH, "high"),
    (date(2026, 11, 3), "3 November 2026"),
    ({"b", "a"}, ["a", "b"]),
    (frozenset({2, 1}), [1, 2]),
    (("a", "b"), ["a", "b"]),
    ([Colour.RED, [UUID(OTHER)]], ["red", [OTHER]]),
    (Person("Ada", date(2026, 1, 31)), {"name": "Ada", "worth": "31 January 2026"}),
    ([Person(UUID(OTHER), Person("Ada"))], [{"name": OTHER, "worth": {"name": "Ada", "worth": 1}}]),
    ({"deep": {"c": date(2026, 1, 31)}}, {"deep": {"c": "31 January 2026"}}),
    (0, 0),
    (2**70, 2**70),
    (-1.25, -1.25),
    ("", ""),
    ("\x00\n\u2028", "\x00\n\u2028"),
    ([], []),
]


@pytest.mark.parametrize(("value", "written"), WRITTEN)
def test_python_values_have_one_obvious_json_form(value, written):
    for operation in (
        operations.send_sms_notification(Checks(), "07700900900", ID, {"x": value}),
        operations.send_email_notification(Checks(), "a@example.com", ID, {"x": value}),
        operations.send_letter_notification(Checks(), ID, {**ADDRESS, "x": value}),
        operations.post_template_preview(ID, {"x": value}),
    ):
        assert json.loads(operation.body)["personalisation"]["x"] == written
