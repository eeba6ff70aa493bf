"""Generated from schema/ by `scripts/generate`. Do not edit: change the schema and generate again."""

from typing import TYPE_CHECKING, Annotated, Generic, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field
from typing_extensions import TypeVar

from notify_sdk._validation.accepted import Id
from notify_sdk._validation.fields import AddressLine, AnyUuid
from notify_sdk._validation.request import Request
from notify_sdk._validation.response import Response

from .send import SentTemplate
from .values import NotificationStatus, TemplateType


class SmsCostDetails(Response):
    """The details of the cost of a text message; empty while the cost is not known."""

    billable_sms_fragments: int | None = None
    """How many fragments are charged for."""

    international_rate_multiplier: float | None = None
    """How many times the UK rate a fragment costs in the recipient's country."""

    sms_rate: float | None = None
    """The price of one fragment to a UK number, in pounds."""


class EmailCostDetails(Response):
    """Empty: emails are free."""


class LetterCostDetails(Response):
    """The details of the cost of a letter; empty while the cost is not known."""

    billable_sheets_of_paper: int | None = None
    """How many sheets of paper are charged for."""

    postage: Literal["first", "second", "economy", "europe", "rest-of-world"] | str | None = None
    """The class of post."""


class Links(Response):
    """The addresses of this page of a list and of the next one."""

    current: str
    """The address of this page."""

    next: str | None = None
    """The address of the next page; left out when this page is empty."""


class SentNotification(Response):
    """What text messages, emails and letters have in common once they are sent."""

    id: UUID
    """The message's id."""

    reference: str | None
    """Your own reference for the message, or null if you gave none."""

    body: str
    """The text of the message, with every placeholder filled in."""

    template: SentTemplate
    """The template and its version that made the message."""

    created_at: AwareDatetime
    """When Notify accepted the message."""

    created_by_name: str | None
    """Who sent it from the Notify website; null for a message sent by the API."""

    sent_at: AwareDatetime | None
    """When it went to the provider, or null."""

    completed_at: AwareDatetime | None
    """When it reached its final status, or null."""

    scheduled_for: AwareDatetime | None
    """Always null for a message sent by the API."""

    is_cost_data_ready: bool
    """Whether the cost is known yet."""

    cost_in_pounds: float | None
    """What the message cost, in pounds; null while that is not known."""


class SmsNotification(SentNotification):
    """One text message that the service has sent. The JSON also has the keys of the other types; they are null."""

    type: Literal["sms"]
    """The type of the message."""

    status: (
        Literal[
            "created",
            "sending",
            "pending",
            "sent",
            "delivered",
            "permanent-failure",
            "temporary-failure",
            "technical-failure",
        ]
        | str
    )
    """The delivery status of the text message."""

    phone_number: str
    """The number it was sent to."""

    cost_details: SmsCostDetails
    """The details of the cost."""


class EmailNotification(SentNotification):
    """One email that the service has sent. The JSON also has the keys of the other types; they are null."""

    type: Literal["email"]
    """The type of the message."""

    status: (
        Literal["created", "sending", "delivered", "permanent-failure", "temporary-failure", "technical-failure"] | str
    )
    """The delivery status of the email."""

    email_address: str
    """The address it was sent to."""

    subject: str
    """The subject, with every placeholder filled in."""

    one_click_unsubscribe_url: str | None
    """The unsubscribe address given with the request, or null."""

    cost_details: EmailCostDetails
    """The details of the cost."""


class LetterNotification(SentNotification):
    """One letter that the service has sent. The JSON also has the keys of the other types; they are null."""

    type: Literal["letter"]
    """The type of the message."""

    status: (
        Literal[
            "accepted",
            "received",
            "cancelled",
            "pending-virus-check",
            "virus-scan-failed",
            "validation-failed",
            "technical-failure",
            "permanent-failure",
        ]
        | str
    )
    """The delivery status of the letter."""

    subject: str
    """The heading of the letter; for a precompiled letter its file name."""

    line_1: AddressLine
    """Line 1 of the address as it was sent, or null."""

    line_2: AddressLine
    """Line 2 of the address as it was sent, or null."""

    line_3: AddressLine
    """Line 3 of the address as it was sent, or null."""

    line_4: AddressLine
    """Line 4 of the address as it was sent, or null."""

    line_5: AddressLine
    """Line 5 of the address as it was sent, or null."""

    line_6: AddressLine
    """Line 6 of the address as it was sent, or null."""

    postcode: AddressLine
    """The postcode as it was sent, or null if the address was given as lines."""

    postage: Literal["first", "second", "economy", "europe", "rest-of-world"] | str | None
    """The class of post."""

    estimated_delivery: AwareDatetime
    """When the letter is expected to arrive."""

    cost_details: LetterCostDetails
    """The details of the cost."""


Notification = Annotated[
    SmsNotification | EmailNotification | LetterNotification, Response.__by_class__, Field(discriminator="type")
]
"""One message that the service has sent, distinguished by `type`."""


Notification_co = TypeVar("Notification_co", default=Notification, covariant=True)


class NotificationList(Response, Generic[Notification_co]):
    """One page of the messages that the service has sent, newest first."""

    notifications: list[Notification_co]
    """The messages of this page."""

    links: Links
    """This page and the next one."""


class NotificationsQuery(Request, extra="forbid"):
    """The filters of a list of messages."""

    reference: str | None = None
    """Only messages with this reference."""

    status: list[NotificationStatus] | None = None
    """Only messages with one of these statuses."""

    template_type: list[TemplateType] | None = None
    """Only messages of these types."""

    include_jobs: Literal["true", "True"] | None = None
    """`true` to include messages sent from the Notify website as part of a job. Nothing else is accepted, not even `false`."""

    older_than: AnyUuid | None = None
    """Only messages older than the one with this id."""
    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            reference: str | None = None,
            status: list[NotificationStatus] | list[str] | None = None,
            template_type: list[TemplateType] | list[str] | None = None,
            include_jobs: Literal["true", "True"] | None = None,
            older_than: Id | None = None,
        ) -> None: ...
