"""Text messages: their clean-up, their encoding and the number of fragments."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notify_sdk.rendering import (
    TextMessage,
)

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize("text", ["Hi …", "Hi\N{NO-BREAK SPACE}.", "Hi \N{ZERO WIDTH SPACE},"])
def test_a_replaced_space_before_punctuation_stays(text: str) -> None:
    """Notify removes spaces before it replaces characters: it recorded `Hi ...` for `Hi …`."""
    assert TextMessage.of(text).content in {"Hi ...", "Hi .", "Hi ,"}


@given(text=ANY_TEXT)
@example(text="0\xa0.")
@example(text="0 …")
def test_cleaning_up_a_text_message_twice_only_removes_spaces_before_punctuation(text: str) -> None:
    once = TextMessage.of(text).content
    assert TextMessage.of(once).content == re.sub(r" (?=[,.])", "", once)


@given(text=ANY_TEXT)
def test_a_text_message_counts_what_it_holds(text: str) -> None:
    message = TextMessage.of(text)
    assert message.characters >= len(message.content)
    assert message.fragments >= 1
    assert message.too_long == (message.characters > 918)
    assert not (message.replaced.keys() & set(message.content))


@pytest.mark.parametrize(
    ("text", "encoding", "fragments"),
    [("a" * 160, "GSM-7", 1), ("a" * 161, "GSM-7", 2), ("€" * 80, "GSM-7", 1), ("€" * 81, "GSM-7", 2), ("ŵ" * 70, "UCS-2", 1), ("ŵ" * 71, "UCS-2", 2), ("a" * 306 + "a", "GSM-7", 3), ("", "GSM-7", 1)],
)  # fmt: skip
def test_fragments(text: str, encoding: str, fragments: int) -> None:
    message = TextMessage.of(text)
    assert (message.encoding, message.fragments) == (encoding, fragments)


def test_replaced_characters_are_listed() -> None:
    assert TextMessage.of("Zoë’s ‘café’ – 😀 ŵ\t").replaced == {"’": "'", "‘": "'", "–": "-", "😀": "?"}
