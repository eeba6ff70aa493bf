"""Recipients that Notify documents for tests. A message to one of them reaches nobody.

    from notify_sdk import simulated

    client.send_sms_notification(simulated.PHONE_NUMBER, template_id, {"name": "Amala"})

With a live key, a message to `PHONE_NUMBERS` or `EMAIL_ADDRESSES` is answered as if it was sent, and not stored: it can't be
read back. A team key, and a service in trial mode, refuse them. With a test key, which reaches nobody, the others show how a
message fails. The sandbox answers all of them as Notify does.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "EMAIL_ADDRESS",
    "EMAIL_ADDRESSES",
    "PERMANENT_FAILURE_ADDRESS",
    "PERMANENT_FAILURE_NUMBER",
    "PHONE_NUMBER",
    "PHONE_NUMBERS",
    "TEMPORARY_FAILURE_ADDRESS",
    "TEMPORARY_FAILURE_NUMBER",
]

PHONE_NUMBERS: Final = ("07700900000", "07700900111", "07700900222")
"""Phone numbers for smoke tests with a live key."""

EMAIL_ADDRESSES: Final = (
    "simulate-delivered@notifications.service.gov.uk",
    "simulate-delivered-2@notifications.service.gov.uk",
    "simulate-delivered-3@notifications.service.gov.uk",
)
"""Email addresses for smoke tests with a live key."""

PHONE_NUMBER: Final = PHONE_NUMBERS[0]
"""The first of `PHONE_NUMBERS`."""

EMAIL_ADDRESS: Final = EMAIL_ADDRESSES[0]
"""The first of `EMAIL_ADDRESSES`."""

PERMANENT_FAILURE_NUMBER: Final = "07700900002"
"""With a test key, a text message to it ends with the status `permanent-failure`."""

TEMPORARY_FAILURE_NUMBER: Final = "07700900003"
"""With a test key, a text message to it ends with the status `temporary-failure`."""

PERMANENT_FAILURE_ADDRESS: Final = "perm-fail@simulator.notify"
"""With a test key, an email to it ends with the status `permanent-failure`."""

TEMPORARY_FAILURE_ADDRESS: Final = "temp-fail@simulator.notify"
"""With a test key, an email to it ends with the status `temporary-failure`."""
