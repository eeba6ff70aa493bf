"""Names what is wrong with a text that is not an API key, without showing any of it. Pure."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

from notify_sdk._client.key_pattern import KEY

_HEX = "[0-9a-fA-F]"
_UUID = rf"{_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}"
_LENGTH = 73
"""Of a key without a name."""

_LONGEST = 4096
COPY = "copy it whole from the API integration page of your service on the Notify website"
_IN_TESTS = "in tests, any name and any two UUIDs will do, with hyphens between them"
_QUOTES = "'\"`\u2018\u2019\u201c\u201d\u00ab\u00bb"
_DASHES = dict.fromkeys(map(ord, "_\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")

# UUIDs of any number of groups: one with a group too few is the commonest mistake in keys that are made up for tests
_LOOSE = rf"{_HEX}{{8}}(?:-{_HEX}{{4}})*-{_HEX}{{12}}"
_TWO_LOOSE = re.compile(rf"(?:.*-)?({_LOOSE})-({_LOOSE})", re.DOTALL)
_ONE_LOOSE = re.compile(rf"(.*-)?({_LOOSE})", re.DOTALL)
_LENGTHS = (8, 4, 4, 4, 12)


class Fault(NamedTuple):
    """What is wrong with a text that is not a key.

    Attributes:
        said: What it is or has, to follow its name: "has quotes around it".
        hint: What to do.
    """

    said: str
    hint: str


def fault_of(key: str) -> Fault:
    """What is wrong with a text that is not an API key. Shows none of it.

    Args:
        key: The text, without the white space around it.
    """
    __tracebackhide__ = True
    if len(key) > _LONGEST:
        return Fault("is far too long, and does not end in two UUIDs", COPY)
    for pattern, fault in _OTHER_THINGS:
        if pattern.search(key):
            return fault
    for repair, fault in _REPAIRS:
        if KEY.fullmatch(repair(key).strip()):
            return fault
    for pattern, fault in _SIGNS:
        if pattern.search(key):
            return fault
    return _groups(key)


_OTHER_THINGS = tuple(
    (re.compile(pattern, re.IGNORECASE), Fault(said, hint))
    for pattern, said, hint in (
        (
            r"^sandbox$",
            "is `sandbox`, the key of the sandbox inside this process",
            "the sandbox is chosen when the client is made, with `sandbox` as its key: a key that changes later can't choose it",
        ),
        (
            r"^(\$\{?\w+\}?|\$\(.*\)|\$?\{\{.*\}\}|%\w+%|<[^<>]*>|\[[^\[\]]*\])$",
            "is a placeholder that was not filled in",
            "give the key itself: whatever fills in the configuration did not do so here",
        ),
        (
            r"^(?:~|\.{0,2}/|[a-z]:[\\/])[^\s]*$",
            "is the path of a file",
            "give the key in it, or set NOTIFY_API_KEY_FILE to the path",
        ),
        (r"^[\[{]", "is JSON", "give the key inside it, without anything around it"),
        (
            r"^(?:export\s+)?[a-z_]\w*\s*=\s*[^\s=]",
            "has the name of a variable in front of it",
            "give what follows the =",
        ),
        (
            r"^(?:authorization\s*:\s*)?bearer\b|^authorization\s*:",
            "has 'Bearer' in front of it",
            "give the key alone: the client makes the tokens",
        ),
        (
            r"^ey[\w-]+\.[\w-]+\.[\w-]*$",
            "is a token that was signed with a key",
            f"give the key: the client makes the tokens; {COPY}",
        ),
    )
)
"""What people give in place of a key."""


def _without_quotes(key: str) -> str:
    __tracebackhide__ = True
    return key.strip(_QUOTES)


def _without_spaces(key: str) -> str:
    __tracebackhide__ = True
    return "".join(key.split())


def _without_invisible(key: str) -> str:
    __tracebackhide__ = True
    kept = ""
    for each in key:
        if unicodedata.category(each) not in {"Cc", "Cf"} or each.isspace():
            kept += each
    return kept


def _with_hyphens(key: str) -> str:
    __tracebackhide__ = True
    return key.translate(_DASHES)


def _in_ascii(key: str) -> str:
    __tracebackhide__ = True
    return unicodedata.normalize("NFKC", key)


def _from_base64(key: str) -> str:
    __tracebackhide__ = True
    try:
        return base64.b64decode(_without_spaces(key), validate=True).decode()
    except ValueError:  # of which UnicodeDecodeError is one
        return ""


def _without_end(key: str) -> str:
    __tracebackhide__ = True
    found = KEY.match(key)
    return found[0] if found else ""


_NOT_PLAIN = "type it again, or copy it as plain text"
_REPAIRS: tuple[tuple[Callable[[str], str], Fault], ...] = (
    (_without_quotes, Fault("has quotes around it", "remove them, in the .env file or wherever it is set")),
    (_without_spaces, Fault("has a space or a line break in it", f"remove it; {COPY}")),
    (_without_invisible, Fault("has an invisible character in it", _NOT_PLAIN)),
    (_with_hyphens, Fault("has dashes or underscores where hyphens belong", _NOT_PLAIN)),
    (_in_ascii, Fault("has letters or digits in it that are not plain ones", _NOT_PLAIN)),
    (_from_base64, Fault("is in base64", "decode it once: it was encoded once more than it was decoded")),
    (unquote, Fault("is percent-encoded, as for a URL", "decode it")),
    (_without_end, Fault("has something after its secret", f"remove it; {COPY}")),
)
"""What makes a key of it, and so was the only mistake."""

_SIGNS = tuple(
    (re.compile(pattern), Fault(said, hint))
    for pattern, said, hint in (
        (
            r"\.\.|\u2026|[*\u2022\u25cf\u00b7#]{2}|(?:^|-)[xX]{3,}(?:-|$)",
            "is masked or shortened",
            f"Notify shows a key only when it is made: look where it was kept, or make another; else {COPY}; {_IN_TESTS}",
        ),
        (rf"^[{_QUOTES}]|[{_QUOTES}]$", "has quotes around it", "remove them, in the .env file or wherever it is set"),
        (r"\s", "has a space or a line break in it", f"remove it; {COPY}"),
    )
)


def _groups(key: str) -> Fault:
    """What is wrong with the groups of digits at its end."""
    __tracebackhide__ = True
    two = _TWO_LOOSE.fullmatch(key)
    if two:
        wrong = _wrong_uuids(two[1], two[2])
        return Fault(f"has {wrong}, and a UUID has five: 8-4-4-4-12", f"{COPY}; {_IN_TESTS}")
    groups = key.split("-")[-2 * len(_LENGTHS) :]
    if len(groups) == 2 * len(_LENGTHS) and sum(map(_is_group, groups, _LENGTHS * 2)) > len(_LENGTHS) + 2:
        return Fault(_wrong_group(groups), f"{COPY}; {_IN_TESTS}")
    one = _ONE_LOOSE.fullmatch(key)
    if one:
        said = "has one UUID only: the service's id or the secret is missing"
        if not one[1]:
            said = "is one UUID only: the service's id alone, or the secret alone"
        return Fault(said, f"a key is a name, the service's id and the secret; {COPY}; {_IN_TESTS}")
    if re.search(rf"(?:^|-){_HEX}{{32}}(?:-|$)", key):
        return Fault("has a UUID without its hyphens", f"{COPY}; {_IN_TESTS}")
    said = "is too short" if len(key) < _LENGTH else "does not end in two UUIDs"
    return Fault(said, f"{COPY}; {_IN_TESTS}")


def _is_group(group: str, length: int) -> bool:
    __tracebackhide__ = True
    return re.fullmatch(f"{_HEX}{{{length}}}", group) is not None


def _wrong_group(groups: list[str]) -> str:
    """What is wrong with the first wrong one of ten groups of digits."""
    __tracebackhide__ = True
    place = 0
    while _is_group(groups[place], (_LENGTHS * 2)[place]):
        place += 1
    group, length = groups[place], (_LENGTHS * 2)[place]
    whose = "the service's id" if place < len(_LENGTHS) else "the secret"
    if place == 0 and re.search(rf"{_HEX}{{8}}$", group):
        return "has no hyphen between its name and the service's id"
    if len(group) == length:
        return f"has a character in {whose} that is none of 0-9 and a-f"
    return f"has {len(group)} characters where {length} digits belong, in {whose}: it was cut or mistyped"


def _wrong_uuids(service: str, secret: str) -> str:
    __tracebackhide__ = True
    of_service, of_secret = service.count("-") + 1, secret.count("-") + 1
    if of_service == len(_LENGTHS):
        return f"a secret of {of_secret} groups"
    if of_secret == len(_LENGTHS):
        return f"a service's id of {of_service} groups"
    return f"a service's id of {of_service} groups and a secret of {of_secret}"
