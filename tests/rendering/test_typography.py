"""Subjects: curly quotes and en dashes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.rendering.typography import curled, subject
from tests.conformance.data import rows

MARKED_UP = st.text(st.sampled_from("ab '\"\\<>/&;-.,@\n"), max_size=30)
TAGS = ["pre", "samp", "code", "tt", "kbd", "script", "style", "math", "a"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("'a' and \"b\"", "‘a’ and “b”"),
        ("Ann's \"'quoted'\" dogs' bowl", "Ann’s “‘quoted’” dogs’ bowl"),
        ("one - two -- three --- four", "one – two – three – four"),
        ("one-two", "one-two"),
        ("a , b . c", "a, b. c"),
        ("  one\n two\t", "one two"),
        ("ask o'neil@example.com now", "ask o'neil@example.com now"),
        ("a\u200bb", "ab"),
    ],
)
def test_a_subject(text: str, shown: str) -> None:
    assert subject(text) == shown


def test_every_recorded_subject_without_placeholders() -> None:
    """Some are changed and some are not."""
    seen = set[bool]()
    for row in rows("template_rendering"):
        written, preview = row["input"].get("subject"), row["preview"].get("subject")
        if written and preview and row["input"]["template_type"] == "email" and "((" not in written:
            assert subject(written) == preview
            seen.add(written == preview)
    assert seen == {True, False}


@given(st.text(st.characters(exclude_categories=())) | MARKED_UP)
def test_a_subject_is_one_line_with_single_spaces(text: str) -> None:
    shown = subject(text)
    assert " ".join(shown.split()) == shown


@given(st.text(st.characters(exclude_characters="'\"\\&")))
def test_a_text_without_quotes_stays(text: str) -> None:
    assert curled(text) == text


@given(MARKED_UP)
def test_only_quotes_outside_of_tags_are_replaced(text: str) -> None:
    """Letters and tags are not changed."""
    plain = str.maketrans("‘’“”", "''\"\"")
    if "\\" not in text and "&" not in text:
        assert curled(text).translate(plain) == text
        assert re.findall("<[^>]*>", curled(text)) == re.findall("<[^>]*>", text)


@pytest.mark.parametrize("tag", TAGS)
def test_quotes_stay_in_code_and_links(tag: str) -> None:
    assert curled(f"'a' <{tag}>'b'</{tag}> 'c'") == f"‘a’ <{tag}>'b'</{tag}> ‘c’"
