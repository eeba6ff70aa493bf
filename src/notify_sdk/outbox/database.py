"""The database of an outbox: opens it, and runs transactions on it from threads and tasks."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, exc, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import QueuePool

from notify_sdk._transport.connections import watch_forks
from notify_sdk.outbox.errors import DatabaseError, database_error
from notify_sdk.outbox.statements import CLOCK
from notify_sdk.outbox.tables import APPLICATION_ID, VERSION, Tables

T = TypeVar("T")

_BUSY_MILLISECONDS = 30_000
_POOL_SECONDS = 300
"""How long a thread waits for one of the connections, which others use."""

_MEMORY = ":memory:"


class Database:
    """The database of an outbox.

    Args:
        where: The path of a SQLite file, the URL of a database, or an engine.
        tables: The tables of the outbox.

    Attributes:
        reached: Whether a transaction has come to its end: the database was there, with its tables.

    Raises:
        DatabaseError: If it is not a database that an outbox supports.
    """

    def __init__(self, where: str | Path | Engine | AsyncEngine, tables: Tables) -> None:
        self._tables = tables
        self._engine: Engine | None = None
        self._async_engine: AsyncEngine | None = None
        self._file: Path | None = None
        self._checked = False
        self._owned = False
        self.reached: bool = False
        if isinstance(where, Engine):
            self._engine = where
        elif isinstance(where, AsyncEngine):
            self._async_engine = where
        else:
            self._owned = True
            self._open(where)
            watch_forks(self)
        url = self._url
        self.name: str = url.render_as_string(hide_password=True) if self._file is None else str(self._file)

    def __repr__(self) -> str:
        return f"Database({self.name!r})"

    def _open(self, where: str | Path) -> None:
        url = _url_of(where)
        if url.get_backend_name() == "sqlite":
            self._file = Path(url.database) if url.database and url.database != _MEMORY else None
        if url.get_backend_name() not in CLOCK:
            raise DatabaseError(
                f"an outbox does not support {url.get_backend_name()} databases", f"use {' or '.join(CLOCK)}"
            )
        with _clear_opening(url):
            is_async = url.get_dialect().is_async
            if is_async:
                self._async_engine = create_async_engine(url, hide_parameters=True)
            elif url.get_backend_name() == "sqlite" and self._file is None:
                # one connection, whose users wait for each other: another one would have a database of its own
                arguments = {"check_same_thread": False}
                self._engine = create_engine(
                    url, poolclass=QueuePool, pool_size=1, max_overflow=0, connect_args=arguments, hide_parameters=True
                )
            else:
                self._engine = create_engine(
                    url,
                    pool_pre_ping=url.get_backend_name() != "sqlite",
                    pool_timeout=_POOL_SECONDS,
                    hide_parameters=True,
                )
        if url.get_backend_name() == "sqlite":
            engine = self._engine or (self._async_engine.sync_engine if self._async_engine else None)
            event.listen(engine, "connect", _set_up)

    @property
    def _url(self) -> URL:
        if self._engine is not None:
            return self._engine.url
        if self._async_engine is not None:
            return self._async_engine.url
        raise DatabaseError("the outbox has no database")

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is SQLite."""
        return self._url.get_backend_name() == "sqlite"

    def run(self, transaction: Callable[[Connection], T]) -> T:
        """Runs a transaction and commits it, in this thread.

        Raises:
            DatabaseError: If the database can't be used.
            TypeError: If the outbox was made with an engine for asyncio.
        """
        __tracebackhide__ = True
        self._require_file()
        return self._in_thread(lambda connection: self._run(connection, transaction))

    async def arun(self, transaction: Callable[[Connection], T]) -> T:
        """Runs a transaction and commits it: with an engine for asyncio by its greenlets, else in a thread.

        It comes to its end, even if this is cancelled.

        Raises:
            DatabaseError: If the database can't be used.
        """
        __tracebackhide__ = True
        running = asyncio.ensure_future(self._arun(transaction))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.wait([running])
            if not running.cancelled():
                running.exception()  # taken note of
            raise

    async def _arun(self, transaction: Callable[[Connection], T]) -> T:
        __tracebackhide__ = True
        if self._async_engine is None:
            return await asyncio.to_thread(self.run, transaction)
        self._require_file()
        return await self._in_task(lambda connection: self._run(connection, transaction))

    def _in_thread(self, work: Callable[[Connection], T]) -> T:
        __tracebackhide__ = True
        if self._engine is None:
            raise TypeError("this outbox has an engine for asyncio: await the method whose name begins with `a`")
        try:
            with self._engine.connect() as connection:
                return work(connection)
        except (exc.SQLAlchemyError, sqlite3.Error) as error:
            failed = database_error(self.name, error)
        raise failed  # out here, so that no traceback leads to the parameters

    async def _in_task(self, work: Callable[[Connection], T]) -> T:
        __tracebackhide__ = True
        if self._async_engine is None:
            raise DatabaseError("the outbox has no database")
        try:
            async with self._async_engine.connect() as connection:
                return await connection.run_sync(work)
        except (exc.SQLAlchemyError, OSError, sqlite3.Error) as error:
            failed = database_error(self.name, error)
        raise failed  # out here, so that no traceback leads to the parameters

    def _run(self, connection: Connection, transaction: Callable[[Connection], T]) -> T:
        __tracebackhide__ = True
        self._check(connection)
        with connection.begin():
            result = transaction(connection)
        self.reached = True
        return result

    def create(self, connection: Connection) -> None:
        """Makes the tables where they are missing."""
        self._refuse_foreign(connection)
        if self._is_own_file:
            for pragma in ("journal_mode = WAL", f"application_id = {APPLICATION_ID}", f"user_version = {VERSION}"):
                connection.exec_driver_sql(f"PRAGMA {pragma}").close()
        self._tables.metadata.create_all(connection)
        connection.commit()

    def run_create(self) -> None:
        """Makes the tables where they are missing, in this thread.

        Raises:
            DatabaseError: If the database can't be used, or a SQLite file is something else's.
        """
        self._in_thread(self.create)

    async def arun_create(self) -> None:
        """As `run_create`, for asyncio."""
        if self._async_engine is None:
            await asyncio.to_thread(self.run_create)
        else:
            await self._in_task(self.create)

    def checkpoint(self, connection: Connection) -> None:
        """Empties the write-ahead log of a SQLite database, so that no deleted data stays in it."""
        if self.is_sqlite:
            with suppress(exc.OperationalError):  # another connection reads: the next checkpoint does it
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()

    def run_checkpoint(self) -> None:
        """As `checkpoint`, in this thread."""
        if self.is_sqlite:
            self._in_thread(self.checkpoint)

    async def arun_checkpoint(self) -> None:
        """As `checkpoint`, for asyncio."""
        if self._async_engine is None:
            await asyncio.to_thread(self.run_checkpoint)
        elif self.is_sqlite:
            await self._in_task(self.checkpoint)

    def close(self) -> None:
        """Closes connections, if the outbox opened them."""
        if self._owned and self._engine is not None:
            self._engine.dispose()

    async def aclose(self) -> None:
        """Closes connections, if the outbox opened them."""
        if self._owned and self._async_engine is not None:
            await self._async_engine.dispose()
        self.close()

    def reset_after_fork(self) -> None:
        """Leaves the connections to the parent process."""
        if self._engine is not None:
            self._engine.dispose(close=False)
        if self._async_engine is not None:
            self._async_engine.sync_engine.dispose(close=False)

    @property
    def _is_own_file(self) -> bool:
        """Whether the database is a SQLite file for the outbox alone."""
        return self._owned and self.is_sqlite

    def _require_file(self) -> None:
        if self._file is not None and not self._checked and not self._file.exists():
            raise DatabaseError(f"there is no file {self._file}", "create it with create_tables()")

    def _check(self, connection: Connection) -> None:
        """Refuses a SQLite file of another application. Checked once."""
        if self._checked:
            return
        if self._is_own_file:
            self._refuse_foreign(connection)
            if connection.exec_driver_sql("PRAGMA application_id").scalar() != APPLICATION_ID:
                raise DatabaseError(f"{self.name} has no tables of an outbox", "create them with create_tables()")
        connection.rollback()
        self._checked = True

    def _refuse_foreign(self, connection: Connection) -> None:
        if not self._is_own_file:
            return
        application = connection.exec_driver_sql("PRAGMA application_id").scalar()
        version = connection.exec_driver_sql("PRAGMA user_version").scalar()
        if application == APPLICATION_ID:
            if version != VERSION:
                raise DatabaseError(
                    f"{self.name} is an outbox of version {version}, and this notify_sdk reads version {VERSION}",
                    "send its messages with the version of notify_sdk that made it, or use a new file",
                )
        elif application or inspect(connection).get_table_names():
            raise DatabaseError(
                f"{self.name} is a SQLite database of something else, and was not changed",
                "choose another name, or pass an Engine to put an outbox among your own tables",
            )


def _url_of(where: str | Path) -> URL:
    text = os.fspath(where)
    if isinstance(where, Path) or "://" not in text:
        return URL.create("sqlite", database=text)
    with _clear_opening(None):
        return make_url(text)
    raise DatabaseError("the address of the database is not valid")


class _clear_opening:  # noqa: N801 - a context manager, used as a function
    """Raises a clear error for a URL that no engine can be made for."""

    def __init__(self, url: URL | None) -> None:
        self._url = url

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, exc.ArgumentError):
            raise DatabaseError(
                "the address of the database is not valid", "such as postgresql+psycopg://user@host/name"
            ) from None
        if isinstance(error, ModuleNotFoundError):
            name = self._url.drivername if self._url is not None else "the database"
            raise DatabaseError(f"{name} needs the package {error.name}", "install it") from None


def _set_up(connection: Any, record: object) -> None:  # noqa: ARG001 - SQLAlchemy hands it over
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {_BUSY_MILLISECONDS}",
        "secure_delete = ON",
        "synchronous = FULL",  # a claim that is lost with the power would be sent again
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
