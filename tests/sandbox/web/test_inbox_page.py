"""The list of messages: what it shows, for any number of them and any query."""

import re

import pytest

from notify_sdk.sandbox.web import inbox_page
from notify_sdk.sandbox.wire import Request
from tests.sandbox.manual_clock import send_email, send_letter, send_text


def listed(sandbox, query=""):
    return inbox_page.inbox_values(sandbox, Request("GET", "/", query))


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "1e9", "²", "9" * 5000, "999999999", "1.5"])
def test_any_page_number_is_answered(http, sandbox, page):
    send_text(sandbox)
    assert http.get("/", params={"page": page}, headers={"accept": "text/html"}).status_code == 200


def test_only_messages_that_are_shown_are_rendered(sandbox, monkeypatch):
    for _ in range(60):
        send_text(sandbox)
    seen = []
    view = inbox_page.view
    monkeypatch.setattr(inbox_page, "view", lambda service, record: seen.append(record.id) or view(service, record))
    assert listed(sandbox, "type=sms&status=created")["found"] == 60
    assert len(seen) == 50


def test_a_letter_of_your_own_is_called_so(sandbox, http):
    with sandbox.client() as client:
        client.send_precompiled_letter_notification("case-17", b"%PDF-1.4 own")
    page = http.get("/", headers={"accept": "text/html"}).text
    assert "Address on the PDF" in page
    assert "A PDF of your own" in page
    assert "Provided as PDF" not in page


@pytest.mark.parametrize("send", [send_text, send_email, send_letter])
def test_the_words_of_the_page_are_plain(sandbox, http, send):
    sent = send(sandbox)
    for path in ("/", f"/_sandbox/messages/{sent.id}"):
        page = http.get(path, headers={"accept": "text/html"}).text
        for words in ("Fail technically", "What becomes of it", "Fail for good", "Provided as PDF"):
            assert words not in page


def test_each_row_has_ids_that_are_its_own(sandbox, http):
    for _ in range(3):
        send_text(sandbox), send_email(sandbox)
    page = http.get("/", headers={"accept": "text/html"}).text
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
