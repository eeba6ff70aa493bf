"""Generated from schema/ by `scripts/generate`. Do not edit: change the schema and generate again."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from notify_sdk._validation.response import Response


class SentTemplate(Response):
    """The template that made a message."""

    id: UUID
    """The template's id."""

    version: Annotated[int, Field(ge=1)]
    """The version that was used."""

    uri: str
    """The URL at which that version can be read."""


class SendResponse(Response):
    """What the answers to a text message, an email and a letter have in common."""

    id: UUID
    """The message's id, by which its status can be read."""

    reference: str | None
    """The reference you gave, or null."""

    uri: str
    """The URL at which the message can be read."""

    template: SentTemplate
    """The template and its version that made the message."""

    scheduled_for: AwareDatetime | None
    """Always null: Notify does not schedule messages sent by the API."""
