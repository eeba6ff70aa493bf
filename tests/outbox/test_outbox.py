"""The class `Outbox`."""

from __future__ import annotations

import asyncio
import inspect
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import create_async_engine

from notify_sdk import RequestValidationError
from notify_sdk.outbox import DatabaseError, Outbox
from notify_sdk.sandbox import Sandbox
from tests.outbox.conftest import Both
from tests.outbox.messages import texts


def test_a_key_is_added_once(both: Both, sandbox: Sandbox) -> None:
    assert both.add([*texts(sandbox, 3), *texts(sandbox, 3)]) == 3
    assert both.add(texts(sandbox, 4)) == 1
    both.send(both.client())
    assert both.add(texts(sandbox, 4)) == 0
    assert both.send(both.client()).sent == 0


TWINS = [name for name, each in vars(Outbox).items() if inspect.isfunction(each) and hasattr(Outbox, f"a{name}")]


def test_every_method_that_uses_the_database_has_a_twin_for_asyncio() -> None:
    public = {name for name, each in vars(Outbox).items() if inspect.isfunction(each) and not name.startswith("_")}
    assert public == {*TWINS, *(f"a{name}" for name in TWINS)}


@pytest.mark.parametrize("name", TWINS)
def test_twins_take_the_same_arguments(name: str) -> None:
    one, other = (inspect.signature(getattr(Outbox, each)) for each in (name, f"a{name}"))
    described = [
        [(each.name, each.kind, each.default) for each in signature.parameters.values()] for signature in (one, other)
    ]
    assert described[0] == described[1]
    twin = getattr(Outbox, f"a{name}")
    assert inspect.iscoroutinefunction(twin) or inspect.isasyncgenfunction(twin)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"resend_after": -1}, "resend_after"),
        ({"resend_after": 7 * 24 * 3600 + 1}, "resend_after"),
        ({"resend_after": float("nan")}, "resend_after"),
        ({"resend_after": "300"}, "resend_after"),
        ({"rate_limit": 0}, "rate_limit"),
        ({"rate_limit": 1.5}, "rate_limit"),
        ({"rate_limit": "10"}, "rate_limit"),
    ],
)
def test_options_that_are_none_are_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(RequestValidationError, match=words) as caught:
        Outbox(":memory:", **options)
    assert caught.value.errors[0].field == words


def test_invalid_is_refuse_or_record(in_memory: Outbox, sandbox: Sandbox) -> None:
    with pytest.raises(RequestValidationError, match="invalid is not one of refuse, record"):
        in_memory.add(texts(sandbox, 1), invalid="keep")  # type: ignore[arg-type]  # the mistake
    assert in_memory.summary().total == 0


def test_purge_needs_a_time_zone(in_memory: Outbox) -> None:
    with pytest.raises(RequestValidationError, match="before has no time zone"):
        in_memory.purge(before=datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake


def test_close_closes_only_its_own_connections(tmp_path: Path, sandbox: Sandbox) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/given.db")
    with Outbox(engine) as outbox, engine.connect() as connection:
        outbox.create_tables()
        outbox.close()
        assert connection.execute(text("SELECT 1")).scalar() == 1
    engine.dispose()
    with Outbox(tmp_path / "own.db") as outbox:
        outbox.create_tables()
        outbox.add(texts(sandbox, 1))
    pool: Any = outbox._database._engine.pool  # type: ignore[union-attr]
    assert pool.checkedin() == 0


def test_an_outbox_is_an_async_context_manager(tmp_path: Path, sandbox: Sandbox) -> None:
    async def run() -> None:
        async with Outbox(f"sqlite+aiosqlite:///{tmp_path}/own.db") as outbox:
            await outbox.acreate_tables()
            assert await outbox.aadd(texts(sandbox, 2)) == 2
            assert [row.key async for row in outbox.arows()] == ["key-0", "key-1"]
        engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/given.db")
        async with Outbox(engine) as outbox:
            await outbox.acreate_tables()
        async with engine.connect() as connection:
            assert (await connection.execute(text("SELECT count(*) FROM notify_outbox"))).scalar() == 0
        await engine.dispose()

    asyncio.run(run())


def test_its_repr_has_no_password() -> None:
    assert repr(Outbox("postgresql+psycopg://me:secret@localhost/x")) == (
        "Outbox('postgresql+psycopg://me:***@localhost/x')"
    )
    assert repr(Outbox("jobs.db")) == "Outbox('jobs.db')"
    with pytest.raises(DatabaseError):
        Outbox("postgresql+psycopg://me:secret@127.0.0.1:1/x").summary()
