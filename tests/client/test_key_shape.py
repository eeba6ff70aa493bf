"""Each kind of mistake in an API key is named, and none of the key is shown."""

from __future__ import annotations

import base64
import json
import re
from urllib.parse import quote
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from notify_sdk import RequestValidationError
from notify_sdk._client.key_shape import fault_of
from tests.support.clients import BlockingClient, ClientKind

SERVICE, SECRET = "5e271ce0-1a2b-4c3d-8e4f-a0b1c2d3e4f5", "11fe7d3c-9b8a-4f6e-ad5c-0f1e2d3c4b5a"
KEY = f"my_key-{SERVICE}-{SECRET}"
FOUR = "22222222-2222-2222-222222222222"

MISTAKES: dict[str, tuple[str, str]] = {
    "only the secret": (SECRET, "is one UUID only: the service's id alone, or the secret alone"),
    "only the service": (SERVICE, "is one UUID only: the service's id alone, or the secret alone"),
    "a name and one UUID": (f"my_key-{SECRET}", "has one UUID only: the service's id or the secret is missing"),
    "a secret of four groups": (
        f"fakekey-{SERVICE}-{FOUR}",
        "has a secret of 4 groups, and a UUID has five: 8-4-4-4-12",
    ),
    "a service of four groups": (f"{FOUR}-{SECRET}", "has a service's id of 4 groups, and a UUID has five"),
    "both of four groups": (
        f"k-{FOUR}-{FOUR}",
        "has a service's id of 4 groups and a secret of 4, and a UUID has five",
    ),
    "a secret of six groups": (f"k-{SERVICE}-2222{SECRET[4:8]}-2222{SECRET[8:]}", "has a secret of 6 groups"),
    "double quotes": (f'"{KEY}"', "has quotes around it"),
    "single quotes": (f"'{KEY}'", "has quotes around it"),
    "one quote": (f"{KEY}'", "has quotes around it"),
    "quotes of a word processor": (f"\u201c{KEY}\u201d", "has quotes around it"),
    "quotes and another mistake": (f'"{KEY[:-4]}"', "has quotes around it"),
    "a space": (f"{KEY[:-5]} {KEY[-5:]}", "has a space or a line break in it"),
    "a line break": (f"{KEY[:-40]}\n{KEY[-40:]}", "has a space or a line break in it"),
    "bearer": (f"Bearer {SERVICE}-{SECRET}", "has 'Bearer' in front of it"),
    "a header": (f"authorization: bearer {SERVICE}-{SECRET}", "has 'Bearer' in front of it"),
    "a token": ("eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl", "is a token that was signed with a key"),
    "masked by dots": (f"my_key-{SERVICE}-...", "is masked or shortened"),
    "masked by an ellipsis": (f"my_key-{SERVICE[:8]}…", "is masked or shortened"),
    "masked by stars": (f"my_key-{'*' * 36}-{'*' * 36}", "is masked or shortened"),
    "masked by bullets": ("•" * 40, "is masked or shortened"),
    "masked by letters": (f"my_key-{SERVICE}-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "is masked or shortened"),
    "base64": (base64.b64encode(KEY.encode()).decode(), "is in base64"),
    "base64 of a line": (base64.b64encode(f"{KEY}\n".encode()).decode(), "is in base64"),
    "percent-encoded": (quote(f"a b-{SERVICE}-{SECRET}").replace("-", "%2D"), "is percent-encoded"),
    "a variable": (f"NOTIFY_API_KEY={SERVICE}-{SECRET}", "has the name of a variable in front of it"),
    "an export": (f"export KEY = {SERVICE}-{SECRET}", "has the name of a variable in front of it"),
    "an unfilled variable": ("${NOTIFY_API_KEY}", "is a placeholder that was not filled in"),
    "an unfilled variable of Windows": ("%NOTIFY_API_KEY%", "is a placeholder that was not filled in"),
    "an unfilled template": ("{{ notify_api_key }}", "is a placeholder that was not filled in"),
    "an unfilled secret": ("${{ secrets.NOTIFY }}", "is a placeholder that was not filled in"),
    "an example": ("<your key>", "is a placeholder that was not filled in"),
    "a path": ("/run/secrets/notify", "is the path of a file"),
    "a path of Windows": (r"C:\secrets\notify", "is the path of a file"),
    "JSON": (json.dumps({"key": KEY}), "is JSON"),
    "an invisible character": (f"{KEY[:-20]}\u200b{KEY[-20:]}", "has an invisible character in it"),
    "a soft hyphen": (f"{KEY[:-20]}\u00ad{KEY[-20:]}", "has an invisible character in it"),
    "dashes": (KEY.replace("-", "\u2013"), "has dashes or underscores where hyphens belong"),
    "underscores": (f"key_{SERVICE}_{SECRET}", "has dashes or underscores where hyphens belong"),
    "wide digits": (f"{KEY[:-1]}\uff15", "has letters or digits in it that are not plain ones"),
    "no hyphens": (KEY.replace("-", ""), "is too short"),
    "UUIDs without hyphens": (f"k-{UUID(SERVICE).hex}-{UUID(SECRET).hex}", "has a UUID without its hyphens"),
    "a letter": (f"{KEY[:-1]}g", "has a character in the secret that is none of 0-9 and a-f"),
    "another letter": (KEY.replace("8e4f", "8eof"), "has a character in the service's id that is none of 0-9 and a-f"),
    "a digit of another script": (f"{KEY[:-1]}٣", "has a character in the secret that is none of 0-9 and a-f"),
    "cut at its end": (KEY[:-1], "has 11 characters where 12 digits belong, in the secret"),
    "cut at its beginning": (f"{SERVICE[1:]}-{SECRET}", "has 7 characters where 8 digits belong, in the service's id"),
    "something behind it": (f"{KEY}.", "has something after its secret"),
    "a hyphen behind it": (f"{KEY}-", "has something after its secret"),
    "no hyphen after the name": (f"name{SERVICE}-{SECRET}", "has no hyphen between its name and the service's id"),
    "something else": ("hunter2", "is too short"),
    "something long": ("hunter " * 20, "has a space or a line break in it"),
    "something longer": ("hunter" * 20, "does not end in two UUIDs"),
    "the sandbox": ("sandbox", "is `sandbox`"),
}


@pytest.mark.parametrize(("text", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named(text: str, said: str) -> None:
    fault = fault_of(text.strip())
    assert fault.said.startswith(said)
    assert fault.hint
    assert "  " not in fault.said + fault.hint


@pytest.mark.parametrize("text", [text for text, _ in MISTAKES.values() if text != "sandbox"], ids=[*MISTAKES][:-1])
def test_a_client_refuses_it_and_shows_none_of_it(client_kind: ClientKind, text: str) -> None:
    with pytest.raises(RequestValidationError) as raised:
        BlockingClient(client_kind, text)
    (detail,) = raised.value.errors
    assert detail.message.startswith("api_key ")
    assert detail.field == "api_key"
    assert raised.value.__cause__ is None
    assert shown(f"{raised.value}{raised.value!r}{raised.value.args}", text) == []


def shown(message: str, text: str) -> list[str]:
    """The pieces of the UUIDs of a text that are in a message."""
    pieces = re.findall("[0-9a-f]{5,}", text.lower()) + re.findall("[0-9a-f]{4}", SECRET + SERVICE)
    return [each for each in pieces if each in message.lower()]


CHANGES = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 3), st.text(max_size=3)), max_size=4)


@given(st.uuids(), st.uuids(), st.text(max_size=10), CHANGES)
def test_whatever_was_changed_is_named_in_words_that_show_none_of_it(
    service: UUID, secret: UUID, name: str, changes: list[tuple[int, int, str]]
) -> None:
    text = f"{name}-{service}-{secret}"
    for place, length, put in changes:
        text = text[:place] + put + text[place + length :]
    words = f"{fault_of('hunter2')}{fault_of(SECRET)}".lower()
    fault = fault_of(text.strip())
    for group in (*str(service).split("-"), *str(secret).split("-")):
        assume(group not in words)
        assert group not in f"{fault.said} {fault.hint}"


@given(st.text(max_size=200))
def test_any_text_has_a_fault(text: str) -> None:
    assert fault_of(text).said


@pytest.mark.parametrize(
    "text", ["-" * 4096, "a-" * 2048, "0" * 4096, f"{FOUR}-" * 128, "." * 4096, "$" * 4096, "=" * 4096]
)
def test_a_long_text_is_read_at_once(text: str) -> None:
    assert fault_of(text).said
