"""What a `Sandbox` offers its user: ids and a clock of their own, statuses to set, received texts and a reset."""

from uuid import UUID

import pytest

from notify_sdk.sandbox import Sandbox
from tests.sandbox.manual_clock import ManualClock, send_text, status


@pytest.fixture
def sandbox():
    return Sandbox(clock=ManualClock())


def test_the_last_status_of_one_message_can_be_set(sandbox):
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


def test_a_text_to_a_service_that_is_not_there_is_refused(sandbox):
    with pytest.raises(LookupError, match="there is no service other: use one of sandbox"):
        sandbox.receive_text("07700900111", "Yes please", service="other")


def test_reset_removes_messages_and_received_texts(sandbox):
    sent = send_text(sandbox)
    sandbox.receive_text("07700900111", "hello")
    sandbox.advance()
    sandbox.reset()
    assert len(sandbox.inbox) == 0
    assert not sandbox.state.received_texts
    again = send_text(sandbox)
    assert status(sandbox, again) == "created"
    assert sandbox.inbox.latest.id == again.id != sent.id


def test_reset_restores_the_messages_of_a_world(tmp_path, sandbox):
    sent = send_text(sandbox)
    sandbox.dump(tmp_path / "world.json")
    world = Sandbox.load(tmp_path / "world.json", clock=sandbox.clock)
    world.finish(sent.id, "permanent-failure")
    send_text(world)
    world.reset()
    assert [message.status for message in world.inbox] == ["created"]
    assert status(world, sent) == "created"


def test_ids_and_clock_can_be_given():
    ids = iter(UUID(int=number) for number in range(1, 100))
    clock = ManualClock()
    sandbox = Sandbox(clock=clock, ids=lambda: next(ids))
    assert send_text(sandbox).id == UUID(int=1)
    assert sandbox.inbox.latest.created_at == clock.now
