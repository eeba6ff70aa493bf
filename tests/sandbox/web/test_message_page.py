"""The page of a message: its reader's view, what is to come, its files."""

import base64
import html
import re

import pytest

from notify_sdk import prepare_upload
from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.web.message_page import file_kind, message_values
from tests.sandbox.manual_clock import ManualClock, send_email, send_letter, send_text

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 20
HOSTILE = b"<html><script>alert(1)</script>"


def text_of(page):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def page_of(http, sent):
    return http.get(f"/_sandbox/messages/{sent.id}").text


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 x", "application/pdf"),
        (PNG, "image/png"),
        (b"a,b\n1,2\n", "text/plain; charset=utf-8"),
        (b'{"a": 1}', "text/plain; charset=utf-8"),
        (HOSTILE, "text/plain; charset=utf-8"),
        (b"<?xml version='1.0'?><x/>", "text/plain; charset=utf-8"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "application/octet-stream"),
        (b"GIF89a", "application/octet-stream"),
        (b"\0\1\2", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_a_file_is_opened_as_something_that_runs_nothing(content, kind):
    assert file_kind(content) == kind


def email_with(sandbox, **values):
    with sandbox.client() as client:
        given = {"name": "A", "form_enclosed": True, "link_to_file": "x", **values}
        return client.send_email_notification("a@example.com", sandbox.templates["document"], given)


@pytest.mark.parametrize("filename", ["form.csv", 'a"b\r\nc.csv', "häß.csv", None])
def test_an_uploaded_file_is_opened(sandbox, http, filename):
    upload = {"file": base64.b64encode(b"a,b\n").decode(), **({"filename": filename} if filename else {})}
    sent = email_with(sandbox, link_to_file=upload)
    page = page_of(http, sent)
    link = html.unescape(re.search(r'href="([^"]*/files/[^"]*)"', page)[1])
    opened = http.get(link)
    assert opened.content == b"a,b\n"
    assert opened.headers["content-type"] == "text/plain; charset=utf-8"
    assert opened.headers["content-disposition"].startswith("inline; filename*=UTF-8''")
    assert "\n" not in opened.headers["content-disposition"]
    assert f'href="{link}"' in http.get(f"/_sandbox/messages/{sent.id}/html").text
    assert sandbox.inbox.latest.files["link_to_file"].content == b"a,b\n"
    assert sandbox.inbox.latest.files["link_to_file"].filename == filename
    assert http.get(f"/_sandbox/messages/{sent.id}/files/name").status_code == 404


def test_links_of_an_email_without_files_are_its_own(sandbox, http):
    sent = email_with(sandbox, link_to_file="https://example.com/a?b=c&d=e")
    assert sandbox.inbox.latest.files == {}
    assert 'href="https://example.com/a?b=c&amp;d=e"' in http.get(f"/_sandbox/messages/{sent.id}/html").text
    assert "<h2>Files</h2>" not in page_of(http, sent)


@pytest.mark.parametrize("send", [send_text, send_letter])
def test_texts_and_letters_have_no_files(sandbox, send):
    send(sandbox)
    assert sandbox.inbox.latest.files == {}


@pytest.mark.parametrize("length", [1, 160, 161, 306, 307, 600])
def test_a_long_text_shows_where_each_message_begins(sandbox, http, length):
    with sandbox.client() as client:
        client.send_sms_notification(
            "07700900123", sandbox.templates["security code"], {"code": "x" * length, "app": False}
        )
    message = sandbox.inbox.latest
    values = message_values(sandbox, sandbox.state.notifications[message.id])
    page = page_of(http, message)
    assert page.count('class="cut"') == values["text"].fragments - 1
    assert text_of(page).count("x" * min(length, 100)) >= 1


STEPS = {
    send_text: ["sending", "delivered"],
    send_email: ["sending", "delivered"],
    send_letter: ["made into a PDF", "printed and posted", "received"],
}


@pytest.mark.parametrize("progress", ["manual", "timed"])
@pytest.mark.parametrize("send", STEPS)
def test_what_is_to_come_is_what_comes(send, progress):
    clock = ManualClock()
    sandbox = Sandbox(clock=clock, progress=progress)
    sent = send(sandbox)
    record = sandbox.state.notifications[sent.id]
    announced = []
    while True:
        values = message_values(sandbox, record)
        if values["next"] is None:
            break
        words, due = values["next"]
        announced.append(words)
        assert due > clock.now
        if progress == "timed":
            clock.now = due
            sandbox.catch_up()
        else:
            sandbox.advance(due - sandbox.delivery.now)
    assert announced == STEPS[send]
    assert values["outcomes"] == ()
    assert values["timed"] == (progress == "timed")


@pytest.mark.parametrize("status", ["permanent-failure", "delivered"])
def test_nothing_is_to_come_after_the_last_status(sandbox, http, status):
    sent = send_text(sandbox)
    assert "Next: sending" in text_of(page_of(http, sent))
    sandbox.finish(sent.id, status)
    assert "To come Nothing more." in text_of(page_of(http, sent))


def test_a_precompiled_letter_is_checked_first(sandbox, http):
    with sandbox.client() as client:
        sent = client.send_precompiled_letter_notification("case-17", b"%PDF-1.4 own")
    assert "Next: checked" in text_of(page_of(http, sent))
    assert "Letter to the address on its PDF" in text_of(page_of(http, sent))


def test_a_message_of_a_world_shows_no_request(sandbox, http):
    sent = send_email(sandbox)
    sandbox.state.notifications[sent.id].request = None
    page = text_of(page_of(http, sent))
    assert "None: it came with the world, or from a file." in page
    assert sandbox.inbox.latest.files == {}


def test_a_letter_has_its_pages_as_pictures(sandbox, http):
    pytest.importorskip("pypdfium2")
    sent = send_letter(sandbox)
    page = page_of(http, sent)
    pictures = re.findall(r'<img [^>]*src="([^"]*)" alt="Page 1 of the letter">', page)
    assert pictures == [f"/_sandbox/messages/{sent.id}/pages/1"]
    assert http.get(pictures[0]).headers["content-type"] == "image/png"
    assert http.get(f"/_sandbox/messages/{sent.id}/pages/2").status_code == 404


def test_a_prepared_upload_keeps_its_name(sandbox):
    email_with(sandbox, link_to_file=prepare_upload(b"a,b\n", filename="form.csv", retention_period="4 weeks"))
    files = sandbox.inbox.latest.files
    assert [(name, file.filename, file.content) for name, file in files.items()] == [
        ("link_to_file", "form.csv", b"a,b\n")
    ]
    assert "a,b" not in repr(files)
