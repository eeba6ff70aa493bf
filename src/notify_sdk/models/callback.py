"""Generated from schema/ by `scripts/generate`. Do not edit: change the schema and generate again."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from notify_sdk._validation.fields import ReturnedTemplateId
from notify_sdk._validation.response import Response


class DeliveryReceipt(Response):
    """The final status of a text message or an email."""

    id: UUID
    """The message's id."""

    reference: str | None
    """Your own reference for the message, or null if you gave none."""

    to: str
    """The email address or phone number it was sent to."""

    status: Literal["delivered", "permanent-failure", "temporary-failure", "technical-failure"] | str
    """The status it reached. `technical-failure` is documented, but Notify posts no receipt for it: read the message instead."""

    created_at: AwareDatetime
    """When Notify accepted the message."""

    completed_at: AwareDatetime | None
    """When it reached its final status."""

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
    """The text of the message."""

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
    """The email address of the person who sent it from the Notify website; `API` for a letter sent by the API. It may be null."""

    template_name: str | None
    """The name of its template, or null for a letter that was sent as a PDF."""

    template_id: ReturnedTemplateId | None
    """The template that made it, or None for a letter that was sent as a PDF: Notify writes the text `None` then."""

    template_version: int | None
    """The version of the template, or null for a letter that was sent as a PDF."""

    spreadsheet_file_name: str | None
    """The spreadsheet it was sent from, or null."""

    spreadsheet_row_number: int | None
    """The row of that spreadsheet, or null."""

    upload_letter_file_name: str | None
    """The PDF it was uploaded as, or null."""


class ComplaintCallback(Response):
    """Somebody has marked an email as spam in their mail program."""

    notification_id: UUID
    """The email's id."""

    complaint_id: UUID | None = None
    """The complaint's own id, if it was posted."""

    reference: str | None
    """Your own reference for the message, or null if you gave none."""

    to: str
    """The email address it was sent to."""

    complaint_date: AwareDatetime
    """When the complaint was made."""
