"""The characters that Notify's rules treat alike, and its way of writing text in plain ASCII."""

from __future__ import annotations

import unicodedata

ASCII_SPACE = " \t\n\r\v\f"
INVISIBLE = "\u180e\u200b\u200c\u200d\u2060\ufeff\u2028\u2029"
NO_BREAK = "\u00a0\u202f"

_REMOVED = dict.fromkeys(map(ord, INVISIBLE))
_FOLDED: dict[int, str] = {
    **dict.fromkeys(map(ord, "\u2011\u2013\u2014\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e"), '"'),
    **dict.fromkeys(map(ord, INVISIBLE), ""),
    **dict.fromkeys(map(ord, NO_BREAK + "\t"), " "),
    0x2026: "...",
    0x0141: "L",
    0x0142: "l",
}


def without(text: str, characters: str) -> str:
    """The text without any of the characters."""
    __tracebackhide__ = True
    return text.translate(dict.fromkeys(map(ord, characters)))


def ascii_folded(text: str) -> str:
    """The text in printable ASCII: accents go, dashes and quotes are straightened, the rest becomes `?`."""
    __tracebackhide__ = True
    return text if text.isascii() and text.isprintable() else "".join(map(_folded, text))


def _folded(character: str) -> str:
    if " " <= character <= "~":
        return character
    decomposed = unicodedata.decomposition(character)
    if decomposed and not decomposed.startswith("<"):
        first = chr(int(decomposed.split()[0], 16))
        return first if " " <= first <= "~" else "?"
    return _FOLDED.get(ord(character), "?")


def tidied(line: str) -> str:
    """A line with every run of white space as one space, none at its ends, and nothing invisible in it."""
    __tracebackhide__ = True
    return " ".join(line.translate(_REMOVED).split())
