"""Generated from schema/ by `scripts/generate`. Do not edit: change the schema and generate again."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from notify_sdk._validation.accepted import EmailRecipient, Id, Names, Personalisation, SendTime
from notify_sdk._validation.fields import (
    AnyUuid,
    EmailAddress,
    EmailPersonalisationValue,
    SanitiseContentFor,
    ScheduledFor,
    UnsubscribeUrl,
)
from notify_sdk._validation.request import Request
from notify_sdk._validation.response import Response

from .send import SendResponse


class SendEmailRequest(Request, extra="forbid"):
    """The request to send one email."""

    reference: Annotated[str | None, Field(max_length=1000)] = None
    """Your own reference for this message, or for a batch of messages. Notify returns it to you and never shows it to the recipient."""

    email_address: EmailAddress
    """The address to send to."""

    template_id: AnyUuid
    """The template to fill in."""

    personalisation: dict[str, EmailPersonalisationValue] | None = None
    """The value of each placeholder in the template; a file is given as an upload."""

    scheduled_for: ScheduledFor | None = None
    """A time within the next 24 hours. Notify checks it and then sends at once."""

    email_reply_to_id: AnyUuid | None = None
    """Which of the service's reply-to addresses to use; the default one if left out."""

    one_click_unsubscribe_url: UnsubscribeUrl | None = None
    """An https address that mail programs call when the recipient unsubscribes."""

    sanitise_content_for: SanitiseContentFor | None = None
    """The placeholders whose values come from untrusted people: links and formatting in them are made harmless."""
    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            reference: str | None = None,
            email_address: EmailRecipient,
            template_id: Id,
            personalisation: Personalisation | None = None,
            scheduled_for: SendTime | None = None,
            email_reply_to_id: Id | None = None,
            one_click_unsubscribe_url: str | None = None,
            sanitise_content_for: Names | None = None,
        ) -> None: ...


class EmailContent(Response):
    """What the recipient of the email reads."""

    subject: str
    """The subject, with every placeholder filled in."""

    body: str
    """The body in Notify's Markdown, with every placeholder filled in."""

    from_email: str
    """The address that the email comes from."""

    one_click_unsubscribe_url: str | None
    """The unsubscribe address given with the request, or null."""


class SanitisedValue(Response):
    """A value of the personalisation before and after it was made harmless."""

    unsanitised: str
    """The value as it was sent."""

    sanitised: str
    """The value as the recipient sees it."""


class SendEmailResponse(SendResponse):
    """The answer to a send: Notify has accepted the email, and will send it."""

    content: EmailContent
    """The content that was made from the template."""

    sanitised_content: dict[str, SanitisedValue]
    """The values that sanitising changed, by placeholder."""
