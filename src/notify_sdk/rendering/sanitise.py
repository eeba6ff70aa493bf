"""Makes values from untrusted people harmless."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar, cast

from .placeholders import key

T = TypeVar("T")

# An address of the web, with or without a scheme and a path; not the domain of an email address.
_ADDRESS = re.compile(
    r"\b(?<![@.])(https?://)?((?:[\w-]+\.)+[a-z]{2,63})(?!@)\b([/?#][^\s<]*)?",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>])")


def sanitise(value: str) -> str:
    """A value as Notify shows it when its placeholder is named in `sanitise_content_for`.

    An address of the web goes when it has a scheme or a path; else a space after each dot stops mail
    programs from making it a link. What Markdown would take for formatting gets a backslash.

    Args:
        value: The value, as a text.

    Returns:
        The value, whose links and formatting have no effect.
    """
    __tracebackhide__ = True
    return _MARKDOWN.sub(r"\\\1", _ADDRESS.sub(_broken_up, value))


def sanitised(values: Mapping[str, T], names: Iterable[object]) -> dict[str, T]:
    """The values of a message as Notify fills them in.

    Args:
        values: The values by name.
        names: What `sanitise_content_for` lists. They are compared as Notify does; None is passed over.

    Returns:
        The values; texts that are listed are safe, and what is no text stays as it is.
    """
    __tracebackhide__ = True
    unsafe = set[str]()
    for name in names:
        if isinstance(name, str):
            unsafe.add(key(name))
    safe = dict(values)
    if unsafe:
        for name, value in values.items():
            if isinstance(value, str) and key(name) in unsafe:
                safe[name] = cast("T", sanitise(value))
    return safe


def _broken_up(found: re.Match[str]) -> str:
    scheme, domain, path = found.groups()
    return "" if scheme or path or "_" in domain else domain.replace(".", ". ")
