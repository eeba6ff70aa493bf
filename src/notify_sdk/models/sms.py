"""Generated from schema/ by `scripts/generate`. Do not edit: change the schema and generate again."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from notify_sdk._validation.accepted import Id, Personalisation, SendTime, SmsRecipient
from notify_sdk._validation.fields import AnyUuid, PersonalisationValue, PhoneNumber, ScheduledFor
from notify_sdk._validation.request import Request
from notify_sdk._validation.response import Response

from .send import SendResponse


class SendSmsRequest(Request, extra="forbid"):
    """The request to send one text message."""

    reference: Annotated[str | None, Field(max_length=1000)] = None
    """Your own reference for this message, or for a batch of messages. Notify returns it to you and never shows it to the recipient."""

    phone_number: PhoneNumber
    """The number to send to: a UK number, or one of another country with its country code. Spaces, brackets and dashes may stay."""

    template_id: AnyUuid
    """The template to fill in."""

    personalisation: dict[str, PersonalisationValue] | None = None
    """The value of each placeholder in the template."""

    scheduled_for: ScheduledFor | None = None
    """A time within the next 24 hours. Notify checks it and then sends at once."""

    sms_sender_id: AnyUuid | None = None
    """Which of the service's text message senders to show; the default one if left out."""
    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            reference: str | None = None,
            phone_number: SmsRecipient,
            template_id: Id,
            personalisation: Personalisation | None = None,
            scheduled_for: SendTime | None = None,
            sms_sender_id: Id | None = None,
        ) -> None: ...


class SmsContent(Response):
    """What the recipient of the text message reads."""

    body: str
    """The text, with every placeholder filled in."""

    from_number: str
    """The sender that the recipient sees."""


class SendSmsResponse(SendResponse):
    """The answer to a send: Notify has accepted the text message, and will send it."""

    content: SmsContent
    """The content that was made from the template."""
