"""Posts callbacks to a service, with the bearer token, as Notify does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from .session import refuse, secret

_SECONDS = 5
"""How many seconds Notify waits for an answer."""


@dataclass(frozen=True)
class Answer:
    """What a service answered.

    Attributes:
        status: The status; None if there was no answer.
        reason: The words of the status, or why there was no answer.
        text: The body.
    """

    status: int | None
    reason: str
    text: str | None = field(default=None, repr=False)

    @property
    def is_success(self) -> bool:
        """Whether the service took the callback."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_tried_again(self) -> bool:
        """Whether Notify would post it again."""
        return self.status is None or self.status == 429 or self.status >= 500


@dataclass(frozen=True)
class Service:
    """Where callbacks are posted.

    Attributes:
        url: Its address.
        token: The bearer token.
        is_here: Whether it is on this machine, where a proxy of the environment would lead away from.
    """

    url: str
    token: str = field(repr=False)
    is_here: bool = True

    @classmethod
    def at(cls, url: str) -> Service:
        """The service at an address, with the token of the environment, or one that is typed in.

        Raises:
            typer.Exit: If the address is neither https nor on this machine, or there is no token.
        """
        is_here = not _is_https(url)
        return cls(url, secret("NOTIFY_CALLBACK_TOKEN", "bearer token"), is_here)

    def post(self, payload: Mapping[str, object] | bytes) -> Answer:
        """Posts a callback, given as an object or as its JSON."""
        __tracebackhide__ = True
        import httpx

        headers = {b"authorization": b"Bearer " + self.token.encode(), b"content-type": b"application/json"}
        content = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        try:
            answer = httpx.post(
                self.url, content=content, headers=headers, timeout=_SECONDS, trust_env=not self.is_here
            )
        except (
            httpx.HTTPError,
            httpx.InvalidURL,
            UnicodeError,
        ) as error:  # its text may quote the header with the token
            return Answer(None, type(error).__name__)
        return Answer(answer.status_code, answer.reason_phrase, answer.text)


def _is_https(url: str) -> bool:
    """Whether an address is https. Any other has to be on this machine."""
    import httpx

    from notify_sdk._transport.address import is_loopback

    try:
        found = httpx.URL(url.strip())
    except httpx.InvalidURL:
        raise refuse("URL is not an address") from None
    if found.scheme == "https" and found.host:
        return True
    if found.scheme == "http" and is_loopback(found.host):
        return False
    raise refuse("URL is not an http address on this machine, nor an https one")


def notify_time(moment: datetime) -> str:
    """A time as Notify writes it in callbacks."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
