"""What has happened at Notify since it was last looked at, as the callbacks that Notify would post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING
from uuid import UUID

from notify_sdk._statuses import FINAL, POSTED

from .posting import notify_time

if TYPE_CHECKING:
    from notify_sdk.client import NotificationsAPIClient
    from notify_sdk.models import EmailNotification, Notification, ReceivedText, SmsNotification

_MOST = 1000
"""How many of the newest messages, and of the newest received texts, are looked at."""


@dataclass(frozen=True)
class Happening:
    """One callback.

    Attributes:
        what: Which it is, and of which message, without its recipient.
        payload: What is posted.
    """

    what: str
    payload: Mapping[str, object] = field(repr=False)


class Happenings:
    """What happens at Notify.

    Args:
        client: Reads it.
    """

    def __init__(self, client: NotificationsAPIClient) -> None:
        self._client = client
        self._settled = set[UUID]()
        self._open = set[UUID]()
        self._texts = set[UUID]()
        self._began = False

    def look(self) -> list[Happening]:
        """What has happened since the last call, oldest first. The first call finds nothing: it learns what there is.

        Raises:
            NotifyError: If Notify can't be read. What happened meanwhile is found by the next call.
        """
        __tracebackhide__ = True
        messages, texts = self._messages(), self._received()
        found = list[Happening]()
        for message in reversed(messages):
            if message.status not in FINAL:
                self._open.add(message.id)
                continue
            self._open.discard(message.id)
            self._settled.add(message.id)
            if message.type != "letter" and message.status in POSTED:
                found.append(_receipt(message))
        for text in reversed(texts):
            self._texts.add(text.id)
            found.append(_received(text))
        began, self._began = self._began, True
        return found if began else []

    def _messages(self) -> list[Notification]:
        """Messages that were not settled when last looked at."""
        __tracebackhide__ = True
        found: list[Notification] = []
        missing = set(self._open)
        for each in islice(self._client.get_all_notifications_iterator(include_jobs=True), _MOST):
            missing.discard(each.id)
            if each.id not in self._settled:
                found.append(each)
            elif not missing:
                break  # all that come now are older, and were settled
        return found

    def _received(self) -> list[ReceivedText]:
        __tracebackhide__ = True
        found: list[ReceivedText] = []
        for each in islice(self._client.get_received_texts_iterator(), _MOST):
            if each.id in self._texts:
                break
            found.append(each)
        return found


def _receipt(message: SmsNotification | EmailNotification) -> Happening:
    __tracebackhide__ = True
    payload = {
        "id": str(message.id),
        "reference": message.reference,
        "to": message.phone_number if message.type == "sms" else message.email_address,
        "status": message.status,
        "created_at": notify_time(message.created_at),
        "completed_at": message.completed_at and notify_time(message.completed_at),
        "sent_at": message.sent_at and notify_time(message.sent_at),
        "notification_type": message.type,
        "template_id": str(message.template.id),
        "template_version": message.template.version,
    }
    return Happening(f"delivery receipt, {message.id} {message.status}", payload)


def _received(text: ReceivedText) -> Happening:
    __tracebackhide__ = True
    payload = {
        "id": str(text.id),
        "source_number": text.user_number,
        "destination_number": text.notify_number,
        "message": text.content,
        "date_received": notify_time(text.created_at),
    }
    return Happening(f"received text, {text.id}", payload)
