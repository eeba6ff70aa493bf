"""Texts as literals of source code: Python reads them back as they were."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.templates.literals import docstring, multiline, text_literal

ANY_TEXT = st.text(st.characters(exclude_categories=())) | st.text(
    st.sampled_from("a\"'\\\n\r\t\u2028\x85{} "), max_size=20
)


@pytest.mark.parametrize("write", [text_literal, multiline])
@given(text=ANY_TEXT)
def test_a_literal_is_the_text(write: object, text: str) -> None:
    assert callable(write)
    assert ast.literal_eval(write(text)) == text


@given(ANY_TEXT)
def test_a_literal_is_one_line_of_printable_characters(text: str) -> None:
    assert text_literal(text).isprintable()


@given(ANY_TEXT)
def test_a_multiline_literal_has_a_line_for_each_line(text: str) -> None:
    """So a change of one line of a template changes one line of its module."""
    lines = multiline(text).split("\n")
    assert all(line.isprintable() for line in lines)
    if len(lines) > 1:
        assert (lines[0], lines[-1]) == ("(", ")")
        assert [ast.literal_eval(line) for line in lines[1:-1]] == text.splitlines(keepends=True)
    else:
        assert len(text.splitlines()) < 2 or "\n" not in text


@given(ANY_TEXT)
def test_a_docstring_is_the_text_but_for_blanks(text: str) -> None:
    module = ast.parse(f"class A:\n    {docstring(text)}\n")
    (definition,) = module.body
    assert isinstance(definition, ast.ClassDef)
    assert (ast.get_docstring(definition) or "").split() == text.split()
