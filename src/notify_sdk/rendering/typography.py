"""The typography of subjects: curly quotes and en dashes, as Notify sets them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from notify_sdk._characters import SPACE_BEFORE_PUNCTUATION, WITHOUT_INVISIBLE

_PIECE = re.compile(r"([^<]*)(<!--.*?--\s*>|<[^>]*>)", re.DOTALL)
_LEFT_ALONE = re.compile(r"<(/)?(pre|samp|code|tt|kbd|script|style|math|a)[^>]*>", re.IGNORECASE)
"""Tags, or what begins like one of them, whose contents stay as they are."""
_SPACED_DASH = re.compile(r"(?<!\s)\s+[-–—]{1,3}\s+")
_ADDRESS = re.compile(r"(?:^|\s)\S+@\S+(?:\s|$)")
_BEFORE = r"(\s|&nbsp;|--|&[mn]dash;)"  # what an opening quote follows
_BESIDE = r"([^ \t\r\n\[{(\-])"  # what a closing quote follows
_ESCAPED = re.compile(r"\\([\\\"'.`\-])")  # what a backslash keeps as it is: Notify then shows its number
_NUMBERED = {8211: "–", 8212: "—", 8216: "‘", 8217: "’", 8220: "“", 8221: "”", 8230: "…"}
_NUMBER = re.compile(f"&#({'|'.join(map(str, _NUMBERED))});")
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
    (re.compile(r"^\"(?=[!\"#$%()*+,\-./:;<=>?@\[\\\]^_`{|}~])"), "”"),
    (re.compile(_BESIDE + r"\""), r"\1”"),
    (re.compile(r"\""), "“"),
]


def subject(text: str) -> str:
    """A subject as the recipient sees it: one line, with curly quotes and en dashes."""
    __tracebackhide__ = True
    closed = SPACE_BEFORE_PUNCTUATION.sub("", text)
    curly = _ADDRESS.sub(lambda found: re.sub("[‘’]", "'", found[0]), curled(closed))
    return " ".join(_SPACED_DASH.sub(" – ", curly).translate(WITHOUT_INVISIBLE).split())


def curled(text: str) -> str:
    """The text with curly quotes, but for those in HTML tags, in code, in links and after a backslash."""
    __tracebackhide__ = True
    if not any(character in text for character in "'\"\\&"):
        return text
    inside: list[str] = []  # the tags whose contents stay as they are
    before, done = "", list[str]()
    for piece, is_tag in _pieces(text):
        if is_tag:
            _enter_or_leave(inside, piece)
            done.append(piece)
        else:
            done.append(piece if inside else _curled(piece, before))
            before = piece[-1]
    return "".join(done)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text and the tags in it, in order. A comment with more hyphens in it than it needs is text."""
    __tracebackhide__ = True
    end = 0
    while found := _PIECE.match(text, end):
        end = found.end()
        if found[1]:
            yield found[1], False
        tag = found[2]
        yield tag, not (tag.startswith("<!--") and "--" in tag[4:].rstrip(">").rstrip().rstrip("-"))
    if end < len(text):
        yield text[end:], False


def _enter_or_leave(inside: list[str], tag: str) -> None:
    __tracebackhide__ = True
    found = _LEFT_ALONE.match(tag)
    if found and not found[1]:
        inside.append(found[2].lower())
    elif found and inside and inside[-1] == found[2].lower():
        inside.pop()


def _curled(text: str, before: str) -> str:
    __tracebackhide__ = True
    text = _ESCAPED.sub(lambda found: f"&#{ord(found[1])};", text)
    if text in {"'", '"'}:  # a quote that stands alone between two tags
        opening, closing = ("‘", "’") if text == "'" else ("“", "”")
        return closing if before.strip() else opening
    for pattern, quote in _QUOTES:
        text = pattern.sub(quote, text)
    return _NUMBER.sub(lambda found: _NUMBERED[int(found[1])], text)
