"""How many pages and sheets a letter has, and whether a PDF can be printed as one."""

from __future__ import annotations

import io
from math import isclose
from typing import TYPE_CHECKING

from notify_sdk._warn import warn

if TYPE_CHECKING:
    from pypdf import PageObject

MOST_PAGES = 10
"""Pages that a letter may have."""

_A4 = (210.0, 297.0)
_TOLERANCE = 2
_POINT = 25.4 / 72
"""A point of a PDF in millimetres."""


class PagesNotCountedWarning(UserWarning):
    """The package that reads PDFs is missing: a letter that you made yourself counts as one good page."""


def sheets(pages: int) -> int:
    """The sheets of paper that pages take, printed on both sides."""
    return -(-pages // 2)


def pages_of(pdf: bytes) -> int | None:
    """How many pages a PDF of your own has; None if Notify would not print it.

    It must be a PDF that is not encrypted, of ten pages at most, each of them A4 and upright. Needs the extra
    `sandbox`; without it there is a warning, and whatever begins as a PDF has one page.
    """
    if not pdf.startswith(b"%PDF-"):
        return None
    try:
        from pypdf import PdfReader
    except ModuleNotFoundError:
        warn(PagesNotCountedWarning('the pages of a PDF are not looked at: pip install "notify-sdk[sandbox]"'))
        return 1
    try:
        reader = PdfReader(io.BytesIO(pdf))
        if reader.is_encrypted or not 1 <= len(reader.pages) <= MOST_PAGES:
            return None
        return len(reader.pages) if all(map(_is_upright_a4, reader.pages)) else None
    except Exception:  # noqa: BLE001 - a broken file breaks the library in many ways, and is no letter in any of them
        return None


def _is_upright_a4(page: PageObject) -> bool:
    size = (float(page.mediabox.width) * _POINT, float(page.mediabox.height) * _POINT)
    width, height = size if page.rotation % 180 == 0 else size[::-1]
    return isclose(width, _A4[0], abs_tol=_TOLERANCE) and isclose(height, _A4[1], abs_tol=_TOLERANCE)
