"""The state of a sandbox: records with the fields of a world file, in its order."""

from __future__ import annotations

import threading
from bisect import insort
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias, TypeVar
from uuid import UUID

from typing_extensions import deprecated

from notify_sdk._message_types import MessageType
from notify_sdk.sandbox.wire import JSONValue, Request

from .index import Index
from .service_parts import ApiKey, Callback, EmailFile, EmailReplyTo, KeyType, LetterContact, SmsSender, User

CallbackKind: TypeAlias = Literal["delivery_receipt", "received_text", "returned_letter"]


@dataclass(slots=True, kw_only=True)
class TemplateVersion:
    """A version of a template.

    Attributes:
        version: Its number, from 1.
        name: The template's name.
        subject: The subject of an email or the heading of a letter; None for a text message.
        body: The body, with `((placeholders))`.
        postage: The postage of a letter, unless it goes abroad.
        archived: Whether this version deleted the template.
        created_at: When the template was made.
        updated_at: When this version was made; None for the first.
        created_by: The email address of the person who made it.
        letter_contact_block_id: The id of the sender's address on a letter, one of the service's `letter_contacts`.
        letter_contact_block: The sender's address on a letter.
        letter_languages: The languages of a letter.
        letter_welsh_subject: The Welsh heading of a letter.
        letter_welsh_content: The Welsh text of a letter.
    """

    version: int
    name: str
    subject: str | None = None
    body: str
    postage: str | None = None
    archived: bool = False
    created_at: datetime
    updated_at: datetime | None = None
    created_by: str = ""
    letter_contact_block_id: UUID | None = None
    letter_contact_block: str | None = None
    letter_languages: str | None = None
    letter_welsh_subject: str | None = None
    letter_welsh_content: str | None = None


@dataclass(kw_only=True)
class TemplateRecord:
    """A template with all its versions.

    Attributes:
        slug: A short name.
        id: The template's id.
        type: The type of its messages.
        archived: Whether it was deleted.
        hidden: Whether it is the template of precompiled letters, which cannot be read.
        has_unsubscribe_link: Whether its emails have an unsubscribe link.
        versions: Every version, oldest first.
        email_files: The template's own files.
    """

    slug: str
    id: UUID
    type: MessageType
    archived: bool = False
    hidden: bool = False
    has_unsubscribe_link: bool = False
    versions: list[TemplateVersion]
    email_files: list[EmailFile] = field(default_factory=list[EmailFile])

    @property
    def current(self) -> TemplateVersion:
        """The newest version."""
        return self.versions[-1]

    def version(self, number: int) -> TemplateVersion | None:
        """Finds a version of the template.

        Args:
            number: Its number, from 1; 0 means the current one.

        Returns:
            The version, or None if there is none of this number.
        """
        if number == 0:
            return self.current
        return next((version for version in self.versions if version.version == number), None)


@dataclass(slots=True, kw_only=True)
class NotificationRecord:
    """A text message, email or letter that was sent.

    Attributes:
        slug: A short name, if it comes from a world file.
        id: Its id.
        service_id: The service that sent it.
        type: Its type.
        template_id: The template it was made from.
        template_version: The version of the template.
        key_type: The type of the key it was sent with.
        status: Its status as the service stores it: a letter that the API shows as `accepted` is `created`.
        to: The recipient as it was given; for a letter the lines of the address.
        personalisation: The values of its placeholders.
        reference: The sender's own reference.
        created_at: When it was sent.
        sent_at: When it went to the provider.
        updated_at: When its status last changed.
        billable_units: How many fragments of a text message or sheets of a letter are charged.
        rate_multiplier: The multiplier of a fragment's price.
        postage: The postage of a letter.
        job: The upload of a spreadsheet that it came from, if it did.
        job_row_number: Its row in that spreadsheet.
        created_by_name: The name of the person who sent it from Notify's website.
        unsubscribe_link: The unsubscribe link of an email.
        international: Whether it is an international text message or letter.
        pdf_available: Whether the PDF of a letter is ready.
        pdf: The PDF of a precompiled letter.
        reply_to_text: The sender of a text message, or the reply-to address of an email.
        request: The request that made it; None if it comes from a world file.
    """

    slug: str | None = None
    id: UUID
    service_id: UUID
    type: MessageType
    template_id: UUID
    template_version: int
    key_type: KeyType
    status: str
    to: str = field(repr=False)
    personalisation: Mapping[str, JSONValue] = field(default_factory=dict[str, JSONValue], repr=False)
    reference: str | None = None
    created_at: datetime
    sent_at: datetime | None = None
    updated_at: datetime | None = None
    billable_units: int = 0
    rate_multiplier: float | None = None
    postage: str | None = None
    job: UUID | None = None
    job_row_number: int | None = None
    created_by_name: str | None = None
    unsubscribe_link: str | None = None
    international: bool = False
    pdf_available: bool = False
    pdf: bytes | None = field(default=None, repr=False)
    reply_to_text: str | None = None
    request: Request | None = field(default=None, repr=False)


@dataclass(slots=True, kw_only=True)
class ReceivedTextRecord:
    """A text message that somebody sent to a service.

    Attributes:
        id: Its id.
        created_at: When it was received.
        service_id: The service that received it.
        notify_number: The service's number.
        user_number: The sender's number.
        content: The text.
    """

    id: UUID
    created_at: datetime
    service_id: UUID
    notify_number: str
    user_number: str = field(repr=False)
    content: str = field(repr=False)


@dataclass(kw_only=True)
class Service:
    """A service with all its data.

    Its messages are sorted from oldest to newest.

    Attributes:
        slug: A short name.
        id: The service's id.
        name: The service's name.
        email_sender_local_part: The part before the @ of the address that emails come from.
        permissions: What the service may do, such as `email`, `sms`, `letter`, `international_sms`.
        restricted: Whether the service is in trial mode.
        active: False if the service was archived.
        contact_link: The contact details for recipients of files; without one, files cannot be sent.
        rate_limit_per_minute: How many requests a minute each type of key may make.
        daily_limits: How many messages of each type a day it may send.
        api_keys: The service's API keys.
        sms_senders: The senders of text messages.
        email_reply_tos: The reply-to addresses of emails.
        letter_contacts: The sender's addresses for letters.
        guest_list: Recipients besides the team that a team key, or a service in trial mode, may send to.
        team: The email addresses and phone numbers of the team.
        receiving_number: The number on which the service receives text messages.
        callbacks: Where each kind of callback is posted to.
        templates: The service's templates.
        notifications: The messages that the service has sent.
        received_text_messages: The text messages that the service has received.
    """

    slug: str
    id: UUID
    name: str
    email_sender_local_part: str
    permissions: frozenset[str]
    restricted: bool = False
    active: bool = True
    contact_link: str | None = None
    rate_limit_per_minute: int = 3000
    daily_limits: dict[str, int] = field(default_factory=dict[str, int])
    api_keys: list[ApiKey] = field(default_factory=list[ApiKey])
    sms_senders: list[SmsSender] = field(default_factory=list[SmsSender])
    email_reply_tos: list[EmailReplyTo] = field(default_factory=list[EmailReplyTo])
    letter_contacts: list[LetterContact] = field(default_factory=list[LetterContact])
    guest_list: list[str] = field(default_factory=list[str], repr=False)
    team: list[str] = field(default_factory=list[str], repr=False)
    receiving_number: str | None = None
    callbacks: dict[CallbackKind, Callback] = field(default_factory=dict["CallbackKind", Callback])
    templates: list[TemplateRecord] = field(default_factory=list[TemplateRecord])
    notifications: list[NotificationRecord] = field(default_factory=list[NotificationRecord])
    received_text_messages: list[ReceivedTextRecord] = field(default_factory=list[ReceivedTextRecord])

    _by_id: dict[UUID, TemplateRecord] = field(default_factory=dict[UUID, TemplateRecord], repr=False, compare=False)

    @property
    def default_sms_sender(self) -> str:
        """The sender of a text whose request names none."""
        return next((sender.sms_sender for sender in self.sms_senders if sender.is_default), "GOVUK")

    def template(self, template_id: UUID) -> TemplateRecord | None:
        """Finds a template of the service.

        Args:
            template_id: The id.

        Returns:
            The template, or None. It may be hidden or archived.
        """
        if len(self._by_id) != len(self.templates):
            self._by_id = {template.id: template for template in self.templates}
        return self._by_id.get(template_id)

    def add_template(self, template: TemplateRecord) -> None:
        """Adds a template. It replaces one with the same id.

        Args:
            template: The template.
        """
        self.templates = [each for each in self.templates if each.id != template.id]
        self.templates.append(template)
        self._by_id = {}


@dataclass(slots=True, kw_only=True)
class Settings:
    """Settings of the platform, not of a service."""

    page_size: int = 250
    email_domain: str = "notifications.service.gov.uk"
    documents_host: str = "https://documents.service.gov.uk"
    fake_letter_delivery: bool = True
    """Whether letters of a test key begin as `sending`; otherwise they are `delivered` at once."""


MessageRecord: TypeAlias = NotificationRecord | ReceivedTextRecord
"""A message that was sent, or a text that was received."""

_MessageT = TypeVar("_MessageT", "NotificationRecord", "ReceivedTextRecord")

Watcher: TypeAlias = Callable[[MessageRecord], None]
"""Called after a message was added or changed, with the state's lock held."""


class State:
    """Everything that a sandbox holds.

    A change needs `lock`, and a call of `changed` after it; reading lists needs `lock`, too.

    Args:
        services: The services, with the messages of the start.
        users: The people who work on them.
        settings: The settings of the platform; the usual ones if None.
    """

    def __init__(
        self, services: list[Service], users: list[User] | None = None, settings: Settings | None = None
    ) -> None:
        self.lock: AbstractContextManager[object] = threading.RLock()
        self.settings: Settings = settings or Settings()
        self.users: list[User] = users or []
        self.services: dict[UUID, Service] = {service.id: service for service in services}
        self.watchers: list[Watcher] = []
        self.version: int = 0
        """Increases with every change."""
        self.notifications: dict[UUID, NotificationRecord] = {}
        self.received_texts: dict[UUID, ReceivedTextRecord] = {}
        self.index: Index[NotificationRecord] = Index()
        """Finds notifications; every call needs `lock`."""
        for service in services:
            service.notifications.sort(key=_created)
            service.received_text_messages.sort(key=_created)
            self._index(service)
        self._initial_messages = self._messages()

    def add(self, message: MessageRecord) -> None:
        """Adds a new message, sorted by time, and calls the watchers.

        Args:
            message: The message.
        """
        with self.lock:
            service = self.services[message.service_id]
            if isinstance(message, NotificationRecord):
                self.notifications[message.id] = message
                _insert(service.notifications, message)
                self.index.add(message)
            else:
                self.received_texts[message.id] = message
                _insert(service.received_text_messages, message)
            self._watched(message)

    def changed(self, message: MessageRecord) -> None:
        """Calls the watchers for a message that is new or was changed.

        Args:
            message: The message.
        """
        if isinstance(message, NotificationRecord):
            self.index.changed(message)
        self._watched(message)

    def _watched(self, message: MessageRecord) -> None:
        self.version += 1
        for watcher in self.watchers:
            watcher(message)

    def restart(self) -> None:
        """Goes back to the messages of the start, as they were then. Calls no watcher."""
        with self.lock:
            self.notifications.clear()
            self.received_texts.clear()
            self.index = Index()
            for service in self:
                service.notifications, service.received_text_messages = self._initial_messages.get(service.id, ([], []))
                self._index(service)
            self._initial_messages = self._messages()
            self.version += 1

    def restart_from(self, other: State) -> None:
        """Makes `restart` go back to the messages of another state of the same services.

        Args:
            other: The other state.
        """
        self._initial_messages = other._initial_messages

    @deprecated("State.begin_as is now State.restart_from")
    def begin_as(self, other: State) -> None:
        """As `restart_from`, whose name in 0.1 it is."""
        self.restart_from(other)

    def _index(self, service: Service) -> None:
        for notification in service.notifications:
            self.notifications[notification.id] = notification
            self.index.add(notification)
        self.received_texts.update((text.id, text) for text in service.received_text_messages)

    def _messages(self) -> dict[UUID, tuple[list[NotificationRecord], list[ReceivedTextRecord]]]:
        return {
            service.id: (list(map(copy, service.notifications)), list(map(copy, service.received_text_messages)))
            for service in self
            if service.notifications or service.received_text_messages
        }

    def __iter__(self) -> Iterator[Service]:
        return iter(self.services.values())


def _insert(messages: list[_MessageT], message: _MessageT) -> None:
    if not messages or messages[-1].created_at <= message.created_at:
        messages.append(message)
    else:
        insort(messages, message, key=_created)


def _created(message: MessageRecord) -> datetime:
    return message.created_at
