"""Generated from schema/ by `scripts/generate`. Do not edit: change the schema and generate again."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from notify_sdk._validation.base import Response


class DeliveryReceipt(Response):
    """What became of a message. Sent when a text message or an email reaches its last status."""

    id: UUID
    """The message's id."""

    reference: str | None
    """Your own reference for the message, or null if you gave none."""

    to: str
    """The email address or phone number it was sent to."""

    status: Literal["delivered", "permanent-failure", "temporary-failure", "technical-failure"] | str
    """The status it reached. `technical-failure` is documented, but Notify posts no receipt for it: ask for the message instead."""

    created_at: AwareDatetime
    """When Notify took the message."""

    completed_at: AwareDatetime | None
    """When it reached its last status."""

    sent_at: AwareDatetime | None
    """When it went to the provider, or null."""

    notification_type: Literal["sms", "email"] | str
    """A text message or an email."""

    template_id: UUID
    """The template that made it."""

    template_version: int
    """The version of the template."""


class ReceivedTextCallback(Response):
    """A text message that somebody has sent to the service."""

    id: UUID
    """The received text's id."""

    source_number: str
    """The number it came from."""

    destination_number: str
    """The service's number that it was sent to."""

    message: str
    """What it says."""

    date_received: AwareDatetime
    """When Notify received it."""


class ReturnedLetterCallback(Response):
    """A letter that came back because it could not be delivered."""

    notification_id: UUID
    """The letter's id."""

    reference: str | None
    """Your own reference for the message, or null if you gave none."""

    date_sent: AwareDatetime
    """When the letter was sent."""

    sent_by: str | None
    """Who sent it from the Notify website; null for a letter sent by the API."""

    template_name: str
    """The name of its template."""

    template_id: UUID
    """The template that made it."""

    template_version: int
    """The version of the template."""

    spreadsheet_file_name: str | None
    """The spreadsheet it was sent from, or null."""

    spreadsheet_row_number: int | None
    """The row of that spreadsheet, or null."""

    upload_letter_file_name: str | None
    """The PDF it was uploaded as, or null."""
