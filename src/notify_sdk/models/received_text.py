"""Generated from schema/ by `scripts/generate`. Do not edit: change the schema and generate again."""

from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import AwareDatetime

from notify_sdk._validation.accepted import Id
from notify_sdk._validation.fields import AnyUuid
from notify_sdk._validation.request import Request
from notify_sdk._validation.response import Response

from .notification import Links


class ReceivedText(Response):
    """One text message that somebody sent to the service."""

    id: UUID
    """The received text's id."""

    created_at: AwareDatetime
    """When Notify received it."""

    service_id: UUID
    """The service it was sent to."""

    notify_number: str
    """The service's number that it was sent to."""

    user_number: str
    """The number, or the name, that it came from."""

    content: str
    """The text of the message."""


class ReceivedTextList(Response):
    """One page of received texts, newest first."""

    received_text_messages: list[ReceivedText]
    """The texts of this page."""

    links: Links
    """This page and the next one."""


class ReceivedTextsQuery(Request, extra="forbid"):
    """The filter of a list of received texts."""

    older_than: AnyUuid | None = None
    """Only texts older than the one with this id."""
    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            older_than: Id | None = None,
        ) -> None: ...
