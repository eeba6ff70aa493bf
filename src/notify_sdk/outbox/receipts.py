"""Changes from outside: callbacks, and what the user cancels, requeues or purges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, select

from notify_sdk.callbacks import Callback, ComplaintCallback, DeliveryReceipt, ReturnedLetterCallback
from notify_sdk.errors import InvalidResponseError
from notify_sdk.outbox.events import Cancelled, Received, Requeued
from notify_sdk.outbox.ledger import Ledger
from notify_sdk.outbox.states import State

_SETTLED: tuple[State, ...] = ("sent", "refused", "expired", "cancelled")
_PURGED_AT_ONCE = 500


def record(connection: Connection, ledger: Ledger, callback: Callback) -> bool:
    """Stores what a callback reports; returns whether it is about a message of this outbox."""
    __tracebackhide__ = True
    match callback:
        case DeliveryReceipt():
            notification_id, status = callback.id, str(callback.status)
        case ReturnedLetterCallback():
            notification_id, status = callback.notification_id, "returned-letter"
        case ComplaintCallback():
            return _find(connection, ledger, callback.notification_id, callback) is not None
        case _:
            return False
    ledger.begin(connection)
    identifier = _find(connection, ledger, notification_id, callback)
    if identifier is None:
        return False
    ledger.apply(connection, [(identifier, Received(notification_id, status))])
    return True


def _find(
    connection: Connection,
    ledger: Ledger,
    notification_id: UUID,
    callback: DeliveryReceipt | ReturnedLetterCallback | ComplaintCallback,
) -> UUID | None:
    """The message of a callback: by its id at Notify, else by its reference if that is unique."""
    __tracebackhide__ = True
    c = ledger.tables.outbox.c
    found: UUID | None = connection.execute(select(c.id).where(c.notification_id == notification_id)).scalar()
    if found is not None:
        return found
    try:
        reference = callback.reference
    except InvalidResponseError:
        return None
    if not reference:
        return None
    return connection.execute(select(c.id).where(c.reference == reference, c.exact.is_(False))).scalar()


def cancel(connection: Connection, ledger: Ledger, key: str) -> bool:
    """Cancels a queued message; returns whether it was queued."""
    ledger.begin(connection)
    c = ledger.tables.outbox.c
    found: UUID | None = connection.execute(select(c.id).where(c.key == key)).scalar()
    if found is None:
        return False
    return ("queued", "cancelled") in ledger.apply(connection, [(found, Cancelled())])


def requeue(connection: Connection, ledger: Ledger, keys: Sequence[str], *, everything: bool) -> int:
    """Queues messages whose outcome is unknown again; returns how many."""
    ledger.begin(connection)
    c = ledger.tables.outbox.c
    statement = select(c.id).where(c.state == "unknown")
    if not everything:
        statement = statement.where(c.key.in_(keys))
    ids: Sequence[UUID] = connection.execute(statement).scalars().all()
    if not ids:
        return 0
    return ledger.apply(connection, [(identifier, Requeued()) for identifier in ids]).count(("unknown", "queued"))


def purge(connection: Connection, ledger: Ledger, before: datetime, *, unknown: bool) -> int:
    """Deletes settled messages; returns how many."""
    ledger.begin(connection)
    outbox, file = ledger.tables.outbox, ledger.tables.file
    states: tuple[State, ...] = (*_SETTLED, "unknown") if unknown else _SETTLED
    deleted = 0
    while True:
        chosen = select(outbox.c.id).where(outbox.c.state.in_(states), outbox.c.settled_at < before)
        ids: Sequence[UUID] = connection.execute(chosen.limit(_PURGED_AT_ONCE)).scalars().all()
        if not ids:
            return deleted
        connection.execute(delete(file).where(file.c.message_id.in_(ids)))
        connection.execute(delete(outbox).where(outbox.c.id.in_(ids)))
        deleted += len(ids)
