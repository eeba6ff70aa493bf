"""`notify-sdk send`: each kind of message, its options and its files.

Several recipients: `test_sending.py`. Files of recipients: `test_recipients_file.py` and `test_job.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from fpdf import FPDF

from tests.cli.terminal import Terminal

TEXT = ("send", "sms", "--template", "appointment reminder")
VALUES = ("-v", "name=Amala", "--value", "date=3 March")


def test_a_text_message(run: Terminal) -> None:
    sent = run(*TEXT, "--to", "07700900123", *VALUES, "--reference", "A1")
    message = run.sandbox.service.notifications[-1]
    assert (sent.out, message.to, message.reference) == (f"{message.id}\n", "07700900123", "A1")
    assert sent.err == "Hello Amala, your appointment is on 3 March.\n"


@pytest.mark.parametrize(
    ("words", "target"),
    [
        ((*TEXT, *VALUES), "07700 900 999"),
        (
            ("send", "email", "-t", "document", *VALUES, "-v", "form_enclosed=no", "-v", "link_to_file="),
            "me@example.com",
        ),
    ],
)
def test_messages_are_redirected(run: Terminal, words: tuple[str, ...], target: str) -> None:
    to = ("--to", "07700900123", "--to", "07700900124") if words[1] == "sms" else ("--to", "amala@example.com")
    run(*words, *to, "--redirect-to", target, "--yes")
    assert {message.to for message in run.sandbox.inbox} == {target}


def test_what_can_not_be_redirected_is_refused(run: Terminal, tmp_path: Path) -> None:
    to = (*TEXT, *VALUES, "--to", "07700900123", "--redirect-to")
    assert "no counterpart in redirect_to" in run(*to, "me@example.com", code=3).err
    assert "redirect_to is not an email address" in run(*to, "nobody", code=3).err
    (tmp_path / "people.csv").write_text("phone number\n07700900123\n")
    file = (*TEXT, *VALUES, "--recipients", "people.csv", "--redirect-to", "07700900999")
    assert "count what was redirected as sent" in run(*file, code=2).err
    assert list(run.sandbox.inbox) == []


def test_an_id_needs_no_list_of_templates_and_json_has_the_whole_answer(run: Terminal) -> None:
    identifier = run.sandbox.templates["appointment reminder"]
    (line,) = run("send", "sms", "-t", identifier, "--to", "07700900123", *VALUES, "--json").lines
    assert line["outcome"] == "sent"
    assert line["template"]["id"] == identifier
    assert line["content"]["body"] == "Hello Amala, your appointment is on 3 March."


def test_an_email_with_a_file_and_options(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "form.csv").write_text("a,b\n")
    reply_to = run.sandbox.service.email_reply_tos[0].id
    options = ("--reply-to", reply_to, "--sanitise", "name", "--unsubscribe-url", "https://example.gov.uk/stop")
    values = ("-v", "name=[x](https://evil.example)", "-v", "form_enclosed=yes", "--file", "link_to_file=form.csv")
    (line,) = run("send", "email", "-t", "document", "--to", "a@example.com", *values, *options, "--json").lines
    assert "https://documents.service.gov.uk/" in line["content"]["body"]
    assert "](https://evil.example)" not in line["content"]["body"]
    assert line["content"]["one_click_unsubscribe_url"] == "https://example.gov.uk/stop"


def test_letters_by_argument_and_by_file(run: Terminal, tmp_path: Path) -> None:
    address = "Amala Bird, 102 High Street, SW14 6BH"
    words = ("send", "letter", "-t", "change of address")
    assert "Dear Amala Bird" in run(*words, "--to", address, "-v", "date=3 March").err
    rows = "address line 1,address line 2,address line 3,date\nB. Bird,1 Road,SW14 6BH,4 March\n"
    (tmp_path / "people.csv").write_text(rows)
    (line,) = run(*words, "--recipients", "people.csv", "--json").lines
    assert (line["line"], line["state"]) == (2, "sent")
    body = run.sandbox.client().get_notification_by_id(line["id"]).body
    assert body.startswith("Dear B. Bird,\n\nWe will write to you here from 4 March")


def test_a_pdf(run: Terminal, tmp_path: Path) -> None:
    document = FPDF(format="A4")
    document.add_page()
    document.output(str(tmp_path / "letter.pdf"))
    words = ("send", "precompiled", "letter.pdf", "--reference", "R", "--postage", "first")
    assert run(*words, "--dry-run").err == "Nothing was sent. 1 of 1 would be.\n"
    assert run.sandbox.service.notifications == []
    run(*words)
    assert run.sandbox.service.notifications[0].postage == "first"


def test_a_pdf_that_will_not_be_printed_is_sent_with_a_note(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"no PDF")
    words = ("send", "precompiled", "letter.pdf", "--reference", "R")
    for more in (("--dry-run",), ()):
        assert run(*words, *more).err.startswith(
            "letter.pdf: Validation failed because Notify cannot read this PDF (a PDF begins with %PDF-). Notify takes it"
        )
    assert len(run.sandbox.service.notifications) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--to", "07700900100", "--recipients", "people.csv"), "give one of them"),
        (("--to", "07700900100", "-t", "secure code"), "the templates for text messages are 'security code', 'app"),
        (
            ("--to", "07700900100", "-t", "document"),
            "'document' is a template for emails: send it with notify-sdk send",
        ),
        (
            ("--to", "07700900100", "-t", "e3a11000-0000-4000-8000-000000000001", "--dry-run"),
            "is a template for emails",
        ),
    ],
)
def test_what_can_not_be_run(run: Terminal, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    (tmp_path / "people.csv").write_text("phone number,name,date\n07700900101,A,1\n")
    before = sorted(tmp_path.iterdir())
    assert said in run(*TEXT, *words, code=2).err
    assert sorted(tmp_path.iterdir()) == before
    assert run.sandbox.service.notifications == []


def test_a_file_that_notify_does_not_take(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "form.csv").write_bytes(b"")
    words = ("send", "email", "-t", "document", "--to", "a@example.com", "--file")
    assert "form.csv can't be sent" in run(*words, "x=form.csv", code=2).err
    assert "away.csv can't be read" in run(*words, "x=away.csv", code=2).err
    assert (
        "a file is NAME=PATH, such as link_to_file=form.pdf, which 'form.csv' is not"
        in run(*words, "form.csv", code=2).err
    )
