"""Generated from schema/ by `scripts/generate`. Do not edit: change the schema and generate again."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from notify_sdk._validation.response import Response


class WorldConfig(Response, extra="allow"):
    """Figures of the platform rather than of one service. Others than these are ignored."""

    API_PAGE_SIZE: Annotated[int | None, Field(ge=1)] = None
    """How many messages a page of a list holds; 250 if left out."""

    email_domain: str | None = None
    """What stands behind the @ of the address that emails come from."""

    documents_host: str | None = None
    """Where files sent by email are downloaded from."""

    TEST_LETTERS_FAKE_DELIVERY: bool | None = None
    """Whether letters sent with a test key wait to be delivered; otherwise they are delivered at once."""


class WorldUser(Response, extra="forbid"):
    """Somebody who works on a service."""

    slug: str | None = None
    """A short name to tell it apart by."""

    id: UUID | None = None
    """The user's id."""

    name: str | None = None
    """The user's name."""

    email_address: str
    """Where the user gets email."""

    mobile_number: str | None = None
    """Where the user gets texts."""


class WorldDailyLimits(Response, extra="forbid"):
    """How many messages of each kind the service may send in a day."""

    email: Annotated[int | None, Field(ge=0)] = None
    """Emails a day."""

    sms: Annotated[int | None, Field(ge=0)] = None
    """Texts a day."""

    letter: Annotated[int | None, Field(ge=0)] = None
    """Letters a day."""

    international_sms: Annotated[int | None, Field(ge=0)] = None
    """Texts to other countries a day."""


class WorldApiKey(Response, extra="forbid"):
    """One of a service's keys."""

    id: UUID | None = None
    """The key's id."""

    name: str | None = None
    """The key's name, which is the first part of what an application is given."""

    key_type: Literal["normal", "team", "test"]
    """What the key may do."""

    secret: str | None = None
    """The last 36 characters of what an application is given."""

    expiry_date: AwareDatetime | None = None
    """When the key was revoked, if it was."""

    client_key: str | None = None
    """What an application is given; made from the rest, so it need not be there."""


class WorldSmsSender(Response, extra="forbid"):
    """A name or number that texts may come from."""

    slug: str | None = None
    """A short name to tell it apart by."""

    id: UUID | None = None
    """Its id, for `sms_sender_id`."""

    sms_sender: str
    """What the recipient sees."""

    is_default: bool | None = None
    """Whether texts come from it unless they say otherwise."""

    archived: bool | None = None
    """Whether it can no longer be used."""


class WorldReplyTo(Response, extra="forbid"):
    """An address that answers to emails may go to."""

    slug: str | None = None
    """A short name to tell it apart by."""

    id: UUID | None = None
    """Its id, for `email_reply_to_id`."""

    email_address: str
    """The address."""

    is_default: bool | None = None
    """Whether answers go there unless an email says otherwise."""

    archived: bool | None = None
    """Whether it can no longer be used."""


class WorldLetterContact(Response, extra="forbid"):
    """An address of the sender for letters."""

    slug: str | None = None
    """A short name to tell it apart by."""

    id: UUID | None = None
    """Its id."""

    contact_block: str
    """The lines of the address."""

    is_default: bool | None = None
    """Whether new templates have it."""


class WorldCallback(Response, extra="forbid"):
    """Where one kind of callback is posted to."""

    url: str
    """The address, which begins with https:// or http://."""

    bearer_token: str
    """What the `authorization` header says after `Bearer`."""


class WorldCallbacks(Response, extra="forbid"):
    """Where Notify tells the service what happened."""

    delivery_receipt: WorldCallback | None = None
    """Told when a text or email has reached its final status."""

    received_text: WorldCallback | None = None
    """Told when somebody sent a text to the service."""

    returned_letter: WorldCallback | None = None
    """Told when a letter came back."""


class WorldTemplateVersion(Response, extra="forbid"):
    """One version of a template."""

    version: Annotated[int | None, Field(ge=1)] = None
    """Its number, from 1."""

    name: str | None = None
    """The template's name."""

    subject: str | None = None
    """The subject of an email, the heading of a letter."""

    body: str
    """The text, with ((placeholders))."""

    postage: str | None = None
    """How a letter goes, unless it goes abroad."""

    archived: bool | None = None
    """Whether this version deleted the template."""

    created_at: AwareDatetime | None = None
    """When the template was made."""

    updated_at: AwareDatetime | None = None
    """When this version was made, unless it is the first."""

    created_by: str | None = None
    """The email address of whoever made it."""

    letter_contact_block_id: UUID | None = None
    """The sender's address, by the id of one of the service's `letter_contacts`."""

    letter_contact_block: str | None = None
    """The sender's address."""

    letter_languages: str | None = None
    """The languages of a letter."""

    letter_welsh_subject: str | None = None
    """The Welsh heading of a letter."""

    letter_welsh_content: str | None = None
    """The Welsh text of a letter."""


class WorldEmailFile(Response, extra="forbid"):
    """A file that a template brings along."""

    id: UUID | None = None
    """Its id."""

    filename: str
    """Its name, which is a placeholder in the text."""

    link_text: str | None = None
    """What the link to it says."""

    retention_period_weeks: int | None = None
    """How many weeks it can be downloaded."""

    validate_users_email: bool | None = None
    """Whether the recipient must give their email address first."""


class WorldNotification(Response, extra="forbid"):
    """A message that was sent."""

    slug: str | None = None
    """A short name to tell it apart by."""

    id: UUID | None = None
    """Its id."""

    type: Literal["sms", "email", "letter"] | None = None
    """What it is; what its template says if left out."""

    template_id: UUID
    """The template it was made from."""

    template_version: Annotated[int | None, Field(ge=1)] = None
    """The version of the template; the newest if left out."""

    key_type: Literal["normal", "team", "test"] | None = None
    """The type of key it was sent with; normal if left out."""

    status: str | None = None
    """How far it has come, in the service's words (`created`, `sending`, `delivered` ...) or in the API's (for a letter `accepted`, `received`); `delivered` if left out."""

    to: str
    """The recipient as given; a letter's lines of address."""

    personalisation: dict[str, Any] | None = None
    """The values it was filled in with."""

    reference: str | None = None
    """The sender's own reference."""

    created_at: AwareDatetime | None = None
    """When it was sent; the present moment if left out."""

    sent_at: AwareDatetime | None = None
    """When it went out."""

    updated_at: AwareDatetime | None = None
    """When its status last changed."""

    billable_units: int | None = None
    """Fragments of a text or sheets of a letter."""

    rate_multiplier: float | None = None
    """How many times a fragment costs."""

    postage: str | None = None
    """How a letter goes."""

    job: UUID | None = None
    """The spreadsheet it came from, if it was uploaded on the website."""

    job_row_number: int | None = None
    """Its row there."""

    created_by_name: str | None = None
    """Who sent it from the website."""

    unsubscribe_link: str | None = None
    """The address that an email says to unsubscribe at."""

    international: bool | None = None
    """Whether it went abroad."""

    pdf_available: bool | None = None
    """Whether a letter can be had as a PDF by now."""

    pdf: str | None = None
    """The PDF of a precompiled letter, in base64."""

    reply_to_text: str | None = None
    """The sender of a text, the address for answers to an email."""


class WorldReceivedText(Response, extra="forbid"):
    """A text that was sent to the service."""

    id: UUID | None = None
    """Its id."""

    service_id: UUID | None = None
    """The service it belongs to."""

    created_at: AwareDatetime | None = None
    """When it came; the present moment if left out."""

    notify_number: str | None = None
    """The service's number."""

    user_number: str
    """Who sent it."""

    content: str
    """What it says."""


class WorldTemplate(Response, extra="forbid"):
    """A template: with its text, as Notify's answers have it, or with all its versions."""

    slug: str | None = None
    """A short name to tell it apart by."""

    id: UUID | None = None
    """The template's id; made from its slug or name if left out."""

    type: Literal["sms", "email", "letter"]
    """What is made from it."""

    archived: bool | None = None
    """Whether it was deleted."""

    hidden: bool | None = None
    """Whether it stands behind precompiled letters and cannot be seen."""

    has_unsubscribe_link: bool | None = None
    """Whether its emails have a link to unsubscribe."""

    current_version: Annotated[int | None, Field(ge=1)] = None
    """The number of its newest version, which is the last of `versions`."""

    name: str | None = None
    """Its name, if it has no `versions`; its slug if left out."""

    subject: str | None = None
    """The subject of an email, the heading of a letter, if it has no `versions`."""

    body: str | None = None
    """The text, if it has no `versions`."""

    postage: str | None = None
    """How a letter goes, if it has no `versions`; `second` if left out."""

    version: Annotated[int | None, Field(ge=1)] = None
    """The number of its version, if it has no `versions`; 1 if left out."""

    created_at: AwareDatetime | None = None
    """When it was made, if it has no `versions`; the present moment if left out."""

    updated_at: AwareDatetime | None = None
    """When it was last edited, if it was and it has no `versions`."""

    created_by: str | None = None
    """The email address of whoever made it, if it has no `versions`."""

    letter_contact_block: str | None = None
    """The sender's address, if it has no `versions`."""

    personalisation: dict[str, Any] | None = None
    """The placeholders, as Notify's answers name them; the sandbox finds them in the text."""

    versions: list[WorldTemplateVersion] | None = None
    """Every version, oldest first."""

    email_files: list[WorldEmailFile] | None = None
    """The files that emails bring along."""


class WorldService(Response, extra="forbid"):
    """One service. Whatever is left out gets a useful value: three keys, every permission, generous limits."""

    slug: str | None = None
    """The name it has in `services` already."""

    id: UUID | None = None
    """The service's id."""

    name: str | None = None
    """The service's name."""

    email_sender_local_part: str | None = None
    """What stands before the @ of the address that emails come from."""

    permissions: list[str] | None = None
    """What the service may do: `email`, `sms`, `letter`, `international_sms`, `international_letters`, `inbound_sms`, `sms_to_uk_landlines` and others."""

    restricted: bool | None = None
    """Whether the service is in trial mode."""

    active: bool | None = None
    """False if the service was archived."""

    contact_link: str | None = None
    """Where recipients of files can ask questions; files can be sent only with one."""

    rate_limit_per_minute: Annotated[int | None, Field(ge=0)] = None
    """How many requests a minute each type of key may send with."""

    daily_limits: WorldDailyLimits | None = None

    api_keys: dict[str, WorldApiKey] | None = None
    """The service's keys, each under its slug; a live, a team and a test key if left out."""

    sms_senders: list[WorldSmsSender] | None = None
    """What texts may come from; GOVUK if left out."""

    email_reply_tos: list[WorldReplyTo] | None = None
    """Where answers to emails may go."""

    letter_contacts: list[WorldLetterContact] | None = None
    """The addresses of the sender that letters may show."""

    guest_list: list[str] | None = None
    """Who else a team key or a service in trial mode may send to."""

    team: list[str] | None = None
    """The email addresses and phone numbers of the team."""

    receiving_number: str | None = None
    """The number that texts to the service are sent to."""

    callbacks: WorldCallbacks | None = None

    templates: list[WorldTemplate] | None = None
    """The service's templates."""

    notifications: list[WorldNotification] | None = None
    """What the service has sent."""

    received_text_messages: list[WorldReceivedText] | None = None
    """What was sent to the service."""


class World(Response, extra="forbid"):
    """What a sandbox starts with, and what it writes when it is told to keep its state. The answer of `GET /v2/templates` is a world, too."""

    about: str | None = None
    """What this world is for; the sandbox makes nothing of it."""

    t0: AwareDatetime | None = None
    """The moment this world was made for; the sandbox makes nothing of it."""

    config: WorldConfig | None = None

    users: list[WorldUser] | None = None
    """The people who work on the services."""

    services: Annotated[dict[str, WorldService] | None, Field(min_length=1)] = None
    """The services, each under its slug. The sandbox's own keys are those of the first one."""

    templates: list[WorldTemplate] | None = None
    """The templates of the default service, instead of `services`: the answer of `GET /v2/templates`."""
