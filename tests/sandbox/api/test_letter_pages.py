"""How many pages a letter has, and whether Notify would print it."""

import io
import sys
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.api.documents import EICAR
from notify_sdk.sandbox.api.letter_pages import PagesNotCountedWarning, pages_of
from tests.sandbox.manual_clock import ADDRESS, ManualClock, cost_of, status


@pytest.fixture
def sandbox():
    return Sandbox(clock=ManualClock())


def pdf_of(pages, width=210, height=297, rotation=0, password=None):
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width / 25.4 * 72, height / 25.4 * 72).rotate(rotation)
    if password:
        writer.encrypt(password)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "last"),
    [
        (pdf_of(1), "received"),
        (pdf_of(10), "received"),
        (pdf_of(1, 211.5, 295.5), "received"),
        (pdf_of(1, 297, 210, 90), "received"),
        (EICAR, "virus-scan-failed"),
        (b"", "validation-failed"),
        (b"no PDF at all", "validation-failed"),
        (b"%PDF-1.4 broken", "validation-failed"),
        (pdf_of(11), "validation-failed"),
        (pdf_of(1, 297, 210), "validation-failed"),
        (pdf_of(1, 210, 297, 90), "validation-failed"),
        (pdf_of(1, 148, 210), "validation-failed"),
        (pdf_of(1, password="secret"), "validation-failed"),
    ],
)
def test_a_precompiled_letter_is_validated_after_the_virus_check(sandbox, content, last):
    with sandbox.client() as client:
        sent = client.send_precompiled_letter_notification("mine", content)
    assert status(sandbox, sent) == "pending-virus-check"
    sandbox.advance()
    assert status(sandbox, sent) == last
    if last != "received":
        assert cost_of(sandbox, sent).cost_in_pounds == 0


@given(st.binary(max_size=60).map(lambda data: b"%PDF-" + data) | st.binary(max_size=20))
@settings(deadline=None)
def test_a_broken_pdf_has_no_pages(content):
    assert pages_of(content) is None


@pytest.mark.parametrize(("pages", "sheets"), [(1, 1), (2, 1), (3, 2), (5, 3), (10, 5)])
def test_two_pages_take_one_sheet(sandbox, pages, sheets):
    with sandbox.client() as client:
        sent = client.send_precompiled_letter_notification("mine", pdf_of(pages))
    assert not cost_of(sandbox, sent).is_cost_data_ready
    sandbox.advance(timedelta(seconds=5))
    # the cost is known as soon as the PDF is validated, while the letter is still accepted
    found = cost_of(sandbox, sent)
    assert (found.status, found.is_cost_data_ready) == ("accepted", True)
    assert found.cost_details.billable_sheets_of_paper == sheets


def test_without_pypdf_a_precompiled_letter_counts_as_one_page(sandbox, monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with sandbox.client() as client:
        sent = client.send_precompiled_letter_notification("mine", pdf_of(3))
    with pytest.warns(PagesNotCountedWarning, match="pip install"):
        sandbox.advance()
    assert cost_of(sandbox, sent).cost_details.billable_sheets_of_paper == 1


@pytest.mark.parametrize(("lines", "sheets"), [(1, 1), (120, 2), (220, 3), (600, 0)])
def test_a_long_letter_takes_more_sheets_and_one_of_over_ten_pages_is_refused(sandbox, lines, sheets):
    values = {**ADDRESS, "date": "\n".join(["line"] * lines)}
    with sandbox.client() as client:
        sent = client.send_letter_notification(sandbox.templates["change of address"], values)
    sandbox.advance()
    found = cost_of(sandbox, sent)
    assert found.status == ("received" if sheets else "validation-failed")
    assert found.cost_details.billable_sheets_of_paper == sheets
