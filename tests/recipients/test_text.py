"""The clean-up of texts: invisible characters, accents and white space."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk._characters import INVISIBLE
from notify_sdk.recipients._text import ascii_folded, tidied, without

ANY_TEXT = st.text(st.characters(exclude_categories=())) | st.text("aé–“\u00a0\u200b\ufeff \t\n…Ł", max_size=20)


@given(ANY_TEXT, st.text("aé \u200b", max_size=3))
def test_characters_that_are_removed_are_gone_and_the_others_stay(text: str, removed: str) -> None:
    assert list(without(text, removed)) == [character for character in text if character not in removed]


@given(ANY_TEXT)
def test_a_folded_text_is_printable_ascii_and_folds_to_itself(text: str) -> None:
    folded = ascii_folded(text)
    assert folded.isascii()
    assert not folded or folded.isprintable()
    assert ascii_folded(folded) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Zoë’s “café” – …", 'Zoe\'s "cafe" - ...'),
        ("Łódź", "Lodz"),
        ("a\u200bb\u00a0c\td", "ab c d"),
        ("😀ß", "??"),
    ],
)
def test_accents_dashes_and_quotes_are_written_in_ascii(text: str, folded: str) -> None:
    assert ascii_folded(text) == folded


@given(ANY_TEXT)
def test_a_tidied_line_has_single_spaces_and_nothing_invisible(text: str) -> None:
    line = tidied(text)
    assert line.split() == line.split(" ") or not line
    assert not set(line) & set(INVISIBLE)
    assert tidied(line) == line
    assert "".join(line.split()) == "".join(without(text, INVISIBLE).split())
