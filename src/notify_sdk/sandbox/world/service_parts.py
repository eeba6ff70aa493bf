"""The parts of a sandbox's services, with the fields of a world file: people, keys, senders, callbacks, files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

KeyType: TypeAlias = Literal["normal", "team", "test"]


@dataclass(slots=True, kw_only=True)
class User:
    """Somebody who works on a service."""

    slug: str
    id: UUID
    name: str
    email_address: str
    mobile_number: str | None = None


@dataclass(slots=True, kw_only=True)
class ApiKey:
    """An API key of a service. With any `expiry_date`, even in the future, it is revoked, as at Notify."""

    slug: str
    id: UUID
    name: str
    key_type: KeyType
    secret: str = field(repr=False)
    expiry_date: datetime | None = None

    def client_key(self, service_id: UUID) -> str:
        """The key in the form that clients take."""
        return f"{self.name}-{service_id}-{self.secret}"


@dataclass(slots=True, kw_only=True)
class SmsSender:
    """A sender of a service's texts: a name or a number."""

    slug: str | None = None
    id: UUID
    sms_sender: str
    is_default: bool = False
    archived: bool = False


@dataclass(slots=True, kw_only=True)
class EmailReplyTo:
    """A reply-to address of a service's emails."""

    slug: str | None = None
    id: UUID
    email_address: str
    is_default: bool = False
    archived: bool = False


@dataclass(slots=True, kw_only=True)
class LetterContact:
    """A sender's address on letters."""

    slug: str | None = None
    id: UUID
    contact_block: str
    is_default: bool = False


@dataclass(slots=True, kw_only=True)
class Callback:
    """Where one kind of callback is posted to."""

    url: str
    bearer_token: str = field(repr=False)


@dataclass(slots=True, kw_only=True)
class EmailFile:
    """A file of a template; its name is a placeholder in the body."""

    id: UUID
    filename: str
    link_text: str | None = None
    retention_period_weeks: int = 26
    validate_users_email: bool = False
