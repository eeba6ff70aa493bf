"""The typography of subjects: curly quotes and en dashes, as Notify sets them."""

from __future__ import annotations

import re

from .placeholders import INVISIBLE

_TAG = re.compile(r"(<[^<>]*>)")
_SPACED_DASH = re.compile(r"(?<!\s)\s+[-–—|]{1,3}\s+")
_ADDRESS = re.compile(r"(?:^|(?<=\s))\S+@\S+")
_BEFORE_PUNCTUATION = re.compile(r"(?<![ \t])[ \t]+(?=[,.])")
_BEFORE = r"(\s|&nbsp;|--|&[mn]dash;|&#8211;|&#8212;|&#x201[34];)"  # what an opening quote follows
_BESIDE = r"([^ \t\r\n\[{(\-])"  # what a closing quote follows
_ESCAPED = re.compile(r"\\([\\\"'.`\-])")  # what a backslash keeps as it is: Notify then shows its number
_QUOTES = [
    (re.compile(r"\"'(?=\w)"), "“‘"),
    (re.compile(r"'\"(?=\w)"), "‘“"),
    (re.compile(r"\b'(?=\d{2}s)"), "’"),
    (re.compile(_BEFORE + r"'(?=\w)"), r"\1‘"),
    (re.compile(_BESIDE + r"'(?!\s|s\b|\d)"), r"\1’"),
    (re.compile(_BESIDE + r"'(?=\s|s\b)"), r"\1’"),
    (re.compile(r"'"), "‘"),
    (re.compile(_BEFORE + r"\"(?=\w)"), r"\1“"),
    (re.compile(r"\"(?=\s)"), "”"),
    (re.compile(_BESIDE + r"\""), r"\1”"),
    (re.compile(r"\""), "“"),
]


def subject(text: str) -> str:
    """A subject as the recipient sees it: one line, with curly quotes and en dashes."""
    __tracebackhide__ = True
    closed = _BEFORE_PUNCTUATION.sub("", text)
    curly = _ADDRESS.sub(lambda found: re.sub("[‘’]", "'", found[0]), curled(closed))
    return " ".join(_SPACED_DASH.sub(" – ", curly).translate(INVISIBLE).split())


def curled(text: str) -> str:
    """The text with curly quotes, but for those inside of HTML tags and after a backslash."""
    __tracebackhide__ = True
    text = _ESCAPED.sub(lambda found: f"&#{ord(found[1])};", text) if "\\" in text else text
    if "'" not in text and '"' not in text:
        return text
    pieces = _TAG.split(text)
    before = ""
    for place in range(0, len(pieces), 2):
        piece = pieces[place]
        if piece:
            pieces[place] = _curled(piece, before)
            before = piece[-1]
    return "".join(pieces)


def _curled(text: str, before: str) -> str:
    __tracebackhide__ = True
    if text in {"'", '"'}:  # a quote that stands alone between two tags
        opening, closing = ("‘", "’") if text == "'" else ("“", "”")
        return closing if before.strip() else opening
    for pattern, quote in _QUOTES:
        text = pattern.sub(quote, text)
    return text
