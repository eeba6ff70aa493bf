"""The statements of an outbox, for its tables.

What is run often names states as literals: databases use partial indexes for those only.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, Select, Table, Update, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from notify_sdk.outbox.states import State
from notify_sdk.outbox.tables import Tables

CLOCK = {
    "postgresql": "SELECT extract(epoch FROM clock_timestamp())",
    "sqlite": "SELECT (julianday('now') - 2440587.5) * 86400.0",
}
"""The database's time in seconds since 1970, by dialect: the databases that an outbox can be in."""

EVERYBODY = "all"
"""The row of the limits that holds for every kind."""


def insert_ignoring(dialect: str, table: Table, column: str) -> Insert:
    """An INSERT that skips rows whose `column` exists already."""
    if dialect == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing(index_elements=[column])
    return sqlite.insert(table).on_conflict_do_nothing(index_elements=[column])


class Statements:
    """The statements for some tables."""

    def __init__(self, tables: Tables) -> None:
        self._outbox, self._file, self._limit = tables.outbox, tables.file, tables.limit
        c = self._outbox.c
        self.lock: Update = update(self._limit).where(self._limit.c.name == EVERYBODY).values(name=self._limit.c.name)
        """Takes SQLite's lock for writing before anything is read, whatever the engine's settings are."""
        self.limits: Select[*tuple[Any, ...]] = select(
            self._limit.c.name, self._limit.c.free_at, self._limit.c.paused_until
        )
        self.limit_for_update: Select[*tuple[Any, ...]] = (
            select(self._limit.c.free_at).where(self._limit.c.name == EVERYBODY).with_for_update()
        )
        self.held: Select[*tuple[Any, ...]] = (
            select(
                c.id,
                c.state,
                c.kind,
                c.exact,
                c.body.is_not(None).label("has_body"),
                c.files,
                c.claim,
                c.claimed_at,
                c.expires_at,
                c.attempts,
                c.looks,
                c.api_key,
                c.base_url,
                c.notification_id,
                c.learnt,
                c.found,
                c.confirm_at,
                c.status,
                c.settled_at,
                c.error_code,
            )
            .where(c.id.in_(bindparam("ids", expanding=True)))
            .order_by(c.id)
            .with_for_update()
        )
        self.files: Select[*tuple[Any, ...]] = select(
            self._file.c.message_id, self._file.c.place, self._file.c.content
        ).where(self._file.c.message_id.in_(bindparam("ids", expanding=True)))
        self.delete_files: Delete = delete(self._file).where(
            self._file.c.message_id.in_(bindparam("ids", expanding=True))
        )

    def state_is(self, state: State) -> ColumnElement[bool]:
        """The condition that a row is in a state, written so that partial indexes are used."""
        return self._outbox.c.state == bindparam(None, state, literal_execute=True)

    def claimable(self, now: datetime, wanted: int, paused: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
        """The next messages to send."""
        c = self._outbox.c
        chosen = (
            select(c.id, c.kind, c.template_id, c.reference, c.body, c.files)
            .where(
                self.state_is("queued"),
                c.not_before <= now,
                or_(c.expires_at.is_(None), c.expires_at > now),
            )
            .order_by(c.priority.desc(), c.not_before, c.id)
            .limit(wanted)
            .with_for_update(skip_locked=True)
        )
        return chosen.where(c.kind.not_in(paused)) if paused else chosen

    def claim(self) -> Update:
        """Claims the messages of `ids`."""
        c = self._outbox.c
        return (
            update(self._outbox)
            .where(c.id.in_(bindparam("ids", expanding=True)))
            .values(state="sending", attempts=c.attempts + 1, looks=0, lease_until=bindparam("lease"))
        )

    def expiring(self, now: datetime, most: int) -> Select[*tuple[Any, ...]]:
        """Queued messages that have expired."""
        c = self._outbox.c
        return (
            select(c.id)
            .where(self.state_is("queued"), c.expires_at.is_not(None), c.expires_at <= now)
            .limit(most)
            .with_for_update(skip_locked=True)
        )

    def unsettled(self, now: datetime, most: int) -> Select[*tuple[Any, ...]]:
        """Claimed messages whose lease is over."""
        c = self._outbox.c
        return self._due(c.lease_until, now, most).where(self.state_is("sending"))

    def unconfirmed(self, now: datetime, most: int) -> Select[*tuple[Any, ...]]:
        """Sent messages that are to be counted at Notify."""
        c = self._outbox.c
        return self._due(c.confirm_at, now, most)

    def open(self, now: datetime, most: int) -> Select[*tuple[Any, ...]]:
        """Sent messages whose status is to be read, newest first."""
        c = self._outbox.c
        return (
            select(c.id, c.notification_id)
            .where(c.next_look.is_not(None), c.next_look <= now, c.notification_id.is_not(None))
            .order_by(func.coalesce(c.claimed_at, c.settled_at).desc(), c.id.desc())
            .limit(most)
            .with_for_update(skip_locked=True)
        )

    def _due(self, column: ColumnElement[datetime | None], now: datetime, most: int) -> Select[*tuple[Any, ...]]:
        c = self._outbox.c
        return (
            select(c.id, c.reference, c.exact)
            .where(column.is_not(None), column <= now)
            .order_by(column)
            .limit(most)
            .with_for_update(skip_locked=True)
        )

    def postpone(self, column: str) -> Update:
        """Sets a time of the messages of `ids`, so that no other worker takes them meanwhile."""
        c = self._outbox.c
        return (
            update(self._outbox)
            .where(c.id.in_(bindparam("ids", expanding=True)))
            .values({column: bindparam("until", type_=c.lease_until.type)})
        )

    def change(self, columns: frozenset[str]) -> Update:
        """Sets some columns of the message `row`."""
        return (
            update(self._outbox)
            .where(self._outbox.c.id == bindparam("row"))
            .values({name: bindparam(f"to_{name}") for name in columns})
        )

    def next_due(self) -> Select[*tuple[Any, ...]]:
        """When the first queued message of each kind may be sent."""
        c = self._outbox.c
        return select(c.kind, func.min(c.not_before)).where(self.state_is("queued")).group_by(c.kind)

    def next_lease(self, claimed_since: datetime) -> Select[*tuple[Any, ...]]:
        """When the first lease ends of messages that were claimed since a time."""
        c = self._outbox.c
        return select(func.min(c.lease_until)).where(self.state_is("sending"), c.claimed_at > claimed_since)

    def next_confirmation(self) -> Select[*tuple[Any, ...]]:
        """When the first message is to be counted."""
        c = self._outbox.c
        return select(func.min(c.confirm_at)).where(c.confirm_at.is_not(None))
