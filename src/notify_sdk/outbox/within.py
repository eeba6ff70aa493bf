"""The caller's own transaction: SQLAlchemy's, psycopg's or Django's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any, Protocol, TypeAlias, cast

from sqlalchemy import ClauseElement, Connection, Dialect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

from notify_sdk.outbox.entries import ConnectionRuns, Runs
from notify_sdk.outbox.errors import DatabaseError
from notify_sdk.outbox.statements import CLOCK


class Cursor(Protocol):
    """A cursor of a driver."""

    def execute(self, statement: str, values: Sequence[object], /) -> object:
        """Runs a statement."""
        ...

    def executemany(self, statement: str, rows: Sequence[Sequence[object]], /) -> object:
        """Runs a statement for each row."""
        ...

    def fetchall(self) -> Sequence[Sequence[Any]]:
        """The rows of the last statement."""
        ...

    def close(self) -> None:
        """Ends it."""
        ...


class CursorMaker(Protocol):
    """A connection of psycopg."""

    def cursor(self) -> Cursor:
        """A new cursor."""
        ...


Within: TypeAlias = Connection | Session | CursorMaker | str
"""A transaction that messages are added in: a connection or session of SQLAlchemy, a connection of psycopg, or the
alias of one of Django's databases."""

AsyncWithin: TypeAlias = AsyncConnection | AsyncSession
"""A transaction of SQLAlchemy for asyncio that messages are added in."""


class CursorRuns:
    """A transaction whose statements run on a driver's cursor."""

    def __init__(self, maker: CursorMaker, dialect: Dialect) -> None:
        self._maker = maker
        self._dialect = dialect

    @property
    def dialect(self) -> str:
        """The name of SQLAlchemy's dialect for its database."""
        return self._dialect.name

    def write(self, statement: ClauseElement, rows: Sequence[Mapping[str, object]]) -> None:
        """Runs a statement for each row."""
        __tracebackhide__ = True
        compiled = _Compiled(statement, self._dialect, rows[0])
        with closing(self._maker.cursor()) as cursor:
            cursor.executemany(compiled.text, [compiled.in_order(row) for row in rows])

    def read(self, statement: ClauseElement, values: Mapping[str, object]) -> Sequence[Sequence[Any]]:
        """The rows that a statement returns."""
        __tracebackhide__ = True
        compiled = _Compiled(statement, self._dialect, values)
        with closing(self._maker.cursor()) as cursor:
            cursor.execute(compiled.text, compiled.in_order({}))
            return cursor.fetchall()


class _Compiled:
    """A statement in the form that a driver's cursor takes.

    Args:
        statement: The statement.
        dialect: SQLAlchemy's dialect for the database.
        values: Its values; those for other rows have the same names.
    """

    def __init__(self, statement: ClauseElement, dialect: Dialect, values: Mapping[str, object]) -> None:
        __tracebackhide__ = True
        compiled = cast("SQLCompiler", statement.compile(dialect=dialect, column_keys=list(values)))
        state = compiled.construct_expanded_state(dict(values))
        self.text: str = state.statement
        self._names = state.positiontup or ()
        self._values: Mapping[str, Any] = state.parameters
        self._processors: dict[str, Any] = {**state.processors}
        for name, bound in compiled.binds.items():
            self._processors.setdefault(name, bound.type.dialect_impl(dialect).bind_processor(dialect))

    def in_order(self, row: Mapping[str, object]) -> list[object]:
        """The values of a row, as the driver takes them."""
        __tracebackhide__ = True
        given = {**self._values, **row}
        ordered = list[object]()
        for name in self._names:
            process: Any = self._processors.get(name)
            ordered.append(process(given[name]) if process else given[name])
        return ordered


def runs_within(within: Within) -> Runs:
    """Returns what runs statements in the caller's transaction.

    Raises:
        TypeError: If it is no such transaction.
    """
    if isinstance(within, Connection):
        return ConnectionRuns(within)
    if isinstance(within, Session):
        return ConnectionRuns(within.connection())
    if isinstance(within, str):
        return _of_django(within)
    if isinstance(within, AsyncConnection | AsyncSession):
        raise TypeError("within is for asyncio: use `await outbox.aadd(...)`")
    if type(within).__module__.partition(".")[0] == "psycopg" and not hasattr(within, "__aenter__"):
        return CursorRuns(within, _dialect("postgresql"))
    raise TypeError(
        "within is not a SQLAlchemy Connection or Session, a psycopg connection or the alias of a Django database"
    )


def _of_django(alias: str) -> Runs:
    from django.db import connections

    connection = connections[alias]
    return CursorRuns(cast("CursorMaker", connection), _dialect(connection.vendor))


def _dialect(name: str) -> Dialect:
    make: Callable[..., Dialect] | None = {"postgresql": postgresql.dialect, "sqlite": sqlite.dialect}.get(name)
    if make is None:
        raise DatabaseError(f"an outbox does not support {name} databases", f"use {' or '.join(CLOCK)}")
    return make(paramstyle="format")
