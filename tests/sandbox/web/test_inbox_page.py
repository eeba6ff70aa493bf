"""The list of messages: what it shows, for any number of them and any query."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

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


def copies(sandbox, count):
    """So many texts, each a millisecond older than the one before, with a recipient, a reference and an id of its own."""
    first = sandbox.state.notifications[send_text(sandbox).id]
    made = []
    for number in range(1, count + 1):
        made.append(
            replace(
                first,
                id=UUID(int=number),
                to=f"07700 9{number:05}",
                reference=f"case-{number}-end",
                personalisation={"code": f"k{number}k", "app": False},
                created_at=first.created_at - timedelta(milliseconds=number),
            )
        )
        sandbox.state.add(made[-1])
    return made


def test_a_search_looks_through_the_newest_and_says_so(sandbox, http, monkeypatch):
    monkeypatch.setattr(inbox_page, "SEARCHED", 20)
    copies(sandbox, 40)
    seen = []
    with_text = inbox_page.with_text
    monkeypatch.setattr(
        inbox_page, "with_text", lambda state, messages, text: seen.append(messages) or with_text(state, messages, text)
    )
    assert listed(sandbox, "search=k39k")["found"] == 0
    assert [len(messages) for messages in seen] == [20]
    page = http.get("/", params={"search": "k39k"}, headers={"accept": "text/html"}).text
    assert "The newest 20 of 41 were searched, and all for exactly this recipient" in page
    everything = re.search(r'href="([^"]*)" id="search-all"', page)[1].replace("&amp;", "&")
    page = http.get(everything, headers={"accept": "text/html"}).text
    assert "1 message, newest first" in page
    assert "were searched" not in page


def test_every_recipient_reference_and_id_is_searched(sandbox, monkeypatch):
    monkeypatch.setattr(inbox_page, "SEARCHED", 5)
    for message in copies(sandbox, 40):
        number = message.to.removeprefix("07700 ")
        for wanted in (message.to, f"+44 7700 {number}", message.reference, str(message.id), str(message.id).upper()):
            for kind, found in {
                "": 1,
                "&type=sms": 1,
                "&type=email": 0,
                "&status=created": 1,
                "&status=failed": 0,
            }.items():
                query = f"search={quote(wanted)}{kind}"
                assert [each.id for each in listed(sandbox, query)["messages"]] == [message.id] * found, query


@pytest.mark.parametrize("wanted", ["07700 900999", "same"])
def test_of_messages_of_one_time_the_last_sent_is_the_newest(sandbox, monkeypatch, wanted):
    monkeypatch.setattr(inbox_page, "SEARCHED", 1)
    first = copies(sandbox, 1)[0]
    for number in range(10, 15):
        sandbox.state.add(replace(first, id=UUID(int=number), to="07700 900999", reference="same"))
    found = [message.id.int for message in listed(sandbox, f"search={quote(wanted)}")["messages"]]
    assert found == [14, 13, 12, 11, 10]


@pytest.mark.parametrize("wanted", ["k", "case-", "0770", "SECURITY"])
def test_the_pages_of_a_search_have_each_message_once_newest_first(sandbox, wanted):
    copies(sandbox, 120)
    texts = [each for page in (1, 2, 3, 4) for each in listed(sandbox, f"search={wanted}&page={page}")["messages"]]
    expected = 120 if wanted in {"k", "case-"} else 121
    assert len({each.id for each in texts}) == len(texts) == expected
    assert [each.created_at for each in texts] == sorted((each.created_at for each in texts), reverse=True)


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
