"""Events: what can happen to a message of an outbox. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Answered:
    """Notify accepted the message of a claim."""

    claim: UUID
    notification_id: UUID


@dataclass(frozen=True, slots=True)
class Refused:
    """Notify refused the message of a claim, and would do so again."""

    claim: UUID
    code: str
    summary: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """Nothing was sent, or Notify did nothing: the message may be sent again, after a pause."""

    claim: UUID
    code: str | None = None
    summary: str | None = None
    pause: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Unclear:
    """The request of a claim may have been sent, and its outcome is unknown."""

    claim: UUID
    code: str
    summary: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as found at Notify."""

    id: UUID
    status: str


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Notify was searched for the reference of a message.

    Attributes:
        messages: What it has under it.
        at: The database's time before the search began.
        api_key: The fingerprint of the key that it was searched with.
        base_url: Where it was searched.
        any_key: Whether another key than the one that sent may say that it is not there.
    """

    messages: tuple[Seen, ...]
    at: datetime
    api_key: str
    base_url: str
    any_key: bool = False


@dataclass(frozen=True, slots=True)
class LookFailed:
    """Notify could not be searched."""


@dataclass(frozen=True, slots=True)
class Followed:
    """Notify was read for a message by its id.

    Attributes:
        status: Its status; None if it is not there.
        api_key: The fingerprint of the key that it was read with.
        base_url: Where it was read.
    """

    status: str | None
    api_key: str
    base_url: str


@dataclass(frozen=True, slots=True)
class FollowFailed:
    """Notify could not be read."""


@dataclass(frozen=True, slots=True)
class Received:
    """A callback came for a message."""

    notification_id: UUID
    status: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The user cancelled the message."""


@dataclass(frozen=True, slots=True)
class Requeued:
    """The user queued the message again."""


Event: TypeAlias = (
    Answered
    | Refused
    | NotSent
    | Unclear
    | LookedUp
    | LookFailed
    | Followed
    | FollowFailed
    | Received
    | Cancelled
    | Requeued
)
