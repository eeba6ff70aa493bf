"""A gateway in front of a sandbox, which may hold sends and pass them on later, and counts what it passes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from notify_sdk import NotificationsAPIClient
from notify_sdk.sandbox import Request, Sandbox


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Gateway:
    """What is in front of a sandbox.

    Attributes:
        sandbox: What is behind.
        holds: Whether sends are kept and time out.
        held: The sends that were kept.
        passed: How many requests of each method were passed on.
    """

    sandbox: Sandbox
    holds: bool = False
    held: list[Request] = field(default_factory=list)
    passed: dict[str, int] = field(default_factory=lambda: {"GET": 0, "POST": 0})

    def __call__(self, request: httpx.Request) -> httpx.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        taken = Request(request.method, request.url.path, request.url.query.decode(), headers, request.content)
        if self.holds and request.method == "POST":
            self.held.append(taken)
            raise httpx.ReadTimeout("held", request=request)
        self.passed[request.method] += 1
        answer = self.sandbox.handle(taken)
        return httpx.Response(answer.status, headers=answer.headers, content=answer.body)

    def release(self) -> list[int]:
        """Passes on what was held; gives the statuses of the answers, which nobody waits for any more."""
        self.holds = False
        released, self.held = self.held, []
        return [self.sandbox.handle(each).status for each in released]

    @contextmanager
    def client(self, key: str | None = None, **options: Any) -> Iterator[NotificationsAPIClient]:
        transport = httpx.MockTransport(self)
        with NotificationsAPIClient(key or self.sandbox.api_key, transport=transport, **options) as client:
            yield client
