"""A sandbox whose memory outlasts it."""

import sqlite3
from datetime import timedelta

import pytest

from notify_sdk.sandbox import Sandbox
from tests.sandbox.manual_clock import ManualClock, send_email, send_letter, send_text, status


@pytest.fixture
def opened(tmp_path):
    clock = ManualClock()
    sandboxes = []

    def again(**options):
        if sandboxes:
            sandboxes[-1].close()
        sandboxes.append(Sandbox(clock=clock, data=tmp_path / "data.db", **options))
        return sandboxes[-1]

    yield again
    sandboxes[-1].close()


def test_everything_is_there_again(opened):
    first = opened()
    sent = [send_text(first), send_email(first), send_letter(first)]
    first.advance(timedelta(seconds=10))
    text = first.receive_text("07700900111", "hello")
    second = opened()
    assert [message.id for message in second.inbox] == [each.id for each in sent]
    assert [message.json() for message in second.inbox] == [message.json() for message in first.inbox]
    assert list(second.state.received_texts) == [text.id]
    assert second.api_key == first.api_key


def test_a_pdf_and_the_template_of_pdfs_are_there_again(opened):
    first = opened()
    with first.client() as client:
        sent = client.send_precompiled_letter_notification("mine", b"%PDF-1.4 own")
    second = opened()
    second.advance()
    with second.client() as client:
        assert client.get_pdf_for_letter(sent.id).read() == b"%PDF-1.4 own"


def test_messages_go_on_after_a_restart(opened):
    sent = send_text(opened())
    second = opened(progress="timed")
    second.clock.advance(seconds=30)
    assert status(second, sent) == "delivered"


def test_what_is_in_the_file_goes_before_another_beginning(opened, tmp_path):
    send_text(opened())
    assert len(opened(state=Sandbox().state).inbox) == 1


def test_reset_empties_the_file_too(opened):
    first = opened()
    send_text(first)
    first.reset()
    later = send_text(first)
    second = opened()
    assert [message.id for message in second.inbox] == [later.id]
    second.reset()
    assert len(opened().inbox) == 0


def test_another_file_is_refused(tmp_path):
    (tmp_path / "data.db").write_text("not a database, surely, and long enough to be told from one" * 20)
    with pytest.raises(sqlite3.DatabaseError):
        Sandbox(data=tmp_path / "data.db")
