"""The store of a sandbox: a SQLite file that has every message before its request is answered."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from .dump import message_of, template_of, world_of
from .load import state_of
from .state import MessageRecord, NotificationRecord, State

_TABLES = """
CREATE TABLE IF NOT EXISTS world (only INTEGER PRIMARY KEY CHECK (only = 1), data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY, service TEXT NOT NULL, list TEXT NOT NULL, data TEXT NOT NULL
);
"""
_UPSERT = "INSERT INTO messages VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data"


class Store:
    """Keeps a state in a file. What the file already has replaces the given state.

    Args:
        path: The file; it is created if it does not exist.
        state: The state to start with if the file is new.
        now: The present time, for what a world leaves out.

    Attributes:
        state: The state in the file; each change is written before its request is answered.
        resumed: The ids of messages that an earlier sandbox with this file added or changed.

    Raises:
        sqlite3.DatabaseError: The file is something else.
    """

    def __init__(self, path: Path, state: State, now: datetime) -> None:
        self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        try:
            stored = self._open()
        except sqlite3.DatabaseError:
            self._file.close()
            raise
        self.state: State
        self.resumed: list[UUID]
        self.state, self.resumed = self._read(json.loads(stored[0]), path.name, now) if stored else (state, [])
        self._templates = self._count_templates()
        if not stored:
            self._save_world(world_of(state))
        self.state.watchers.append(self._save)

    def _open(self) -> tuple[str] | None:
        """Opens the file. Returns the world in it, if there is one."""
        # a crash of the process loses nothing that was committed; only a crash of the machine might
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = NORMAL")
        self._file.executescript(_TABLES)
        found: tuple[str] | None = self._file.execute("SELECT data FROM world").fetchone()
        return found

    def close(self) -> None:
        """Closes the file. Later changes are not written."""
        self.state.watchers.remove(self._save)
        self._file.close()

    def clear(self) -> None:
        """Deletes every message that was added since the start."""
        with self.state.lock:
            self._file.execute("DELETE FROM messages")

    def _read(self, world: dict[str, Any], name: str, now: datetime) -> tuple[State, list[UUID]]:
        """The state in the file, and the ids of messages that were added or changed since the start."""
        beginning = state_of(world, name, now)
        changed: dict[tuple[str, str], dict[str, Any]] = {}
        for identifier, service, kind, data in self._file.execute(
            "SELECT id, service, list, data FROM messages ORDER BY rowid"
        ):
            changed.setdefault((service, kind), {})[identifier] = json.loads(data)
        for (service, kind), messages in changed.items():
            before = {message["id"]: message for message in world["services"][service][kind]}
            world["services"][service][kind] = list((before | messages).values())
        state = state_of(world, name, now)
        state.restart_from(beginning)
        return state, [UUID(identifier) for messages in changed.values() for identifier in messages]

    def _save(self, message: MessageRecord) -> None:
        if (
            self._count_templates() != self._templates
        ):  # the template of precompiled letters comes with the first of them
            self._save_templates()
        service = self.state.services[message.service_id].slug
        kind = "notifications" if isinstance(message, NotificationRecord) else "received_text_messages"
        row = (str(message.id), service, kind, json.dumps(message_of(message)))
        self._file.execute(_UPSERT, row)

    def _save_templates(self) -> None:
        self._templates = self._count_templates()
        world: dict[str, Any] = json.loads(self._file.execute("SELECT data FROM world").fetchone()[0])
        for service in self.state:
            world["services"][service.slug]["templates"] = [template_of(template) for template in service.templates]
        self._save_world(world)

    def _save_world(self, world: Mapping[str, object]) -> None:
        self._file.execute("INSERT OR REPLACE INTO world VALUES (1, ?)", (json.dumps(world),))

    def _count_templates(self) -> int:
        return sum(len(service.templates) for service in self.state)
