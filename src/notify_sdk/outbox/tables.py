"""The tables of an outbox."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    Uuid,
    text,
)
from sqlalchemy.types import TypeEngine

VERSION = 1
"""Of the tables; it is in the `user_version` of a SQLite file of an outbox's own."""

APPLICATION_ID = 0x4E53_4F42
"""The `application_id` of a SQLite file of an outbox's own: `NSOB`."""


class Moment(TypeDecorator[datetime]):
    """A column for a time with its zone. SQLite has no zones, so there it is UTC."""

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = DateTime(timezone=True)
    cache_ok: bool | None = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """In UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Tables:
    """The tables of an outbox, for your own migrations: `Tables().metadata`.

    Args:
        prefix: What their names begin with: `notify_` gives `notify_outbox`.
        schema: The schema of the database that they are in.

    Attributes:
        metadata: All of them.
        outbox: A row for each message.
        file: The files of messages that are not settled.
        limit: The tokens of the rate limit, and until when sending is paused.
    """

    def __init__(self, prefix: str = "notify_", schema: str | None = None) -> None:
        self.metadata: MetaData = MetaData(schema=schema)
        self.outbox: Table = Table(
            f"{prefix}outbox",
            self.metadata,
            Column("id", Uuid, primary_key=True),
            Column("key", String(255), nullable=True, unique=True),
            Column("reference", String(1000), nullable=False),
            Column("exact", Boolean, nullable=False),
            Column("tag", String(255), nullable=True),
            Column("kind", String(12), nullable=False),
            Column("template_id", String(36), nullable=True),
            Column("body", Text, nullable=True),
            Column("files", SmallInteger, nullable=False),
            Column("digest", String(64), nullable=False),
            Column("state", String(10), nullable=False),
            Column("priority", Integer, nullable=False),
            Column("not_before", Moment, nullable=False),
            Column("expires_at", Moment, nullable=True),
            Column("created_at", Moment, nullable=False),
            Column("settled_at", Moment, nullable=True),
            Column("sender", String(100), nullable=True),
            Column("api_key", String(12), nullable=True),
            Column("base_url", String(255), nullable=True),
            Column("claim", Uuid, nullable=True),
            Column("claimed_at", Moment, nullable=True),
            Column("lease_until", Moment, nullable=True),
            Column("attempts", Integer, nullable=False),
            Column("looks", Integer, nullable=False),
            Column("notification_id", Uuid, nullable=True),
            Column("learnt", String(8), nullable=True),
            Column("found", Integer, nullable=True),
            Column("confirm_at", Moment, nullable=True),
            Column("error_code", String(50), nullable=True),
            Column("error_summary", Text, nullable=True),
            Column("status", String(50), nullable=True),
            Column("status_at", Moment, nullable=True),
            Column("next_look", Moment, nullable=True),
        )
        self.file: Table = Table(
            f"{prefix}outbox_file",
            self.metadata,
            Column("id", Uuid, primary_key=True),
            Column("message_id", Uuid, ForeignKey(self.outbox.c.id, ondelete="CASCADE"), nullable=False, index=True),
            Column("place", Text, nullable=False),
            Column("content", Text, nullable=False),
        )
        self.limit: Table = Table(
            f"{prefix}outbox_limit",
            self.metadata,
            Column("name", String(50), primary_key=True),
            Column("free_at", Float, nullable=True),
            Column("paused_until", Moment, nullable=True),
        )
        c = self.outbox.c
        for name, columns, condition in (
            ("queued", (c.priority.desc(), c.not_before, c.id), "state = 'queued'"),
            ("expiring", (c.expires_at,), "state = 'queued' AND expires_at IS NOT NULL"),
            ("sending", (c.lease_until,), "state = 'sending'"),
            ("confirm", (c.confirm_at,), "confirm_at IS NOT NULL"),
            ("open", (c.next_look,), "next_look IS NOT NULL"),
            ("notification", (c.notification_id,), "notification_id IS NOT NULL"),
        ):
            where = text(condition)
            Index(f"{prefix}outbox_{name}", *columns, sqlite_where=where, postgresql_where=where)
        unique = text("NOT exact")
        Index(f"{prefix}outbox_reference", c.reference, unique=True, sqlite_where=unique, postgresql_where=unique)
        Index(f"{prefix}outbox_tag", c.tag)
