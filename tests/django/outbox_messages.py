"""Messages for the outbox of a project, and sending them."""

from __future__ import annotations

from typing import Any

from notify_sdk.django import outbox, outbox_client
from notify_sdk.outbox import Sms

SMS = "7e870000-0000-4000-8000-000000000002"


class RolledBackError(Exception):
    """Ends a transaction."""


def message(number: int, **options: Any) -> Sms:
    """A text message with the key `reminder-NUMBER`."""
    return Sms("07700 900900", SMS, {"code": "Ada-17", "app": "Permits"}, key=f"reminder-{number}", **options)


def send() -> int:
    """Sends what is queued, and gives how many messages that was."""
    with outbox_client() as client:
        return outbox().send(client).sent
