"""The characters that Notify's rules treat alike, wherever it meets them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

ASCII_SPACE = " \t\n\r\v\f"
INVISIBLE = "\u180e\u200b\u200c\u200d\u2060\ufeff\u2028\u2029"
NO_BREAK = "\u00a0\u202f"

WITHOUT_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))
"""A table for `str.translate` that removes invisible characters."""

SPACE_BEFORE_PUNCTUATION = re.compile(r"(?<![ \t])[ \t]+(?=[,.])")
"""The spaces and tabs before a comma or a full stop, which Notify removes."""

_REPLACEMENTS = {
    **dict.fromkeys("\u2011\u2013\u2014\u2212", "-"),
    **dict.fromkeys("\u2018\u2019\u201a", "'"),
    **dict.fromkeys("\u201c\u201d\u201e", '"'),
    **dict.fromkeys(INVISIBLE, ""),
    **dict.fromkeys(NO_BREAK + "\t", " "),
    "\u2026": "...",
    "\u0141": "L",
    "\u0142": "l",
}  # fmt: skip


def has_half_a_character(text: str) -> bool:
    """Whether a text contains a lone surrogate. JSON can say it in an escape, but UTF-8, and so a database, can't."""
    __tracebackhide__ = True
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def replaced(character: str, allowed: Container[str]) -> str:
    """A character as Notify writes it where only some characters are allowed.

    Accents that are not allowed go, dashes and quotes are straightened, and anything else becomes `?`.
    """
    __tracebackhide__ = True
    if character in allowed:
        return character
    decomposed = unicodedata.decomposition(character)
    if decomposed and not decomposed.startswith("<"):
        first = chr(int(decomposed.split()[0], 16))
        if first in allowed:
            return first
    return _REPLACEMENTS.get(character, "?")
