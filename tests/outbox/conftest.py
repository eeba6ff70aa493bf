"""Fixtures for the tests of the outbox: databases, a sandbox and a clock."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from notify_sdk.outbox import Outbox
from notify_sdk.sandbox import Sandbox


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The path of a SQLite file, and the URL of a new PostgreSQL database."""
    if request.param == "sqlite":
        yield str(tmp_path / "outbox.db")
        return
    server: str = request.getfixturevalue("postgresql")
    name = f"outbox_{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.rpartition("/")[0] + f"/{name}"
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


class Clock:
    """A clock that only `advance` moves."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Both:
    """An outbox and clients of one kind. Methods for asyncio are awaited here."""

    def __init__(self, client_kind: str, sandbox: Sandbox, place: str, **options: Any) -> None:
        self.outbox = Outbox(place, **options)
        self.sandbox = sandbox
        self._runner = asyncio.Runner() if client_kind == "async" else None
        self.clients = list[Any]()

    def client(self, key: str | None = None, **options: Any) -> Any:
        from notify_sdk import AsyncNotificationsAPIClient, NotificationsAPIClient

        make = AsyncNotificationsAPIClient if self._runner else NotificationsAPIClient
        options.setdefault("transport", self.sandbox.transport)
        made = make(key or self.sandbox.api_key, options.pop("base_url", "http://localhost"), **options)
        self.clients.append(made)
        return made

    def __getattr__(self, name: str) -> Any:
        if self._runner is None:
            return getattr(self.outbox, name)
        method = getattr(self.outbox, f"a{name}")

        def call(*args: Any, **options: Any) -> Any:
            result = method(*args, **options)
            if inspect.isasyncgen(result):
                return self._run(_all(result))
            return self._run(result)

        return call

    def _run(self, awaitable: Any) -> Any:
        async def outcome() -> Any:
            return await awaitable

        return self._runner.run(outcome())

    def close(self) -> None:
        for client in self.clients:
            if self._runner:
                self._run(client.aclose())
            else:
                client.close()
        if self._runner:
            self._run(self.outbox.aclose())
            self._runner.close()
        else:
            self.outbox.close()


@pytest.fixture
def in_memory(clock: Clock) -> Iterator[Outbox]:
    """An outbox in memory, for what is the same in each database."""
    with Outbox(":memory:", _clock=clock) as outbox:
        outbox.create_tables()
        yield outbox


async def _all(items: Any) -> list[Any]:
    return [item async for item in items]


@pytest.fixture
def both(client_kind: str, sandbox: Sandbox, place: str, clock: Clock) -> Iterator[Both]:
    """An outbox with tables, whose clock only `advance` moves."""
    made = Both(client_kind, sandbox, place, _clock=clock)
    made.create_tables()
    yield made
    made.close()
