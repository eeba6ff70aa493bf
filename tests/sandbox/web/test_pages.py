"""The inbox as HTML, without a browser."""

import re

import pytest

from tests.sandbox.manual_clock import send_email, send_letter, send_text

HTML = {"accept": "text/html,*/*"}


def test_the_inbox_lists_the_newest_first(sandbox, http):
    send_text(sandbox)
    send_email(sandbox)
    page = http.get("/", headers=HTML)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.text.index("ada@example.com") < page.text.index("07700 900 123")
    assert "2 messages, newest first" in page.text


def test_programs_still_get_the_status_at_the_root(http):
    assert http.get("/").json()["status"] == "ok"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"search": "ADA@"}, 1),
        ({"search": "nobody"}, 0),
        ({"type": "sms"}, 1),
        ({"status": "created"}, 2),
        ({"status": "accepted"}, 1),
        ({"status": "delivered"}, 0),
        ({"type": "letter", "search": "a-17"}, 1),
        ({"page": "x"}, 3),
    ],
)
def test_messages_can_be_searched_and_filtered(sandbox, http, wanted, found):
    send_text(sandbox), send_email(sandbox), send_letter(sandbox)
    page = http.get("/", params=wanted, headers=HTML).text
    assert page.count('<li id="m-') == found
    assert ("No message matches" in page) == (found == 0)


def test_long_lists_have_pages(sandbox, http):
    sent = [send_text(sandbox) for _ in range(51)]
    first = http.get("/", headers=HTML).text
    assert "Older messages" in first
    second = http.get("/?page=2", headers=HTML).text
    assert str(sent[0].id) in second
    assert second.count('<li id="m-') == 1
    assert "Newer messages" in second


def test_a_text_is_shown_as_a_phone_would(sandbox, http):
    page = http.get(f"/_sandbox/messages/{send_text(sandbox).id}").text
    assert '<div class="bubble">1 is your security code.</div>' in page
    assert "charged as 1 text message" in page
    assert "POST /v2/notifications/sms" in page
    assert "Bearer" not in page


def test_an_email_is_shown_as_html_that_can_do_nothing(sandbox, http):
    sent = send_email(sandbox)
    page = http.get(f"/_sandbox/messages/{sent.id}").text
    frame = re.search(r'<iframe [^>]*sandbox="([^"]*)" src="([^"]*)">', page)
    assert frame[2] == f"/_sandbox/messages/{sent.id}/html"
    html = http.get(f"/_sandbox/messages/{sent.id}/html")
    assert "<h2" in html.text
    policy = html.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy + frame[1]
    assert set(re.search(r"sandbox ([^;]*)", policy)[1].split()) == set(frame[1].split())


def test_a_letter_is_shown_with_its_pdf(sandbox, http):
    sent = send_letter(sandbox)
    assert "102 High Street" in http.get(f"/_sandbox/messages/{sent.id}").text
    pdf = http.get(f"/_sandbox/messages/{sent.id}/pdf")
    assert (pdf.headers["content-type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")


def test_a_pdf_of_your_own_is_shown(sandbox, http):
    with sandbox.client() as client:
        sent = client.send_precompiled_letter_notification("mine", b"%PDF-1.4 own")
    assert "This PDF cannot be shown" in http.get(f"/_sandbox/messages/{sent.id}").text
    assert http.get(f"/_sandbox/messages/{sent.id}/pdf").content == b"%PDF-1.4 own"


def test_what_was_sent_cannot_write_the_page(sandbox, http):
    with sandbox.client() as client:
        values = {"code": "<script>alert(1)</script>", "app": "</pre><b>"}
        sent = client.send_sms_notification("07700900123", sandbox.templates["security code"], values)
    for path in ("/", f"/_sandbox/messages/{sent.id}"):
        page = http.get(path, headers=HTML)
        assert "<script>alert" not in page.text
        assert "</pre><b>" not in page.text
        assert "unsafe-inline" not in page.headers["content-security-policy"].split("script-src")[1].split(";")[0]


def test_buttons_deliver_fail_and_clear(sandbox, http):
    one, two = send_text(sandbox), send_text(sandbox)
    answer = http.post(f"/_sandbox/messages/{one.id}/status", data={"status": "permanent-failure"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/_sandbox/messages/{one.id}")
    http.post("/_sandbox/forward")
    assert [message.status for message in sandbox.inbox] == ["permanent-failure", "delivered"]
    assert "Deliver</button>" not in http.get(f"/_sandbox/messages/{two.id}").text
    assert http.post(f"/_sandbox/messages/{one.id}/status", data={"status": "nonsense"}).status_code == 303
    http.post("/_sandbox/clear")
    assert len(sandbox.inbox) == 0
    assert "Nothing was sent yet" in http.get("/", headers=HTML).text


def test_another_website_cannot_press_the_buttons(sandbox, url, http):
    send_text(sandbox)
    assert http.post("/_sandbox/clear", headers={"origin": "https://evil.example"}).status_code == 403
    assert http.post("/_sandbox/reset", headers={"origin": "https://evil.example"}).status_code == 403
    assert len(sandbox.inbox) == 1
    assert http.post("/_sandbox/clear", headers={"origin": url}).status_code == 303


@pytest.mark.parametrize(
    "path",
    [
        "/_sandbox/nothing",
        "/_sandbox/messages/x",
        "/_sandbox/messages/7e870000-0000-4000-8000-000000000001",
        "/_sandbox/messages/",
    ],
)
def test_there_are_no_other_pages(http, path):
    assert http.get(path).status_code == 404


def test_a_message_has_no_other_pages(sandbox, http):
    sent = send_text(sandbox)
    assert http.get(f"/_sandbox/messages/{sent.id}/pdf").status_code == 404
    assert http.get("/_sandbox/static/live.js").headers["content-type"] == "text/javascript; charset=utf-8"


def test_callbacks_are_shown(sandbox, http):
    from notify_sdk.sandbox.world.service_parts import Callback

    sandbox.callbacks._post = lambda url, headers, body: 503
    sandbox.service.callbacks["delivery_receipt"] = Callback(url="http://127.0.0.1:9/told", bearer_token="secret-token")
    sent = send_text(sandbox)
    sandbox.advance()
    page = http.get(f"/_sandbox/messages/{sent.id}").text
    assert "http://127.0.0.1:9/told" in page
    assert "503" in page
    assert "secret-token" not in page
