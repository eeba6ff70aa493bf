"""Messages are there with Django's own transaction, and sent once."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from notify_sdk.django import outbox, outbox_client
from notify_sdk.django.models import OutboxMessage
from notify_sdk.outbox import KeyReused, Sms
from notify_sdk.testing import NotifyInbox
from tests.django.outbox.conftest import with_options

SMS = "7e870000-0000-4000-8000-000000000002"
NUDGES = list[str]()


def nudged() -> None:
    NUDGES.append("nudged")


class RolledBackError(Exception):
    """Ends a transaction."""


def message(number: int, **options: Any) -> Sms:
    return Sms("07700 900900", SMS, {"code": "Ada-17", "app": "Permits"}, key=f"reminder-{number}", **options)


def send() -> int:
    with outbox_client() as client:
        return outbox().send(client).sent


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
    with with_options(nudge=f"{__name__}.nudged"):
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
    with with_options(nudge=nudge):
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


def test_it_is_one_outbox_for_all_and_another_after_other_settings(project: str) -> None:
    first = outbox()
    assert outbox() is first
    with with_options(rate_limit=10):
        assert outbox() is not first


@pytest.mark.skipif(not hasattr(os, "fork") or sys.platform == "darwin", reason="needs fork")
def test_a_forked_process_has_connections_of_its_own(project: str) -> None:
    assert outbox().summary().total == 0
    child = os.fork()
    if child == 0:
        os._exit(0 if outbox().summary().total == 0 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert outbox().summary().total == 0


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"database": "secret"}, "there is no database 'secret'"),
        ({"rate_limit": 0}, "rate_limit: Input should be greater than 0"),
        ({"resend_after": "secret"}, "resend_after: Input should be a valid number"),
        ({"rate": 1}, "rate: Extra inputs are not permitted"),
        ({"nudge": "tests.nothing.here"}, "nudge can't be imported"),
        ({"nudge": f"{__name__}.SMS"}, "can't be called"),
    ],
)
def test_each_option_that_is_wrong_is_named(options: dict[str, Any], problem: str) -> None:
    with with_options(**options), pytest.raises(ImproperlyConfigured, match="NOTIFY_OUTBOX") as caught:
        outbox()
    assert problem in str(caught.value)


def test_the_words_of_each_state(project: str) -> None:
    outbox().add(message(1))
    row = OutboxMessage.objects.get()
    for shown in (str(row), repr(row)):
        assert "900900" not in shown
        assert "Ada-17" not in shown
    sent = {"state": "sent"}
    for name, changes in {
        "queued": {"state": "queued"},
        "sending": {"state": "sending"},
        "refused": {"state": "refused"},
        "expired": {"state": "expired"},
        "cancelled": {"state": "cancelled"},
        "unknown": {"state": "unknown"},
        "delivered": {**sent, "status": "delivered"},
        "failed": {**sent, "status": "permanent-failure"},
        "open": {**sent, "status": "created"},
        "doubled": {**sent, "found": 2},
    }.items():
        OutboxMessage.objects.update(**{"status": None, "found": None, **changes})
        found = {each for each in WORDS if getattr(OutboxMessage.objects, each)().exists()}
        assert found == {name, *({"sent"} if changes["state"] == "sent" else ()), *OPEN.get(name, ())}
        assert {each for each in WORDS if getattr(OutboxMessage.objects.all(), each)().exists()} == found


WORDS = (
    "queued sending sent refused expired cancelled unknown delivered failed open doubled".split()  # noqa: SIM905
)
OPEN = {"doubled": {"open"}}
