"""The admin shows the state and the history of messages, and changes nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client, override_settings
from django.utils.html import strip_tags

from notify_sdk.django import outbox
from notify_sdk.django.models import OutboxMessage
from notify_sdk.testing import NotifyInbox
from tests.django.outbox_messages import message, send

PLACE = "/admin/notify_sdk/outboxmessage/"


@pytest.fixture
def admin(project: str) -> Any:
    with override_settings(
        ROOT_URLCONF="tests.django.casework.urls",
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
    ):
        client = Client()
        client.force_login(User.objects.create_superuser("admin", password="none"))
        yield client


def page(client: Client, path: str) -> str:
    answer = client.get(PLACE + path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_list_filters_and_search(admin: Client, notify_inbox: NotifyInbox) -> None:
    outbox().add([message(1, tag="spring", reference="mine"), message(2)])
    send()
    first = OutboxMessage.objects.get(key="reminder-1")
    listed = page(admin, "")
    assert "reminder-1" in listed
    assert "reminder-2" in listed
    assert re.search(r"spring\s*\(1\)", strip_tags(listed))
    for query in ("?tag=spring", "?q=reminder-1", f"?q={first.reference}", f"?q={first.notification_id}", "?q=mine"):
        assert "reminder-1" in page(admin, query), query
        assert "reminder-2" not in page(admin, query), query
    assert "reminder-1" not in page(admin, "?state__exact=queued")
    assert "reminder-1" in page(admin, "?state__exact=sent&kind__exact=sms")


def test_the_story_of_a_message(admin: Client, notify_inbox: NotifyInbox) -> None:
    outbox().add(message(1))
    row = OutboxMessage.objects.get()
    shown = page(admin, f"{row.pk}/change/")
    assert "waits to be sent" in shown
    for secret in ("900900", "Ada-17"):
        assert secret not in shown
    send()
    shown = page(admin, f"{row.pk}/change/")
    for words in ("added", "claimed by", "sent, learnt by Notify&#x27;s answer"):
        assert words in shown
    OutboxMessage.objects.update(state="unknown", error_summary="<b>nobody knows</b>", found=2)
    shown = page(admin, f"{row.pk}/change/")
    for words in ("a person has to check", "last error: &lt;b&gt;nobody knows", "Notify has it 2 times"):
        assert words in shown


def test_nobody_can_change_anything(admin: Client) -> None:
    outbox().add(message(1))
    row = OutboxMessage.objects.get()
    assert admin.get(f"{PLACE}add/").status_code == 403
    assert admin.post(f"{PLACE}{row.pk}/change/", {"state": "sent"}).status_code == 403
    assert admin.post(f"{PLACE}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    admin.post(PLACE, {"action": "delete_selected", "_selected_action": str(row.pk), "post": "yes"})
    assert OutboxMessage.objects.queued().count() == 1
    names = Permission.objects.filter(content_type__app_label="notify_sdk").values_list("codename", flat=True)
    assert list(names) == ["view_outboxmessage"]
