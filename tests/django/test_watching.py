"""A changed status is reported after its commit, once; nothing is reported that was rolled back or stays the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, create_engine, select, update

from notify_sdk.django.watching import Changed, WatchedDatabase, watched_ledger
from notify_sdk.outbox import Outbox, Tables
from notify_sdk.outbox.events import Cancelled, Event, Received
from tests.django.outbox_messages import RolledBackError, message

TABLES = Tables()
LEDGER = watched_ledger(TABLES, 300, None)
AT_NOTIFY = UUID(int=1)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    # one connection: what a transaction leaves in it would be there for the next one
    engine = create_engine(f"sqlite:///{tmp_path / 'outbox.db'}", pool_size=1, max_overflow=0)
    outbox = Outbox(engine)
    outbox.create_tables()
    outbox.add([message(1), message(2)])
    yield engine
    engine.dispose()


def ids(engine: Engine) -> list[UUID]:
    with engine.connect() as connection:
        return list(connection.scalars(select(TABLES.outbox.c.id).order_by(TABLES.outbox.c.key)))


def writing(*events: tuple[UUID, Event]) -> Callable[[Connection], object]:
    return lambda connection: LEDGER.apply(connection, events)


def received(status: str) -> Received:
    return Received(AT_NOTIFY, status)


def test_it_is_reported_after_the_commit(engine: Engine) -> None:
    first, second = ids(engine)
    reader = create_engine(engine.url)
    reported = list[Changed]()
    committed = dict[UUID, str | None]()

    def tell(changed: Sequence[Changed]) -> None:
        reported.extend(changed)
        with reader.connect() as connection:
            c = TABLES.outbox.c
            committed.update((row.id, row.status) for row in connection.execute(select(c.id, c.status)))

    database = WatchedDatabase(engine, TABLES, tell)
    database.run(writing((first, received("sending")), (second, received("delivered"))))
    reader.dispose()
    assert sorted(reported, key=lambda each: each.status) == [
        Changed(second, None, "delivered"),
        Changed(first, None, "sending"),
    ]
    assert committed == {first: "sending", second: "delivered"}


@pytest.mark.parametrize(
    ("before", "event", "expected"),
    [
        ("sending", received("delivered"), [("sending", "delivered")]),
        ("sending", received("sending"), []),
        ("delivered", received("sending"), []),
        (None, Cancelled(), []),
    ],
    ids=["another", "the-same", "an-earlier-one", "none"],
)
def test_only_another_status_is_reported(
    engine: Engine, before: str | None, event: Event, expected: list[tuple[str, str]]
) -> None:
    first, _ = ids(engine)
    reported = list[Changed]()
    database = WatchedDatabase(engine, TABLES, reported.extend)
    if before is not None:
        database.run(writing((first, received(before))))
        reported.clear()
    database.run(writing((first, event)))
    assert [(each.previous, each.status) for each in reported] == expected


def test_a_status_that_is_written_again_is_not_reported(engine: Engine) -> None:
    first, _ = ids(engine)
    reported = list[Changed]()
    database = WatchedDatabase(engine, TABLES, reported.extend)
    table = TABLES.outbox
    with engine.begin() as connection:
        connection.execute(update(table).where(table.c.id == first).values(state="unknown", status="sending"))
    database.run(writing((first, received("sending"))))
    assert reported == []


def test_what_was_rolled_back_is_not_reported_by_a_later_transaction(engine: Engine) -> None:
    first, second = ids(engine)
    reported = list[Changed]()
    database = WatchedDatabase(engine, TABLES, reported.extend)

    def rolled_back(connection: Connection) -> None:
        writing((first, received("delivered")))(connection)
        raise RolledBackError

    with pytest.raises(RolledBackError):
        database.run(rolled_back)
    assert reported == []
    database.run(writing((second, received("sending"))))
    assert reported == [Changed(second, None, "sending")]
