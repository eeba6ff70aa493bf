"""Reading what a request says: its JSON, its query and its ids, checked by the package's own request models."""

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
from notify_sdk.sandbox.wire import JSONValue, bad_request, invalid, not_found

if TYPE_CHECKING:
    from pydantic import ValidationError

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
        raise invalid(*_messages(error)) from None


def problems(model: type[RequestModel], data: JSONValue, now: datetime) -> list[str]:
    """What `checked` would refuse."""
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


def files(values: Mapping[str, JSONValue]) -> dict[str, Mapping[str, JSONValue]]:
    """The values that are files: objects with a `file` in them."""
    return {name: value for name, value in values.items() if isinstance(value, dict) and "file" in value}


def check_options(uploads: Iterable[Mapping[str, JSONValue]]) -> None:
    """Raises `Refusal` (400) with the errors of the first file whose options are wrong."""
    for upload in uploads:
        if found := rules.upload_errors(upload):
            raise invalid(*dict.fromkeys(found))


def uuid_or_refuse(text: str, name: str) -> UUID:
    """The UUID that a path names. Raises `Refusal` (400) if it is none."""
    try:
        return UUID(text)
    except ValueError:
        raise invalid(f"{name} is not a valid UUID") from None


_IN_DATABASE = re.compile(r"(?P<brace>\{)?(?:[0-9a-f]{4}-?){7}[0-9a-f]{4}(?(brace)\})", re.ASCII | re.IGNORECASE)


def identifier(text: JSONValue | UUID) -> UUID:
    """The UUID of something that is looked up, whose text Python reads as a UUID.

    Raises:
        Refusal: 404 where the service's database does not: it knows fewer ways of writing one.
    """
    if not _IN_DATABASE.fullmatch(str(text)):
        raise not_found("DataError")
    return UUID(str(text))


def _as_it_was(error: UnicodeError) -> tuple[str, int]:
    """What is no UTF-8 in a query stays percent-encoded, as at the service."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(f"%{byte:02X}" for byte in error.object[error.start : error.end]), error.end


codecs.register_error("notify-percent", _as_it_was)


def query(raw: str, lists: Iterable[str] = ()) -> dict[str, JSONValue]:
    """The parameters of a query string: the names in `lists` keep every value, of the others the first one counts."""
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(raw, keep_blank_values=True, errors="notify-percent"):
        found.setdefault(name, []).append(value)
    many = frozenset(lists)
    return {name: list[JSONValue](values) if name in many else values[0] for name, values in found.items()}
