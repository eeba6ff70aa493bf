"""Parsing of requests: JSON, queries and ids, checked by the package's request models."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl
from uuid import UUID

from notify_sdk._validation import rules
from notify_sdk._validation.checks import CheckContext
from notify_sdk.sandbox.wire import JSONValue, bad_request, no_result_found, validation_error

if TYPE_CHECKING:
    from pydantic import ValidationError

    from notify_sdk._validation.request import Request as RequestModel

_Model = TypeVar("_Model", bound="RequestModel")


def parse_json(body: bytes) -> JSONValue:
    """A body as parsed JSON. Raises `Refusal` (400) if it is not JSON. `null`, `0`, `""` and `[]` count as `{}`."""
    try:
        data: JSONValue = json.loads(body)
    except (ValueError, RecursionError):
        raise bad_request("Invalid JSON supplied in POST data") from None
    return data or {}


def validated(model: type[_Model], data: JSONValue, now: datetime) -> _Model:
    """Makes the request model of `data`. Raises `Refusal` (400) with every error that Notify finds first, in its order.

    A letter's address and an email's files are not checked here: Notify checks them later.
    """
    from pydantic import ValidationError

    try:
        return model.model_validate(data, context=CheckContext(shape_only=True, now=now))
    except ValidationError as error:
        raise validation_error(*_messages(error)) from None


def validation_messages(model: type[RequestModel], data: JSONValue, now: datetime) -> list[str]:
    """The messages of the errors with which `validated` would refuse `data`."""
    from pydantic import ValidationError

    try:
        model.model_validate(data, context=CheckContext(shape_only=True, now=now))
    except ValidationError as error:
        return _messages(error)
    return []


def _messages(error: ValidationError) -> list[str]:
    return [entry["msg"] for entry in error.errors(include_url=False, include_input=False)]


def personalisation(data: Mapping[str, JSONValue]) -> Mapping[str, JSONValue]:
    """The personalisation of a checked body."""
    values = data.get("personalisation")
    return values if isinstance(values, dict) else {}


def uploads_in(values: Mapping[str, JSONValue]) -> dict[str, Mapping[str, JSONValue]]:
    """The values that are files: objects that have a `file`."""
    return {name: value for name, value in values.items() if isinstance(value, dict) and "file" in value}


def check_upload_options(uploads: Iterable[Mapping[str, JSONValue]]) -> None:
    """Raises `Refusal` (400) with the errors of the first file whose options are wrong."""
    for upload in uploads:
        if found := rules.upload_errors(upload):
            raise validation_error(*dict.fromkeys(found))


def check_uuid(text: str, name: str) -> None:
    """Raises `Refusal` (400) if an id in a path is not a UUID."""
    try:
        UUID(text)
    except ValueError:
        raise validation_error(f"{name} is not a valid UUID") from None


_DATABASE_UUID = re.compile(r"(?P<brace>\{)?(?:[0-9a-f]{4}-?){7}[0-9a-f]{4}(?(brace)\})", re.ASCII | re.IGNORECASE)


def database_uuid(text: JSONValue | UUID) -> UUID:
    """The UUID to look up, from a text that Python reads as a UUID.

    Raises:
        Refusal: 404 if Notify's database does not: it knows fewer spellings.
    """
    if not _DATABASE_UUID.fullmatch(str(text)):
        raise no_result_found("DataError")
    return UUID(str(text))


def _percent_encoded(error: UnicodeError) -> tuple[str, int]:
    """Leaves bytes of a query that are not UTF-8 percent-encoded, as Notify does."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(f"%{byte:02X}" for byte in error.object[error.start : error.end]), error.end


codecs.register_error("notify-percent", _percent_encoded)


def parse_query(raw: str, lists: Iterable[str] = ()) -> dict[str, JSONValue]:
    """The parameters of a query string. Names in `lists` have all their values, other names their first."""
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(raw, keep_blank_values=True, errors="notify-percent"):
        found.setdefault(name, []).append(value)
    many = frozenset(lists)
    return {name: list[JSONValue](values) if name in many else values[0] for name, values in found.items()}
