"""World files: the state of a sandbox written down, as JSON or YAML."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from . import defaults
from .state import (
    ApiKey,
    Callback,
    CallbackKind,
    Channel,
    EmailFile,
    EmailReplyTo,
    LetterContact,
    Notification,
    ReceivedText,
    Service,
    Settings,
    SmsSender,
    State,
    Template,
    TemplateVersion,
    User,
)

if TYPE_CHECKING:
    from notify_sdk.models import sandbox as models

YAML = frozenset({".yaml", ".yml"})
"""The suffixes of world files in YAML; all others are JSON."""

_KEY_TYPES = ("normal", "team", "test")


class WorldError(ValueError):
    """A world file that cannot be read; the message names every place that is wrong, a line for each."""


def load_state(path: Path, now: datetime) -> State:
    """The state that a world file describes. `now` is when messages without a time were sent.

    Raises:
        WorldError: The file is not a world.
        OSError: The file cannot be read.
    """
    return state_of(_read(path), path.name, now)


def state_of(data: object, name: str, now: datetime) -> State:
    """The state that the parsed text of a world file describes. Raises `WorldError`; `name` is what it calls the file."""
    from pydantic import ValidationError

    from notify_sdk.models.sandbox import World

    try:
        world = World.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        places = (f"{'.'.join(map(str, entry['loc'])) or 'the whole file'}: {entry['msg']}" for entry in found)
        raise WorldError(f"{name} is not a world:\n" + "\n".join(places)) from None
    config = world.config
    settings = Settings()
    if config:
        settings.page_size = config.API_PAGE_SIZE or settings.page_size
        settings.email_domain = config.email_domain or settings.email_domain
        settings.documents_host = config.documents_host or settings.documents_host
        settings.fake_letter_delivery = config.TEST_LETTERS_FAKE_DELIVERY is not False
    users = [
        User(
            slug=user.slug or user.email_address,
            id=user.id or _made_id("user", user.email_address),
            name=user.name or user.email_address,
            email_address=user.email_address,
            mobile_number=user.mobile_number,
        )
        for user in world.users or ()
    ]
    try:
        services = [_service(slug, service, now) for slug, service in world.services.items()]
    except WorldError as error:
        raise WorldError(f"{name} is not a world:\n{error}") from None
    return State(services, users, settings)


def _read(path: Path) -> object:
    text = path.read_text(encoding="utf-8")
    if path.suffix.lower() in YAML:
        import yaml

        try:
            return yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise WorldError(f"{path.name} is not YAML: {error}") from None
    try:
        return json.loads(text)
    except ValueError as error:
        raise WorldError(f"{path.name} is not JSON: {error}") from None


def _service(slug: str, world: models.WorldService, now: datetime) -> Service:
    identifier = world.id or _made_id(slug)
    name = world.name or slug
    limits = world.daily_limits.model_dump(exclude_none=True) if world.daily_limits else {}
    contacts = [
        LetterContact(
            slug=contact.slug,
            id=contact.id or _made_id(slug, "contact", contact.contact_block),
            contact_block=contact.contact_block,
            is_default=bool(contact.is_default),
        )
        for contact in world.letter_contacts or ()
    ]
    service = Service(
        slug=slug,
        id=identifier,
        name=name,
        email_sender_local_part=world.email_sender_local_part or slug.replace("_", ".").lower(),
        permissions=defaults.PERMISSIONS if world.permissions is None else frozenset(world.permissions),
        restricted=bool(world.restricted),
        active=world.active is not False,
        contact_link=world.contact_link if "contact_link" in world.model_fields_set else defaults.CONTACT_LINK,
        rate_limit_per_minute=_or(world.rate_limit_per_minute, defaults.RATE_LIMIT),
        daily_limits={**defaults.DAILY_LIMITS, **limits},
        api_keys=_api_keys(slug, world.api_keys),
        sms_senders=_sms_senders(slug, world.sms_senders),
        email_reply_tos=[
            EmailReplyTo(
                slug=address.slug,
                id=address.id or _made_id(slug, "reply to", address.email_address),
                email_address=address.email_address,
                is_default=bool(address.is_default),
                archived=bool(address.archived),
            )
            for address in world.email_reply_tos or ()
        ],
        letter_contacts=contacts,
        guest_list=list(world.guest_list or ()),
        team=list(world.team or ()),
        templates=[_template(slug, template, now, contacts) for template in world.templates or ()],
        receiving_number=world.receiving_number,
        callbacks=_callbacks(world.callbacks),
    )
    for place, notification in enumerate(world.notifications or ()):
        service.notifications.append(_notification(service, notification, place, now))
    for place, text in enumerate(world.received_text_messages or ()):
        service.received_text_messages.append(
            ReceivedText(
                id=text.id or _made_id(slug, "received", str(place)),
                service_id=identifier,
                created_at=text.created_at or now,
                notify_number=text.notify_number or service.receiving_number or "",
                user_number=text.user_number,
                content=text.content,
            )
        )
    return service


def _api_keys(slug: str, keys: dict[str, models.WorldApiKey] | None) -> list[ApiKey]:
    if keys is None:
        return [
            ApiKey(
                slug=kind,
                id=_made_id(slug, "key", kind),
                name=f"{kind}_key",
                key_type=kind,
                secret=str(_made_id(slug, "secret", kind)),
            )
            for kind in ("normal", "team", "test")
        ]
    return [
        ApiKey(
            slug=name,
            id=key.id or _made_id(slug, "key", name),
            name=key.name or name,
            key_type=key.key_type,
            secret=key.secret or str(_made_id(slug, "secret", name)),
            expiry_date=key.expiry_date,
        )
        for name, key in keys.items()
    ]


def _sms_senders(slug: str, senders: list[models.WorldSmsSender] | None) -> list[SmsSender]:
    if senders is None:
        return [SmsSender(slug=None, id=_made_id(slug, "sender"), sms_sender="GOVUK", is_default=True)]
    return [
        SmsSender(
            slug=sender.slug,
            id=sender.id or _made_id(slug, "sender", sender.sms_sender),
            sms_sender=sender.sms_sender,
            is_default=bool(sender.is_default),
            archived=bool(sender.archived),
        )
        for sender in senders
    ]


def _callbacks(callbacks: models.WorldCallbacks | None) -> dict[CallbackKind, Callback]:
    found: dict[CallbackKind, models.WorldCallback | None] = {}
    if callbacks:
        found = {
            "delivery_receipt": callbacks.delivery_receipt,
            "received_text": callbacks.received_text,
            "returned_letter": callbacks.returned_letter,
        }
    return {kind: Callback(url=to.url, bearer_token=to.bearer_token) for kind, to in found.items() if to}


def _template(service: str, world: models.WorldTemplate, now: datetime, contacts: list[LetterContact]) -> Template:
    slug = world.slug or world.name
    if slug is None and world.id is None:
        raise WorldError(f"services.{service}.templates: a template needs a name, a slug or an id")
    identifier = world.id or _made_id(service, "template", slug or "")
    name = world.name or slug or str(identifier)
    if world.versions:
        versions = [
            _version(version, place, name, world.type, now) for place, version in enumerate(world.versions, start=1)
        ]
        for version in versions:
            _follow_contact(version, contacts, f"services.{service}.templates: {name}")
    elif world.body is None:
        raise WorldError(f"services.{service}.templates: {name} needs a body or versions")
    else:
        postage = world.postage or ("second" if world.type == "letter" else None)
        versions = [
            TemplateVersion(
                version=1, name=name, subject=world.subject, body=world.body, postage=postage, created_at=now
            )
        ]
    return Template(
        slug=slug or name,
        id=identifier,
        type=world.type,
        versions=versions,
        archived=bool(world.archived),
        hidden=bool(world.hidden),
        has_unsubscribe_link=bool(world.has_unsubscribe_link),
        email_files=[
            EmailFile(
                id=file.id or _made_id(service, "file", str(identifier), file.filename),
                filename=file.filename,
                link_text=file.link_text,
                retention_period_weeks=_or(file.retention_period_weeks, 26),
                validate_users_email=bool(file.validate_users_email),
            )
            for file in world.email_files or ()
        ],
    )


def _follow_contact(version: TemplateVersion, contacts: list[LetterContact], where: str) -> None:
    """Gives a version the contact block that its id names."""
    wanted = version.letter_contact_block_id
    if wanted is None:
        return
    found = next((contact for contact in contacts if contact.id == wanted), None)
    if found is None:
        raise WorldError(f"{where}: letter_contact_block_id: the service has no letter contact {wanted}")
    version.letter_contact_block = version.letter_contact_block or found.contact_block


def _version(
    world: models.WorldTemplateVersion, place: int, name: str, channel: Channel, now: datetime
) -> TemplateVersion:
    return TemplateVersion(
        version=world.version or place,
        name=world.name or name,
        body=world.body,
        created_at=world.created_at or now,
        subject=world.subject,
        postage=world.postage or ("second" if channel == "letter" else None),
        archived=bool(world.archived),
        updated_at=world.updated_at,
        created_by=world.created_by or "",
        letter_contact_block_id=world.letter_contact_block_id,
        letter_contact_block=world.letter_contact_block,
        letter_languages=world.letter_languages,
        letter_welsh_subject=world.letter_welsh_subject,
        letter_welsh_content=world.letter_welsh_content,
    )


def _notification(service: Service, world: models.WorldNotification, place: int, now: datetime) -> Notification:
    template = service.template(world.template_id)
    if template is None:
        where = f"services.{service.slug}.notifications.{place}.template_id"
        raise WorldError(f"{where}: the service has no template {world.template_id}")
    try:
        pdf = base64.b64decode(world.pdf, validate=True) if world.pdf is not None else None
    except binascii.Error:
        raise WorldError(f"services.{service.slug}.notifications.{place}.pdf: not base64") from None
    return Notification(
        id=world.id or _made_id(service.slug, "notification", str(place)),
        service_id=service.id,
        type=world.type or template.type,
        template_id=template.id,
        template_version=world.template_version or template.current.version,
        key_type=world.key_type or "normal",
        status=world.status or "delivered",
        to=world.to,
        created_at=world.created_at or now,
        slug=world.slug,
        personalisation=world.personalisation or {},
        reference=world.reference,
        sent_at=world.sent_at,
        updated_at=world.updated_at,
        billable_units=_or(world.billable_units, 0),
        rate_multiplier=world.rate_multiplier,
        postage=world.postage or (template.current.postage if template.type == "letter" else None),
        job=world.job,
        job_row_number=world.job_row_number,
        created_by_name=world.created_by_name,
        unsubscribe_link=world.unsubscribe_link,
        international=bool(world.international),
        pdf_available=bool(world.pdf_available),
        pdf=pdf,
        reply_to_text=world.reply_to_text,
    )


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value


def _made_id(*names: str) -> UUID:
    """An id that is the same each time for what has none of its own."""
    return uuid5(NAMESPACE_URL, "notify-sandbox:" + "/".join(names))
