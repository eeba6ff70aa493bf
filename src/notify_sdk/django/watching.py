"""Sends `status_changed` after the commit of a transaction that changes the status of a message."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine, select

from notify_sdk.outbox.database import Database
from notify_sdk.outbox.ledger import Ledger
from notify_sdk.outbox.states import Changes
from notify_sdk.outbox.tables import Tables

T = TypeVar("T")

_CHANGED = "notify_sdk.changed"


@dataclass(frozen=True, slots=True)
class Changed:
    """A changed status of a message.

    Attributes:
        id: The message.
        previous: Its status before.
        status: Its status now.
    """

    id: UUID
    previous: str | None
    status: str


class WatchedLedger(Ledger):
    """A ledger that records on the connection which statuses it changes."""

    def _write(self, connection: Connection, changed: Mapping[UUID, Changes], with_files: set[UUID]) -> None:
        new = {identifier: changes.get("status") for identifier, changes in changed.items() if changes.get("status")}
        if new:
            c = self.tables.outbox.c
            noted: list[Changed] = connection.info.setdefault(_CHANGED, [])
            for identifier, previous in connection.execute(select(c.id, c.status).where(c.id.in_(new))):
                status = new[identifier]
                if status is not None and status != previous:
                    noted.append(Changed(identifier, previous, status))
        super()._write(connection, changed, with_files)


class WatchedDatabase(Database):
    """A database that sends the signal for changed statuses after their commit.

    Args:
        engine: The database.
        tables: The tables of the outbox.
        tell: Called with them.
    """

    def __init__(self, engine: Engine, tables: Tables, tell: Callable[[Sequence[Changed]], None]) -> None:
        super().__init__(engine, tables)
        self._tell = tell

    def _run(self, connection: Connection, transaction: Callable[[Connection], T]) -> T:
        __tracebackhide__ = True
        connection.info.pop(_CHANGED, None)  # of a transaction that was rolled back
        result = super()._run(connection, transaction)
        changed: list[Changed] = connection.info.pop(_CHANGED, [])
        if changed:
            self._tell(changed)
        return result


def watched_ledger(tables: Tables, resend_after: float, rate_limit: int | None) -> WatchedLedger:
    """A watched ledger for an outbox with these options."""
    return WatchedLedger(tables, timedelta(seconds=resend_after), rate_limit)
