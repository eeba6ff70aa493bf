"""The default world: one live service with three keys and a few templates of each type.

Its ids are easy to recognise: `5e271ce0` is the service, `7e87...` a text, `e3a1...` an email, `1e77e2...` a letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from notify_sdk._message_types import MessageType

from .service_parts import ApiKey, EmailReplyTo, KeyType, SmsSender
from .state import Service, State, TemplateRecord, TemplateVersion

SERVICE_ID = UUID("5e271ce0-0000-4000-8000-000000000000")
"""The id of the default service."""

PERMISSIONS = frozenset(
    {"email", "sms", "letter", "international_sms", "international_letters", "inbound_sms", "sms_to_uk_landlines"}
)
"""Every permission that a service can have."""

DAILY_LIMITS: Mapping[str, int] = {"email": 250_000, "sms": 250_000, "letter": 20_000, "international_sms": 10_000}
"""A live service's daily limits, unless a world says otherwise."""

RATE_LIMIT = 3000
"""Requests a minute for each type of key, unless a world says otherwise."""

CONTACT_LINK = "contact@sandbox.example.gov.uk"
"""The contact details for recipients of files, unless a world says otherwise."""

_CREATED_AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
_TEAM_MEMBER = "somebody@sandbox.example.gov.uk"

_KEYS: tuple[tuple[KeyType, str, str], ...] = (
    ("normal", "live_key", "11fe0000-0000-4000-8000-000000000000"),
    ("team", "team_key", "7ea30000-0000-4000-8000-000000000000"),
    ("test", "test_key", "7e570000-0000-4000-8000-000000000000"),
)

_TEMPLATES: tuple[tuple[str, MessageType, str, str | None, str], ...] = (
    (
        "7e870000-0000-4000-8000-000000000001",
        "sms",
        "appointment reminder",
        None,
        "Hello ((name)), your appointment is on ((date)).",
    ),
    (
        "7e870000-0000-4000-8000-000000000002",
        "sms",
        "security code",
        None,
        "((code)) is your security code.((app?? Do not give it to anyone.))",
    ),
    (
        "e3a11000-0000-4000-8000-000000000001",
        "email",
        "application received",
        "We have your application, ((name))",
        "Dear ((name)),\n\n# What happens next\n\n((urgent??We will answer within 2 days.))\n\nYou need:\n\n((items))\n",
    ),
    (
        "e3a11000-0000-4000-8000-000000000002",
        "email",
        "document",
        "Your document",
        "Dear ((name)),\n\nDownload your document at: ((link_to_file))\n\n((form_enclosed??Please fill in the form.))",
    ),
    (
        "1e77e200-0000-4000-8000-000000000001",
        "letter",
        "decision letter",
        "Your application ((reference))",
        "Dear ((name)),\n\nWe have decided:\n\n((decision))\n\nYours sincerely",
    ),
    (
        "1e77e200-0000-4000-8000-000000000002",
        "letter",
        "change of address",
        "We have changed your address",
        "Dear ((address_line_1)),\n\nWe will write to you here from ((date)).",
    ),
)


def default_state() -> State:
    """Makes a new state of the default world, which shares nothing with others."""
    service = Service(
        slug="sandbox",
        id=SERVICE_ID,
        name="Sandbox",
        email_sender_local_part="sandbox",
        permissions=PERMISSIONS,
        contact_link=CONTACT_LINK,
        rate_limit_per_minute=RATE_LIMIT,
        daily_limits=dict(DAILY_LIMITS),
        api_keys=[
            ApiKey(slug=key_type, id=UUID(f"{secret[:-1]}1"), name=name, key_type=key_type, secret=secret)
            for key_type, name, secret in _KEYS
        ],
        sms_senders=[
            SmsSender(
                slug="default", id=UUID("5e2de200-0000-4000-8000-000000000001"), sms_sender="GOVUK", is_default=True
            ),
            SmsSender(slug="second", id=UUID("5e2de200-0000-4000-8000-000000000002"), sms_sender="SANDBOX"),
        ],
        email_reply_tos=[
            EmailReplyTo(
                slug="default",
                id=UUID("2e917200-0000-4000-8000-000000000001"),
                email_address="reply@sandbox.example.gov.uk",
                is_default=True,
            )
        ],
        team=[_TEAM_MEMBER, "+447700900999"],
        templates=[_template(*facts) for facts in _TEMPLATES],
        receiving_number="07700900800",
    )
    return State([service])


def _template(identifier: str, channel: MessageType, name: str, subject: str | None, body: str) -> TemplateRecord:
    version = TemplateVersion(
        version=1,
        name=name,
        subject=subject,
        body=body,
        postage="second" if channel == "letter" else None,
        created_at=_CREATED_AT,
        created_by=_TEAM_MEMBER,
    )
    return TemplateRecord(slug=name.replace(" ", "-"), id=UUID(identifier), type=channel, versions=[version])
