"""World files: the state of a sandbox written down, as JSON or YAML."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard, cast
from uuid import UUID

from . import default as defaults
from .checks import OF_A_VERSION, derived_id, duplicate_ids, problems_in, template_id
from .files import WorldError, read
from .state import (
    ApiKey,
    Callback,
    CallbackKind,
    Channel,
    EmailFile,
    EmailReplyTo,
    LetterContact,
    NotificationRecord,
    ReceivedTextRecord,
    Service,
    Settings,
    SmsSender,
    State,
    TemplateRecord,
    TemplateVersion,
    User,
)
from .statuses import stored_status

if TYPE_CHECKING:
    from pydantic import BaseModel

    from notify_sdk.models import sandbox as models


def load_state(path: Path, now: datetime) -> State:
    """The state that a world file describes. `now` is when messages without a time were sent.

    Raises:
        WorldError: The file is not a world.
        OSError: The file cannot be read.
    """
    return state_of(read(path), path.name, now)


def state_of(data: object, name: str, now: datetime) -> State:
    """The state that the parsed text of a world file describes; the answer of `GET /v2/templates` is one, too.

    Args:
        data: What the file says.
        name: What errors call the file.
        now: When messages without a time were sent.

    Raises:
        WorldError: It is not a world.
    """
    from pydantic import ValidationError

    from notify_sdk.models.sandbox import World

    try:
        world = World.model_validate(_known_fields(data))
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise _world_error(
            name, [f"{'.'.join(map(str, each['loc'])) or 'the whole file'}: {each['msg']}" for each in found]
        ) from None
    wrong = list(problems_in(world))
    if wrong:
        raise _world_error(name, wrong)
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
            id=user.id or derived_id("user", user.email_address),
            name=user.name or user.email_address,
            email_address=user.email_address,
            mobile_number=user.mobile_number,
        )
        for user in world.users or ()
    ]
    if world.templates is None:
        services = {f"services.{slug}": _service(slug, each, now) for slug, each in (world.services or {}).items()}
    else:
        (service,) = defaults.default_state()
        service.templates = [_template(service.slug, template, now, {}) for template in world.templates]
        services = {"": service}
    wrong = list(duplicate_ids(users, services))
    if wrong:
        raise _world_error(name, wrong)
    return State(list(services.values()), users, settings)


def _world_error(name: str, places: list[str]) -> WorldError:
    return WorldError(f"{name} is not a world:\n" + "\n".join(places))


def _known_fields(data: object) -> object:
    """An answer of Notify without what a newer Notify says of its templates; anything else as it is."""
    from notify_sdk.models.sandbox import World, WorldTemplate

    if not isinstance(data, Mapping):
        return data
    facts = cast("Mapping[str, object]", data)
    found = facts.get("templates")
    templates = cast("list[object]", found) if isinstance(found, list) else []
    answered = [each for each in templates if _is_notify_answer(each)]
    if not answered or len(answered) != len(templates):
        return facts
    return {**_only(World, facts), "templates": [_only(WorldTemplate, each) for each in answered]}


def _only(model: type[BaseModel], data: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in data.items() if name in model.model_fields}


def _is_notify_answer(template: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(template, Mapping) and "personalisation" in template


def _service(slug: str, world: models.WorldService, now: datetime) -> Service:
    identifier = world.id or derived_id(slug)
    name = world.name or slug
    limits = world.daily_limits.model_dump(exclude_none=True) if world.daily_limits else {}
    contacts = [
        LetterContact(
            slug=contact.slug,
            id=contact.id or derived_id(slug, "contact", contact.contact_block),
            contact_block=contact.contact_block,
            is_default=bool(contact.is_default),
        )
        for contact in world.letter_contacts or ()
    ]
    blocks = {contact.id: contact.contact_block for contact in contacts}
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
                id=address.id or derived_id(slug, "reply to", address.email_address),
                email_address=address.email_address,
                is_default=bool(address.is_default),
                archived=bool(address.archived),
            )
            for address in world.email_reply_tos or ()
        ],
        letter_contacts=contacts,
        guest_list=list(world.guest_list or ()),
        team=list(world.team or ()),
        templates=[_template(slug, template, now, blocks) for template in world.templates or ()],
        receiving_number=world.receiving_number,
        callbacks=_callbacks(world.callbacks),
    )
    templates = {template.id: template for template in service.templates}
    for place, notification in enumerate(world.notifications or ()):
        template = templates[notification.template_id]
        service.notifications.append(_notification(service, template, notification, place, now))
    for place, text in enumerate(world.received_text_messages or ()):
        service.received_text_messages.append(
            ReceivedTextRecord(
                id=text.id or derived_id(slug, "received", str(place)),
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
                id=derived_id(slug, "key", kind),
                name=f"{kind}_key",
                key_type=kind,
                secret=str(derived_id(slug, "secret", kind)),
            )
            for kind in ("normal", "team", "test")
        ]
    return [
        ApiKey(
            slug=name,
            id=key.id or derived_id(slug, "key", name),
            name=key.name or name,
            key_type=key.key_type,
            secret=key.secret or str(derived_id(slug, "secret", name)),
            expiry_date=key.expiry_date,
        )
        for name, key in keys.items()
    ]


def _sms_senders(slug: str, senders: list[models.WorldSmsSender] | None) -> list[SmsSender]:
    if senders is None:
        return [SmsSender(slug=None, id=derived_id(slug, "sender"), sms_sender="GOVUK", is_default=True)]
    return [
        SmsSender(
            slug=sender.slug,
            id=sender.id or derived_id(slug, "sender", sender.sms_sender),
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


def _template(service: str, world: models.WorldTemplate, now: datetime, contacts: Mapping[UUID, str]) -> TemplateRecord:
    identifier = template_id(service, world)
    name = world.name or world.slug or str(identifier)
    versions = world.versions or [_only_version(world)]
    return TemplateRecord(
        slug=world.slug or name,
        id=identifier,
        type=world.type,
        versions=[
            _version(version, place, name, world.type, now, contacts) for place, version in enumerate(versions, start=1)
        ],
        archived=bool(world.archived),
        hidden=bool(world.hidden),
        has_unsubscribe_link=bool(world.has_unsubscribe_link),
        email_files=[
            EmailFile(
                id=file.id or derived_id(service, "file", str(identifier), file.filename),
                filename=file.filename,
                link_text=file.link_text,
                retention_period_weeks=_or(file.retention_period_weeks, 26),
                validate_users_email=bool(file.validate_users_email),
            )
            for file in world.email_files or ()
        ],
    )


def _only_version(world: models.WorldTemplate) -> models.WorldTemplateVersion:
    from notify_sdk.models.sandbox import WorldTemplateVersion

    fields = world.model_dump(include=set(OF_A_VERSION), exclude_none=True)
    return WorldTemplateVersion.model_validate(fields)


def _version(
    world: models.WorldTemplateVersion,
    place: int,
    name: str,
    channel: Channel,
    now: datetime,
    contacts: Mapping[UUID, str],
) -> TemplateVersion:
    contact = world.letter_contact_block_id
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
        letter_contact_block=world.letter_contact_block or (contacts.get(contact) if contact else None),
        letter_languages=world.letter_languages,
        letter_welsh_subject=world.letter_welsh_subject,
        letter_welsh_content=world.letter_welsh_content,
    )


def _notification(
    service: Service, template: TemplateRecord, world: models.WorldNotification, place: int, now: datetime
) -> NotificationRecord:
    return NotificationRecord(
        id=world.id or derived_id(service.slug, "notification", str(place)),
        service_id=service.id,
        type=world.type or template.type,
        template_id=template.id,
        template_version=world.template_version or template.current.version,
        key_type=world.key_type or "normal",
        status=stored_status(template.type, world.status or "delivered"),
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
        pdf=base64.b64decode(world.pdf) if world.pdf is not None else None,
        reply_to_text=world.reply_to_text,
    )


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value
