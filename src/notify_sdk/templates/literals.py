"""Writes texts as literals of Python source code."""

from __future__ import annotations

import textwrap


def text_literal(text: str) -> str:
    """A text as a string literal in double quotes."""
    return '"' + _escaped(text).replace('"', '\\"').replace("\n", "\\n") + '"'


def multiline(text: str) -> str:
    """A text as a string literal with one line of source for each line of text, so that diffs stay small."""
    lines = text.splitlines(keepends=True) if "\n" in text else [text]
    if len(lines) < 2:
        return text_literal(text)
    return "(\n" + "\n".join(map(text_literal, lines)) + "\n)"


def docstring(text: str) -> str:
    """A text as the docstring of a class."""
    quoted = _escaped(text).replace('"""', '\\"\\"\\"').rstrip()
    body = textwrap.indent(quoted, "    ").strip()
    end = "\n    " if "\n" in body or body.endswith('"') else ""
    return f'"""{body}{end}"""'


def _escaped(text: str) -> str:
    """The text with invisible characters and backslashes escaped, except line feeds."""
    return "".join(map(_visible, text.replace("\\", "\\\\")))


def _visible(character: str) -> str:
    if character == "\n" or character.isprintable():
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
