"""Letters as pictures: whatever is sent as a PDF is shown, or is said not to be."""

import io
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from fpdf import FPDF
from PIL import Image

from notify_sdk.sandbox.web.letter_pictures import pages_shown, picture_of


def made(pages=1, size=(210, 297)):
    page = FPDF(format=size)
    page.set_font("Helvetica", size=14)
    for number in range(pages):
        page.add_page()
        page.text(5, 20, f"page {number + 1}")
    return bytes(page.output())


@pytest.mark.parametrize(("pages", "shown"), [(1, 1), (2, 2), (10, 10), (11, 10), (40, 10)])
def test_the_pages_that_notify_may_print_are_shown(pages, shown):
    pdf = made(pages)
    assert pages_shown(pdf) == shown
    assert picture_of(pdf, str(shown)).startswith(b"\x89PNG")


@pytest.mark.parametrize("number", ["0", "3", "-1", "x", "", "01", "1.0", "²", "9" * 5000])
def test_there_are_no_other_pages(number):
    assert picture_of(made(2), number) is None


@pytest.mark.parametrize("size", [(210, 297), (297, 210), (50, 50), (10, 2000), (2000, 10), (5000, 5000)])
def test_a_picture_is_never_larger_than_a_screen_needs(size):
    picture = Image.open(io.BytesIO(picture_of(made(size=size), "1")))
    assert picture.width <= 1001
    assert picture.height <= 1501


def test_something_is_in_the_picture():
    picture = Image.open(io.BytesIO(picture_of(made(), "1"))).convert("L")
    assert picture.getextrema() == (0, 255)


@pytest.mark.parametrize(
    "content",
    [b"", b"x", b"%PDF-1.4 own", b"%PDF-1.7\n%%EOF", b"\x89PNG\r\n", made()[:300], made().replace(b"/Page", b"/Nope")],
)
def test_what_is_no_pdf_has_no_pages(content):
    assert pages_shown(content) == 0
    assert picture_of(content, "1") is None


def test_it_is_used_by_one_thread_at_a_time():
    pdf = made(3)
    with ThreadPoolExecutor(6) as threads:
        pictures = list(threads.map(lambda number: picture_of(pdf, str(number % 3 + 1)), range(18)))
    assert len(set(pictures)) == 3


def test_without_its_library_a_letter_is_only_not_shown(monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    assert pages_shown(made()) == 0
    assert picture_of(made(), "1") is None
