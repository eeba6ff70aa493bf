"""Placeholders and conditionals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.rendering import (
    Placeholder,
    key,
    placeholders,
    render,
)

ANY_TEXT = st.text(st.characters(exclude_categories=()))


def test_placeholders_are_found_once_in_their_first_spelling() -> None:
    found = placeholders("((name)) ((First Name))", "((NAME)) ((first_name??shown)) ((flag??text ?? more)) (((x)))")
    assert found == (
        Placeholder("name"),
        Placeholder("First Name"),
        Placeholder("flag", "text ?? more"),
        Placeholder("x"),
    )


@given(name=ANY_TEXT)
def test_case_spaces_underscores_and_hyphens_do_not_count(name: str) -> None:
    assert key(f" {name}_-") == key(name) == key(key(name))


@pytest.mark.parametrize("value", ["yes", "Y", "TRUE", True, "t", 1, "1", "include", "Show", ["yes"]])
def test_a_conditional_is_shown(value: object) -> None:
    assert render("sms", body="a((x??b))", personalisation={"X": value}).body == "ab"


@pytest.mark.parametrize("value", ["no", "", False, 0, 2, " yes", [], ["yes", "no"]])
def test_a_conditional_is_hidden(value: object) -> None:
    assert render("sms", body="a((x??b))", personalisation={"X": value}).body == "a"


def test_values_are_not_searched_for_placeholders() -> None:
    assert render("email", subject="s", body="((a))", personalisation={"a": "((b))", "b": "c"}).body == "((b))"
