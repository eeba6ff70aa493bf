"""Requests and responses of the sandbox as plain data, without an HTTP library."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from random import getrandbits
from traceback import extract_tb
from typing import Literal, TypeAlias

from notify_sdk._wire import REQUEST_ID_HEADER

JSONValue: TypeAlias = "bool | int | float | str | list[JSONValue] | dict[str, JSONValue] | None"
"""Any value that JSON can hold."""

NO_STORE = "no-store, no-cache, private, must-revalidate"
_HTML = "text/html; charset=utf-8"
# sorted, without spaces, in ASCII: byte for byte as the service writes
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request.

    Attributes:
        method: The method, in capitals.
        path: The path, percent-encoded.
        query: The query, without `?`.
        headers: The headers; their names are in lower case.
        body: The body.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def root(self) -> str:
        """The address that links in the answer begin with, such as `http://localhost:8080`."""
        headers = self.headers
        return f"{headers.get('x-forwarded-proto', 'http')}://{headers.get('host', 'localhost')}"


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response.

    Attributes:
        status: The status.
        headers: The headers; their names are in lower case.
        body: The body.
        delay: Seconds that the transport waits before it answers.
        cut: How the transport breaks the connection instead of sending the answer, or halfway through; None if it does
            not.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)
    delay: float = 0
    cut: Literal["refuse", "reset", "truncate"] | None = None

    def json(self) -> JSONValue:
        """The body as parsed JSON.

        Returns:
            The value.

        Raises:
            ValueError: The body is not JSON.
        """
        parsed: JSONValue = json.loads(self.body)
        return parsed


class Refusal(Exception):  # noqa: N818 - an answer of the service, not an error of the sandbox
    """Ends a request with an error response."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def format_time(time: datetime | None) -> str | None:
    """A time as Notify writes it: UTC, six decimals and a Z."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z" if time else None


def json_response(data: Mapping[str, object], status: int = 200) -> Response:
    """A JSON response, byte for byte as Notify writes it."""
    body = (_encode(data) + "\n").encode()
    headers = {"content-type": "application/json", "cache-control": NO_STORE, "content-length": str(len(body))}
    return Response(status, headers, body)


def html_response(body: str, status: int, **headers: str) -> Response:
    """A response with the content type of HTML, which Notify uses for its redirects, OPTIONS and 405."""
    encoded = body.encode()
    basic = {"content-type": _HTML, "cache-control": NO_STORE, "content-length": str(len(encoded))}
    return Response(status, basic | headers, encoded)


def with_request_id(request: Request, response: Response) -> Response:
    """A response with the id of its request, which Notify takes from the request if it has one.

    Notify forbids to store any of its answers. One that does not is a gateway's in front of it, and has no id.
    """
    if "cache-control" not in response.headers:
        return response
    found = request.headers.get(REQUEST_ID_HEADER) or f"{getrandbits(128):032x}"
    return replace(response, headers={**response.headers, REQUEST_ID_HEADER: found})


def refusal(status: int, *pairs: tuple[str, str]) -> Refusal:
    """A refusal in the format of the v2 API, with an entry for each pair of error name and message."""
    entries = [{"error": error, "message": message} for error, message in pairs]
    return Refusal(json_response({"errors": entries, "status_code": status}, status))


def bad_request(message: str, status: int = 400) -> Refusal:
    """Notify's `BadRequestError`."""
    return refusal(status, ("BadRequestError", message))


def validation_error(*messages: str) -> Refusal:
    """Notify's `ValidationError`, with an entry for each message."""
    return refusal(400, *(("ValidationError", message) for message in messages))


def no_result_found(error: str = "NoResultFound") -> Refusal:
    """Notify's 404 for an id that it does not know."""
    return refusal(404, (error, "No result found"))


def server_error(error: str) -> Refusal:
    """Notify's 500 for a request that makes it crash. `error` is the name of the Python exception."""
    return refusal(500, (error, "Internal server error"))


def described(error: BaseException) -> str:
    """An unexpected exception for the log: what it is and where it was raised. Its text may hold something personal."""
    place = "".join(
        f" ({Path(each.filename).name}, line {each.lineno})" for each in extract_tb(error.__traceback__)[-1:]
    )
    return f"{type(error).__name__}{place}"


def plain_error(status: int, message: JSONValue) -> Response:
    """An error in the format of everything outside the v2 API."""
    return json_response({"message": message, "result": "error"}, status)
