"""The store of a sandbox: a SQLite file that has every message before its request is answered."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, cast
from uuid import UUID
from weakref import WeakValueDictionary

from notify_sdk._warn import warn

from .dump import message_of, template_of, world_of
from .files import WorldError
from .load import state_of, without_collecting
from .state import MessageRecord, NotificationRecord, State

APPLICATION_ID = 0x4E534258
"""What SQLite's header says of whose file it is: `NSBX`."""

FORMAT = 1
"""The version of the tables, in SQLite's `user_version`."""

_PATIENCE = 2.0
"""Seconds to wait for the file: a sandbox that was stopped may still be closing it."""

_WORLD, _MESSAGES = "notify_sandbox_world", "notify_sandbox_messages"
_LISTS = ("notifications", "received_text_messages")
_CREATE = (
    "CREATE TABLE {} (only INTEGER PRIMARY KEY CHECK (only = 1), data TEXT NOT NULL)",
    "CREATE TABLE {} (\n    id TEXT PRIMARY KEY, service TEXT NOT NULL, list TEXT NOT NULL, data TEXT NOT NULL\n)",
)
_UPSERT = f"INSERT INTO {_MESSAGES} VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data"  # noqa: S608 - a constant

_UNUSABLE = (WorldError, LookupError, OverflowError, RecursionError)
"""What messages may raise of which no state can be made."""

_logger = logging.getLogger("notify_sdk")


class DamagedRowWarning(UserWarning):
    """A message in the file of a sandbox can't be read. It is left out, and stays in the file."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A message in the file."""

    number: int
    identifier: str
    service: str
    kind: str
    data: dict[str, Any] = field(repr=False)


class Store:
    """Keeps a state in a file. What the file already has replaces the given state.

    The file is this store's alone until it is closed. A message in it that can't be read is left out with a
    `DamagedRowWarning`.

    Args:
        path: The file; it is created if it does not exist.
        state: The state to start with if the file is new.
        now: The present time, for what a world leaves out.

    Attributes:
        path: The file.
        state: The state in the file; each change is written before its request is answered.
        resumed: The ids of messages that an earlier sandbox with this file added or changed.

    Raises:
        sqlite3.DatabaseError: The file is something else and is left as it is, is used by another sandbox, or is
            damaged beyond single messages.
    """

    def __init__(self, path: Path, state: State, now: datetime) -> None:
        self.path = path
        if _key(path) in _open:
            raise _in_use(path)
        self._file = _opened(path)
        self._known_as = _key(path)
        _open[self._known_as] = self
        self.state: State
        self.resumed: list[UUID]
        try:
            world = self._world()
            self.state, self.resumed = (state, []) if world is None else self._read(world, now)
            self._templates = self._count_templates()
            if world is None:
                self._save_world(world_of(state))
        except BaseException:
            self._close()
            raise
        self.state.watchers.append(self._save)

    def close(self) -> None:
        """Closes the file. Later changes are not written."""
        if self._save in self.state.watchers:
            self.state.watchers.remove(self._save)
        self._close()

    def _close(self) -> None:
        _open.pop(self._known_as, None)
        self._file.close()

    def clear(self) -> None:
        """Deletes every message that was added since the start."""
        with self.state.lock:
            self._file.execute(f"DELETE FROM {_MESSAGES}")  # noqa: S608 - a constant

    def _world(self) -> dict[str, Any] | None:
        """The world in the file; None if the file is new."""
        found: tuple[str] | None = self._file.execute(f"SELECT data FROM {_WORLD}").fetchone()  # noqa: S608 - a constant
        if found is None:
            return None
        try:
            return _object(found[0])
        except ValueError as error:
            raise self._damaged_world(error) from None

    def _damaged_world(self, error: ValueError) -> sqlite3.DatabaseError:
        return sqlite3.DatabaseError(f"{self.path}: the row of {_WORLD} is damaged: {error}")

    @without_collecting()
    def _read(self, world: dict[str, Any], now: datetime) -> tuple[State, list[UUID]]:
        """The state in the file, and the ids of messages that were added or changed since the start."""
        try:
            beginning = state_of(world, self.path.name, now)
        except WorldError as error:
            raise self._damaged_world(error) from None
        rows = self._rows()
        try:
            state = state_of(_with_messages(world, rows), self.path.name, now)
        except _UNUSABLE:
            rows = self._usable(rows, [], world, now)
            state = state_of(_with_messages(world, rows), self.path.name, now)
        state.restart_from(beginning)
        return state, [UUID(row.identifier) for row in rows]

    def _rows(self) -> Sequence[_Row]:
        rows = list[_Row]()
        for number, *texts, data in self._file.execute(
            f"SELECT rowid, id, service, list, data FROM {_MESSAGES} ORDER BY rowid"  # noqa: S608 - a constant
        ):
            identifier, service, kind = map(str, texts)
            try:
                rows.append(_Row(number, identifier, service, kind, _message(data, identifier, kind)))
            except ValueError as error:
                self._leave_out(number, identifier, str(error))
        return rows

    def _usable(
        self, rows: Sequence[_Row], before: Sequence[_Row], world: dict[str, Any], now: datetime
    ) -> Sequence[_Row]:
        """The rows that make a state together with those before. Halves are tried until the wrong ones are found."""
        try:
            state_of(_with_messages(world, [*before, *rows]), self.path.name, now)
        except _UNUSABLE as error:
            if len(rows) == 1:
                why = str(error).partition("\n")[2] if isinstance(error, WorldError) else repr(error)
                self._leave_out(rows[0].number, rows[0].identifier, why)
                return []
            half = len(rows) // 2
            first = self._usable(rows[:half], before, world, now)
            return [*first, *self._usable(rows[half:], [*before, *first], world, now)]
        return rows

    def _leave_out(self, number: int, identifier: str, why: str) -> None:
        place = f"row {number} of {_MESSAGES} (id {identifier[:36]})"
        warn(DamagedRowWarning(f"{self.path}: {place} is damaged and left out: {why}"))

    def _save(self, message: MessageRecord) -> None:
        try:
            # the template of precompiled letters comes with the first of them
            if self._count_templates() != self._templates:
                self._save_templates()
            service = self.state.services[message.service_id].slug
            kind = _LISTS[not isinstance(message, NotificationRecord)]
            self._file.execute(_UPSERT, (str(message.id), service, kind, json.dumps(message_of(message))))
        except sqlite3.Error as error:
            _logger.error("message %s can't be kept in %s: %s", message.id, self.path, error)  # noqa: TRY400 - no trace
            raise

    def _save_templates(self) -> None:
        world: dict[str, Any] = json.loads(self._file.execute(f"SELECT data FROM {_WORLD}").fetchone()[0])  # noqa: S608 - a constant
        for service in self.state:
            world["services"][service.slug]["templates"] = [template_of(template) for template in service.templates]
        self._save_world(world)
        self._templates = self._count_templates()

    def _save_world(self, world: Mapping[str, object]) -> None:
        self._file.execute(f"INSERT OR REPLACE INTO {_WORLD} VALUES (1, ?)", (json.dumps(world),))  # noqa: S608 - a constant

    def _count_templates(self) -> int:
        return sum(len(service.templates) for service in self.state)


# to open and close a file anywhere in a process ends the locks that SQLite has on it there
_open: WeakValueDictionary[object, Store] = WeakValueDictionary()


def _key(path: Path) -> object:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _in_use(path: Path) -> sqlite3.OperationalError:
    return sqlite3.OperationalError(f"{path} is used by another sandbox: stop it, or name another file")


def _object(text: object) -> dict[str, Any]:
    """The object of JSON in a row.

    Raises:
        ValueError: It holds none.
    """
    if not isinstance(text, str) or not text.isascii():  # as they are written
        raise ValueError("it is not text in ASCII")
    try:
        found: object = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("it is not a JSON object")  # noqa: TRY004
    return cast("dict[str, Any]", found)


def _message(text: object, identifier: str, kind: str) -> dict[str, Any]:
    facts = _object(text)
    if facts.get("id") != identifier or kind not in _LISTS:
        raise ValueError("it has no message with this id")
    return facts


def _with_messages(world: dict[str, Any], rows: Sequence[_Row]) -> dict[str, Any]:
    """The world with messages that were added or changed since the start."""
    changed = dict[tuple[str, str], dict[str, dict[str, Any]]]()
    for row in rows:
        changed.setdefault((row.service, row.kind), {})[row.identifier] = row.data
    services = {slug: dict(service) for slug, service in world["services"].items()}
    for (service, kind), messages in changed.items():
        before = {message["id"]: message for message in services[service][kind]}
        services[service][kind] = list((before | messages).values())
    return {**world, "services": services}


def _opened(path: Path) -> sqlite3.Connection:
    """Opens the file for this process alone, and makes its tables if it is new."""
    known = _known(path)
    if known == "new" and not path.exists():
        with suppress(OSError):  # SQLite says what is wrong
            path.touch(0o600)  # messages may be real ones
    file = sqlite3.connect(path, timeout=_PATIENCE, check_same_thread=False, isolation_level=None)
    file.text_factory = _text
    try:
        file.execute("PRAGMA locking_mode = EXCLUSIVE")
        if known != "ours":
            file.execute("BEGIN EXCLUSIVE")
            if known == "0.1":
                file.execute(f"ALTER TABLE world RENAME TO {_WORLD}")
                file.execute(f"ALTER TABLE messages RENAME TO {_MESSAGES}")
            else:
                for name, statement in zip((_WORLD, _MESSAGES), _CREATE, strict=True):
                    file.execute(statement.format(name))
            file.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            file.execute(f"PRAGMA user_version = {FORMAT}")
            file.execute("COMMIT")
        # a crash of the process loses nothing that was committed; only a crash of the machine might
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = NORMAL")
        file.execute("BEGIN IMMEDIATE")  # takes the lock, which is then kept
        file.execute("COMMIT")
    except BaseException as error:
        file.close()
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            raise _in_use(path) from None
        raise
    return file


def _text(content: bytes) -> str:
    return content.decode(errors="replace")


def _known(path: Path) -> Literal["new", "0.1", "ours"]:
    """Whose file it is, without touching it.

    Raises:
        sqlite3.DatabaseError: It is neither a sandbox's nor empty, or of a later version.
    """
    if not path.exists():
        return "new"
    if not path.is_file():
        raise sqlite3.DatabaseError(f"{path} is not a regular file")
    with path.open("rb") as opened:
        header = opened.read(100)
    if not header:
        return "new"
    version, owner = (int.from_bytes(header[place : place + 4], "big") for place in (60, 68))
    if owner == APPLICATION_ID:
        if version > FORMAT:
            raise sqlite3.DatabaseError(f"{path} was made by a later version of notify-sdk: it was not changed")
        return "ours"
    if owner == 0 and header.startswith(b"SQLite format 3\0"):
        # a file without a log beside it can be read without even a lock
        log = path.with_name(f"{path.name}-wal")
        how = "mode=ro" if log.exists() else "immutable=1"
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)) as file:
            tables = {sql for (sql,) in file.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")}
        if not tables:
            return "new"
        if tables == {statement.format(name) for name, statement in zip(("world", "messages"), _CREATE, strict=True)}:
            return "0.1"
    raise sqlite3.DatabaseError(f"{path} is not a file of a sandbox: it was not changed")
