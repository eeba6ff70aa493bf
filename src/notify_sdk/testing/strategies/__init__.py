"""Hypothesis strategies for your own property tests: recipients, requests, answers and callbacks.

No generated recipient exists: phone numbers are those that Ofcom reserves for drama, email addresses are at
`example.com` and similar domains. `payloads` are dicts; requests, answers and callbacks are models, which
`model_dump(mode="json")` turns into JSON. Needs hypothesis: `pip install "notify-sdk[testing]"`.
"""

from __future__ import annotations

from notify_sdk._extras import requires

with requires("testing", "notify_sdk.testing.strategies"):
    from .answers import notifications, send_email_responses, send_letter_responses, send_sms_responses
    from .callbacks import callbacks, complaints, delivery_receipts, received_texts, returned_letters
    from .recipients import (
        email_addresses,
        invalid_email_addresses,
        invalid_phone_numbers,
        phone_numbers,
        postal_addresses,
        postcodes,
    )
    from .requests import (
        invalid_payloads,
        payloads,
        personalisations,
        send_email_requests,
        send_letter_requests,
        send_precompiled_letter_requests,
        send_sms_requests,
    )

__all__ = [
    "callbacks",
    "complaints",
    "delivery_receipts",
    "email_addresses",
    "invalid_email_addresses",
    "invalid_payloads",
    "invalid_phone_numbers",
    "notifications",
    "payloads",
    "personalisations",
    "phone_numbers",
    "postal_addresses",
    "postcodes",
    "received_texts",
    "returned_letters",
    "send_email_requests",
    "send_email_responses",
    "send_letter_requests",
    "send_letter_responses",
    "send_precompiled_letter_requests",
    "send_sms_requests",
    "send_sms_responses",
]
