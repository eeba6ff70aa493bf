"""Values from untrusted people."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.rendering import key, sanitise
from notify_sdk.rendering.sanitise import sanitised
from tests.conformance.data import rows


def test_recorded_sanitised_values_are_equal() -> None:
    for row in rows("exchanges"):
        body = row["response"].get("body")
        if isinstance(body, dict):
            for value in body.get("sanitised_content", {}).values():
                assert sanitise(value["unsanitised"]) == value["sanitised"]


@given(st.text(st.sampled_from("ab.:/?#@ *_[]()!<>\\`-|http"), max_size=40))
def test_no_link_and_no_formatting_is_left(text: str) -> None:
    """Every character with a meaning in Markdown has a backslash, and no address of the web can be clicked."""
    shown = sanitise(text)
    plain = re.sub(r"\\(.)", "", shown)
    assert not set(plain) & set("\\`*_{}[]()#+-.!|<>")
    assert not re.search(r"https?://[\w-]+\.[a-z]{2}", shown.replace("\\", ""))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("see https://example.com/a?b", "see "),
        ("see example.com/a", "see "),
        ("see example.com", "see example\\. com"),
        ("a@example.com", "a@example\\.com"),
        ("**bold**", "\\*\\*bold\\*\\*"),
        ("see my_site.example.com", "see "),
        ("plain", "plain"),
    ],
)
def test_a_value(value: str, shown: str) -> None:
    assert sanitise(value) == shown


NAMES = st.sampled_from(["name", "Name", "NA_ME", "na-me ", "none", "None", "other"])


@given(
    values=st.dictionaries(NAMES, st.sampled_from(["a*b", "plain", None, 1, ["a*b"], {"file": "a*b"}])),
    listed=st.lists(NAMES | st.none(), max_size=3),
)
def test_the_texts_that_are_listed_are_made_safe_and_nothing_else(
    values: dict[str, object], listed: list[str | None]
) -> None:
    wanted = {key(name) for name in listed if name is not None}
    found = sanitised(values, listed)
    assert found == {
        name: "a\\*b" if value == "a*b" and key(name) in wanted else value for name, value in values.items()
    }
    assert list(found) == list(values)
