"""Letters as pictures of their pages, which every browser shows, on a phone as well."""

from __future__ import annotations

import io
import threading
from importlib import import_module
from typing import Any

_MOST = 10
"""How many pages are shown; Notify prints no letter with more."""

_WIDTH, _HEIGHT = 1000, 1500
"""The most pixels that a picture has each way: an A4 page is 1000 wide."""

_one_at_a_time = threading.Lock()  # PDFium is not made for threads


def pages_shown(pdf: bytes) -> int:
    """How many pages of a PDF can be shown: none if it cannot be read, or if PDFium is not installed."""
    try:
        pdfium = _pdfium()
    except ModuleNotFoundError:
        return 0
    with _one_at_a_time:
        try:
            with pdfium.PdfDocument(pdf) as document:
                return min(len(document), _MOST)
        except pdfium.PdfiumError:
            return 0


def picture_of(pdf: bytes, number: str) -> bytes | None:
    """A page of a PDF as PNG; None if there is no such page. The first is number 1."""
    if number not in map(str, range(1, pages_shown(pdf) + 1)):
        return None
    made = io.BytesIO()
    with _one_at_a_time, _pdfium().PdfDocument(pdf) as document:
        page = document[int(number) - 1]
        width, height = page.get_size()
        page.render(scale=min(_WIDTH / width, _HEIGHT / height)).to_pil().save(made, "PNG")
    return made.getvalue()


def _pdfium() -> Any:
    # it says nothing of its types, and is only loaded for who looks at a letter
    return import_module("pypdfium2")
