"""Reports of an outbox: its messages and their counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, case, func, select

from notify_sdk._statuses import ARRIVED, FAILED, FINAL
from notify_sdk.outbox.content import Kind
from notify_sdk.outbox.states import Learnt, State
from notify_sdk.outbox.tables import Tables

PAGE = 1000


@dataclass(frozen=True, slots=True)
class Tally:
    """What one call of `send` did.

    Attributes:
        sent: Messages that Notify accepted.
        found: Messages whose answer was lost or whose process ended, and that a look-up found at Notify.
        refused: Messages that Notify, or the client, refused.
        expired: Messages that were not sent before their `expires_at`.
        returned: How often a message was queued again: nothing of it was sent, or it was not at Notify.
        unclear: How often the outcome of a request was unknown; such messages are looked up later.
        unknown: Messages that a person has to decide about.
        paused_until: Until when some messages wait because of Notify's daily limit; None if none do.
    """

    sent: int = 0
    found: int = 0
    refused: int = 0
    expired: int = 0
    returned: int = 0
    unclear: int = 0
    unknown: int = 0
    paused_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """How many messages there are in each state.

    Attributes:
        queued: Not sent yet.
        sending: Claimed: a request may have been sent.
        sent: Accepted by Notify.
        refused: Refused by Notify or by the local check.
        expired: Not sent in time.
        cancelled: Cancelled before they were sent.
        unknown: A person has to decide.
        delivered: Of those sent, how many were delivered.
        failed: Of those sent, how many were not delivered.
        not_told: Of those sent, how many never got a final status and are no longer polled.
        doubled: Of those sent, how many Notify has more than once.
    """

    queued: int = 0
    sending: int = 0
    sent: int = 0
    refused: int = 0
    expired: int = 0
    cancelled: int = 0
    unknown: int = 0
    delivered: int = 0
    failed: int = 0
    not_told: int = 0
    doubled: int = 0

    @property
    def total(self) -> int:
        """All messages."""
        return self.queued + self.sending + self.sent + self.refused + self.expired + self.cancelled + self.unknown

    @property
    def unfinished(self) -> int:
        """Messages that are queued or claimed."""
        return self.queued + self.sending


@dataclass(frozen=True, slots=True)
class Row:
    """One message of an outbox, without recipient and values.

    Attributes:
        id: Its id in the table.
        key: Your key.
        reference: The reference at Notify, which begins with yours.
        tag: Your tag.
        kind: `"sms"`, `"email"`, `"letter"` or `"precompiled"`.
        template_id: Its template; None for a PDF.
        state: Its state in the outbox.
        status: Notify's own status; None before it was sent.
        status_at: When that status was received.
        notification_id: Its id at Notify.
        learnt: Where the id came from: `"answer"`, `"look-up"` or `"callback"`.
        found: How often it is at Notify, if that was counted: more than 1 is a duplicate.
        attempts: How often its request may have been sent.
        error_code: The stable code of the last error.
        error_summary: The same in words.
        priority: Messages with a higher number are sent first.
        not_before: It is not sent before.
        expires_at: It is not sent after.
        created_at: When it was added.
        claimed_at: When it was claimed last.
        settled_at: When its state was decided.
    """

    id: UUID
    key: str | None
    reference: str
    tag: str | None
    kind: Kind
    template_id: str | None
    state: State
    status: str | None
    status_at: datetime | None
    notification_id: UUID | None
    learnt: Learnt | None
    found: int | None
    attempts: int
    error_code: str | None
    error_summary: str | None = field(repr=False)
    priority: int
    not_before: datetime
    expires_at: datetime | None
    created_at: datetime
    claimed_at: datetime | None
    settled_at: datetime | None


_COLUMNS = tuple(Row.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Filter:
    """Selects messages by state, tag or key."""

    states: tuple[State, ...] = ()
    tag: str | None = None
    keys: tuple[str, ...] = ()

    def of(self, tables: Tables, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """Restricts a statement to these messages."""
        c = tables.outbox.c
        if self.states:
            statement = statement.where(c.state.in_(self.states))
        if self.tag is not None:
            statement = statement.where(c.tag == self.tag)
        return statement.where(c.key.in_(self.keys)) if self.keys else statement


class Pages:
    """Messages in the order in which they were added, a page in a transaction.

    Args:
        tables: Their tables.
        chosen: Which of them.
    """

    def __init__(self, tables: Tables, chosen: Filter) -> None:
        self._tables = tables
        self._chosen = chosen
        self._after: UUID | None = None

    def next(self, connection: Connection) -> list[Row]:
        """The next page; empty after the last one."""
        c = self._tables.outbox.c
        statement = self._chosen.of(self._tables, select(*(c[name] for name in _COLUMNS))).order_by(c.id).limit(PAGE)
        if self._after is not None:
            statement = statement.where(c.id > self._after)
        rows = [Row(**row) for row in connection.execute(statement).mappings()]
        if rows:
            self._after = rows[-1].id
        return rows


def summary(connection: Connection, tables: Tables, tag: str | None) -> Summary:
    """Counts the messages."""
    c = tables.outbox.c
    statement = select(
        c.state,
        c.status,
        c.next_look.is_(None),
        func.count(),
        func.sum(case((c.found > 1, 1), else_=0)),
    ).group_by(c.state, c.status, c.next_look.is_(None))
    return _summed(connection.execute(Filter(tag=tag).of(tables, statement)).all())


def _summed(counts: Iterable[Any]) -> Summary:
    totals = dict.fromkeys(Summary.__dataclass_fields__, 0)
    for state, status, nothing_due, count, doubled in counts:
        totals[state] += count
        if state == "sent":
            totals["doubled"] += int(doubled)
            totals["delivered"] += count if status in ARRIVED else 0
            totals["failed"] += count if status in FAILED else 0
            totals["not_told"] += count if status not in FINAL and nothing_due else 0
    return Summary(**totals)
