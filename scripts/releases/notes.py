"""What the changelog says of a version."""

from __future__ import annotations

import re


class NoNotesError(Exception):
    """The changelog says nothing of a version, or not when it was released."""


def version_of(source: str) -> str:
    """The version in the text of `_version.py`."""
    found = re.search(r'^__version__ = "(.+)"$', source, re.MULTILINE)
    assert found, "_version.py has no version"
    return found[1]


def notes(changelog: str, version: str) -> str:
    """The section of a version, without its heading.

    Raises:
        NoNotesError: There is none, or there is nothing in it.
    """
    sections = re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]
    for heading, _, body in (section.partition("\n") for section in sections):
        if heading.startswith(f"[{version}]") and body.strip():
            return body.strip() + "\n"
    raise NoNotesError(f"CHANGELOG.md says nothing of {version}")


def is_dated(changelog: str, version: str) -> bool:
    """Whether a version's heading has its date."""
    return re.search(rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d$", changelog, re.MULTILINE) is not None


def is_final(version: str) -> bool:
    """Whether a version may be released: `1.2.3`, `1.2.3rc1`; not a development version."""
    return re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc)\d+)?", version) is not None
