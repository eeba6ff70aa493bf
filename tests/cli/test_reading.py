"""The commands that read from Notify: `status`, `list`, `watch`, `pdf` and `received`."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from notify_sdk.testing import without_waiting
from tests.cli.terminal import NOON, Terminal, matches_snapshot

TEXT = ("send", "sms", "--template", "appointment reminder", "-v", "name=Amala", "-v", "date=3 March")
LETTER = ("send", "letter", "-t", "change of address", "--to", "Amala Bird, 102 High Street, SW14 6BH", "-v", "date=x")


def test_status_and_list_as_tables(run: Terminal) -> None:
    identifier = run(*TEXT, "--to", "07700900123", "--reference", "A1").out.strip()
    run(*LETTER)
    run(
        "send",
        "email",
        "-t",
        "document",
        "--to",
        "a@example.com",
        "-v",
        "name=A",
        "-v",
        "form_enclosed=no",
        "-v",
        "link_to_file=-",
    )
    run.sandbox.advance()
    shown = [run("list").out, run("list", "--type", "letter", "--type", "email", "--limit", "1").out]
    shown += [run("status", each.id).out for each in run.sandbox.service.notifications]
    shown += [run("templates", "list").out, run("received").out]
    matches_snapshot("tables.txt", "\n".join(shown))
    assert run("status", identifier, "--json").lines[0]["status"] == "delivered"


def test_filters_and_json_lines(run: Terminal) -> None:
    seconds = count()
    run.sandbox.clock = lambda: NOON + timedelta(seconds=next(seconds))
    for number in range(3):
        run(*TEXT, "--to", "07700900123", "--reference", f"A{number}")
    assert [each["reference"] for each in run("list", "--json").lines] == ["A2", "A1", "A0"]
    assert [each["reference"] for each in run("list", "--json", "--reference", "A1").lines] == ["A1"]
    newest = run("list", "--json", "--limit", "1").lines[0]["id"]
    assert [each["reference"] for each in run("list", "--json", "--older-than", newest).lines] == ["A1", "A0"]
    assert run("list", "--json", "--status", "delivered", "--jobs").lines == []


def test_watch_until_all_have_arrived(run: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [run(*TEXT, "--to", "07700900123", "--reference", "A").out.strip() for _ in range(2)]
    monkeypatch.setattr("time.sleep", lambda _: run.sandbox.advance())
    seen = run("watch", *ids, "--json").lines
    assert [(each["id"], each["status"]) for each in seen] == [
        (ids[0], "created"),
        (ids[1], "created"),
        (ids[0], "delivered"),
        (ids[1], "delivered"),
    ]
    assert run("watch", "--reference", "A").out.count("delivered") == 2


def test_watch_ends_with_1_unless_all_have_arrived(run: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    words = ("watch", run(*TEXT, "--to", "07700900123").out.strip())
    assert "created" in run(*words, "--give-up", "0.01", code=1).out
    run.sandbox.finish(run.sandbox.service.notifications[0].id, "permanent-failure")
    assert "permanent-failure" in run(*words, code=1).out
    assert "no message to watch" in run("watch", "--reference", "none", code=2).err


def test_the_pdf_of_a_letter(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "mine.pdf").write_bytes(b"%PDF-1.4 x")
    identifier = run("send", "precompiled", "mine.pdf", "--reference", "R").out.strip()
    assert "PDFNotReadyError" in run("pdf", identifier, code=4).err
    with without_waiting():
        run("pdf", identifier, "--wait", "9", code=4)
    run.sandbox.advance()
    run("pdf", identifier, "--wait", "9")
    assert (tmp_path / f"{identifier}.pdf").read_bytes().startswith(b"%PDF")
    assert run("pdf", identifier, "--out", "-").out.startswith("%PDF")
