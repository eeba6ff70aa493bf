"""Checks of a world beyond its schema: every place that is wrong, and what to do about it."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, cast
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import BaseModel

from .service_parts import User
from .state import Service
from .statuses import STATUSES, stored_status

if TYPE_CHECKING:
    from notify_sdk.models import sandbox as models

POSTAGES = ("first", "second", "economy", "europe", "rest-of-world")
"""The postages of a letter."""

VERSION_FIELDS = frozenset(
    {"subject", "body", "postage", "version", "created_at", "updated_at", "created_by", "letter_contact_block"}
)
"""Fields of a version, which a template without versions has itself."""

_GREATEST = 10**12
_FIRST_YEAR, _LAST_YEAR = 1900, 9000
_TOKEN = re.compile("[!-~]+")
_UUID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class _HasId(Protocol):
    @property
    def id(self) -> UUID: ...


def derived_id(*names: str) -> UUID:
    """An id for what has none, made from names, so that it is the same each time."""
    return uuid5(NAMESPACE_URL, "notify-sandbox:" + "/".join(names))


def template_id(service: str, template: models.WorldTemplate) -> UUID:
    """The id of a template: the given one, or one made from its slug or name."""
    return template.id or derived_id(service, "template", template.slug or template.name or "")


def problems_in(world: models.World) -> Iterator[str]:
    """A line for each place that is wrong."""
    extremes = list(_extremes("", world))
    yield from extremes
    if extremes:  # with which the rest cannot be checked
        return
    if not world.services and world.templates is None:
        yield "services: Field required, or templates as Notify's answer to GET /v2/templates has them"
    if world.services and world.templates is not None:
        yield "templates: a world has services or templates, not both; put these into a service"
    for number, template in enumerate(world.templates or ()):
        yield from _template(f"templates.{number}", template)
    for slug, service in (world.services or {}).items():
        yield from _service(f"services.{slug}", slug, service)


def _extremes(place: str, value: object) -> Iterator[str]:
    """Numbers, times and texts with which nothing can be counted, written or shown."""
    match value:
        case BaseModel():
            for name in sorted(value.model_fields_set & type(value).model_fields.keys()):
                yield from _extremes(f"{place}.{name}" if place else name, getattr(value, name))
        case Mapping():
            for name, each in cast("Mapping[str, object]", value).items():
                yield from _extremes(place, name)
                yield from _extremes(f"{place}.{name}", each)
        case list():
            for number, each in enumerate(cast("list[object]", value)):
                yield from _extremes(f"{place}.{number}", each)
        case int() | float() if not abs(value) <= _GREATEST and (_is_setting(place) or not _is_finite(value)):
            yield f"{place}: is not a number from -{_GREATEST} to {_GREATEST}"
        case datetime() if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
            yield f"{place}: is not in the years {_FIRST_YEAR} to {_LAST_YEAR}"
        case str() if not _is_unicode(value):
            yield f"{place}: has half a character: a surrogate without its pair"
        case _:
            pass


def _is_setting(place: str) -> bool:
    """Whether the sandbox computes with what is there. Values of personalisation it only hands on."""
    return "personalisation" not in place.split(".")


def _is_finite(number: float) -> bool:
    return isinstance(number, int) or math.isfinite(number)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def duplicate_ids(users: Iterable[User], services: Mapping[str, Service]) -> Iterator[str]:
    """A line for each id that two things of one kind share, whether given or made from the same name.

    Args:
        users: The users, in the order of the world.
        services: Each service by its place in the world; the place of the default service is empty.
    """
    known: dict[tuple[str, UUID], str] = {}

    def duplicates(kind: str, things: Iterable[tuple[str, UUID]]) -> Iterator[str]:
        for place, identifier in things:
            first = known.setdefault((kind, identifier), place)
            if first != place:
                yield f"{place}: has the same id as {first}; give each an id, or else a name, of its own"

    yield from duplicates("user", ((f"users.{number}", user.id) for number, user in enumerate(users)))
    for place, service in services.items():
        prefix = f"{place}." if place else ""
        yield from duplicates("service", [(place, service.id)])
        yield from duplicates("key", ((f"{prefix}api_keys.{key.slug}", key.id) for key in service.api_keys))
        lists: dict[str, Sequence[_HasId]] = {
            "sms_senders": service.sms_senders,
            "email_reply_tos": service.email_reply_tos,
            "letter_contacts": service.letter_contacts,
            "templates": service.templates,
            "notifications": service.notifications,
            "received_text_messages": service.received_text_messages,
        }
        for kind, things in lists.items():
            yield from duplicates(kind, ((f"{prefix}{kind}.{number}", thing.id) for number, thing in enumerate(things)))
        for number, template in enumerate(service.templates):
            files = f"{prefix}templates.{number}.email_files"
            yield from duplicates("file", ((f"{files}.{at}", file.id) for at, file in enumerate(template.email_files)))


def _service(place: str, slug: str, service: models.WorldService) -> Iterator[str]:
    if service.slug not in {None, slug}:
        yield f"{place}.slug: is {service.slug}, but the service is listed under {slug}"
    lists: dict[str, Sequence[models.WorldSmsSender | models.WorldReplyTo | models.WorldLetterContact] | None] = {
        "sms_senders": service.sms_senders,
        "email_reply_tos": service.email_reply_tos,
        "letter_contacts": service.letter_contacts,
    }
    for kind, of_kind in lists.items():
        defaults = [number for number, each in enumerate(of_kind or ()) if each.is_default]
        if len(defaults) > 1:
            yield f"{place}.{kind}.{defaults[1]}.is_default: {place}.{kind}.{defaults[0]} is the default already"
    yield from _api_keys(f"{place}.api_keys", service.id or derived_id(slug), service.api_keys or {})
    yield from _callbacks(f"{place}.callbacks", service.callbacks)
    contacts = {
        contact.id or derived_id(slug, "contact", contact.contact_block) for contact in service.letter_contacts or ()
    }
    for number, template in enumerate(service.templates or ()):
        yield from _template(f"{place}.templates.{number}", template)
        yield from _contacts(f"{place}.templates.{number}", template, contacts)
    templates = {template_id(slug, template): template for template in service.templates or ()}
    for number, message in enumerate(service.notifications or ()):
        yield from _notification(f"{place}.notifications.{number}", message, templates)
    for number, text in enumerate(service.received_text_messages or ()):
        if text.service_id not in {None, service.id or derived_id(slug)}:
            yield f"{place}.received_text_messages.{number}.service_id: is not that of the service that it belongs to"


def _api_keys(place: str, service: UUID, keys: Mapping[str, models.WorldApiKey]) -> Iterator[str]:
    known: dict[str, str] = {}
    for slug, key in keys.items():
        if key.secret is None:
            continue
        if not _UUID.fullmatch(key.secret):
            yield f"{place}.{slug}.secret: must be a UUID of 36 characters"
        first = known.setdefault(key.secret, slug)
        if first != slug:
            yield f"{place}.{slug}.secret: is the same as that of {place}.{first}; each key needs its own"
        if key.client_key not in {None, f"{key.name or slug}-{service}-{key.secret}"}:
            yield f"{place}.{slug}.client_key: is not made of name, service and secret; leave it out"


def _callbacks(place: str, callbacks: models.WorldCallbacks | None) -> Iterator[str]:
    if callbacks is None:
        return
    for kind in type(callbacks).model_fields:
        callback: models.WorldCallback | None = getattr(callbacks, kind)
        if callback and not _is_http_url(callback.url):
            yield f"{place}.{kind}.url: is not a URL; it must begin with https:// or http:// and a host"
        if callback and not _TOKEN.fullmatch(callback.bearer_token):
            yield f"{place}.{kind}.bearer_token: must be ASCII letters, digits and punctuation, without spaces"


def _is_http_url(url: str) -> bool:
    import httpx

    try:
        found = httpx.URL(url)
        port = found.port or 1
    except httpx.InvalidURL:
        return False
    return found.scheme in {"http", "https"} and bool(found.host.strip(".")) and "%" not in found.host and port < 2**16


def _template(place: str, template: models.WorldTemplate) -> Iterator[str]:
    if template.slug is None and template.name is None and template.id is None:
        yield f"{place}: a template needs a name, a slug or an id"
    if template.email_files and template.type != "email":
        yield f"{place}.email_files: only emails can have files"
    if not template.versions:
        if template.body is None:
            yield f"{place}: {template.name or template.slug or template.id} needs a body or versions"
        yield from _check_text(place, template.type, template)
        if template.current_version not in {None, template.version or 1}:
            yield f"{place}.current_version: is not its version, {template.version or 1}"
        return
    given = sorted(template.model_fields_set & VERSION_FIELDS)
    if given:
        yield f"{place}.{given[0]}: belongs to a version, as the template has versions"
    before = 0
    for number, version in enumerate(template.versions):
        yield from _check_text(f"{place}.versions.{number}", template.type, version)
        present = version.version or number + 1
        if present <= before:
            yield f"{place}.versions.{number}.version: is not greater than the one before; versions go from old to new"
        before = present
    if template.current_version not in {None, before}:
        yield f"{place}.current_version: is not that of the last of the versions, {before}"


def _contacts(place: str, template: models.WorldTemplate, contacts: Set[UUID]) -> Iterator[str]:
    for number, version in enumerate(template.versions or ()):
        wanted = version.letter_contact_block_id
        if wanted is not None and wanted not in contacts:
            yield f"{place}.versions.{number}.letter_contact_block_id: the service has no letter contact {wanted}"


def _check_text(place: str, channel: str, words: models.WorldTemplate | models.WorldTemplateVersion) -> Iterator[str]:
    if channel != "sms" and not (words.subject or "").strip():
        yield f"{place}.subject: is missing; {'an email' if channel == 'email' else 'a letter'} needs one"
    yield from _postage(place, words.postage)


def _postage(place: str, postage: str | None) -> Iterator[str]:
    if postage is not None and postage not in POSTAGES:
        yield f"{place}.postage: is not one of {', '.join(POSTAGES)}"


def _notification(
    place: str, message: models.WorldNotification, templates: Mapping[UUID, models.WorldTemplate]
) -> Iterator[str]:
    template = templates.get(message.template_id)
    if template is None:
        yield f"{place}.template_id: the service has no template {message.template_id}"
    else:
        if message.type not in {None, template.type}:
            yield f"{place}.type: is {message.type}, though its template is of type {template.type}"
        known = {each.version or number for number, each in enumerate(template.versions or (), 1)}
        if message.template_version not in {None, *(known or {template.version or 1})}:
            yield f"{place}.template_version: the template has no version {message.template_version}"
        word = message.status and stored_status(template.type, message.status)
        if word not in {None, *STATUSES - {"accepted", "received"}}:
            yield f"{place}.status: is not a status of a message of this type: {message.status}"
    yield from _postage(place, message.postage)
    try:
        base64.b64decode(message.pdf or "", validate=True)
    except (binascii.Error, ValueError):
        yield f"{place}.pdf: not base64"
