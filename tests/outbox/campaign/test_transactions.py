"""Messages are there with the caller's transaction, or not at all; many who add the same ones add them once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import psycopg
import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from notify_sdk.outbox import Outbox
from notify_sdk.sandbox import Sandbox
from tests.outbox.campaign.survival import texts


class RolledBackError(Exception):
    """Ends a transaction."""


@contextmanager
def session_at(place: str) -> Iterator[Session]:
    engine = create_engine(url(place))
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


def in_session(place: str, outbox: Outbox, sandbox: Sandbox) -> None:
    with session_at(place) as session, session.begin():
        outbox.add(texts(sandbox, 3), within=session)
        raise RolledBackError


def in_savepoint(place: str, outbox: Outbox, sandbox: Sandbox) -> None:
    with session_at(place) as session, session.begin(), suppress(RolledBackError), session.begin_nested():
        outbox.add(texts(sandbox, 3), within=session)
        raise RolledBackError
    raise RolledBackError  # after the transaction around the savepoint was committed


def in_async_session(place: str, outbox: Outbox, sandbox: Sandbox) -> None:
    async def add() -> None:
        engine = create_async_engine(url(place, driver="aiosqlite"))
        try:
            async with AsyncSession(engine) as session, session.begin():
                await outbox.aadd(texts(sandbox, 3), within=session)
                raise RolledBackError
        finally:
            await engine.dispose()

    asyncio.run(add())


def in_psycopg(place: str, outbox: Outbox, sandbox: Sandbox) -> None:
    if "postgresql" not in place:
        pytest.skip("psycopg is for PostgreSQL")
    with psycopg.connect(place.replace("+psycopg", "")) as connection:
        outbox.add(texts(sandbox, 3), within=connection)
        raise RolledBackError


def in_django(place: str, outbox: Outbox, sandbox: Sandbox) -> None:
    from django.db import transaction

    with django_alias(place) as alias, transaction.atomic(using=alias):
        outbox.add(texts(sandbox, 3), within=alias)
        raise RolledBackError


@contextmanager
def django_alias(place: str) -> Iterator[str]:
    """An alias of Django's for the database of the outbox."""
    from django.db import connections

    import tests.django.project  # noqa: F401 - configures Django

    found = make_url(url(place))
    backend = found.get_backend_name()
    settings = {"ENGINE": f"django.db.backends.{'sqlite3' if backend == 'sqlite' else backend}"}
    settings |= {
        "NAME": found.database,
        "HOST": found.host or "",
        "PORT": found.port or "",
        "USER": found.username or "",
    }
    connections.databases["outbox"] = connections.configure_settings({"default": {}, "outbox": settings})["outbox"]
    try:
        yield "outbox"
    finally:
        connections["outbox"].close()
        del connections["outbox"]
        del connections.databases["outbox"]


def url(place: str, driver: str = "") -> str:
    return place if "://" in place else f"sqlite{'+' + driver if driver else ''}:///{place}"


@pytest.mark.parametrize("add", [in_session, in_savepoint, in_async_session, in_psycopg, in_django])
def test_a_rollback_leaves_nothing(place: str, sandbox: Sandbox, add: Callable[[str, Outbox, Sandbox], None]) -> None:
    with Outbox(place) as outbox:
        outbox.create_tables()
        with pytest.raises(RolledBackError):
            add(place, outbox, sandbox)
        assert outbox.summary().total == 0


def test_fifty_threads_add_the_same_messages_once(place: str, sandbox: Sandbox) -> None:
    with Outbox(place) as outbox, ThreadPoolExecutor(50) as threads:
        outbox.create_tables()
        added = list(threads.map(lambda _: outbox.add(texts(sandbox, 1000)), range(50)))
        assert sum(added) == outbox.summary().total == 1000
