"""The transactions of a worker on the table: claiming, settling, looking up and following.

Each takes a connection that is in a transaction, so that it serves engines of both kinds: an `AsyncEngine` runs them
by `run_sync`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar, cast
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from notify_sdk.outbox import crash
from notify_sdk.outbox.content import channel
from notify_sdk.outbox.errors import DatabaseError
from notify_sdk.outbox.events import Event
from notify_sdk.outbox.pacing import take
from notify_sdk.outbox.statements import CLOCK, EVERYBODY, Statements, insert_ignoring
from notify_sdk.outbox.states import Changes, Held, State, decide
from notify_sdk.outbox.tables import Tables

T = TypeVar("T")

LOOKING = timedelta(seconds=60)
"""How long a message is left to the worker that looks it up."""

_FOLLOWING = timedelta(minutes=5)
_MOST_EXPIRED = 500
_LONGEST_WAIT = timedelta(minutes=3)
_HELD = frozenset(each.name for each in fields(Held))


@dataclass(frozen=True, slots=True)
class Claimable:
    """A message that may be sent now. Its `repr` shows no personal data."""

    id: UUID
    kind: str
    template_id: str | None
    reference: str = field(repr=False)
    body: str = field(repr=False)
    files: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sender:
    """The worker that claims: written into the rows."""

    name: str
    api_key: str
    base_url: str
    lease: timedelta


@dataclass(frozen=True, slots=True)
class Claimed(Generic[T]):
    """The messages that one transaction has claimed.

    Attributes:
        claim: Its id.
        jobs: What was made of each message.
        expired: How many messages expired.
    """

    claim: UUID
    jobs: Sequence[T] = ()
    expired: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """A message to look up at Notify.

    Attributes:
        id: The message.
        reference: What to search for.
        exact: Whether its reference is not unique.
        at: The database's time, before the search.
    """

    id: UUID
    reference: str = field(repr=False)
    exact: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Outlook:
    """When the next work is due.

    Attributes:
        now: The time of the database.
        queued: When a message may be sent; None if none is queued.
        unsettled: When a message is looked for whose outcome is not known; None if there is none that will be known
            soon: some stay so, such as those that were sent with another key.
        unconfirmed: When a message is counted; None if there is none.
    """

    now: datetime
    queued: datetime | None
    unsettled: datetime | None
    unconfirmed: datetime | None


class Ledger:
    """The table of an outbox.

    Args:
        tables: Its tables.
        resend_after: How long after a claim a message that is not there counts as not sent.
        rate_limit: How many messages all workers may claim in a minute; None for any number.
        clock: Gives the time in place of the database's.
    """

    def __init__(
        self,
        tables: Tables,
        resend_after: timedelta,
        rate_limit: int | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.tables: Tables = tables
        self.statements: Statements = Statements(tables)
        self._resend_after = resend_after
        self._rate_limit = rate_limit
        self._clock = clock

    def now(self, connection: Connection) -> datetime:
        """The time of the database."""
        if self._clock is not None:
            return self._clock()
        seconds = connection.execute(text(CLOCK[dialect_of(connection)])).scalar_one()
        return datetime.fromtimestamp(float(seconds), UTC)

    def begin(self, connection: Connection) -> datetime:
        """Begins a writing transaction; returns its time."""
        if dialect_of(connection) == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete = ON").close()
            connection.execute(self.statements.lock)
        return self.now(connection)

    def claim(
        self, connection: Connection, sender: Sender, wanted: int, make: Callable[[UUID, Claimable], T]
    ) -> Claimed[T]:
        """Claims the next messages, and calls `make` for each before the claim is committed.

        Args:
            connection: A transaction.
            sender: Who claims.
            wanted: How many.
            make: Signs the request of a message, given the claim.
        """
        __tracebackhide__ = True
        now = self.begin(connection)
        claim = uuid4()
        expired = self._expire(connection, now)
        limits = {name: (free_at, until) for name, free_at, until in connection.execute(self.statements.limits)}
        paused = {name for name, (_, until) in limits.items() if until is not None and until > now}
        if EVERYBODY in paused:
            return Claimed(claim, expired=expired)
        kinds = tuple(kind for kind in ("sms", "email", "letter", "precompiled") if channel(kind) in paused)
        free_at: float | None = None
        if self._rate_limit is not None:
            free_at = self._lock_tokens(connection)
            wanted, _ = take(free_at, now.timestamp(), wanted, self._rate_limit)
        if wanted < 1:
            return Claimed(claim, expired=expired)
        rows = connection.execute(self.statements.claimable(now, wanted, kinds)).all()
        if self._rate_limit is not None:
            _, free_at = take(free_at, now.timestamp(), len(rows), self._rate_limit)
            self._set_limit(connection, EVERYBODY, free_at=free_at)
        if not rows:
            return Claimed(claim, expired=expired)
        ids, with_files, jobs = list[UUID](), list[UUID](), list[T]()
        for row in rows:  # a comprehension would show them in a frame of its own
            ids.append(row.id)
            if row.files:
                with_files.append(row.id)
        files = self._files(connection, with_files)
        for row in rows:
            stored = Claimable(row.id, row.kind, row.template_id, row.reference, row.body, files.get(row.id, {}))
            jobs.append(make(claim, stored))
        values = {
            "ids": ids,
            "lease": now + sender.lease,
            "claim": claim,
            "claimed_at": now,
            "sender": sender.name,
            "api_key": sender.api_key,
            "base_url": sender.base_url,
        }
        statement = self.statements.claim().values({name: values[name] for name in list(values)[2:]})
        connection.execute(statement, {"ids": values["ids"], "lease": values["lease"]})
        crash.point("before-claim-commit")
        return Claimed(claim, jobs, expired)

    def apply(self, connection: Connection, events: Iterable[tuple[UUID, Event]]) -> list[tuple[State, State] | None]:
        """Applies events to the rows; returns the state of each message before and after.

        It is None for a message that is not in the table any more.
        """
        now = self.begin(connection)
        listed = list(events)
        rows = connection.execute(self.statements.held, {"ids": list({each for each, _ in listed})}).all()
        held = {row.id: _held(row) for row in rows}
        with_files = {row.id for row in rows if row.files}
        changed = defaultdict[UUID, Changes](Changes)
        states = list[tuple[State, State] | None]()
        for identifier, event in listed:
            row = held.get(identifier)
            if row is None:
                states.append(None)
                continue
            changes = decide(row, event, now, self._resend_after)
            changed[identifier].update(changes)
            held[identifier] = _after(row, changes)
            states.append((row.state, held[identifier].state))
        self._write(connection, changed, with_files)
        return states

    def looks(self, connection: Connection, most: int) -> list[Look]:
        """Takes messages to look up: claimed ones whose lease is over, and sent ones to be counted."""
        now = self.begin(connection)
        unsettled = connection.execute(self.statements.unsettled(now, most)).all()
        unconfirmed = connection.execute(self.statements.unconfirmed(now, most)).all()[: most - len(unsettled)]
        for rows, column in ((unsettled, "lease_until"), (unconfirmed, "confirm_at")):
            if rows:
                values = {"ids": [row.id for row in rows], "until": now + LOOKING}
                connection.execute(self.statements.postpone(column), values)
        return [Look(row.id, row.reference, row.exact, now) for row in (*unsettled, *unconfirmed)]

    def open(self, connection: Connection, most: int) -> list[tuple[UUID, UUID]]:
        """Takes messages whose status is to be read, newest first: their ids here and at Notify."""
        now = self.begin(connection)
        rows = connection.execute(self.statements.open(now, most)).all()
        if rows:
            values = {"ids": [row.id for row in rows], "until": now + _FOLLOWING}
            connection.execute(self.statements.postpone("next_look"), values)
        return [(row.id, row.notification_id) for row in rows]

    def pause(self, connection: Connection, name: str, until: datetime) -> None:
        """Pauses all workers until a time.

        Args:
            connection: A transaction.
            name: What is paused: a type of message, or `EVERYBODY`.
            until: Until when; a pause that is longer already stays.
        """
        self.begin(connection)
        for known, _, paused in connection.execute(self.statements.limits):
            if known == name and paused is not None and paused >= until:
                return
        self._set_limit(connection, name, paused_until=until)

    def outlook(self, connection: Connection) -> Outlook:
        """When the next work is due."""
        now = self.now(connection)
        pauses = {name: until for name, _, until in connection.execute(self.statements.limits) if until is not None}
        queued = list[datetime]()
        for kind, not_before in connection.execute(self.statements.next_due()):
            ends = [pauses[name] for name in (EVERYBODY, channel(kind)) if name in pauses]
            queued.append(max([not_before, *ends]))
        unsettled: datetime | None = connection.execute(
            self.statements.next_lease(now - self._resend_after - _LONGEST_WAIT)
        ).scalar()
        unconfirmed: datetime | None = connection.execute(self.statements.next_confirmation()).scalar()
        return Outlook(now, min(queued, default=None), unsettled, unconfirmed)

    def _expire(self, connection: Connection, now: datetime) -> int:
        ids: Sequence[UUID] = connection.execute(self.statements.expiring(now, _MOST_EXPIRED)).scalars().all()
        if not ids:
            return 0
        changes: Changes = {"state": "expired", "body": None, "settled_at": now}
        self._write(connection, dict.fromkeys(ids, changes), set(ids))
        return len(ids)

    def _lock_tokens(self, connection: Connection) -> float | None:
        """Locks the rate limit until the claim is committed; returns its stored state."""
        insert = insert_ignoring(dialect_of(connection), self.tables.limit, "name")
        connection.execute(insert, {"name": EVERYBODY})
        return connection.execute(self.statements.limit_for_update).scalar()

    def _set_limit(self, connection: Connection, name: str, **values: object) -> None:
        limit = self.tables.limit
        connection.execute(insert_ignoring(dialect_of(connection), limit, "name"), {"name": name})
        connection.execute(limit.update().where(limit.c.name == name).values(values))

    def _files(self, connection: Connection, ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
        __tracebackhide__ = True
        found = defaultdict[UUID, dict[str, str]](dict)
        if ids:
            for identifier, place, content in connection.execute(self.statements.files, {"ids": list(ids)}):
                found[identifier][place] = content
        return found

    def _write(self, connection: Connection, changed: Mapping[UUID, Changes], with_files: set[UUID]) -> None:
        alike = defaultdict[frozenset[str], list[dict[str, object]]](list)
        blanked = list[UUID]()
        for identifier, changes in changed.items():
            if not changes:
                continue
            values = cast("dict[str, object]", changes)
            if "body" in changes and identifier in with_files:
                blanked.append(identifier)
            alike[frozenset(values)].append(
                {"row": identifier, **{f"to_{name}": each for name, each in values.items()}}
            )
        for columns, rows in alike.items():
            connection.execute(self.statements.change(columns), rows)
        if blanked:
            connection.execute(self.statements.delete_files, {"ids": blanked})


def dialect_of(connection: Connection) -> str:
    """The name of a connection's dialect.

    Raises:
        DatabaseError: If no outbox can be there.
    """
    name = connection.dialect.name
    if name not in CLOCK:
        raise DatabaseError(f"an outbox does not support {name} databases", f"use {' or '.join(CLOCK)}")
    return name


def _held(row: Any) -> Held:
    values = {name: getattr(row, name) for name in _HELD if name != "letter"}
    return Held(letter=channel(row.kind) == "letter", **values)


def _after(row: Held, changes: Changes) -> Held:
    values: dict[str, Any] = {name: value for name, value in changes.items() if name in _HELD}
    if "body" in changes:
        values["has_body"] = False
    return replace(row, **values)
