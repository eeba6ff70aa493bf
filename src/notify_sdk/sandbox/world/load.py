"""World files: from JSON or YAML to the state of a sandbox."""

from __future__ import annotations

import base64
import gc
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard, TypeVar, cast, get_args
from uuid import UUID

from notify_sdk._message_types import MessageType

from . import default
from .checks import VERSION_FIELDS, derived_id, duplicate_ids, problems_in, template_id
from .files import WorldError, read_file
from .service_parts import ApiKey, Callback, EmailFile, EmailReplyTo, LetterContact, SmsSender, User
from .state import (
    CallbackKind,
    NotificationRecord,
    ReceivedTextRecord,
    Service,
    Settings,
    State,
    TemplateRecord,
    TemplateVersion,
)
from .statuses import stored_status

if TYPE_CHECKING:
    from pydantic import BaseModel

    from notify_sdk.models import sandbox as models

_RecordT = TypeVar("_RecordT")


def load_state(path: Path, now: datetime) -> State:
    """Loads the state from a world file. Messages without a time count as sent at `now`.

    Raises:
        WorldError: The file is not a world.
        OSError: The file cannot be read.
    """
    return state_of(read_file(path), path.name, now)


@contextmanager
def without_collecting() -> Generator[None, None, None]:
    """Pauses the garbage collector: what is loaded stays, and to go through it again and again would double the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@without_collecting()
def state_of(data: object, name: str, now: datetime) -> State:
    """Makes the state from the parsed text of a world file, or from the answer to `GET /v2/templates`.

    Args:
        data: The parsed text.
        name: The name of the file, for errors.
        now: The time of messages that have none.

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
    users = [
        _record(
            User,
            user,
            {"slug": user.email_address, "name": user.email_address, "id": derived_id("user", user.email_address)},
        )
        for user in world.users or ()
    ]
    if world.templates is None:
        services = {f"services.{slug}": _service(slug, each, now) for slug, each in (world.services or {}).items()}
    else:
        (service,) = default.default_state()
        service.templates = [_template(service.slug, template, now, {}) for template in world.templates]
        services = {"": service}
    wrong = list(duplicate_ids(users, services))
    if wrong:
        raise _world_error(name, wrong)
    return State(list(services.values()), users, _settings(world.config))


def _world_error(name: str, places: list[str]) -> WorldError:
    return WorldError(f"{name} is not a valid world file:\n" + "\n".join(places))


def _known_fields(data: object) -> object:
    """An answer of Notify without fields that only a newer Notify has; anything else unchanged."""
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


def _record(
    kind: Callable[..., _RecordT], given: BaseModel, defaults: Mapping[str, object], **facts: object
) -> _RecordT:
    """A record with what a world says about it.

    Args:
        kind: The class of the record. Fields that neither the world nor `defaults` has keep the class's defaults.
        given: The part of the world. Nulls count as left out.
        defaults: Values for fields that the world leaves out or leaves empty.
        **facts: Values that hold whatever the world says.
    """
    names = vars(kind)["__dataclass_fields__"]
    said = {name: getattr(given, name) for name in given.model_fields_set if name in names}
    values = {name: value for name, value in said.items() if value is not None}
    missing = {name: value for name, value in defaults.items() if not values.get(name)}
    return kind(**{**values, **missing, **facts})


def _settings(config: models.WorldConfig | None) -> Settings:
    settings = Settings()
    if config:
        settings.page_size = config.API_PAGE_SIZE or settings.page_size
        settings.email_domain = config.email_domain or settings.email_domain
        settings.documents_host = config.documents_host or settings.documents_host
        settings.fake_letter_delivery = config.TEST_LETTERS_FAKE_DELIVERY is not False
    return settings


def _service(slug: str, world: models.WorldService, now: datetime) -> Service:
    limits = world.daily_limits.model_dump(exclude_none=True) if world.daily_limits else {}
    contacts = [
        _record(LetterContact, contact, {"id": derived_id(slug, "contact", contact.contact_block)})
        for contact in world.letter_contacts or ()
    ]
    defaults: dict[str, object] = {
        "id": derived_id(slug),
        "name": slug,
        "email_sender_local_part": slug.replace("_", ".").lower(),
    }
    if "contact_link" not in world.model_fields_set:
        defaults["contact_link"] = default.CONTACT_LINK
    blocks = {contact.id: contact.contact_block for contact in contacts}
    service = _record(
        Service,
        world,
        defaults,
        slug=slug,
        permissions=default.PERMISSIONS if world.permissions is None else frozenset(world.permissions),
        daily_limits={**default.DAILY_LIMITS, **limits},
        api_keys=_api_keys(slug, world.api_keys),
        sms_senders=_sms_senders(slug, world.sms_senders),
        email_reply_tos=[
            _record(EmailReplyTo, address, {"id": derived_id(slug, "reply to", address.email_address)})
            for address in world.email_reply_tos or ()
        ],
        letter_contacts=contacts,
        templates=[_template(slug, template, now, blocks) for template in world.templates or ()],
        callbacks=_callbacks(world.callbacks),
        notifications=[],
        received_text_messages=[],
    )
    templates = {template.id: template for template in service.templates}
    for place, notification in enumerate(world.notifications or ()):
        template = templates[notification.template_id]
        service.notifications.append(_notification(service, template, notification, place, now))
    for place, text in enumerate(world.received_text_messages or ()):
        text_defaults: dict[str, object] = {
            "id": derived_id(slug, "received", str(place)),
            "created_at": now,
            "notify_number": service.receiving_number or "",
        }
        service.received_text_messages.append(_record(ReceivedTextRecord, text, text_defaults, service_id=service.id))
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
        _record(
            ApiKey,
            key,
            {"id": derived_id(slug, "key", name), "name": name, "secret": str(derived_id(slug, "secret", name))},
            slug=name,
        )
        for name, key in keys.items()
    ]


def _sms_senders(slug: str, senders: list[models.WorldSmsSender] | None) -> list[SmsSender]:
    if senders is None:
        return [SmsSender(slug=None, id=derived_id(slug, "sender"), sms_sender="GOVUK", is_default=True)]
    return [_record(SmsSender, sender, {"id": derived_id(slug, "sender", sender.sms_sender)}) for sender in senders]


def _callbacks(callbacks: models.WorldCallbacks | None) -> dict[CallbackKind, Callback]:
    kinds: tuple[CallbackKind, ...] = get_args(CallbackKind)
    found: dict[CallbackKind, models.WorldCallback | None] = {kind: getattr(callbacks, kind, None) for kind in kinds}
    return {kind: _record(Callback, to, {}) for kind, to in found.items() if to}


def _template(service: str, world: models.WorldTemplate, now: datetime, contacts: Mapping[UUID, str]) -> TemplateRecord:
    identifier = template_id(service, world)
    name = world.name or world.slug or str(identifier)
    versions = [
        _version(version, place, name, world.type, now, contacts)
        for place, version in enumerate(world.versions or [_only_version(world)], start=1)
    ]
    files = [
        _record(EmailFile, file, {"id": derived_id(service, "file", str(identifier), file.filename)})
        for file in world.email_files or ()
    ]
    return _record(TemplateRecord, world, {"slug": name}, id=identifier, versions=versions, email_files=files)


def _only_version(world: models.WorldTemplate) -> models.WorldTemplateVersion:
    from notify_sdk.models.sandbox import WorldTemplateVersion

    return WorldTemplateVersion.model_validate(world.model_dump(include=set(VERSION_FIELDS), exclude_none=True))


def _version(
    world: models.WorldTemplateVersion,
    place: int,
    name: str,
    channel: MessageType,
    now: datetime,
    contacts: Mapping[UUID, str],
) -> TemplateVersion:
    contact = world.letter_contact_block_id
    defaults: dict[str, object] = {
        "version": place,
        "name": name,
        "created_at": now,
        "postage": "second" if channel == "letter" else None,
        "letter_contact_block": contacts.get(contact) if contact else None,
    }
    return _record(TemplateVersion, world, defaults)


def _notification(
    service: Service, template: TemplateRecord, world: models.WorldNotification, place: int, now: datetime
) -> NotificationRecord:
    defaults: dict[str, object] = {
        "id": derived_id(service.slug, "notification", str(place)),
        "type": template.type,
        "template_version": template.current.version,
        "key_type": "normal",
        "created_at": now,
        "postage": template.current.postage if template.type == "letter" else None,
    }
    return _record(
        NotificationRecord,
        world,
        defaults,
        service_id=service.id,
        status=stored_status(template.type, world.status or "delivered"),
        pdf=base64.b64decode(world.pdf) if world.pdf is not None else None,
    )
