"""The statuses of a message: which are final, which mean failure, and which Notify reports to a callback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notify_sdk._lazy import set_module

if TYPE_CHECKING:
    from typing_extensions import TypeIs

    from notify_sdk.models.values import NotificationStatus

IN_PROGRESS = ("pending-virus-check", "created", "accepted", "sending", "pending", "sent")
"""Statuses on the way, in order. `sent` is among them, since some foreign networks report delivery after it."""

ARRIVED = frozenset({"delivered", "sent", "received"})
"""Last statuses of a message that went well. `sent` is the last one that some foreign networks give."""

FAILED = frozenset({
    "cancelled",
    "failed",
    "permanent-failure",
    "returned-letter",
    "technical-failure",
    "temporary-failure",
    "validation-failed",
    "virus-scan-failed",
})  # fmt: skip
"""Last statuses of a message that did not arrive."""

FINAL = ARRIVED | FAILED
"""Statuses after which there is nothing to wait for."""

POSTED = frozenset({"delivered", "permanent-failure", "temporary-failure"})
"""Statuses of a text message or an email that Notify posts to a delivery callback."""


def is_notification_status(value: object) -> TypeIs[NotificationStatus]:
    """Whether this is a status that Notify documents. A type checker then takes it for a `NotificationStatus`.

    Args:
        value: What came from a form, a file or a command line, for example.

    Returns:
        Whether it is one.
    """
    return isinstance(value, str) and (value in FINAL or value in IN_PROGRESS)


set_module("notify_sdk.models", globals(), ("is_notification_status",))
