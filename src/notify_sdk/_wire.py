"""Requests and answers as plain data, between a client and a transport."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

SANDBOX_HEADER = "x-notify-sandbox"
"""Marks the answers of a sandbox inside this process. They are read strictly."""

REQUEST_ID_HEADER = "x-b3-traceid"
"""The header in which Notify says under which id it has logged a request."""

_is_id = re.compile(r"[!-~]{1,128}").fullmatch


def request_id_of(headers: Mapping[str, str]) -> str | None:
    """The id of the request that an answer names; None if it names none, or one that is not fit for a log."""
    found = headers.get(REQUEST_ID_HEADER)
    return found if found is not None and _is_id(found) else None


@dataclass(frozen=True, slots=True)
class Request:
    """One signed request. Its `repr` shows neither token, query nor body.

    Attributes:
        method: The HTTP method.
        path: The path below the base URL, fit for a log: it holds ids, never a recipient.
        url: The whole address, query included.
        headers: Every header to send, in order.
        body: The JSON to send, or None.
    """

    method: str
    path: str
    url: str = field(repr=False)
    headers: tuple[tuple[bytes, bytes], ...] = field(repr=False)
    body: bytes | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a request, from any transport. Its `repr` does not show the content.

    Attributes:
        status_code: The HTTP status.
        headers: The headers; names in any case.
        content: The body, whole and unpacked.
        request_id: The id under which Notify has logged the request; None if the answer names none.
    """

    status_code: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    request_id: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long each part of an attempt may take, in seconds; None for no limit.

    Attributes:
        connect: To make a connection, TLS included.
        read: From one byte of the answer to the next.
        write: To hand over a part of the request.
        queue: To wait before the attempt, while the maximum number of others are in flight.
        attempt: All of an attempt but the queue: connection, request and whole answer.
    """

    connect: float | None
    read: float | None
    write: float | None
    queue: float | None
    attempt: float
