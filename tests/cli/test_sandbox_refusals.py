"""`notify-sdk sandbox`: it is ready when it says so, and what cannot be is one line."""

from __future__ import annotations

import signal
import socket
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from notify_sdk.sandbox import Sandbox
from tests.cli.terminal import Terminal
from tests.sandbox.manual_clock import send_text

WORDS = {
    "a port above all": (("--port", "99999"), "'--port'"),
    "a port below all": (("--port", "-1"), "'--port'"),
    "a long host": (("--host", "a" * 300), "can't listen on aaa"),
    "an unknown host": (("--host", "nowhere.invalid"), "can't listen on nowhere.invalid:8080: "),
    "no host": (("--host", ""), "host is empty"),
    "no world": (("away.json",), "away.json can't be read: No such file or directory"),
    "a folder": (("folder",), "folder can't be read: Is a directory"),
    "no world in it": (("notes.json",), "notes.json is not JSON"),
    "a folder that is not there": (
        ("--data", "away/data.db"),
        "away/data.db can't be used: unable to open database file",
    ),
    "a file of something else": (("--data", "notes.json"), "notes.json is not a file of a sandbox: it was not changed"),
    "a database of something else": (
        ("--data", "theirs.db"),
        "theirs.db is not a file of a sandbox: it was not changed",
    ),
    "a damaged world": (("--data", "damaged.db"), "damaged.db: the row of notify_sandbox_world is damaged: "),
    "a full disk": (("--data", "/dev/full"), "/dev/full is not a regular file"),
}


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """The command handles signals until its process ends, which is that of the tests here."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("kind", WORDS)
def test_what_cannot_be_is_one_line(run: Terminal, tmp_path: Path, kind: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "notes.json").write_text("# Notes to keep\n" * 10)
    Sandbox(data=tmp_path / "damaged.db").close()
    for name, statement in {
        "theirs.db": "CREATE TABLE messages (id INTEGER PRIMARY KEY, body TEXT)",
        "damaged.db": "UPDATE notify_sandbox_world SET data = '{'",
    }.items():
        with closing(sqlite3.connect(tmp_path / name)) as file, file:
            file.execute(statement)
    words, said = WORDS[kind]
    ran = run("sandbox", *words, code=2)
    assert said in ran.err
    assert "Ready" not in ran.out
    assert "Traceback" not in ran.err


def test_a_port_that_is_taken_is_one_line(run: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"can't listen on 127.0.0.1:{port}: " in run("sandbox", "--port", port, code=2).err


def test_a_file_that_is_in_use_is_one_line(run: Terminal, tmp_path: Path) -> None:
    first = Sandbox(data=tmp_path / "data.db")
    assert "data.db is used by another sandbox" in run("sandbox", "--data", "data.db", code=2).err
    first.close()


def test_a_damaged_row_is_said_and_the_rest_is_served(
    run: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = Sandbox(data=tmp_path / "data.db")
    send_text(sandbox)
    sandbox.close()
    with closing(sqlite3.connect(tmp_path / "data.db")) as file, file:
        file.execute("UPDATE notify_sandbox_messages SET data = '{'")
    over = threading.Event()
    over.set()
    module = sys.modules["notify_sdk.cli.sandbox"]  # the package has the command under this name
    monkeypatch.setattr(module, "threading", SimpleNamespace(Event=lambda: over))
    ran = run("sandbox", "--data", "data.db", "--port", "0")
    assert ran.err.startswith("Note: data.db: row 1 of notify_sandbox_messages (id ")
    assert "Ready" in ran.out
    (tmp_path / "world.json").write_text('{"services": {"mine": {}}}')
    ran = run("sandbox", "world.json", "--data", "data.db", "--port", "0")
    assert ran.err.startswith("Note: data.db has its services already, so world.json is not used.\n")
    assert run("sandbox", "world.json", "--data", "new.db", "--port", "0").err == ""
