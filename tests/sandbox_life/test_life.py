"""What becomes of messages after they were sent."""

import zlib
from datetime import timedelta

import pytest

from notify_sdk import PDFNotReadyError
from notify_sdk.sandbox import Sandbox
from tests.sandbox_life.kit import Clock, send_email, send_letter, send_text, status


@pytest.fixture
def sandbox():
    return Sandbox(clock=Clock())


def test_messages_are_held_until_time_is_told_to_pass(sandbox):
    sent = send_text(sandbox)
    sandbox.clock.pass_by(days=3)
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


@pytest.mark.parametrize(
    ("content", "last"),
    [
        (b"%PDF-1.4 fine", "received"),
        (b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", "virus-scan-failed"),
        (b"no PDF at all", "validation-failed"),
        (b"%PDF-1.4 /Encrypt", "validation-failed"),
    ],
)
def test_a_pdf_of_your_own_goes_through_the_virus_check(sandbox, content, last):
    with sandbox.client() as client:
        sent = client.send_precompiled_letter_notification("mine", content)
    assert status(sandbox, sent) == "pending-virus-check"
    sandbox.advance()
    assert status(sandbox, sent) == last


def test_instant_messages_have_their_last_status_at_once():
    sandbox = Sandbox(progress="instant")
    assert status(sandbox, send_text(sandbox)) == "delivered"
    assert status(sandbox, send_letter(sandbox)) == "received"


def test_timed_messages_go_on_as_time_passes():
    sandbox = Sandbox(clock=Clock(), progress="timed")
    sent = send_email(sandbox)
    assert status(sandbox, sent) == "created"
    sandbox.clock.pass_by(seconds=2)
    assert status(sandbox, sent) == "sending"
    sandbox.clock.pass_by(minutes=1)
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
