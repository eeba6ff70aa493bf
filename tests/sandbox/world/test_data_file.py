"""The file of a sandbox: a foreign one is left as it is, a damaged row is named, and one sandbox uses it at a time."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from notify_sdk.sandbox import Request, Response, Sandbox
from notify_sdk.sandbox.web.pages import pages
from notify_sdk.sandbox.world.store import APPLICATION_ID, FORMAT, DamagedRowWarning
from tests.sandbox.manual_clock import send_email, send_text
from tests.sandbox.signed_requests import bearer_token

HEADER = b"SQLite format 3\0"


def database(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        for statement in statements:
            file.execute(statement)


FOREIGN = {
    "a table called messages": ["CREATE TABLE messages (id INTEGER PRIMARY KEY, body TEXT)", "INSERT INTO messages VALUES (1, 'x')"],
    "a table called world": ["CREATE TABLE world (only INTEGER PRIMARY KEY CHECK (only = 1), data TEXT NOT NULL)"],
    "our tables without our mark": [
        "CREATE TABLE notify_sandbox_world (only INTEGER PRIMARY KEY, data TEXT)",
        "CREATE TABLE notify_sandbox_messages (id TEXT PRIMARY KEY)",
    ],
    "a log of writes": ["PRAGMA journal_mode = WAL", "CREATE TABLE auth_user (id INTEGER PRIMARY KEY)"],
    "another application": ["PRAGMA application_id = 252006674", "CREATE TABLE t (a)"],
    "a later version of ours": [f"PRAGMA application_id = {APPLICATION_ID}", f"PRAGMA user_version = {FORMAT + 1}", "CREATE TABLE t (a)"],
    "a view": ["CREATE VIEW v AS SELECT 1"],
}  # fmt: skip
CONTENT = {
    "text": b"not a database, surely, and long enough to be told from one" * 20,
    "one byte": b"x",
    "the beginning of a database": HEADER,
    "a database that was cut off": HEADER + b"\x10\0\1\1\0\x40\x20\x20" + b"\0" * 50,
    "zeros": b"\0" * 4096,
}


@pytest.mark.parametrize("kind", [*FOREIGN, *CONTENT])
def test_a_file_of_something_else_is_left_as_it_is(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    if kind in FOREIGN:
        database(path, *FOREIGN[kind])
    else:
        path.write_bytes(CONTENT[kind])
    before = path.read_bytes()
    with pytest.raises(sqlite3.DatabaseError):
        Sandbox(data=path)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"theirs.db": before}


def test_a_file_that_another_program_has_open_is_left_to_it(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as theirs:
        theirs.execute("PRAGMA journal_mode = WAL")
        theirs.execute("CREATE TABLE t (a)")  # in the log only
        before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
        with pytest.raises(sqlite3.DatabaseError, match="not a file of a sandbox"):
            Sandbox(data=path)
        assert {name: (tmp_path / name).read_bytes() for name in before if name.endswith(("db", "wal"))} == {
            name: content for name, content in before.items() if name.endswith(("db", "wal"))
        }
        assert theirs.execute("SELECT name FROM sqlite_schema").fetchall() == [("t",)]


@pytest.mark.parametrize("place", ["away/data.db", ".", "/dev/null"])
def test_a_place_for_no_file_is_refused(place: str, tmp_path: Path) -> None:
    with pytest.raises(sqlite3.DatabaseError):
        Sandbox(data=tmp_path / place)


def test_the_file_says_whose_it_is(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    sandbox = Sandbox(data=path)
    send_text(sandbox)
    sandbox.close()
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert file.execute("PRAGMA user_version").fetchone() == (FORMAT,)
        names = {name for (name,) in file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert names == {"notify_sandbox_world", "notify_sandbox_messages"}
    assert path.stat().st_mode & 0o077 == 0
    assert path.read_bytes()[68:72] == b"NSBX"


@pytest.mark.parametrize("content", ["nothing", "an empty database"])
def test_an_empty_file_is_taken(content: str, tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    if content == "nothing":
        path.touch()
    else:
        database(path, "PRAGMA journal_mode = WAL")
    for count in range(2):
        sandbox = Sandbox(data=path)
        assert len(sandbox.inbox) == count
        send_text(sandbox)
        sandbox.close()


def test_a_file_of_0_1_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    sandbox = Sandbox(data=path)
    sent = send_text(sandbox)
    sandbox.close()
    database(
        path,
        "ALTER TABLE notify_sandbox_world RENAME TO world2",
        "ALTER TABLE notify_sandbox_messages RENAME TO messages2",
        "CREATE TABLE IF NOT EXISTS world (only INTEGER PRIMARY KEY CHECK (only = 1), data TEXT NOT NULL)",
        "CREATE TABLE IF NOT EXISTS messages (\n"
        "    id TEXT PRIMARY KEY, service TEXT NOT NULL, list TEXT NOT NULL, data TEXT NOT NULL\n)",
        *("INSERT INTO world SELECT * FROM world2", "INSERT INTO messages SELECT * FROM messages2"),
        *("DROP TABLE world2", "DROP TABLE messages2", "PRAGMA application_id = 0", "PRAGMA user_version = 0"),
    )
    for _ in range(2):
        sandbox = Sandbox(data=path)
        assert [message.id for message in sandbox.inbox] == [sent.id]
        sandbox.close()


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    sandbox = Sandbox(data=tmp_path / "data.db")
    for _ in range(3):
        send_text(sandbox)
        send_email(sandbox)
    sandbox.receive_text("07700900111", "hello")
    sandbox.close()
    return tmp_path / "data.db"


DAMAGED = {
    "cut off": "data = substr(data, 1, 10)",
    "empty": "data = ''",
    "no object": "data = '[]'",
    "an object of something else": "data = '{}'",
    "another id": "id = 'zz', data = replace(data, id, 'zz')",
    "the id of another": "id = 'zz'",
    "nested too deep": "data = replace(hex(zeroblob(50000)), '00', '[')",
    "no text": "data = CAST(x'7bfffe7d' AS TEXT)",
    "a number": "data = 5",
    "bytes": "data = x'00ff'",
    "an unknown service": "service = 'zz'",
    "an unknown list": "list = 'zz'",
    "a list of something else": "list = 'api_keys'",
    "an unknown template": "data = replace(data, '7e870000', '7e870009')",
    "no recipient": "data = replace(data, '\"to\"', '\"tu\"')",
    "a time that is none": 'data = replace(data, \'"created_at": "\', \'"created_at": "x\')',
}


@pytest.mark.parametrize("damage", DAMAGED)
@pytest.mark.parametrize("rows", [(1,), (3,), (1, 5)])
def test_a_damaged_row_is_named_and_the_rest_is_there(filled: Path, damage: str, rows: tuple[int, ...]) -> None:
    for row in rows:
        database(
            filled,
            f"UPDATE notify_sandbox_messages SET {DAMAGED[damage].replace('zz', f'zz{row}')} WHERE rowid = {row}",
        )
    with closing(sqlite3.connect(filled)) as file:
        file.text_factory = bytes
        kept = file.execute("SELECT * FROM notify_sandbox_messages ORDER BY rowid").fetchall()
    with pytest.warns(DamagedRowWarning) as warned:
        sandbox = Sandbox(data=filled)
    assert len(warned) == len(rows)
    for row, each in zip(rows, warned, strict=True):
        assert f"data.db: row {row} of notify_sandbox_messages (id " in str(each.message)
        assert "07700" not in str(each.message)
    assert len(sandbox.inbox) == 6 - len(rows)
    send_text(sandbox)
    assert len(sandbox.inbox) == 7 - len(rows)
    sandbox.close()
    with closing(sqlite3.connect(filled)) as file:
        file.text_factory = bytes
        assert file.execute("SELECT * FROM notify_sandbox_messages ORDER BY rowid").fetchall()[:7] == kept


@pytest.mark.parametrize(
    "data", ["{", "[]", "{}", "[" * 100_000, json.dumps({"services": {"a": {"name": 5}}}), "\ufffd"]
)
def test_a_damaged_world_names_itself(filled: Path, data: str) -> None:
    with closing(sqlite3.connect(filled)) as file, file:
        file.execute("UPDATE notify_sandbox_world SET data = ?", (data,))
    with pytest.raises(sqlite3.DatabaseError, match=r"data\.db: the row of notify_sandbox_world is damaged: .+"):
        Sandbox(data=filled)


def test_a_file_that_was_cut_off_is_refused(filled: Path) -> None:
    content = filled.read_bytes()
    filled.write_bytes(content[: len(content) // 2])
    with pytest.raises(sqlite3.DatabaseError):
        Sandbox(data=filled)


def test_one_sandbox_uses_it_at_a_time(filled: Path) -> None:
    first = Sandbox(data=filled)
    try:
        with pytest.raises(sqlite3.OperationalError, match="is used by another sandbox"):
            Sandbox(data=filled)
        other = f"from notify_sdk.sandbox import Sandbox\nSandbox(data={str(filled)!r})"
        done = subprocess.run([sys.executable, "-c", other], capture_output=True, text=True, timeout=60, check=False)
        assert done.stderr.splitlines()[-1].endswith("is used by another sandbox: stop it, or name another file")
        assert send_text(first).id
    finally:
        first.close()
    second = Sandbox(data=filled)
    assert len(second.inbox) == 7
    second.close()


def test_the_page_asks_before_it_clears_a_file(filled: Path) -> None:
    sandbox = Sandbox(data=filled)

    def post(body: bytes) -> Response:
        return pages(sandbox, Request("POST", "/_sandbox/clear", body=body))

    for body in (b"", b"other=1", b"\xff"):
        asked = post(body)
        assert (asked.status, len(sandbox.inbox)) == (200, 6)
        assert f"Delete 6 messages from {filled}?" in asked.body.decode()
        assert b'name="sure" value="yes"' in asked.body
    assert (post(b"sure=yes").status, len(sandbox.inbox)) == (303, 0)
    sandbox.close()
    in_memory = Sandbox()
    send_text(in_memory)
    assert pages(in_memory, Request("POST", "/_sandbox/clear")).status == 303
    assert len(in_memory.inbox) == 0


def test_a_full_disk_is_an_answer_and_a_line_in_the_log(filled: Path, caplog: pytest.LogCaptureFixture) -> None:
    sandbox = Sandbox(data=filled, progress="timed")
    text = {
        "phone_number": "07700900123",
        "template_id": sandbox.templates["appointment reminder"],
        "personalisation": {"name": "A" * 800, "date": "3 March"},
    }
    with sandbox.serve() as server:

        def post() -> int:
            headers = {"authorization": f"Bearer {bearer_token(sandbox)}"}
            return httpx.post(f"{server.url}/v2/notifications/sms", json=text, headers=headers).status_code

        (pages_now,) = sandbox.store._file.execute("PRAGMA page_count").fetchone()
        sandbox.store._file.execute(f"PRAGMA max_page_count = {pages_now}")
        while (status := post()) == 201:
            pass
        assert status == 500
        assert f"can't be kept in {filled}: database or disk is full" in caplog.text
        assert "07700" not in caplog.text
        sandbox.store._file.execute("PRAGMA max_page_count = 1000000")
        assert post() == 201
    sandbox.close()
