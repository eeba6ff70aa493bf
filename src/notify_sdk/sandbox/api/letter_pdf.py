"""Typesetting of letters made from templates. Their text is Notify's, their layout only similar."""

from __future__ import annotations

import re
from datetime import datetime

from fpdf import FPDF

from notify_sdk.sandbox.world.state import NotificationRecord, Service

from .content import content_of

_LEFT, _TOP, _WIDTH = 24.6, 39.5, 160
"""The place of the address behind the envelope's window, and the width of the text, in millimetres."""

_ITEM = re.compile(r"[*•-]\s+(.*)|(\d+)\.\s+(.*)")


def letter_pdf(service: Service, letter: NotificationRecord) -> bytes:
    """The PDF of a letter made from a template: address, date and text on A4.

    The built-in fonts have the characters of Western Europe; others become question marks.
    """
    return bytes(_typeset(service, letter).output())


def letter_pages(service: Service, letter: NotificationRecord) -> int:
    """How many pages the PDF of a letter made from a template has."""
    return _typeset(service, letter).pages_count


def _typeset(service: Service, letter: NotificationRecord) -> FPDF:
    page = FPDF(format="A4")
    page.core_fonts_encoding = "windows-1252"
    page.set_creation_date(letter.created_at)
    page.set_margins(_LEFT, 20, 210 - _LEFT - _WIDTH)
    page.set_auto_page_break(True, margin=20)
    page.add_page()
    content = content_of(service, letter)
    _write_address(page, letter.to)
    _write_date(page, letter.created_at)
    page.set_font("Helvetica", "B", 11)
    _write(page, content.subject or "", after=4)
    _write_body(page, content.body)
    return page


def _write_address(page: FPDF, address: str) -> None:
    page.set_font("Helvetica", size=11)
    page.set_xy(_LEFT, _TOP)
    for line in address.split("\n"):
        _write(page, line)
    page.set_y(max(page.get_y(), 80))


def _write_date(page: FPDF, made: datetime) -> None:
    _write(page, f"{made.day} {made:%B %Y}", after=6)


def _write_body(page: FPDF, body: str) -> None:
    for line in body.replace("\r\n", "\n").split("\n"):
        item = _ITEM.fullmatch(line.strip())
        if line.startswith("#"):
            page.set_font("Helvetica", "B", 11)
            _write(page, line.lstrip("# "), after=2)
        elif item:
            page.set_font("Helvetica", size=11)
            page.set_x(_LEFT + 5)
            _write(page, f"{item[2]}. {item[3]}" if item[2] else f"\u2022 {item[1]}", after=1)
        elif not line.strip():
            page.ln(4)
        else:
            page.set_font("Helvetica", size=11)
            _write(page, line)


def _write(page: FPDF, text: str, after: float = 0) -> None:
    printable = text.encode("windows-1252", "replace").decode("windows-1252")
    page.multi_cell(0, 5.5, printable, new_x="LMARGIN", new_y="NEXT", align="L")
    page.ln(after)
