"""Characters that Notify's rules treat alike."""

from __future__ import annotations

import string
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk._characters import (
    INVISIBLE,
    NO_BREAK,
    SPACE_BEFORE_PUNCTUATION,
    WITHOUT_INVISIBLE,
    has_half_a_character,
    replaced,
)

ASCII = frozenset(string.printable)


@pytest.mark.parametrize("allowed", [ASCII, ASCII | {"é", "ê", "£"}], ids=["ascii", "more"])
def test_of_all_characters_only_those_that_are_allowed_are_left(allowed: frozenset[str]) -> None:
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        result = replaced(character, allowed)
        assert result == character if character in allowed else allowed.issuperset(result), hex(code)


@pytest.mark.parametrize(
    ("characters", "replacement"),
    [
        ("\u2011\u2013\u2014\u2212", "-"),
        ("\u2018\u2019\u201a", "'"),
        ("\u201c\u201d\u201e", '"'),
        ("\u2026", "..."),
        (INVISIBLE, ""),
        (NO_BREAK, " "),
        ("éèêëē", "e"),
        ("Ł", "L"),
        ("ł", "l"),
        ("ế", "?"),  # an accent on an ê, which is not allowed itself
        ("ﬁ½²", "?"),  # compatibility characters
        ("日😀ß\ud800", "?"),
    ],
)
def test_a_character_that_is_not_allowed_is_replaced(characters: str, replacement: str) -> None:
    for character in characters:
        assert replaced(character, ASCII) == replacement, hex(ord(character))


def test_an_accent_stays_where_the_letter_with_it_is_allowed() -> None:
    assert replaced("é", ASCII | {"é"}) == "é"
    assert replaced("ế", ASCII | {"ê"}) == "ê"


@given(st.text(st.sampled_from(INVISIBLE + NO_BREAK + "a \n")))
def test_invisible_characters_are_removed_and_no_others(text: str) -> None:
    assert text.translate(WITHOUT_INVISIBLE) == "".join(each for each in text if each not in INVISIBLE)


@given(st.text(st.sampled_from(" \t,.a\n\u00a0")))
def test_spaces_before_a_comma_or_a_full_stop_are_found(text: str) -> None:
    wanted = text
    while (shorter := wanted.translate({9: " "}).replace(" ,", ",").replace(" .", ".")) != wanted.translate({9: " "}):
        wanted = shorter
    assert SPACE_BEFORE_PUNCTUATION.sub("", text).replace("\t", " ") == wanted.replace("\t", " ")


def test_a_megabyte_of_spaces_is_searched_in_linear_time() -> None:
    """A pattern that is not linear would keep the tests from ending, which is the failure."""
    spaces = " " * 1_000_000
    assert SPACE_BEFORE_PUNCTUATION.sub("", spaces) == spaces


def test_half_a_character_is_a_surrogate_whatever_is_around_it() -> None:
    for code in range(sys.maxunicode + 1):
        if has_half_a_character(chr(code)) != (0xD800 <= code <= 0xDFFF):
            pytest.fail(hex(code))
    assert has_half_a_character("é\ud83d\ude00")  # two halves are not one character in Python
