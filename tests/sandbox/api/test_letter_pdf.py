"""The PDF of a letter that is made from a template."""

import zlib
from datetime import timedelta

import pytest

from notify_sdk import PDFNotReadyError
from notify_sdk.sandbox import Sandbox
from tests.sandbox.manual_clock import ManualClock, send_letter


@pytest.fixture
def sandbox():
    return Sandbox(clock=ManualClock())


def test_the_pdf_of_a_letter_has_its_address_date_and_text(sandbox):
    sent = send_letter(sandbox)
    with sandbox.client() as client:
        with pytest.raises(PDFNotReadyError):
            client.get_pdf_for_letter(sent.id)
        sandbox.advance(timedelta(seconds=5))
        pdf = client.get_pdf_for_letter(sent.id).read()
        assert client.get_notification_by_id(sent.id).status == "accepted"
        sandbox.advance(timedelta(days=4))
        assert client.get_notification_by_id(sent.id).status == "received"
    text = text_of(pdf)
    assert all(words in text for words in ("Amala Bird", "SW14 6BH", "23 November 2026", "Your application A-17"))
    assert "We\x92ll pay \xa320" in text
    assert "?" in text  # for a character that the built-in fonts do not have


def text_of(pdf):
    streams = [part.split(b"endstream")[0].strip(b"\r\n") for part in pdf.split(b"stream\n")[1:]]
    return b"".join(zlib.decompress(each) for each in streams if each.startswith(b"\x78")).decode("latin-1")


def test_a_long_letter_takes_more_pages(sandbox):
    with sandbox.client() as client:
        values = {
            "address_line_1": "A",
            "address_line_2": "B",
            "postcode": "SW14 6BH",
            "date": "\n".join(["line"] * 200),
        }
        sent = client.send_letter_notification(sandbox.templates["change of address"], values)
        sandbox.advance(timedelta(seconds=5))
        assert client.get_pdf_for_letter(sent.id).read().count(b"/Type /Page\n") > 2
