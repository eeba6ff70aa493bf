"""The statuses of a message: those that the API shows, those that Notify stores, and which are final."""

from __future__ import annotations

from typing import get_args

from notify_sdk import _statuses
from notify_sdk._message_types import MessageType
from notify_sdk.models import NotificationStatus

from .index import Group
from .state import NotificationRecord

_LETTER = {"created": "accepted", "sending": "accepted", "delivered": "received", "returned-letter": "received"}
_STORED = {"accepted": "created", "received": "delivered"}

STATUSES: frozenset[str] = frozenset(get_args(NotificationStatus))
"""Every status, shown and stored."""

FINAL = _statuses.FINAL - {"failed", "received"}
"""Final statuses as Notify stores them: a letter that shows as `received` is `delivered` here."""

COMPLETED = (FINAL | {"failed"}) - {"virus-scan-failed"}
"""Statuses with which a message shows when it was completed."""

OUTCOMES: dict[MessageType, tuple[str, ...]] = {
    "sms": ("delivered", "permanent-failure", "temporary-failure", "technical-failure"),
    "email": ("delivered", "permanent-failure", "temporary-failure", "technical-failure"),
    "letter": ("received", "returned-letter", "technical-failure"),
}
"""Final statuses that the inbox page offers for each type of message."""

STATUS_FILTERS: dict[str, frozenset[str]] = {
    "accepted": frozenset({"created", "sending"}),
    "received": frozenset({"delivered"}),
    "failed": _statuses.FAILED - {"cancelled", "failed"},
}
"""Stored statuses that a list filter matches, for filters that are not a stored status themselves."""


def shown_status(message: NotificationRecord | Group) -> str:
    """The status of a message, or of the messages of a group, as the API shows it."""
    return _LETTER.get(message.status, message.status) if message.type == "letter" else message.status


def stored_status(channel: MessageType, status: str) -> str:
    """A status as Notify stores it: a letter that is `received` is stored as `delivered`."""
    return _STORED.get(status, status) if channel == "letter" else status
