"""Tasks of Django's own: after the commit, one drains the outbox."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import override_settings

from notify_sdk.django import outbox
from notify_sdk.django.models import OutboxMessage
from notify_sdk.testing import NotifyInbox
from tests.django.outbox_messages import message
from tests.django.project import with_outbox_options

pytest.importorskip("django.tasks", reason="needs Django 6.0")
IMMEDIATE = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}


def test_the_nudge_is_a_task(project: str, notify_inbox: NotifyInbox) -> None:
    with override_settings(TASKS=IMMEDIATE), with_outbox_options(nudge="notify_sdk.django.tasks.send"):
        with transaction.atomic():
            outbox().add([message(1), message(2)])
            assert OutboxMessage.objects.queued().count() == 2
        assert OutboxMessage.objects.sent().count() == 2


def test_following_is_a_task(project: str, notify_inbox: NotifyInbox) -> None:
    from notify_sdk.django import tasks

    outbox().add(message(1))
    with override_settings(TASKS=IMMEDIATE):
        assert tasks.send.enqueue(seconds=10).return_value == 1
        OutboxMessage.objects.update(next_look=OutboxMessage.objects.all()[0].created_at)
        assert tasks.follow.enqueue().return_value == 1
