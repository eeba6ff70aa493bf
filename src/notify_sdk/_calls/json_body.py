"""A request as the JSON that is sent. Pure."""

import json

from pydantic_core import PydanticSerializationError

from notify_sdk._validation.request import Request

_REPLACED = "\N{REPLACEMENT CHARACTER}".encode()


def json_body(request: Request) -> bytes:
    """The JSON of a request. Half a character (a lone surrogate) is written as an escape."""
    __tracebackhide__ = True
    try:
        body = request.model_dump_json(exclude_unset=True).encode()
    except (PydanticSerializationError, UnicodeError):
        return _escaped(request)
    # pydantic writes half a character in a key as this one, without an error
    return _escaped(request) if _REPLACED in body else body


def _escaped(request: Request) -> bytes:
    __tracebackhide__ = True
    fields = request.model_dump(exclude_unset=True)
    return json.dumps(fields, separators=(",", ":"), default=str).encode()  # of a UUID, all else is JSON already
