"""Messages whose answer was lost: they are looked up by their reference."""

from __future__ import annotations

import pytest

from notify_sdk.outbox import Tally
from notify_sdk.sandbox import Fault, Sandbox
from tests.outbox.conftest import Both, Clock
from tests.outbox.messages import once, text_to, texts

LOST = [
    Fault("reset", work="done", times=1, method="POST"),
    Fault("truncate", times=1, method="POST"),
    Fault("answer", work="done", status=500, times=1, method="POST"),
    Fault("answer", work="done", status=502, times=1, method="POST"),
    Fault("reset", work="undone", times=1, method="POST"),
    Fault("answer", work="undone", status=500, times=1, method="POST"),
]


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: f"{fault.kind}-{fault.work}-{fault.status}")
def test_a_lost_answer_is_looked_up(both: Both, sandbox: Sandbox, clock: Clock, fault: Fault) -> None:
    both.add(texts(sandbox, 5))
    sandbox.faults.add(fault)
    client = both.client()
    assert both.send(client) == Tally(sent=4, unclear=1)
    assert both.summary().sending == 1
    there = len(sandbox.inbox) == 5
    clock.advance(seconds=10)
    assert both.send(client) == Tally(found=int(there))
    assert both.summary().queued == 0
    clock.advance(seconds=301)
    assert both.send(client).sent == int(not there)
    clock.advance(seconds=400)
    both.send(client)
    assert (both.summary().sent, both.summary().doubled) == (5, 0)
    assert once(sandbox, 5)
    assert not any(row.status is None for row in both.rows())


def test_a_message_that_is_found_and_then_deleted_is_sent_again(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(text_to(sandbox, 1))
    sandbox.faults.add(LOST[0])
    client = both.client()
    both.send(client)
    clock.advance(seconds=10)
    assert both.send(client).found == 1
    sandbox.reset()
    clock.advance(seconds=400)
    both.send(client)
    assert both.summary().sent == 1
    assert once(sandbox, 1)


def test_a_message_that_was_sent_twice_is_counted_as_doubled(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(text_to(sandbox, 1))
    client = both.client()
    sandbox.faults.add(LOST[4])
    both.send(client)
    clock.advance(seconds=301)
    both.send(client)  # counts as not there, and is sent again ...
    held = sandbox.inbox[0]
    with sandbox.client() as other:  # ... though the request of before was held somewhere for so long
        other.send_sms_notification(held.to, held.template_id, dict(held.personalisation), held.reference)
    clock.advance(seconds=400)
    both.send(client)
    assert (both.summary().sent, both.summary().doubled) == (1, 1)


@pytest.mark.parametrize("key", ["team_api_key", "test_api_key"])
def test_not_found_for_another_key_is_no_evidence(both: Both, sandbox: Sandbox, clock: Clock, key: str) -> None:
    both.add(text_to(sandbox, 1))
    sandbox.faults.add(LOST[0])
    both.send(both.client())
    other = both.client(getattr(sandbox, key))
    clock.advance(seconds=1000)
    both.send(other, wait=True)
    assert both.summary().sending == 1
    clock.advance(hours=1)
    assert both.send(both.client()).found == 1
    assert once(sandbox, 1)


def test_not_found_for_a_new_key_counts_with_accept_new_key(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(text_to(sandbox, 1))
    sandbox.faults.add(LOST[4])
    both.send(both.client())
    other = both.client(sandbox.test_api_key)
    clock.advance(seconds=1000)
    both.send(other, accept_new_key=True)
    assert both.summary().sent == 1
    assert once(sandbox, 1)


def test_a_message_past_the_retention_is_unknown(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(text_to(sandbox, 1))
    sandbox.faults.add(LOST[4])
    client = both.client()
    both.send(client)
    clock.advance(days=8)
    both.send(client)
    assert both.summary().unknown == 1
    assert both.requeue(unknown=True) == 1
    assert both.send(client).sent == 1
