"""Receipts in any order, and ten thousand messages of which nobody told."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from notify_sdk.callbacks import Callback, parse, supersedes
from notify_sdk.outbox import Outbox
from notify_sdk.sandbox import Sandbox
from tests.outbox.campaign.gateway import Clock, Gateway
from tests.outbox.campaign.survival import texts

STATUSES = ("created", "sending", "pending", "sent", "delivered", "permanent-failure", "temporary-failure")


def receipt(notification_id: UUID, reference: str | None, status: str) -> Callback:
    moment = "2026-11-26T01:00:00.000000Z"
    body = {"id": str(notification_id), "reference": reference, "to": "07700 910000", "status": status}
    body |= {"created_at": moment, "completed_at": moment, "sent_at": moment, "notification_type": "sms"}
    return parse(json.dumps({**body, "template_id": str(uuid4()), "template_version": 1}))


@pytest.mark.parametrize("order", [(first, second) for first in STATUSES for second in STATUSES])
def test_receipts_come_in_any_order_and_twice(tmp_path: Path, sandbox: Sandbox, order: tuple[str, str]) -> None:
    """The order in which they come is no news: what `supersedes` says of it is."""
    with Outbox(tmp_path / "a.db") as outbox, Gateway(sandbox).client() as client:
        outbox.create_tables()
        outbox.add(texts(sandbox, 1))
        outbox.send(client)
        (row,) = outbox.rows()
        expected = row.status
        for status in order:
            for _ in range(2):
                assert outbox.record(receipt(row.notification_id, row.reference, status))
                if expected is None or supersedes(status, expected):
                    expected = status
                (row,) = outbox.rows()
                assert row.status == expected


def test_a_receipt_overtakes_its_answer(place: str, sandbox: Sandbox) -> None:
    gateway = Gateway(sandbox, holds=True)
    with Outbox(place) as outbox, gateway.client() as client:
        outbox.create_tables()
        outbox.add(texts(sandbox, 1))
        outbox.send(client)
        gateway.release()
        (made,) = sandbox.service.notifications
        assert outbox.record(receipt(made.id, str(made.reference), "delivered"))
        (row,) = outbox.rows()
        assert (row.state, row.status, row.notification_id, row.learnt) == ("sent", "delivered", made.id, "callback")


def test_a_receipt_of_somebody_else_changes_nothing(place: str, sandbox: Sandbox) -> None:
    with Outbox(place) as outbox:
        outbox.create_tables()
        outbox.add(texts(sandbox, 1))
        before = list(outbox.rows())
        for reference in (None, "", "theirs"):
            assert not outbox.record(receipt(uuid4(), reference, "delivered"))
        assert list(outbox.rows()) == before


def test_ten_thousand_open_messages_cost_at_most_sixty_requests(tmp_path: Path, sandbox: Sandbox) -> None:
    gateway, count, place = Gateway(sandbox), 10_000, tmp_path / "a.db"
    sandbox.service.daily_limits = dict.fromkeys(sandbox.service.daily_limits, 10**9)
    with Outbox(place) as outbox, gateway.client() as client:
        outbox.create_tables()
        outbox.add(texts(sandbox, count))
        outbox.send(client, concurrency=10)
        assert outbox.summary().sent == count
    sandbox.advance()
    clock = Clock()
    clock.advance(120)
    with Outbox(place, _clock=clock) as outbox, gateway.client() as client:
        before = gateway.passed["GET"]
        assert outbox.follow(client) == count
        assert gateway.passed["GET"] - before <= 60
        assert outbox.summary().delivered == count
