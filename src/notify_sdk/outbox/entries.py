"""Adds messages in chunks, within any kind of transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Protocol, cast
from uuid import UUID

from sqlalchemy import ClauseElement, Connection, Executable, bindparam, select, text

from notify_sdk._validation.checks import Checks
from notify_sdk.outbox.content import Prepared, differing, prepare, uuid7
from notify_sdk.outbox.errors import DatabaseError, KeyReused
from notify_sdk.outbox.messages import Message
from notify_sdk.outbox.statements import CLOCK, insert_ignoring
from notify_sdk.outbox.tables import Tables

CHUNK = 500


class Runs(Protocol):
    """The caller's transaction, of any driver."""

    @property
    def dialect(self) -> str:
        """The name of SQLAlchemy's dialect for its database."""
        ...

    def write(self, statement: ClauseElement, rows: Sequence[Mapping[str, object]]) -> None:
        """Runs a statement for each row."""
        ...

    def read(self, statement: ClauseElement, values: Mapping[str, object]) -> Sequence[Sequence[Any]]:
        """The rows that a statement returns."""
        ...


class ConnectionRuns:
    """A transaction of SQLAlchemy."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> str:
        """The name of its dialect."""
        return self._connection.dialect.name

    def write(self, statement: ClauseElement, rows: Sequence[Mapping[str, object]]) -> None:
        """Runs a statement for each row."""
        __tracebackhide__ = True
        self._connection.execute(_executable(statement), [dict(row) for row in rows])

    def read(self, statement: ClauseElement, values: Mapping[str, object]) -> Sequence[Sequence[Any]]:
        """The rows that a statement returns."""
        __tracebackhide__ = True
        return self._connection.execute(_executable(statement), dict(values)).all()


class Entries:
    """Adds messages to an outbox.

    Args:
        tables: Its tables.
        checks: How strictly messages are checked.
        keep_refused: Whether messages that the check refuses are kept, as refused.
        now: The time in place of the database's.
    """

    def __init__(self, tables: Tables, checks: Checks, *, keep_refused: bool, now: datetime | None = None) -> None:
        self._outbox, self._file = tables.outbox, tables.file
        self._checks = checks
        self._keep_refused = keep_refused
        self._now = now

    def add(self, runs: Runs, messages: Message | Iterable[Message]) -> int:
        """Adds messages; returns how many are new.

        Raises:
            RequestValidationError: If Notify would refuse one, unless such are kept.
            KeyReused: If a key is there already with another message.
            DatabaseError: If no outbox can be in this database.
        """
        __tracebackhide__ = True
        if runs.dialect not in CLOCK:
            raise DatabaseError(f"an outbox does not support {runs.dialect} databases", f"use {' or '.join(CLOCK)}")
        listed: Iterator[Message] = iter(messages) if isinstance(messages, Iterable) else iter([messages])
        added = 0
        while chunk := list(islice(listed, CHUNK)):
            added += self._add(runs, chunk)
        return added

    def _add(self, runs: Runs, messages: Sequence[Message]) -> int:
        __tracebackhide__ = True
        prepared = [prepare(message, self._checks, keep_refused=self._keep_refused) for message in messages]
        now = self._now or datetime.fromtimestamp(float(runs.read(text(CLOCK[runs.dialect]), {})[0][0]), UTC)
        rows = [_row(message, made, now) for message, made in zip(messages, prepared, strict=True)]
        runs.write(insert_ignoring(runs.dialect, self._outbox, "key"), rows)
        new = self._ids(runs, [made.id for made in prepared])
        if len(new) < len(rows):
            self._compare(runs, [pair for pair in zip(messages, prepared, strict=True) if pair[1].id not in new])
        files = [
            {"id": uuid7(), "message_id": made.id, "place": place, "content": content}
            for made in prepared
            if made.id in new
            for place, content in made.files
        ]
        if files:
            runs.write(self._file.insert(), files)
        return len(new)

    def _ids(self, runs: Runs, ids: Sequence[UUID]) -> set[UUID]:
        c = self._outbox.c
        found = runs.read(select(c.id).where(c.id.in_(bindparam("ids", expanding=True))), {"ids": list(ids)})
        return {as_uuid(identifier) for (identifier,) in found}

    def _compare(self, runs: Runs, others: Sequence[tuple[Message, Prepared]]) -> None:
        """Raises if a message is not the one that has its key."""
        __tracebackhide__ = True
        c = self._outbox.c
        statement = select(c.key, c.id, c.digest).where(c.key.in_(bindparam("keys", expanding=True)))
        found = runs.read(statement, {"keys": [message.key for message, _ in others]})
        known = {key: (as_uuid(identifier), digest) for key, identifier, digest in found}
        for message, made in others:
            identifier, digest = known[message.key]
            if not digest and made.error is not None:
                continue  # it was refused, and would be again
            fields = differing(digest, made.digest_with(identifier, message.reference))
            if fields:
                raise KeyReused(message.key or "", fields)


def as_uuid(value: object) -> UUID:
    """An id as any driver gives it."""
    return value if isinstance(value, UUID) else UUID(str(value))


def _executable(statement: ClauseElement) -> Executable:
    return cast("Executable", statement)


def _row(message: Message, made: Prepared, now: datetime) -> dict[str, object]:
    __tracebackhide__ = True
    error = made.error
    return {
        "id": made.id,
        "key": message.key,
        "reference": made.reference,
        "exact": message.exact_reference,
        "tag": message.tag,
        "kind": made.kind,
        "template_id": made.template_id,
        "body": made.body,
        "files": len(made.files),
        "digest": made.digest,
        "state": "queued" if error is None else "refused",
        "priority": message.priority,
        "not_before": message.not_before or now,
        "expires_at": message.expires_at,
        "created_at": now,
        "settled_at": None if error is None else now,
        "attempts": 0,
        "looks": 0,
        "error_code": None if error is None else error.errors[0].code or error.code,
        "error_summary": None if error is None else str(error),
    }
