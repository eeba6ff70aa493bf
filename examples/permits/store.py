"""Applications, the messages about them, and what became of those: four tables in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from notify_sdk.callbacks import LAST_STATUSES, supersedes

from .application import Application

_TABLES = """
CREATE TABLE IF NOT EXISTS application (id INTEGER PRIMARY KEY, name, car, phone, email, address);
CREATE TABLE IF NOT EXISTS message (
    application INTEGER REFERENCES application, kind TEXT, id TEXT, problem TEXT, made TEXT DEFAULT CURRENT_TIMESTAMP
);
-- not a column of message: a receipt may come before we know whose it is
CREATE TABLE IF NOT EXISTS status (id TEXT PRIMARY KEY, status TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS reply (id TEXT PRIMARY KEY, number TEXT, message TEXT);
"""


@dataclass(frozen=True)
class Message:
    """A message about an application: its status, or why it was not sent."""

    kind: str
    status: str | None
    problem: str | None

    @property
    def open(self) -> bool:
        """Whether its status will still change."""
        return self.problem is None and self.status not in LAST_STATUSES


class Store:
    """Keeps everything in a file. May be used from any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._transaction() as database:
            database.executescript(_TABLES)

    @contextmanager
    def _transaction(self) -> Generator[sqlite3.Connection]:
        database = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        try:
            database.execute("BEGIN IMMEDIATE")
            yield database
            database.commit()
        finally:
            database.close()

    def add(self, application: Application) -> int:
        """Keeps an application and gives its number."""
        with self._transaction() as database:
            sql = "INSERT INTO application VALUES (NULL, :name, :car, :phone, :email, :address) RETURNING id"
            return int(database.execute(sql, application.model_dump()).fetchone()[0])

    def get(self, number: int) -> Application | None:
        """An application; None if there is none of that number."""
        with self._transaction() as database:
            sql = "SELECT name, car, phone, email, address FROM application WHERE id = ?"
            row = database.execute(sql, (number,)).fetchone()
            return Application(**dict(zip(Application.model_fields, row, strict=True))) if row else None

    def sent(self, number: int, kind: str, message_id: UUID) -> None:
        """Keeps that a message was sent."""
        with self._transaction() as database:
            database.execute(
                "INSERT INTO message (application, kind, id) VALUES (?, ?, ?)", (number, kind, str(message_id))
            )
        self.learn(message_id, "created")

    def not_sent(self, number: int, kind: str, problem: str) -> None:
        """Keeps that a message was not sent."""
        with self._transaction() as database:
            database.execute(
                "INSERT INTO message (application, kind, problem) VALUES (?, ?, ?)", (number, kind, problem)
            )

    def learn(self, message_id: UUID, status: str) -> None:
        """Keeps a status, unless we know one that is further along. Locks: two callbacks may come at once."""
        with self._transaction() as database:
            row = database.execute("SELECT status FROM status WHERE id = ?", (str(message_id),)).fetchone()
            if supersedes(status, row[0] if row else None):
                database.execute("INSERT OR REPLACE INTO status VALUES (?, ?)", (str(message_id), status))

    def replied(self, text_id: UUID, number: str, message: str) -> None:
        """Keeps a text that came in, once."""
        with self._transaction() as database:
            database.execute("INSERT OR IGNORE INTO reply VALUES (?, ?, ?)", (str(text_id), number, message))

    def messages(self, number: int) -> list[Message]:
        """The messages about an application, in the order they were sent."""
        sql = "SELECT kind, status, problem FROM message LEFT JOIN status USING (id) WHERE application = ? ORDER BY message.rowid"
        with self._transaction() as database:
            return [Message(*row) for row in database.execute(sql, (number,))]

    def replies(self, number: str) -> list[str]:
        """The texts that came from a phone number."""
        with self._transaction() as database:
            rows = database.execute("SELECT message FROM reply WHERE number = ? ORDER BY rowid", (number,))
            return [text for (text,) in rows]

    def open_messages(self) -> list[UUID]:
        """The messages whose status will still change. Notify deletes them after a week."""
        sql = "SELECT id, status FROM message JOIN status USING (id) WHERE made > datetime('now', '-7 days')"
        with self._transaction() as database:
            rows = database.execute(sql).fetchall()
        return [UUID(message_id) for message_id, status in rows if status not in LAST_STATUSES]
