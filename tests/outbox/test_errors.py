"""The errors of an outbox."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import create_engine, exc

from notify_sdk.errors import NotifyError
from notify_sdk.outbox import DatabaseError, Outbox
from notify_sdk.outbox.errors import KeyReused, database_error


def test_missing_tables_are_reported_with_what_creates_them() -> None:
    engine = create_engine("sqlite://")
    with pytest.raises(DatabaseError, match=r"create_tables\(\)"):
        Outbox(engine).summary()
    engine.dispose()


class PostgresError(Exception):
    """An error as psycopg raises it, with an SQLSTATE."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__("secret words of the server")
        self.sqlstate = sqlstate


RAISED = [
    (sqlite3.OperationalError("no such table: notify_outbox"), "has no tables of an outbox"),
    (PostgresError("42P01"), "has no tables of an outbox"),
    (sqlite3.OperationalError("no such column: secret"), "are of another version"),
    (PostgresError("42703"), "are of another version"),
    (sqlite3.OperationalError("unable to open database file"), "can't be opened"),
    (sqlite3.OperationalError("database is locked"), "is locked by another process"),
    (sqlite3.OperationalError("database or disk is full"), "is full"),
    (PostgresError("53100"), "is full"),
    (sqlite3.DatabaseError("file is not a database"), "is not a SQLite database"),
    (sqlite3.OperationalError("secret"), r"can't be used now \(OperationalError\)"),
    (PostgresError("57P01"), r"can't be used now \(PostgresError\)"),
    (OSError("secret"), r"can't be used now \(OSError\)"),
]


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize(("raised", "words"), RAISED)
def test_driver_errors_are_reported_without_quotes(raised: Exception, words: str, wrapped: bool) -> None:
    """SQLAlchemy's error quotes the parameters of the statement, and the driver's may quote rows."""
    error = exc.DBAPIError("INSERT ... secret", {"to": "secret"}, raised) if wrapped else raised
    found = database_error("the-place", error)
    with pytest.raises(DatabaseError, match=words):
        raise found
    assert "the-place" in str(found)
    assert found.retryable
    assert "secret" not in f"{found}{found!r}{found.args}{found.__cause__}{found.__context__}"


def test_a_reused_key_can_be_rebuilt_from_args() -> None:
    error = KeyReused("reminder-17", ["to", "personalisation"])
    assert str(error).startswith("the key 'reminder-17' belongs to another message already: to, personalisation differ")
    assert isinstance(error, NotifyError)
    again = KeyReused(*error.args)
    assert (again.key, again.fields, str(again)) == (error.key, error.fields, str(error))
