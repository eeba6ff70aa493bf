"""Statements and the indexes that databases use for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from notify_sdk.outbox import Outbox, Tables
from notify_sdk.outbox import statements as statements_module
from notify_sdk.outbox.statements import Statements
from notify_sdk.sandbox import Sandbox
from tests.outbox.conftest import Clock
from tests.outbox.messages import texts


def test_a_claim_from_a_full_queue_uses_its_index(place: str, sandbox: Sandbox, clock: Clock) -> None:
    """The cost of a claim does not grow with the queue: rows are read in the order of an index, and not sorted."""
    with Outbox(place, _clock=clock) as outbox:
        outbox.create_tables()
        outbox.add(texts(sandbox, 3000))
        statements = statements_module.Statements(outbox.tables)

        def plan(connection) -> str:
            if connection.dialect.name == "postgresql":
                connection.execute(text("ANALYZE"))
            compiled = statements.claimable(clock.now, 10, ()).compile(
                connection, compile_kwargs={"literal_binds": True}
            )
            how = "EXPLAIN" if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
            return "\n".join(str(row[-1]) for row in connection.execute(text(f"{how} {compiled}")))

        shown = outbox._database.run(plan)
    assert "notify_outbox_queued" in shown
    assert "sort" not in shown.lower()
    assert "temp b-tree" not in shown.lower()


MOMENT = datetime(2026, 11, 26, tzinfo=UTC)
INDEXED: list[tuple[str, Callable[[Statements], Any]]] = [
    ("queued", lambda statements: statements.claimable(MOMENT, 10, ())),
    ("queued", lambda statements: statements.claimable(MOMENT, 10, ("sms",))),
    ("expiring", lambda statements: statements.expiring(MOMENT, 10)),
    ("sending", lambda statements: statements.unsettled(MOMENT, 10)),
    ("confirm", lambda statements: statements.unconfirmed(MOMENT, 10)),
    ("open", lambda statements: statements.open(MOMENT, 10)),
    ("sending", lambda statements: statements.next_lease(MOMENT)),
    ("confirm", lambda statements: statements.next_confirmation()),
    ("queued", lambda statements: statements.next_due()),
]


@pytest.mark.parametrize(("index", "statement"), INDEXED)
def test_frequent_statements_use_their_index(index: str, statement: Callable[[Statements], Any]) -> None:
    """SQLite plans so even for an empty table."""
    tables = Tables()
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        tables.metadata.create_all(connection)
        # bound values stay parameters, as when it is executed
        compiled = statement(Statements(tables)).compile(connection, compile_kwargs={"render_postcompile": True})
        state = compiled.construct_expanded_state()
        values = [state.parameters[name] for name in state.positiontup]
        bound = tuple(value if isinstance(value, int) else str(value) for value in values)
        plan = "\n".join(
            row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {state.statement}", bound)
        )
    engine.dispose()
    assert f"notify_outbox_{index}" in plan


def test_a_row_with_an_existing_key_is_not_inserted(place: str, sandbox: Sandbox) -> None:
    with Outbox(place) as outbox:
        outbox.create_tables()
        outbox.add(texts(sandbox, 1))

        def insert_again(connection) -> list[Any]:
            table = outbox.tables.outbox
            (row,) = connection.execute(table.select()).mappings()
            changed = {"id": uuid4(), "reference": "another", "tag": "another"}
            rows = [{**row, **changed}, {**row, "id": uuid4(), "reference": "new", "key": "new"}]
            connection.execute(statements_module.insert_ignoring(connection.dialect.name, table, "key"), rows)
            return sorted((each["key"], each["tag"]) for each in connection.execute(table.select()).mappings())

        assert outbox._database.run(insert_again) == [("key-0", None), ("new", None)]
