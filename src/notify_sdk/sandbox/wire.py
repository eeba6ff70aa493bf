"""What goes into the sandbox and what comes out: one request, one response, no HTTP library."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, TypeAlias

JSONValue: TypeAlias = "bool | int | float | str | list[JSONValue] | dict[str, JSONValue] | None"
"""Any value that JSON can hold."""

NO_STORE = "no-store, no-cache, private, must-revalidate"
_HTML = "text/html; charset=utf-8"
# sorted, without spaces, in ASCII and with a newline at the end: byte for byte as the service writes
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. `path` is as it came (percent-encoded), `query` is without its `?`, header names are lower-case."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def root(self) -> str:
        """The start of every link in the answer, such as `http://localhost:8080`."""
        headers = self.headers
        return f"{headers.get('x-forwarded-proto', 'http')}://{headers.get('host', 'localhost')}"


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response; header names are lower-case.

    `delay` and `cut` are for the doors to carry out: seconds to wait first, and what happens to the connection
    instead of, or in the middle of, the answer.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)
    delay: float = 0
    cut: Literal["refuse", "reset", "truncate"] | None = None

    def json(self) -> JSONValue:
        """The body, parsed. Raises `ValueError` if it is not JSON."""
        parsed: JSONValue = json.loads(self.body)
        return parsed


class Refusal(Exception):  # noqa: N818 - an answer, not a mistake
    """An answer other than success, raised from wherever the rule that asks for it was broken."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def format_time(time: datetime | None) -> str | None:
    """A time as the service writes it: UTC, six decimals and a Z."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z" if time else None


def answer(data: Mapping[str, object], status: int = 200) -> Response:
    """A JSON answer, written as the service writes it."""
    body = (_encode(data) + "\n").encode()
    headers = {"content-type": "application/json", "cache-control": NO_STORE, "content-length": str(len(body))}
    return Response(status, headers, body)


def page(body: str, status: int, **headers: str) -> Response:
    """An answer that says it is HTML, as the service's redirects, OPTIONS and 405 do."""
    encoded = body.encode()
    basic = {"content-type": _HTML, "cache-control": NO_STORE, "content-length": str(len(encoded))}
    return Response(status, basic | headers, encoded)


def errors(status: int, *pairs: tuple[str, str]) -> Refusal:
    """A refusal in the v2 envelope: one entry for each pair of error name and message."""
    entries = [{"error": error, "message": message} for error, message in pairs]
    return Refusal(answer({"errors": entries, "status_code": status}, status))


def bad_request(message: str, status: int = 400) -> Refusal:
    """The service's `BadRequestError`."""
    return errors(status, ("BadRequestError", message))


def invalid(*messages: str) -> Refusal:
    """The service's `ValidationError`, one entry for each message."""
    return errors(400, *(("ValidationError", message) for message in messages))


def not_found(error: str = "NoResultFound") -> Refusal:
    """What the service answers when there is nothing of that id."""
    return errors(404, (error, "No result found"))


def server_error(error: str) -> Refusal:
    """What the service answers where it crashes; `error` is the name of the Python exception it crashes with."""
    return errors(500, (error, "Internal server error"))


def plain_error(status: int, message: JSONValue) -> Response:
    """An error in the envelope of everything outside v2."""
    return answer({"message": message, "result": "error"}, status)
