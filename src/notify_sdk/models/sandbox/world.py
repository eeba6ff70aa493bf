"""Generated from schema/ by `scripts/generate`. Do not edit: change the schema and generate again."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from notify_sdk._validation.response import Response


class WorldConfig(Response, extra="allow"):
    """Settings of the platform, not of a service. Other settings are ignored."""

    API_PAGE_SIZE: Annotated[int | None, Field(ge=1)] = None
    """How many messages a page of a list has; 250 if left out."""

    email_domain: str | None = None
    """The part after the @ of the address that emails come from."""

    documents_host: str | None = None
    """The address from which files sent by email are downloaded."""

    TEST_LETTERS_FAKE_DELIVERY: bool | None = None
    """Whether letters sent with a test key begin as `sending`; otherwise they are `delivered` at once."""


class WorldUser(Response, extra="forbid"):
    """Somebody who works on a service."""

    slug: str | None = None
    """A short name."""

    id: UUID | None = None
    """The user's id."""

    name: str | None = None
    """The user's name."""

    email_address: str
    """The user's email address."""

    mobile_number: str | None = None
    """The user's mobile number."""


class WorldDailyLimits(Response, extra="forbid"):
    """How many messages of each type the service may send in a day."""

    email: Annotated[int | None, Field(ge=0)] = None
    """Emails a day."""

    sms: Annotated[int | None, Field(ge=0)] = None
    """Texts a day."""

    letter: Annotated[int | None, Field(ge=0)] = None
    """Letters a day."""

    international_sms: Annotated[int | None, Field(ge=0)] = None
    """International texts a day."""


class WorldApiKey(Response, extra="forbid"):
    """An API key of a service."""

    id: UUID | None = None
    """The key's id."""

    name: str | None = None
    """The key's name, which is the first part of the key that clients take."""

    key_type: Literal["normal", "team", "test"]
    """The type of the key: it sends for real, only to the team and guest list, or only pretends to send."""

    secret: str | None = None
    """The secret: the last 36 characters of the key that clients take."""

    expiry_date: AwareDatetime | None = None
    """When the key was revoked, if it was."""

    client_key: str | None = None
    """The key that clients take. It is made from the rest and may be left out."""


class WorldSmsSender(Response, extra="forbid"):
    """A sender of texts: a name or a number."""

    slug: str | None = None
    """A short name."""

    id: UUID | None = None
    """Its id, for `sms_sender_id`."""

    sms_sender: str
    """What the recipient sees."""

    is_default: bool | None = None
    """Whether it is the sender of texts that name none."""

    archived: bool | None = None
    """Whether it was archived and can no longer be used."""


class WorldReplyTo(Response, extra="forbid"):
    """A reply-to address of emails."""

    slug: str | None = None
    """A short name."""

    id: UUID | None = None
    """Its id, for `email_reply_to_id`."""

    email_address: str
    """The address."""

    is_default: bool | None = None
    """Whether it is the reply-to address of emails that name none."""

    archived: bool | None = None
    """Whether it was archived and can no longer be used."""


class WorldLetterContact(Response, extra="forbid"):
    """A sender's address for letters."""

    slug: str | None = None
    """A short name."""

    id: UUID | None = None
    """Its id."""

    contact_block: str
    """The lines of the address."""

    is_default: bool | None = None
    """Whether new templates use it."""


class WorldCallback(Response, extra="forbid"):
    """Where one kind of callback is posted to."""

    url: str
    """The URL, which begins with https:// or http://."""

    bearer_token: str
    """The token in the `authorization` header, after `Bearer`."""


class WorldCallbacks(Response, extra="forbid"):
    """Where Notify posts the service's callbacks to."""

    delivery_receipt: WorldCallback | None = None
    """Posted when a text or an email reaches its final status."""

    received_text: WorldCallback | None = None
    """Posted when the service receives a text."""

    returned_letter: WorldCallback | None = None
    """Posted when a letter is returned."""


class WorldTemplateVersion(Response, extra="forbid"):
    """A version of a template."""

    version: Annotated[int | None, Field(ge=1)] = None
    """Its number, from 1."""

    name: str | None = None
    """The template's name."""

    subject: str | None = None
    """The subject of an email, the heading of a letter."""

    body: str
    """The body, with ((placeholders))."""

    postage: str | None = None
    """The postage of a letter, unless it goes abroad."""

    archived: bool | None = None
    """Whether this version deleted the template."""

    created_at: AwareDatetime | None = None
    """When the template was made."""

    updated_at: AwareDatetime | None = None
    """When this version was made, unless it is the first."""

    created_by: str | None = None
    """The email address of the person who made it."""

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
    """A file of a template."""

    id: UUID | None = None
    """Its id."""

    filename: str
    """Its name, which is a placeholder in the text."""

    link_text: str | None = None
    """The text of the link to it."""

    retention_period_weeks: int | None = None
    """How many weeks it can be downloaded."""

    validate_users_email: bool | None = None
    """Whether the recipient must give their email address first."""


class WorldNotification(Response, extra="forbid"):
    """A message that was sent."""

    slug: str | None = None
    """A short name."""

    id: UUID | None = None
    """Its id."""

    type: Literal["sms", "email", "letter"] | None = None
    """Its type; that of its template if left out."""

    template_id: UUID
    """The template it was made from."""

    template_version: Annotated[int | None, Field(ge=1)] = None
    """The version of the template; the newest if left out."""

    key_type: Literal["normal", "team", "test"] | None = None
    """The type of key it was sent with; normal if left out."""

    status: str | None = None
    """Its status, as the service stores it (`created`, `sending`, `delivered` ...) or as the API shows it (for a letter `accepted`, `received`); `delivered` if left out."""

    to: str
    """The recipient as it was given; for a letter the lines of the address."""

    personalisation: dict[str, Any] | None = None
    """The values of its placeholders."""

    reference: str | None = None
    """The sender's own reference."""

    created_at: AwareDatetime | None = None
    """When it was sent; the present time if left out."""

    sent_at: AwareDatetime | None = None
    """When it went to the provider."""

    updated_at: AwareDatetime | None = None
    """When its status last changed."""

    billable_units: int | None = None
    """How many fragments of a text or sheets of a letter are charged."""

    rate_multiplier: float | None = None
    """The multiplier of a fragment's price."""

    postage: str | None = None
    """The postage of a letter."""

    job: UUID | None = None
    """The upload of a spreadsheet that it came from, if it did."""

    job_row_number: int | None = None
    """Its row in that spreadsheet."""

    created_by_name: str | None = None
    """The name of the person who sent it from Notify's website."""

    unsubscribe_link: str | None = None
    """The unsubscribe link of an email."""

    international: bool | None = None
    """Whether it is an international text or letter."""

    pdf_available: bool | None = None
    """Whether the PDF of a letter is ready."""

    pdf: str | None = None
    """The PDF of a precompiled letter, in base64."""

    reply_to_text: str | None = None
    """The sender of a text, or the reply-to address of an email."""


class WorldReceivedText(Response, extra="forbid"):
    """A text that the service has received."""

    id: UUID | None = None
    """Its id."""

    service_id: UUID | None = None
    """The service it belongs to."""

    created_at: AwareDatetime | None = None
    """When it was received; the present time if left out."""

    notify_number: str | None = None
    """The service's number."""

    user_number: str
    """The sender's number."""

    content: str
    """The text."""


class WorldTemplate(Response, extra="forbid"):
    """A template: either with its text, as in Notify's answers, or with all its versions."""

    slug: str | None = None
    """A short name."""

    id: UUID | None = None
    """The template's id; made from its slug or name if left out."""

    type: Literal["sms", "email", "letter"]
    """The type of its messages."""

    archived: bool | None = None
    """Whether it was deleted."""

    hidden: bool | None = None
    """Whether it is the hidden template of precompiled letters."""

    has_unsubscribe_link: bool | None = None
    """Whether its emails have an unsubscribe link."""

    current_version: Annotated[int | None, Field(ge=1)] = None
    """The number of its newest version, which is the last of `versions`."""

    name: str | None = None
    """Its name, if it has no `versions`; its slug if left out."""

    subject: str | None = None
    """The subject of an email, the heading of a letter, if it has no `versions`."""

    body: str | None = None
    """The body, if it has no `versions`."""

    postage: str | None = None
    """The postage of a letter, if it has no `versions`; `second` if left out."""

    version: Annotated[int | None, Field(ge=1)] = None
    """The number of its version, if it has no `versions`; 1 if left out."""

    created_at: AwareDatetime | None = None
    """When it was made, if it has no `versions`; the present time if left out."""

    updated_at: AwareDatetime | None = None
    """When it was last edited, if it was and it has no `versions`."""

    created_by: str | None = None
    """The email address of the person who made it, if it has no `versions`."""

    letter_contact_block: str | None = None
    """The sender's address, if it has no `versions`."""

    personalisation: dict[str, Any] | None = None
    """The placeholders, as in Notify's answers. The sandbox ignores them and finds them in the text."""

    versions: list[WorldTemplateVersion] | None = None
    """Every version, oldest first."""

    email_files: list[WorldEmailFile] | None = None
    """The template's own files."""


class WorldService(Response, extra="forbid"):
    """A service. What is left out gets a useful value: three keys, every permission, high limits."""

    slug: str | None = None
    """The service's key in `services`."""

    id: UUID | None = None
    """The service's id."""

    name: str | None = None
    """The service's name."""

    email_sender_local_part: str | None = None
    """The part before the @ of the address that emails come from."""

    permissions: list[str] | None = None
    """What the service may do: `email`, `sms`, `letter`, `international_sms`, `international_letters`, `inbound_sms`, `sms_to_uk_landlines` and others."""

    restricted: bool | None = None
    """Whether the service is in trial mode."""

    active: bool | None = None
    """False if the service was archived."""

    contact_link: str | None = None
    """The contact details for recipients of files; without one, files cannot be sent."""

    rate_limit_per_minute: Annotated[int | None, Field(ge=0)] = None
    """How many requests a minute each type of key may make."""

    daily_limits: WorldDailyLimits | None = None

    api_keys: dict[str, WorldApiKey] | None = None
    """The service's API keys by their slugs; a live, a team and a test key if left out."""

    sms_senders: list[WorldSmsSender] | None = None
    """The senders of texts; `GOVUK` if left out."""

    email_reply_tos: list[WorldReplyTo] | None = None
    """The reply-to addresses of emails."""

    letter_contacts: list[WorldLetterContact] | None = None
    """The sender's addresses for letters."""

    guest_list: list[str] | None = None
    """Recipients besides the team that a team key, or a service in trial mode, may send to."""

    team: list[str] | None = None
    """The email addresses and phone numbers of the team."""

    receiving_number: str | None = None
    """The number on which the service receives texts."""

    callbacks: WorldCallbacks | None = None

    templates: list[WorldTemplate] | None = None
    """The service's templates."""

    notifications: list[WorldNotification] | None = None
    """The messages that the service has sent."""

    received_text_messages: list[WorldReceivedText] | None = None
    """The texts that the service has received."""


class World(Response, extra="forbid"):
    """The services and messages that a sandbox starts with, and the format in which it dumps its state. The answer to `GET /v2/templates` is a world, too."""

    about: str | None = None
    """What this world is for. The sandbox ignores it."""

    t0: AwareDatetime | None = None
    """The time this world was made for. The sandbox ignores it."""

    config: WorldConfig | None = None

    users: list[WorldUser] | None = None
    """The people who work on the services."""

    services: Annotated[dict[str, WorldService] | None, Field(min_length=1)] = None
    """The services by their slugs. The sandbox's `api_key` and the like are those of the first one."""

    templates: list[WorldTemplate] | None = None
    """The templates of the default service, instead of `services`: the answer to `GET /v2/templates`."""
