"""The inbox of a sandbox."""

import pytest

from notify_sdk.sandbox import Sandbox
from tests.sandbox.manual_clock import ManualClock, send_email, send_letter, send_text


@pytest.fixture
def sandbox():
    return Sandbox(clock=ManualClock())


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


def test_links_are_found_without_the_punctuation_after_them(sandbox):
    with sandbox.client() as client:
        values = {
            "name": "Ada. See https://a.example/x?y=1&z=(2). And http://b.example/",
            "urgent": False,
            "items": "-",
        }
        client.send_email_notification("ada@example.com", sandbox.templates["application received"], values)
    assert sandbox.inbox.latest.links == ("https://a.example/x?y=1&z=(2", "http://b.example/")


def test_the_latest_message_of_an_empty_inbox_is_an_error(sandbox):
    with pytest.raises(LookupError, match="nothing was sent"):
        _ = sandbox.inbox.latest
