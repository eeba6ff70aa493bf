"""Databases that are missing, that belong to other programs, or that fail for a while."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import create_async_engine

from notify_sdk import NotifyError
from notify_sdk.outbox import DatabaseError, Outbox
from notify_sdk.sandbox import Sandbox
from tests.outbox.messages import once, texts


def test_another_programs_file_is_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE people (name TEXT)")
    other.close()
    before = path.read_bytes()
    for call in (lambda outbox: outbox.create_tables(), lambda outbox: outbox.summary()):
        with Outbox(path) as outbox, pytest.raises(DatabaseError, match="of something else"):
            call(outbox)
    assert path.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["other.db"]


def test_a_file_with_another_application_id_is_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA application_id = 12345")
    other.close()
    before = path.read_bytes()
    with Outbox(path) as outbox, pytest.raises(DatabaseError, match="of something else"):
        outbox.create_tables()
    assert path.read_bytes() == before


def test_a_file_that_is_not_a_database_is_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("phone number,name\n07700 900000,Ada\n" * 100)
    before = path.read_bytes()
    for call in (lambda outbox: outbox.create_tables(), lambda outbox: outbox.summary()):
        with Outbox(path) as outbox, pytest.raises(DatabaseError, match="not a SQLite database"):
            call(outbox)
    assert path.read_bytes() == before


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    with Outbox(path) as outbox:
        outbox.create_tables()
    with sqlite3.connect(path) as own:
        own.execute("PRAGMA user_version = 99")
    own.close()
    for call in (lambda outbox: outbox.create_tables(), lambda outbox: outbox.summary()):
        with Outbox(path) as outbox, pytest.raises(DatabaseError, match="version 99"):
            call(outbox)


def test_a_missing_file_is_not_created(tmp_path: Path) -> None:
    path = tmp_path / "typo.db"
    with Outbox(path) as outbox, pytest.raises(DatabaseError, match="there is no file"):
        outbox.summary()
    assert not path.exists()


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("postgresql+psycopg://me:secret@127.0.0.1:1/x", "can't be used now"),
        ("mysql://127.0.0.1/x", "does not support mysql databases"),
        ("nonsense://", "nonsense"),
        ("://", "is not valid"),
        ("sqlite+nonsense:///x", "is not valid"),
    ],
)
def test_a_wrong_address_is_reported_in_one_line(where: str, words: str) -> None:
    with pytest.raises(DatabaseError, match=words) as raised:
        Outbox(where).summary()
    assert isinstance(raised.value, NotifyError)
    assert "secret" not in f"{raised.value}{raised.value!r}{raised.value.args}"
    assert "\n" not in str(raised.value)


def test_an_async_engine_needs_the_methods_for_asyncio() -> None:
    engine = create_async_engine("sqlite+aiosqlite://")
    with pytest.raises(TypeError, match="begins with `a`"):
        Outbox(engine).summary()
    asyncio.run(engine.dispose())


def test_sending_goes_on_after_database_errors(place: str, sandbox: Sandbox) -> None:
    with Outbox(place) as outbox, sandbox.client() as client:
        outbox.create_tables()
        outbox.add(texts(sandbox, 40))
        failures = iter([False, False, True, True, False, True] + [False] * 1000)

        def fail(*_: object) -> None:
            if next(failures):
                raise sqlite3.OperationalError("disk I/O error")

        engine = outbox._database._engine
        event.listen(engine, "begin", fail)
        outbox.send(client, concurrency=4)
        assert outbox.summary().sent == 40
    assert once(sandbox, 40)
