"""What becomes of messages after they were sent."""

import io
import sys
import zlib
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from notify_sdk import PDFNotReadyError
from notify_sdk.recipients._data import load
from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.api.documents import EICAR
from notify_sdk.sandbox.api.letter_pages import PagesNotCountedWarning, pages_of
from tests.sandbox.manual_clock import ADDRESS, ManualClock, send_email, send_letter, send_text, status


@pytest.fixture
def sandbox():
    return Sandbox(clock=ManualClock())


def test_statuses_change_only_when_time_is_advanced(sandbox):
    sent = send_text(sandbox)
    sandbox.clock.advance(days=3)
    assert status(sandbox, sent) == "created"
    sandbox.advance()
    assert status(sandbox, sent) == "delivered"


def test_a_text_goes_on_step_by_step(sandbox):
    sent = send_text(sandbox)
    sandbox.advance(timedelta(seconds=1))
    assert status(sandbox, sent) == "sending"
    sandbox.advance(timedelta(seconds=5))
    assert status(sandbox, sent) == "delivered"
    with sandbox.client() as client:
        found = client.get_notification_by_id(sent.id)
    assert (found.sent_at - found.created_at, found.completed_at - found.sent_at) == (
        timedelta(seconds=1),
        timedelta(seconds=5),
    )


@pytest.mark.parametrize(
    ("send", "to", "last"),
    [
        (send_text, "07700900123", "delivered"),
        (send_text, "07700 900 002", "permanent-failure"),
        (send_text, "+447700900003", "temporary-failure"),
        (send_text, "07700900004", "technical-failure"),
        (send_text, "+1 202 555 0123", "sent"),
        (send_text, "+1 242 359 1234", "sent"),
        (send_text, "+1 876 210 1234", "delivered"),
        (send_text, "+33 6 12 34 56 78", "delivered"),
        (send_text, "+44 7797 712345", "delivered"),
        (send_email, "ada@example.com", "delivered"),
        (send_email, "perm-fail@simulator.notify", "permanent-failure"),
        (send_email, "Temp-Fail@simulator.notify", "temporary-failure"),
        (send_email, "tech-fail@simulator.notify", "technical-failure"),
    ],
)
def test_the_recipient_decides_how_it_ends(sandbox, send, to, last):
    sent = send(sandbox, to)
    sandbox.advance()
    assert status(sandbox, sent) == last


def test_a_letter_is_accepted_gets_its_pdf_and_is_received(sandbox):
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
    assert "?" in text  # what the built-in fonts do not have


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


def test_a_text_abroad_is_sent_before_it_is_delivered(sandbox):
    sent = send_text(sandbox, "+33 6 12 34 56 78")
    sandbox.advance(timedelta(seconds=1))
    assert status(sandbox, sent) == "sent"
    sandbox.advance(timedelta(seconds=5))
    assert status(sandbox, sent) == "delivered"


def test_what_was_given_its_last_status_does_not_go_on(sandbox):
    sent = send_text(sandbox, "+33 6 12 34 56 78")
    sandbox.finish(sent.id, "sent")
    sandbox.advance()
    assert status(sandbox, sent) == "sent"


def test_every_country_of_the_table_ends_one_way_or_the_other():
    prefixes = load("sms_rates")["prefixes"]
    without = {prefix for prefix, facts in prefixes.items() if facts.get("delivery_receipts") is False}
    assert {"1", "52", "886", "1242"} <= without
    assert not {"33", "44", "353", "1876"} & without
    assert len(without) == 68


@pytest.mark.parametrize(("to", "fragments"), [("+1 202 555 0123", 0), ("+33 6 12 34 56 78", 1), ("07700900123", 1)])
def test_a_test_key_pays_nothing_where_nobody_tells_of_the_arrival(sandbox, to, fragments):
    with sandbox.client(sandbox.test_api_key) as client:
        sent = client.send_sms_notification(to, sandbox.templates["security code"], {"code": "1", "app": False})
    sandbox.advance()
    found = cost_of(sandbox, sent)
    assert (found.is_cost_data_ready, found.cost_details.billable_sms_fragments) == (True, fragments)


def cost_of(sandbox, sent):
    with sandbox.client() as client:
        return client.get_notification_by_id(sent.id)


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
def test_a_pdf_of_your_own_goes_through_the_virus_check(sandbox, content, last):
    with sandbox.client() as client:
        sent = client.send_precompiled_letter_notification("mine", content)
    assert status(sandbox, sent) == "pending-virus-check"
    sandbox.advance()
    assert status(sandbox, sent) == last
    if last != "received":
        assert cost_of(sandbox, sent).cost_in_pounds == 0


@given(st.binary(max_size=60).map(lambda data: b"%PDF-" + data) | st.binary(max_size=20))
@settings(deadline=None)
def test_whatever_claims_to_be_a_pdf_is_looked_at_without_breaking(content):
    assert pages_of(content) is None


@pytest.mark.parametrize(("pages", "sheets"), [(1, 1), (2, 1), (3, 2), (5, 3), (10, 5)])
def test_pages_are_printed_on_both_sides(sandbox, pages, sheets):
    with sandbox.client() as client:
        sent = client.send_precompiled_letter_notification("mine", pdf_of(pages))
    assert not cost_of(sandbox, sent).is_cost_data_ready
    sandbox.advance(timedelta(seconds=5))
    # still accepted, but the PDF and so the cost are there... of a letter that came as PDF, at once
    found = cost_of(sandbox, sent)
    assert (found.status, found.is_cost_data_ready) == ("accepted", True)
    assert found.cost_details.billable_sheets_of_paper == sheets


def test_without_the_library_a_pdf_of_your_own_has_one_page(sandbox, monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with sandbox.client() as client:
        sent = client.send_precompiled_letter_notification("mine", pdf_of(3))
    with pytest.warns(PagesNotCountedWarning, match="pip install"):
        sandbox.advance()
    assert cost_of(sandbox, sent).cost_details.billable_sheets_of_paper == 1


def test_a_letter_costs_something_as_soon_as_its_pdf_is_made(sandbox):
    sent = send_letter(sandbox)
    assert not cost_of(sandbox, sent).is_cost_data_ready
    sandbox.advance(timedelta(seconds=5))
    found = cost_of(sandbox, sent)
    assert (found.status, found.is_cost_data_ready, found.cost_in_pounds > 0) == ("accepted", True, True)


@pytest.mark.parametrize(("lines", "sheets"), [(1, 1), (120, 2), (220, 3), (600, 0)])
def test_a_long_letter_takes_more_sheets_and_too_long_a_one_is_not_printed(sandbox, lines, sheets):
    values = {**ADDRESS, "date": "\n".join(["line"] * lines)}
    with sandbox.client() as client:
        sent = client.send_letter_notification(sandbox.templates["change of address"], values)
    sandbox.advance()
    found = cost_of(sandbox, sent)
    assert found.status == ("received" if sheets else "validation-failed")
    assert found.cost_details.billable_sheets_of_paper == sheets


def test_a_letter_of_a_test_key_costs_nothing_and_has_its_pdf_in_seconds(sandbox):
    with sandbox.client(sandbox.test_api_key) as client:
        sent = client.send_letter_notification(sandbox.templates["change of address"], {**ADDRESS, "date": "x"})
        with pytest.raises(PDFNotReadyError):
            client.get_pdf_for_letter(sent.id)
        sandbox.advance(timedelta(seconds=5))
        assert client.get_pdf_for_letter(sent.id).read().startswith(b"%PDF-")
        sandbox.advance()
    found = cost_of(sandbox, sent)
    assert (found.status, found.cost_in_pounds) == ("received", 0)


def test_instant_messages_have_their_last_status_at_once():
    sandbox = Sandbox(progress="instant")
    assert status(sandbox, send_text(sandbox)) == "delivered"
    assert status(sandbox, send_letter(sandbox)) == "received"


def test_timed_messages_go_on_as_time_passes():
    sandbox = Sandbox(clock=ManualClock(), progress="timed")
    sent = send_email(sandbox)
    assert status(sandbox, sent) == "created"
    sandbox.clock.advance(seconds=2)
    assert status(sandbox, sent) == "sending"
    sandbox.clock.advance(minutes=1)
    assert status(sandbox, sent) == "delivered"


def test_one_message_can_be_given_its_last_status(sandbox):
    sent, other = send_text(sandbox), send_text(sandbox)
    sandbox.finish(sent.id, "delivered")
    assert (status(sandbox, sent), status(sandbox, other)) == ("delivered", "created")
    sandbox.advance()
    assert status(sandbox, other) == "delivered"
    with pytest.raises(ValueError, match="sending is not one of"):
        sandbox.finish(sent.id, "sending")


def test_a_received_text_can_be_read(sandbox):
    received = sandbox.receive_text("07700900111", "Yes please")
    with sandbox.client() as client:
        found = client.get_received_texts().received_text_messages
    assert [(text.id, text.user_number, text.content) for text in found] == [
        (received.id, "447700900111", "Yes please")
    ]


def test_a_text_to_the_services_own_number_comes_back():
    sandbox = Sandbox()
    sandbox.service.receiving_number = "07700900999"
    sent = send_text(sandbox, "+44 7700 900 999")
    with sandbox.client() as client:
        (came,) = client.get_received_texts().received_text_messages
    assert (came.content, came.user_number, came.notify_number) == (sent.content.body, "GOVUK", "07700900999")


def test_reset_goes_back_to_the_beginning(sandbox):
    sent = send_text(sandbox)
    sandbox.receive_text("07700900111", "hello")
    sandbox.advance()
    sandbox.reset()
    assert len(sandbox.inbox) == 0
    assert not sandbox.state.received_texts
    again = send_text(sandbox)
    assert status(sandbox, again) == "created"
    assert sandbox.inbox.latest.id == again.id != sent.id


def test_reset_gives_a_worlds_messages_back_as_they_were(tmp_path, sandbox):
    sent = send_text(sandbox)
    sandbox.dump(tmp_path / "world.json")
    world = Sandbox.load(tmp_path / "world.json", clock=sandbox.clock)
    world.finish(sent.id, "permanent-failure")
    send_text(world)
    world.reset()
    assert [message.status for message in world.inbox] == ["created"]
    assert status(world, sent) == "created"


def test_the_inbox_shows_what_was_sent(sandbox):
    text, email, letter = send_text(sandbox, reference="a"), send_email(sandbox), send_letter(sandbox)
    inbox = sandbox.inbox
    assert [message.id for message in inbox] == [text.id, email.id, letter.id]
    assert [len(inbox.sms), len(inbox.emails), len(inbox.letters)] == [1, 1, 1]
    assert inbox[0].reference == "a"
    assert [message.id for message in inbox.to("+447700900123")] == [text.id]
    assert [message.id for message in inbox.to("ADA@example.com")] == [email.id]
    assert [message.id for message in inbox.to("102 high street")] == [letter.id]
    assert inbox.latest.subject == "Your application A-17"
    assert inbox[1:3] == [inbox[1], inbox[2]]
    assert "ada@example.com" not in repr(inbox[1])
    assert repr(inbox) == "<Inbox: 3 messages>"


def test_links_are_found_for_tests_that_follow_them(sandbox):
    with sandbox.client() as client:
        values = {
            "name": "Ada. See https://a.example/x?y=1&z=(2). And http://b.example/",
            "urgent": False,
            "items": "-",
        }
        client.send_email_notification("ada@example.com", sandbox.templates["application received"], values)
    assert sandbox.inbox.latest.links == ("https://a.example/x?y=1&z=(2", "http://b.example/")


def test_an_empty_inbox_says_that_nothing_was_sent(sandbox):
    with pytest.raises(LookupError, match="nothing was sent"):
        _ = sandbox.inbox.latest
