"""The steps with one message: what they show is what they do, and what does not happen is not claimed."""

from __future__ import annotations

from typing import Any

import pytest

from notify_sdk import NotificationsAPIClient, RequestValidationError, RetryPolicy
from notify_sdk.cli.demo import messages
from notify_sdk.cli.demo.our_templates import AppointmentReminder
from notify_sdk.cli.demo.step import set_up
from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.faults import Faults
from tests.cli.demo.steps import display, run

BODY = "Hello Amala, your appointment is on 3 March."


def test_a_text_message_is_shown_as_it_arrives() -> None:
    failed, shown = run(messages.a_text_message)
    assert failed == []
    assert BODY in shown


def test_a_message_that_is_not_there_is_not_claimed() -> None:
    show, _ = display()
    with set_up() as setup:
        setup.client.send(AppointmentReminder(name="Another", date="day"), to="07700 900 901")
        messages.a_text_message(show, setup)
    assert show.failed == ["Sent: the inbox has it."]


def test_a_wrong_number_is_refused_in_the_words_of_the_service() -> None:
    failed, shown = run(messages.a_wrong_number)
    assert failed == []
    assert "RequestValidationError: phone_number Must not contain letters or symbols" in shown


def test_a_number_that_is_taken_is_not_claimed_to_be_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "WRONG_NUMBER", "07700 900 901")
    failed, _ = run(messages.a_wrong_number)
    assert len(failed) == 2


def test_a_lost_answer_is_found() -> None:
    failed, shown = run(messages.a_lost_answer)
    assert failed == []
    assert BODY in shown


def test_an_answer_that_is_not_lost_is_not_claimed_to_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Faults, "add", lambda self, fault: None)
    failed, _ = run(messages.a_lost_answer)
    assert [each[:5] for each in failed] == ["Found"]


def test_a_message_that_is_sent_twice_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    send = NotificationsAPIClient.send

    def twice(self: NotificationsAPIClient, *words: Any, **options: Any) -> Any:
        send(self, *words, **options)
        return send(self, *words, **options)

    monkeypatch.setattr(NotificationsAPIClient, "send", twice)
    failed, _ = run(messages.a_lost_answer)
    assert failed == ["The inbox has it once."]


def test_the_programs_that_are_shown_do_what_the_steps_do() -> None:
    sandbox = Sandbox()
    with sandbox.client() as client:
        names: dict[str, Any] = {
            "client": client,
            "AppointmentReminder": AppointmentReminder,
            "RetryPolicy": RetryPolicy,
        }
        exec(messages.SEND, names)
        exec(messages.SEND_AND_FIND, names)
        assert [(each.to, each.body) for each in sandbox.inbox] == [(messages.NUMBER, BODY)] * 2
        with pytest.raises(RequestValidationError):
            exec(messages.SEND_WRONG, names)
    assert messages.WRONG_NUMBER in messages.SEND_WRONG
