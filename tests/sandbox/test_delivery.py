"""How the status and the cost of a message change after it was sent."""

from datetime import timedelta

import pytest

from notify_sdk import PDFNotReadyError
from notify_sdk.recipients._data import load
from notify_sdk.sandbox import Sandbox
from tests.sandbox.manual_clock import ADDRESS, ManualClock, cost_of, send_email, send_letter, send_text, status


@pytest.fixture
def sandbox():
    return Sandbox(clock=ManualClock())


def test_statuses_change_only_when_time_is_advanced(sandbox):
    sent = send_text(sandbox)
    sandbox.clock.advance(days=3)
    assert status(sandbox, sent) == "created"
    sandbox.advance()
    assert status(sandbox, sent) == "delivered"


def test_the_status_of_a_text_changes_step_by_step(sandbox):
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
def test_the_last_status_depends_on_the_recipient(sandbox, send, to, last):
    sent = send(sandbox, to)
    sandbox.advance()
    assert status(sandbox, sent) == last


def test_a_text_abroad_is_sent_before_it_is_delivered(sandbox):
    sent = send_text(sandbox, "+33 6 12 34 56 78")
    sandbox.advance(timedelta(seconds=1))
    assert status(sandbox, sent) == "sent"
    sandbox.advance(timedelta(seconds=5))
    assert status(sandbox, sent) == "delivered"


def test_a_last_status_does_not_change_by_itself(sandbox):
    sent = send_text(sandbox, "+33 6 12 34 56 78")
    sandbox.finish(sent.id, "sent")
    sandbox.advance()
    assert status(sandbox, sent) == "sent"


def test_prefixes_without_delivery_receipts_are_those_of_the_rate_table():
    prefixes = load("sms_rates")["prefixes"]
    without = {prefix for prefix, facts in prefixes.items() if facts.get("delivery_receipts") is False}
    assert {"1", "52", "886", "1242"} <= without
    assert not {"33", "44", "353", "1876"} & without
    assert len(without) == 68


@pytest.mark.parametrize(("to", "fragments"), [("+1 202 555 0123", 0), ("+33 6 12 34 56 78", 1), ("07700900123", 1)])
def test_a_test_key_pays_nothing_without_a_delivery_receipt(sandbox, to, fragments):
    with sandbox.client(sandbox.test_api_key) as client:
        sent = client.send_sms_notification(to, sandbox.templates["security code"], {"code": "1", "app": False})
    sandbox.advance()
    found = cost_of(sandbox, sent)
    assert (found.is_cost_data_ready, found.cost_details.billable_sms_fragments) == (True, fragments)


def test_the_cost_of_a_letter_is_ready_with_its_pdf(sandbox):
    sent = send_letter(sandbox)
    assert not cost_of(sandbox, sent).is_cost_data_ready
    sandbox.advance(timedelta(seconds=5))
    found = cost_of(sandbox, sent)
    assert (found.status, found.is_cost_data_ready, found.cost_in_pounds > 0) == ("accepted", True, True)


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


def test_statuses_of_timed_messages_change_with_the_clock():
    sandbox = Sandbox(clock=ManualClock(), progress="timed")
    sent = send_email(sandbox)
    assert status(sandbox, sent) == "created"
    sandbox.clock.advance(seconds=2)
    assert status(sandbox, sent) == "sending"
    sandbox.clock.advance(minutes=1)
    assert status(sandbox, sent) == "delivered"


def test_a_text_to_the_services_own_number_is_received():
    sandbox = Sandbox()
    sandbox.service.receiving_number = "07700900999"
    sent = send_text(sandbox, "+44 7700 900 999")
    with sandbox.client() as client:
        (came,) = client.get_received_texts().received_text_messages
    assert (came.content, came.user_number, came.notify_number) == (sent.content.body, "GOVUK", "07700900999")
