"""Generated from schema/ by `scripts/generate`. Do not edit: change the schema and generate again."""

from typing import Literal

TemplateType = Literal["sms", "email", "letter"]
"""What a template makes: a text message, an email or a letter."""


NotificationStatus = Literal[
    "cancelled",
    "created",
    "sending",
    "sent",
    "delivered",
    "pending",
    "failed",
    "technical-failure",
    "temporary-failure",
    "permanent-failure",
    "pending-virus-check",
    "validation-failed",
    "virus-scan-failed",
    "returned-letter",
    "accepted",
    "received",
]
"""The status of a message, as the filter of a list takes it."""


LetterPostage = Literal["first", "second", "economy"]
"""The classes of post that a sender may choose for a precompiled letter."""
