"""Messages added inside the caller's own transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from notify_sdk.outbox import KeyReused, Outbox, Sms
from notify_sdk.sandbox import Sandbox
from tests.outbox.messages import once, texts


def url_of(place: str) -> str:
    return place if "://" in place else f"sqlite:///{place}"


@contextmanager
def disposed(engine: Engine) -> Iterator[Engine]:
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def within_session(place: str, outbox: Outbox) -> Iterator[Callable[[Any], int]]:
    with disposed(create_engine(url_of(place))) as engine, Session(engine) as session, session.begin():
        yield lambda messages: outbox.add(messages, within=session)


@contextmanager
def within_savepoint(place: str, outbox: Outbox) -> Iterator[Callable[[Any], int]]:
    with disposed(create_engine(url_of(place))) as engine, engine.begin() as connection:
        # SQLite's driver begins a transaction with the first statement that writes
        connection.execute(outbox.tables.limit.delete().where(outbox.tables.limit.c.name == "nobody's"))
        with connection.begin_nested():
            yield lambda messages: outbox.add(messages, within=connection)


@contextmanager
def within_psycopg(place: str, outbox: Outbox) -> Iterator[Callable[[Any], int]]:
    if "postgresql" not in place:
        pytest.skip("psycopg is for PostgreSQL")
    with psycopg.connect(place.replace("+psycopg", "")) as connection:
        yield lambda messages: outbox.add(messages, within=connection)


WAYS = [within_session, within_savepoint, within_psycopg]


class UndoneError(Exception):
    """Rolls a transaction back."""


@pytest.mark.parametrize("way", WAYS)
def test_messages_are_committed_and_rolled_back_with_the_transaction(place: str, sandbox: Sandbox, way: Any) -> None:
    with Outbox(place) as outbox:
        outbox.create_tables()
        with suppress(UndoneError), way(place, outbox) as add:
            assert add(texts(sandbox, 3)) == 3
            raise UndoneError
        assert outbox.summary().total == 0
        with way(place, outbox) as add:
            assert add(texts(sandbox, 3)) == 3
            assert add(texts(sandbox, 4)) == 1
            with pytest.raises(KeyReused):
                add(Sms("07700 910009", sandbox.templates["security code"], key="key-1"))
        assert outbox.summary().queued == 4
        with sandbox.client() as client:
            outbox.send(client)
    assert once(sandbox, 4)


def test_messages_are_committed_and_rolled_back_with_the_async_transaction(place: str, sandbox: Sandbox) -> None:
    async def run() -> None:
        engine = create_async_engine(url_of(place).replace("sqlite:", "sqlite+aiosqlite:"))
        outbox = Outbox(engine)
        await outbox.acreate_tables()
        with suppress(UndoneError):
            async with AsyncSession(engine) as session, session.begin():
                assert await outbox.aadd(texts(sandbox, 3), within=session) == 3
                raise UndoneError
        assert (await outbox.asummary()).total == 0
        async with engine.begin() as connection:
            assert await outbox.aadd(texts(sandbox, 3), within=connection) == 3
        assert (await outbox.asummary()).queued == 3
        with pytest.raises(TypeError, match="aadd"):
            async with AsyncSession(engine) as session:
                outbox.add(texts(sandbox, 3), within=session)  # pyright: ignore[reportArgumentType] - the mistake
        await engine.dispose()

    asyncio.run(run())


def test_within_anything_but_a_transaction_is_a_type_error(sandbox: Sandbox) -> None:
    with Outbox(":memory:") as outbox, pytest.raises(TypeError, match="within is not a"):
        outbox.add(texts(sandbox, 1), within=object())  # pyright: ignore[reportArgumentType] - the mistake
