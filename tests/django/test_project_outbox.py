"""Messages are added in Django's own transaction, and sent once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction

from notify_sdk.django import outbox
from notify_sdk.django.models import OutboxMessage
from notify_sdk.outbox import KeyReused, Sms
from notify_sdk.testing import NotifyInbox
from tests.django.outbox_messages import SMS, RolledBackError, message, send
from tests.django.project import with_outbox_options

NUDGES = list[str]()


def nudged() -> None:
    NUDGES.append("nudged")


def test_what_is_added_is_sent_once(project: str, notify_inbox: NotifyInbox) -> None:
    with transaction.atomic():
        assert outbox().add([message(1), message(2)]) == 2
        assert outbox().add(message(1)) == 0
    assert (send(), send()) == (2, 0)
    assert len(notify_inbox.sandbox.inbox) == 2
    assert [each.state for each in OutboxMessage.objects.all()] == ["sent", "sent"]
    assert OutboxMessage.objects.sent().filter(body=None).count() == 2


@pytest.mark.parametrize("inner", [False, True], ids=["transaction", "savepoint"])
def test_what_is_rolled_back_leaves_nothing(project: str, inner: bool) -> None:
    with with_outbox_options(nudge=f"{__name__}.nudged"):
        NUDGES.clear()
        with transaction.atomic():
            if inner:
                outbox().add(message(0))
            with pytest.raises(RolledBackError), transaction.atomic(savepoint=inner):  # noqa: PT012
                outbox().add(message(1))
                raise RolledBackError
            if not inner:
                transaction.set_rollback(True)
    assert [each.key for each in OutboxMessage.objects.all()] == (["reminder-0"] if inner else [])
    assert (["nudged"] if inner else []) == NUDGES


def test_a_refused_chunk_leaves_nothing_and_the_transaction_goes_on(project: str) -> None:
    outbox().add(message(1))
    with transaction.atomic():
        with pytest.raises(KeyReused):
            outbox().add([message(2), Sms("07700 900901", SMS, {"code": "Ada-17", "app": "Permits"}, key="reminder-1")])
        outbox().add(message(3))
    assert set(OutboxMessage.objects.values_list("key", flat=True)) == {"reminder-1", "reminder-3"}


@pytest.mark.parametrize("nudge", [nudged, f"{__name__}.nudged"], ids=["function", "path"])
def test_a_transaction_nudges_once_and_after_its_commit(project: str, nudge: str | Callable[[], None]) -> None:
    NUDGES.clear()
    with with_outbox_options(nudge=nudge):
        with transaction.atomic():
            outbox().add(message(1))
            outbox().add(message(2))
            assert NUDGES == []
        assert NUDGES == ["nudged"]
        outbox().add(message(2))  # there already
        assert NUDGES == ["nudged"]
        outbox().add(message(3))
        assert NUDGES == ["nudged", "nudged"]


def test_asyncio(project: str, notify_inbox: NotifyInbox) -> None:
    async def add() -> int:
        try:
            return await outbox().aadd([message(1), message(2)])
        finally:
            await sync_to_async(lambda: connection.close())()  # as the end of a request does

    assert asyncio.run(add()) == 2
    assert send() == 2


def test_it_is_one_outbox_until_the_settings_change(project: str) -> None:
    first = outbox()
    assert outbox() is first
    with with_outbox_options(rate_limit=10):
        assert outbox() is not first
