"""Very many messages: the next ones are found by an index, and they are never held at once."""

from __future__ import annotations

import tracemalloc

from sqlalchemy import text

from notify_sdk.outbox import Outbox
from notify_sdk.sandbox import Sandbox
from tests.outbox.campaign.gateway import Clock
from tests.outbox.campaign.survival import texts

COUNT = 10_000


def test_many_are_streamed_and_claimed_by_the_index(place: str, sandbox: Sandbox) -> None:
    clock = Clock()
    with Outbox(place, _clock=clock) as outbox:
        outbox.create_tables()
        outbox.add(texts(sandbox, 10))
        tracemalloc.start()
        try:
            assert outbox.add(texts(sandbox, COUNT)) == COUNT - 10
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert most < 4_000_000  # less than the messages alone would take
        assert "outbox_queued" in plan(outbox, clock)


def plan(outbox: Outbox, clock: Clock) -> str:
    with outbox._database._engine.connect() as connection:
        dialect = connection.dialect
        if dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))
        statement = outbox._ledger.statements.claimable(clock(), 10, ())
        compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        explain = "EXPLAIN QUERY PLAN " if dialect.name == "sqlite" else "EXPLAIN "
        values = compiled.params
        if dialect.name == "sqlite":
            values = tuple(str(values[name]) if name != "param_1" else 10 for name in compiled.positiontup)
        return "\n".join(str(row) for row in connection.exec_driver_sql(explain + str(compiled), values))
