"""The words for a status: a letter's are others in the API than those that the service keeps."""

from __future__ import annotations

from typing import get_args

from notify_sdk.models import NotificationStatus

from .state import Channel, Notification

_LETTER = {"created": "accepted", "sending": "accepted", "delivered": "received", "returned-letter": "received"}
_KEPT = {"accepted": "created", "received": "delivered"}

STATUSES: frozenset[str] = frozenset(get_args(NotificationStatus.__value__))
"""Every word that there is, the API's and the service's."""

MEANT_BY: dict[str, tuple[str, ...]] = {
    "accepted": ("created", "sending"),
    "received": ("delivered",),
    "failed": (
        "technical-failure",
        "temporary-failure",
        "permanent-failure",
        "validation-failed",
        "virus-scan-failed",
        "returned-letter",
    ),
}
"""Which messages a list gives when it is filtered by such a word."""


def shown_status(message: Notification) -> str:
    """The API's word for the status of a message. Everything that shows a status shows this one."""
    return _LETTER.get(message.status, message.status) if message.type == "letter" else message.status


def kept_status(channel: Channel, word: str) -> str:
    """The word that is kept, for one of either kind: a letter that was `received` is `delivered`."""
    return _KEPT.get(word, word) if channel == "letter" else word
