"""The sandbox's memory on disk: a SQLite file that holds every message before its send is answered."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

from .dump import message_of, world_of
from .state import Notification, ReceivedText, State
from .world import state_of

_TABLES = """
CREATE TABLE IF NOT EXISTS world (only INTEGER PRIMARY KEY CHECK (only = 1), data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY, service TEXT NOT NULL, list TEXT NOT NULL, data TEXT NOT NULL
) WITHOUT ROWID;
"""


class Journal:
    """Keeps a state in a file. What the file holds already goes before what it is opened with.

    Args:
        path: The file; it is made where there is none.
        state: What to begin with if the file is new.
        now: The present moment, for what a world leaves out.

    Attributes:
        state: What the file holds; every change of it is written before the change is answered.

    Raises:
        sqlite3.DatabaseError: If the file is something else.
    """

    def __init__(self, path: Path, state: State, now: datetime) -> None:
        self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        # A crash of the process loses nothing that was committed; only one of the machine might.
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = NORMAL")
        self._file.executescript(_TABLES)
        kept = self._file.execute("SELECT data FROM world").fetchone()
        self.state = state_of(self._restored(json.loads(kept[0])), str(path), now) if kept else state
        self._templates = self._count()
        if not kept:
            self._keep_world()
        self.state.watchers.append(self._keep)

    def close(self) -> None:
        """Closes the file. Nothing is kept afterwards."""
        self.state.watchers.remove(self._keep)
        self._file.close()

    def forget(self) -> None:
        """Empties the file of messages: it holds what the state holds now."""
        with self.state.lock:
            self._file.execute("DELETE FROM messages")
            self._keep_world()

    def _restored(self, world: dict[str, Any]) -> dict[str, Any]:
        """The world with each message as it was last: those it began with, and those that came since."""
        changed: dict[tuple[str, str], dict[str, Any]] = {}
        for identifier, service, name, data in self._file.execute("SELECT id, service, list, data FROM messages"):
            changed.setdefault((service, name), {})[identifier] = json.loads(data)
        for (service, name), messages in changed.items():
            before = {message["id"]: message for message in world["services"][service][name]}
            world["services"][service][name] = list((before | messages).values())
        return world

    def _keep(self, message: Notification | ReceivedText) -> None:
        if self._count() != self._templates:  # the template of precompiled letters comes with the first of them
            self._keep_world()
        service = self.state.services[message.service_id].slug
        name = "notifications" if isinstance(message, Notification) else "received_text_messages"
        row = (str(message.id), service, name, json.dumps(message_of(message)))
        self._file.execute("INSERT OR REPLACE INTO messages VALUES (?, ?, ?, ?)", row)

    def _keep_world(self) -> None:
        self._templates = self._count()
        self._file.execute("INSERT OR REPLACE INTO world VALUES (1, ?)", (json.dumps(world_of(self.state)),))

    def _count(self) -> int:
        return sum(len(service.templates) for service in self.state)
