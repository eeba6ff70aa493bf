"""One-time codes in the text of a message."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.sandbox import Message, Sandbox


def message() -> Message:
    sandbox = Sandbox()
    values = {"code": "1", "app": False}
    sandbox.client().send_sms_notification("07700 900 900", sandbox.templates["security code"], values)
    return sandbox.inbox.latest


SENT = message()
WORDS = st.sampled_from(["Hello", "is your code.", "Your code is", "Do not share it!", "(", ")", "code:", "\n", "*"])


def codes(body: str) -> tuple[str, ...]:
    return replace(SENT, body=body).codes


@given(
    st.lists(WORDS), st.from_regex(r"[0-9]{4,8}", fullmatch=True), st.lists(WORDS), st.sampled_from(["", ".", ",", "!"])
)
def test_a_number_that_stands_alone_is_a_code(before: list[str], code: str, after: list[str], mark: str) -> None:
    assert codes(" ".join([*before, code + mark, *after])) == (code,)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Your code is 123 456.", ("123456",)),
        ("Your code is 1234-5678", ("12345678",)),
        ("4711 or 0815", ("4711", "0815")),
        ("4711 is your code\n@example.gov.uk #4711", ("4711",)),
        ("Code:4711", ("4711",)),
        ("Use '4711' or \"4712\" or **4713**", ("4711", "4712", "4713")),
        ("your code is 4711, and 0815.", ("4711", "0815")),
    ],
)
def test_codes_in_texts(body: str, found: tuple[str, ...]) -> None:
    assert codes(body) == found


@pytest.mark.parametrize(
    "body",
    [
        "call 07700 900 900 or +44 7700 900900 or 020 7946 0000 or 07700900900",
        "https://example.com/4711?token=123456",
        "on 3 March 2026, or 03/03/2026 or 3.3.2026 or 2026-03-03",
        "it costs £1234 or £1,234.50 or $1234 or 1234.50",
        "case A1234, AB-1234, 1234A, 123456789, 1234567890",
        "call 0300 123 4567",
        "12, 123 and 1234%",
        "mail 4711@example.com or a4711@example.com",
        "between 10:1234 and 1234:10",
    ],
)
def test_no_codes_in_texts(body: str) -> None:
    assert codes(body) == ()


def test_they_are_beside_the_links_as_json() -> None:
    assert replace(SENT, body="4711 https://example.com/").json()["codes"] == ["4711"]
