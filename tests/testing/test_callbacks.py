"""Callbacks and received texts in a test: recorded, and given to the code under test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from notify_sdk import NotificationsAPIClient
from notify_sdk.callbacks import DeliveryReceipt, ReceivedTextCallback, ReturnedLetterCallback, parse, verify
from notify_sdk.sandbox import ReceivedTextRecord, Sandbox
from notify_sdk.testing import NotifyCallbacks, sandboxed

VALUES = {"name": "Amala", "date": "3 March"}
ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH", "date": "1 May"}
ReceiveText = Callable[[str, str], ReceivedTextRecord]


@pytest.fixture
def remind(notify_client: NotificationsAPIClient, notify_sandbox: Sandbox) -> Callable[[], UUID]:
    template = notify_sandbox.templates["appointment reminder"]
    return lambda: notify_client.send_sms_notification("07700 900 900", template, VALUES).id


def test_what_is_posted_is_recorded(
    notify_callbacks: NotifyCallbacks, notify_sandbox: Sandbox, remind: Callable[[], UUID]
) -> None:
    sent = remind()
    assert notify_callbacks.posted == []
    notify_sandbox.advance()
    (posted,) = notify_callbacks.posted
    assert isinstance(posted.content, DeliveryReceipt)
    assert (posted.content.id, posted.content.status, posted.status) == (sent, "delivered", 204)
    assert verify(posted.headers, notify_callbacks.token)
    assert "07700" not in repr(posted)
    assert notify_callbacks.token not in repr(posted)


def test_every_kind_is(
    notify_callbacks: NotifyCallbacks,
    notify_sandbox: Sandbox,
    notify_client: NotificationsAPIClient,
    notify_receive_text: ReceiveText,
    remind: Callable[[], UUID],
) -> None:
    letter = notify_client.send_letter_notification(notify_sandbox.templates["change of address"], ADDRESS)
    remind()
    notify_sandbox.advance()
    notify_receive_text("07700 900 321", "Stop")
    notify_sandbox.return_letter(letter.id)
    kinds = [type(posted.content) for posted in notify_callbacks.posted]
    assert kinds == [DeliveryReceipt, ReceivedTextCallback, ReturnedLetterCallback]


def test_the_code_under_test_gets_what_notify_would_post(
    notify_callbacks: NotifyCallbacks, notify_receive_text: ReceiveText
) -> None:
    texts: list[str] = []

    def view(headers: Mapping[str, str], body: bytes) -> int:
        if not verify(headers, notify_callbacks.token):
            return 401
        callback = parse(body)
        assert isinstance(callback, ReceivedTextCallback)
        texts.append(callback.message)
        return 200

    notify_callbacks.deliver_to(view)
    notify_receive_text("07700 900 321", "Stop")
    assert texts == ["Stop"]
    assert [posted.status for posted in notify_callbacks.posted] == [200]


@pytest.mark.parametrize(("status", "attempts"), [(204, 1), (400, 1), (503, 6), (429, 6), (None, 6)])
def test_it_is_posted_again_as_notify_does(
    notify_callbacks: NotifyCallbacks,
    notify_sandbox: Sandbox,
    remind: Callable[[], UUID],
    status: int | None,
    attempts: int,
) -> None:
    notify_callbacks.deliver_to(lambda headers, body: status)
    remind()
    notify_sandbox.advance()
    for _ in range(10):
        notify_sandbox.advance(timedelta(minutes=5))
    assert [posted.status for posted in notify_callbacks.posted] == [status] * attempts


def test_what_the_code_under_test_raises_comes_out(
    notify_callbacks: NotifyCallbacks, notify_receive_text: ReceiveText
) -> None:
    def view(headers: Mapping[str, str], body: bytes) -> int:
        raise ZeroDivisionError

    notify_callbacks.deliver_to(view)
    with pytest.raises(ZeroDivisionError):
        notify_receive_text("07700 900 321", "Stop")


def test_a_token_of_a_world_stays(tmp_path: Path) -> None:
    world = tmp_path / "world.json"
    world.write_text(
        '{"services": {"vets": {"callbacks": {"received_text": {"url": "https://vets.example", "bearer_token": "theirs"}}}}}'
    )
    with sandboxed(world) as inbox:
        callbacks = NotifyCallbacks(inbox.sandbox)
        inbox.sandbox.receive_text("07700 900 321", "Stop")
        assert verify(callbacks.posted[0].headers, "theirs")


def test_received_texts_are_read_by_the_code_under_test(
    notify_receive_text: ReceiveText, notify_client: NotificationsAPIClient
) -> None:
    notify_receive_text("07700 900 321", "Yes")
    notify_receive_text("+44 7700 900322", "No")
    found = [(text.user_number, text.content) for text in notify_client.get_received_texts_iterator()]
    assert found == [("447700900322", "No"), ("447700900321", "Yes")]
