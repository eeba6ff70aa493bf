"""The tables of an outbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, Uuid, create_engine, inspect, select, text
from sqlalchemy.dialects import postgresql, sqlite

from notify_sdk.outbox import Outbox, Tables
from notify_sdk.outbox.tables import Moment
from notify_sdk.sandbox import Sandbox
from tests.outbox.messages import texts


def test_other_tables_in_the_same_database_are_kept(sandbox: Sandbox, tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/app.db")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE people (name TEXT)"))
    outbox = Outbox(engine, prefix="govuk_")
    outbox.create_tables()
    outbox.create_tables()
    outbox.add(texts(sandbox, 3))
    with sandbox.client() as client:
        outbox.send(client)
    assert outbox.summary().sent == 3
    assert set(outbox.metadata.tables) == {"govuk_outbox", "govuk_outbox_file", "govuk_outbox_limit"}
    engine.dispose()


ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(datetime(1990, 1, 2), datetime(2100, 1, 1), timezones=ZONES))  # noqa: DTZ001 - the zone is apart
def test_a_time_is_kept_as_the_same_moment_in_utc(moment: datetime) -> None:
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        kept = Moment().process_bind_param(moment, dialect)
        read = Moment().process_result_value(kept, dialect)
        assert kept is not None
        assert (kept.tzinfo is None) is (dialect.name == "sqlite")
        assert (read, getattr(read, "tzinfo", None)) == (moment, UTC)


def test_a_time_comes_back_from_the_database(place: str) -> None:
    table = Table("moments", MetaData(), Column("id", Uuid, primary_key=True), Column("at", Moment, nullable=True))
    engine = create_engine(place if "://" in place else f"sqlite:///{place}")
    moments = [datetime(2026, 10, 25, 1, 30, 0, 123456, timezone(timedelta(hours=1))), None]
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), [{"id": uuid4(), "at": moment} for moment in moments])
        found = set(connection.execute(select(table.c.at)).scalars())
    engine.dispose()
    assert found == set(moments)
    assert {moment.tzinfo for moment in found if moment} == {UTC}


def test_the_database_has_the_tables_that_migrations_are_made_of(place: str) -> None:
    with Outbox(place, prefix="x_") as outbox:
        outbox.create_tables()
        engine = outbox._database._engine
        assert engine is not None
        there = inspect(engine)
        for name, table in Tables("x_").metadata.tables.items():
            assert {column["name"] for column in there.get_columns(name)} == set(table.c.keys())
            assert {index.name for index in table.indexes} <= {index["name"] for index in there.get_indexes(name)}
