"""Requests and answers as plain data, between a client and a transport."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SANDBOX_HEADER = "x-notify-sandbox"
"""Marks the answers of a sandbox inside this process. They are read strictly."""


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
    """

    status_code: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)


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
