"""Makes values from untrusted people harmless."""

from __future__ import annotations

import re

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


def _broken_up(found: re.Match[str]) -> str:
    scheme, domain, path = found.groups()
    return "" if scheme or path or "_" in domain else domain.replace(".", ". ")
