"""Notify's clean-up of text: invisible characters, accents and white space."""

from __future__ import annotations

from functools import partial

from notify_sdk._characters import WITHOUT_INVISIBLE, replaced

_PRINTABLE_ASCII = frozenset(map(chr, range(ord(" "), ord("~") + 1)))


def without(text: str, characters: str) -> str:
    """The text without any of the characters."""
    __tracebackhide__ = True
    return text.translate(dict.fromkeys(map(ord, characters)))


def ascii_folded(text: str) -> str:
    """The text in printable ASCII: accents go, dashes and quotes are straightened, the rest becomes `?`."""
    __tracebackhide__ = True
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(partial(replaced, allowed=_PRINTABLE_ASCII), text))


def tidied(line: str) -> str:
    """A line with every run of white space as one space, none at its ends, and nothing invisible in it."""
    __tracebackhide__ = True
    return " ".join(line.translate(WITHOUT_INVISIBLE).split())
