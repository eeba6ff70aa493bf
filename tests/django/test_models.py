"""The models: one for each table of the outbox, a method for each state, and what may point at a message."""

from __future__ import annotations

from datetime import UTC, datetime

from django.apps import apps

from notify_sdk.django import outbox
from notify_sdk.django.models import OutboxMessage
from notify_sdk.outbox import Sms, Tables
from tests.django.casework.models import Application
from tests.django.outbox_messages import message

METHODS = (
    "queued sending sent refused expired cancelled unknown delivered failed open doubled".split()  # noqa: SIM905
)
OPEN = {"doubled": {"open"}}


def test_the_method_of_each_state(project: str) -> None:
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
        found = {each for each in METHODS if getattr(OutboxMessage.objects, each)().exists()}
        assert found == {name, *({"sent"} if changes["state"] == "sent" else ()), *OPEN.get(name, ())}
        assert {each for each in METHODS if getattr(OutboxMessage.objects.all(), each)().exists()} == found


def test_the_tables_are_those_of_the_models() -> None:
    tables = Tables().metadata.tables
    models = {model._meta.db_table: model for model in apps.get_app_config("notify_sdk").get_models()}
    assert sorted(models) == sorted(tables)
    for name, table in tables.items():
        assert [field.column for field in models[name]._meta.local_fields] == [column.name for column in table.columns]


def test_a_message_that_others_point_at_may_be_deleted(project: str) -> None:
    outbox().add(Sms("07700 900900", "7e870000-0000-4000-8000-000000000002", {}, key="receipt-1"))
    message = OutboxMessage.objects.get(key="receipt-1")
    application = Application.objects.create(name="A", receipt=message)
    assert abs(message.created_at - datetime.now(UTC)).total_seconds() < 60
    message.delete()
    application.refresh_from_db()
    assert application.receipt is None
