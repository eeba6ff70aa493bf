"""Reading what a request says: its JSON, its query and its ids, checked by the package's own request models."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl
from uuid import UUID

from notify_sdk._validation import rules as _rules
from notify_sdk._validation.checks import CheckContext

from .wire import JSONValue, bad_request, invalid

if TYPE_CHECKING:
    from notify_sdk._validation.request import Request as RequestModel

_Model = TypeVar("_Model", bound="RequestModel")


def parse(body: bytes) -> JSONValue:
    """The JSON of a body; what counts as false counts as an empty object. Raises `Refusal` (400) if it is no JSON."""
    try:
        data: JSONValue = json.loads(body)
    except (ValueError, RecursionError):
        raise bad_request("Invalid JSON supplied in POST data") from None
    return data or {}


def checked(model: type[_Model], data: JSONValue, now: datetime) -> _Model:
    """The request model made of `data`. Raises `Refusal` (400) with every error of the body's shape, in the service's order.

    What the service looks at later than the shape, a letter's address and an email's files, is left for later.
    """
    from pydantic import ValidationError

    try:
        return model.model_validate(data, context=CheckContext(shape_only=True, now=now))
    except ValidationError as error:
        raise invalid(*(entry["msg"] for entry in error.errors(include_url=False, include_input=False))) from None


def personalisation(data: Mapping[str, JSONValue]) -> Mapping[str, JSONValue]:
    """The personalisation of a checked body, with the options of its files checked too."""
    values = data.get("personalisation")
    if not isinstance(values, dict) or not values:
        return {}
    found = [message for upload in files(values).values() for message in _rules.upload_errors(upload)]
    if found:
        raise invalid(*dict.fromkeys(found))
    return values


def files(values: Mapping[str, JSONValue]) -> dict[str, Mapping[str, JSONValue]]:
    """The values that are files: objects with a `file` in them."""
    return {name: value for name, value in values.items() if isinstance(value, dict) and "file" in value}


def uuid_or_refuse(text: str, name: str) -> UUID:
    """The UUID that a path names. Raises `Refusal` (400) if it is none."""
    try:
        return UUID(text)
    except ValueError:
        raise invalid(f"{name} is not a valid UUID") from None


def query(raw: str, lists: Iterable[str] = ()) -> dict[str, JSONValue]:
    """The parameters of a query string: the names in `lists` keep every value, of the others the first one counts."""
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(raw, keep_blank_values=True):
        found.setdefault(name, []).append(value)
    many = frozenset(lists)
    return {name: list[JSONValue](values) if name in many else values[0] for name, values in found.items()}
