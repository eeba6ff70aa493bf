"""Files that commands write: a file of something else is neither run nor replaced, and none is left half written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from notify_sdk.cli import files
from notify_sdk.templates import load_module
from tests.cli.terminal import Terminal

HEADER = '"""The service\'s templates. Written by `notify-sdk templates pull`: do not edit, pull again."""\n'
MINES = "from pathlib import Path\nPath('ran').touch()\n"
OTHERS = {
    "a program": MINES,
    "notes": "# Notes to keep\n",
    "a broken program": "1 +",
    "no text": "\0\1\udc80",
    "JSON": '{"a": 1}',
    "a quotation of the header": f"x = 1\n{HEADER}",
    "the end of the run": "import sys\nsys.exit(0)\n",
}


@pytest.fixture
def letter(run: Terminal) -> str:
    values = {"address_line_1": "A", "address_line_2": "B", "postcode": "SW1A 1AA", "date": "3 March"}
    with run.sandbox.client() as client:
        made = client.send_letter_notification(run.sandbox.templates["change of address"], values)
    run.sandbox.advance()
    return str(made.id)


COMMANDS = {
    "module": ("templates", "pull", "--out", "{file}"),
    "snapshot": ("templates", "pull", "--save-snapshot", "{file}"),
    "report": ("outbox", "report", "people.outbox", "--out", "{file}"),
    "pdf": ("pdf", "{letter}", "--out", "{file}"),
}


def writing(run: Terminal, command: str, file: Path | str, letter: str, code: int = 0) -> str:
    if command == "report" and not Path("people.outbox").exists():
        from notify_sdk.outbox import Outbox

        with Outbox("people.outbox") as outbox:
            outbox.create_tables()
    words = (word.format(file=file, letter=letter) for word in COMMANDS[command])
    return run(*words, code=code).err


def contents(folder: Path) -> dict[str, bytes]:
    return {
        each.name: each.read_bytes()
        for each in folder.iterdir()
        if each.is_file() and not each.name.startswith("people.outbox")
    }


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("other", OTHERS)
def test_a_file_of_something_else_is_left_as_it_is(
    run: Terminal, tmp_path: Path, letter: str, command: str, other: str
) -> None:
    (tmp_path / "file").write_bytes(OTHERS[other].encode(errors="surrogateescape"))
    (tmp_path / "link").symlink_to("file")
    before = contents(tmp_path)
    for name in ("file", "link"):
        assert "was not changed" in writing(run, command, name, letter, code=2)
        assert contents(tmp_path) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_a_new_file_an_empty_one_and_one_of_its_own_are_written(
    run: Terminal, tmp_path: Path, letter: str, command: str
) -> None:
    (tmp_path / "empty").touch(mode=0o640)
    for name in ("new", "empty"):
        writing(run, command, name, letter)
        written = (tmp_path / name).read_bytes()
        assert written
        writing(run, command, name, letter)
        assert (tmp_path / name).read_bytes() == written
    mask = os.umask(0)
    os.umask(mask)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o666 & ~mask
    assert (tmp_path / "empty").stat().st_mode & 0o777 == 0o640 & ~mask


@pytest.mark.parametrize("command", COMMANDS)
def test_a_link_is_followed_and_that_is_said(run: Terminal, tmp_path: Path, letter: str, command: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to("elsewhere/file")
    assert f"link is a link: {tmp_path.resolve()}/elsewhere/file was written" in writing(run, command, "link", letter)
    assert (tmp_path / "link").is_symlink()
    assert [each.name for each in (tmp_path / "elsewhere").iterdir()] == ["file"]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("place", ["away/file", "folder", "file/file", "circle", "/dev/full", "x" * 300])
def test_a_place_that_cannot_be_written_is_named_on_one_line(
    run: Terminal, tmp_path: Path, letter: str, command: str, place: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "circle").symlink_to("circle")
    said = writing(run, command, place, letter, code=2)
    assert "can't be written: " in said or "Invalid value" in said
    assert place in said or "Invalid value" in said
    assert contents(tmp_path) == {"file": b""}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_disk_that_is_full_leaves_the_file_before(
    run: Terminal, tmp_path: Path, letter: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    assert "file can't be written: No space left on device" in writing(run, command, "file", letter, code=2)
    assert contents(tmp_path) == {"file": b""}


def test_what_is_generated_is_loaded_before_it_replaces_anything(
    run: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("templates", "pull", "--out", "book.py")
    before = contents(tmp_path)
    for made, why in {
        f"{HEADER}raise RuntimeError('no')": "can't be imported, so book.py was not changed: no",
        HEADER: "6 templates have no class in what was generated",
    }.items():
        monkeypatch.setattr("notify_sdk.templates.generate_module", lambda *_, text=made, **__: text)
        assert why in run("templates", "pull", "--out", "book.py", code=2).err
        assert contents(tmp_path) == before


@pytest.mark.parametrize("other", OTHERS)
def test_check_refuses_what_holds_no_templates_and_does_not_run_it(run: Terminal, tmp_path: Path, other: str) -> None:
    (tmp_path / "file.py").write_bytes(OTHERS[other].encode(errors="surrogateescape"))
    assert "holds no templates" in run("templates", "check", "file.py", code=2).err
    (tmp_path / "empty.py").touch()
    assert "holds no templates" in run("templates", "check", "empty.py", code=2).err
    assert not (tmp_path / "ran").exists()


def test_a_module_that_ends_the_run_is_refused(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "book.py").write_text(f"{HEADER}import sys\nsys.exit(0)\n")
    assert "can't be imported: SystemExit" in run("templates", "check", "book.py", code=2).err
    assert "can't be imported: SystemExit" in run("templates", "pull", "--out", "book.py", code=2).err


def test_a_licence_may_stand_before_the_templates(run: Terminal, tmp_path: Path) -> None:
    run("templates", "pull", "--out", "book.py")
    path = tmp_path / "book.py"
    path.write_text("# SPDX-License-Identifier: MIT\n\n" + path.read_text())
    run("templates", "check", "book.py")
    run("templates", "pull", "--out", "book.py")
    assert len(load_module(path)) == 6
