"""The state of a sandbox as a world file, so that it can be kept and replayed."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import UUID

from notify_sdk._extras import requires
from notify_sdk.sandbox.wire import JSONValue, format_time

from .files import YAML_SUFFIXES
from .state import MessageRecord, NotificationRecord, Service, State, TemplateRecord

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_LEFT_OUT: Mapping[type, frozenset[str]] = {NotificationRecord: frozenset({"service_id", "request"})}
"""Fields that a world file says by their place, or not at all."""

_LEFT_OUT_IF_NONE = frozenset({"pdf", "reply_to_text", "slug"})
_LEFT_OUT_IF_EMPTY = frozenset({"callbacks", "email_files", "receiving_number"})


def dump_state(state: State, path: Path) -> None:
    """Writes the state as a world file, JSON or YAML by the suffix of `path`."""
    with state.lock:
        data = world_of(state)
    if path.suffix.lower() in YAML_SUFFIXES:
        with requires("sandbox", "A world in YAML"):
            import yaml

        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    else:
        text = json.dumps(data, indent=1) + "\n"
    path.write_text(text, encoding="utf-8")


def world_of(state: State) -> dict[str, JSONValue]:
    """The state in the format of a world file."""
    settings = state.settings
    return {
        "config": {
            "API_PAGE_SIZE": settings.page_size,
            "email_domain": settings.email_domain,
            "documents_host": settings.documents_host,
            "TEST_LETTERS_FAKE_DELIVERY": settings.fake_letter_delivery,
        },
        "users": _json(state.users),
        "services": {service.slug: _service(service) for service in state},
    }


def template_of(template: TemplateRecord) -> JSONValue:
    """A template in the format of a world file."""
    facts = _record(template)
    last: dict[str, JSONValue] = {name: facts.pop(name) for name in ("versions", "email_files") if name in facts}
    return {**facts, "current_version": template.current.version, **last}


def message_of(message: MessageRecord) -> JSONValue:
    """A message in the format of a world file."""
    return _record(message)


def _service(service: Service) -> JSONValue:
    keys: dict[str, JSONValue] = {}
    for key in service.api_keys:
        facts = _record(key)
        del facts["slug"]
        keys[key.slug] = {**facts, "client_key": key.client_key(service.id)}
    templates: list[JSONValue] = [template_of(template) for template in service.templates]
    return {**_record(service), "api_keys": keys, "templates": templates}


def _record(record: DataclassInstance) -> dict[str, JSONValue]:
    facts: dict[str, JSONValue] = {}
    for name in _names(type(record)):
        value = getattr(record, name)
        if value is None and name in _LEFT_OUT_IF_NONE:
            continue
        if not value and name in _LEFT_OUT_IF_EMPTY:
            continue
        facts[name] = _json(value)
    return facts


@cache
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    left_out = _LEFT_OUT.get(kind, frozenset())
    return tuple(each.name for each in fields(kind) if each.name not in left_out and not each.name.startswith("_"))


def _json(value: object) -> JSONValue:
    match value:
        case None | str() | bool() | int() | float():
            return value
        case UUID():
            return str(value)
        case datetime():
            return format_time(value)
        case bytes():
            return base64.b64encode(value).decode()
        case list():
            return [_json(each) for each in cast("list[object]", value)]
        case frozenset():
            return list[JSONValue](sorted(cast("frozenset[str]", value)))
        case Mapping():
            return {name: _json(each) for name, each in cast("Mapping[str, object]", value).items()}
        case _:
            return _record(cast("DataclassInstance", value))
