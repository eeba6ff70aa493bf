"""The view that receives callbacks, with Django's own test client; over a real socket in tests/callbacks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import BadRequest, ImproperlyConfigured, ObjectDoesNotExist, PermissionDenied
from django.db import DatabaseError, connection
from django.http import Http404
from django.test import AsyncClient, Client, override_settings

from notify_sdk.callbacks import Callback, ComplaintCallback, DeliveryReceipt, parse
from notify_sdk.django import callback_received, outbox, status_changed
from notify_sdk.django.models import OutboxMessage
from notify_sdk.testing import NotifyInbox
from tests.callbacks.payloads import COMPLAINT, RECEIPT
from tests.callbacks.shipped import HEADERS, METHODS, PAYLOADS, REFUSED, TOKEN
from tests.django.outbox_messages import message, send
from tests.django.project import with_outbox_options

URL = "/callbacks"
WITHOUT_AN_OUTBOX = override_settings(
    ROOT_URLCONF="notify_sdk.django.urls", NOTIFY_CALLBACK_TOKEN=TOKEN, INSTALLED_APPS=[]
)
WITH_AN_OUTBOX = override_settings(ROOT_URLCONF="notify_sdk.django.urls", NOTIFY_CALLBACK_TOKEN=TOKEN)


def post(body: object, headers: dict[str, str] = HEADERS, **options: Any) -> int:
    """Posts a body to the view; errors are answered as a server answers them, and CSRF is checked."""
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(URL, content, "application/json", headers=headers, **options).status_code


@pytest.fixture
def seen() -> Iterator[list[tuple[object, Callback]]]:
    """What the signal has brought, and from which sender."""
    found: list[tuple[object, Callback]] = []

    def keep(sender: object, callback: Callback, **_: object) -> None:
        found.append((sender, callback))

    callback_received.connect(keep)
    yield found
    callback_received.disconnect(keep)


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=list(PAYLOADS))
def test_every_kind_is_a_signal_of_its_class(payload: dict[str, object], seen: list[tuple[object, Callback]]) -> None:
    with WITHOUT_AN_OUTBOX:
        assert post(payload) == 204
    callback = parse(json.dumps(payload))
    assert seen == [(type(callback), callback)]


def test_a_receiver_can_take_one_kind_alone() -> None:
    complained: list[str] = []

    def stop(callback: ComplaintCallback, **_: object) -> None:
        complained.append(callback.to)

    callback_received.connect(stop, sender=ComplaintCallback)
    try:
        with WITHOUT_AN_OUTBOX:
            assert [post(payload) for payload in PAYLOADS.values()] == [204] * len(PAYLOADS)
    finally:
        callback_received.disconnect(stop, sender=ComplaintCallback)
    assert complained == [COMPLAINT["to"]]


@pytest.mark.parametrize(("headers", "body", "status"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_refused_reaches_nobody(
    headers: dict[str, str], body: bytes, status: int, seen: list[tuple[object, Callback]]
) -> None:
    with WITHOUT_AN_OUTBOX:
        assert post(body, headers) == status
    assert seen == []


@pytest.mark.parametrize("method", METHODS)
def test_other_methods_are_not_allowed(method: str) -> None:
    with WITHOUT_AN_OUTBOX:
        assert Client().generic(method, URL, headers=HEADERS).status_code == 405


@pytest.mark.parametrize(
    "error",
    [LookupError(), Http404(), PermissionDenied(), BadRequest(), ObjectDoesNotExist(), DatabaseError()],
    ids=repr,
)
def test_whatever_a_receiver_raises_is_answered_with_500(error: Exception) -> None:
    """Also what Django answers with a status on which Notify gives up."""

    def fail(**_: object) -> None:
        raise error

    callback_received.connect(fail)
    try:
        with WITHOUT_AN_OUTBOX:
            assert post(RECEIPT) == 500
    finally:
        callback_received.disconnect(fail)


def test_a_receiver_for_asyncio_and_a_server_of_asgi(seen: list[tuple[object, Callback]]) -> None:
    taken: list[Callback] = []

    async def keep(callback: Callback, **_: object) -> None:
        await asyncio.sleep(0)
        taken.append(callback)

    async def post_async() -> int:
        client = AsyncClient()
        return (await client.post(URL, RECEIPT, "application/json", headers=HEADERS)).status_code

    callback_received.connect(keep)
    try:
        with WITHOUT_AN_OUTBOX:
            assert (post(RECEIPT), asyncio.run(post_async())) == (204, 204)
    finally:
        callback_received.disconnect(keep)
    assert len(taken) == len(seen) == 2


@pytest.mark.parametrize("token", ["", None, [], " \n"], ids=repr)
def test_without_a_token_nobody_gets_in(
    token: object, seen: list[tuple[object, Callback]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NOTIFY_CALLBACK_TOKEN", raising=False)
    with WITHOUT_AN_OUTBOX, override_settings(NOTIFY_CALLBACK_TOKEN=token):
        assert [post(RECEIPT, {"Authorization": given}) for given in ("Bearer ", "Bearer None", "")] == [500] * 3
        with pytest.raises(ImproperlyConfigured, match=r"^NOTIFY_CALLBACK_TOKEN: token is"):
            Client().post(URL, RECEIPT, "application/json", headers=HEADERS)
    assert seen == []


def test_nobody_to_take_callbacks_is_an_error() -> None:
    with WITHOUT_AN_OUTBOX:
        assert post(RECEIPT) == 500


def changes_of(connect: Callable[..., object]) -> list[str]:
    found: list[str] = []
    connect(lambda status, **_: found.append(status), weak=False, dispatch_uid="of a test")
    return found


def test_the_outbox_stores_the_status_before_the_signal(project: str, notify_inbox: NotifyInbox) -> None:
    outbox().add(message(1))
    assert send() == 1
    row = OutboxMessage.objects.get()
    stored: list[str | None] = []

    def look(callback: DeliveryReceipt, **_: object) -> None:
        stored.append(OutboxMessage.objects.get().status)
        stored.append(str(connection.in_atomic_block))

    callback_received.connect(look, sender=DeliveryReceipt)
    changed = changes_of(status_changed.connect)
    connection.settings_dict["ATOMIC_REQUESTS"] = True
    try:
        with WITH_AN_OUTBOX, with_outbox_options():
            assert post({**RECEIPT, "id": str(row.notification_id), "status": "permanent-failure"}) == 204
            assert [post(PAYLOADS[kind]) for kind in ("received", "returned", "complaint")] == [204] * 3
    finally:
        connection.settings_dict["ATOMIC_REQUESTS"] = False
        callback_received.disconnect(look, sender=DeliveryReceipt)
        status_changed.disconnect(dispatch_uid="of a test")
    assert stored == ["permanent-failure", "False"]
    assert changed == ["permanent-failure"]


def test_an_outbox_that_can_not_be_written_is_answered_with_500(
    empty_project: str, seen: list[tuple[object, Callback]]
) -> None:
    with WITH_AN_OUTBOX, with_outbox_options():
        assert post(RECEIPT) == 500
    assert seen == []
