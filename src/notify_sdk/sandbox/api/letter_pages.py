"""Letters as PDF: their pages and sheets, and whether Notify would print them."""

from __future__ import annotations

from importlib.util import find_spec

from notify_sdk._extras import install_hint, requires
from notify_sdk._letter_pdf import examine
from notify_sdk._warn import warn
from notify_sdk.sandbox.world.state import NotificationRecord, Service


class PagesNotCountedWarning(UserWarning):
    """The package that reads PDFs is not installed, so a precompiled letter counts as one page that can be printed."""


def sheets(pages: int) -> int:
    """How many sheets of paper a number of pages takes, printed on both sides."""
    return -(-pages // 2)


def pages_of(pdf: bytes) -> int | None:
    """How many pages a precompiled letter has; None if Notify would not print it.

    Notify prints a PDF of at most 5 MB that is not encrypted and has at most ten pages, all of them upright A4. Needs
    the extra `sandbox`: without it this warns, and whatever begins as a PDF does has one page. So has what would take long
    to look at.
    """
    found = examine(pdf)
    if found.fault:
        return None
    if found.pages is None and find_spec("pypdf") is None:
        warn(PagesNotCountedWarning(install_hint("Counting the pages of a PDF", "sandbox")))
    return found.pages or 1


def page_count(service: Service, letter: NotificationRecord, *, typeset: bool = True) -> int | None:
    """How many pages a letter has; None if Notify would not print it.

    Args:
        service: The service that sent it.
        letter: The letter.
        typeset: Whether a letter from a template is made into a PDF to count. It has one page if not, or if the extra
            `sandbox` is not installed.
    """
    if letter.pdf is not None:
        return pages_of(letter.pdf)
    if not typeset:
        return 1
    try:
        from .letter_pdf import letter_pages
    except ModuleNotFoundError:
        return 1
    return letter_pages(service, letter)


def pdf_of(service: Service, letter: NotificationRecord) -> bytes:
    """The PDF of a letter: the one that was sent, or one made from its template.

    Raises:
        ModuleNotFoundError: It is made from a template, and the extra `sandbox` is not installed.
    """
    if letter.pdf is not None:
        return letter.pdf
    with requires("sandbox", "A letter as PDF"):
        from .letter_pdf import letter_pdf
    return letter_pdf(service, letter)
