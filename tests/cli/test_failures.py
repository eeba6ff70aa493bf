"""Output that cannot be written: one line, an exit code of its own, and for sends always the tally."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from notify_sdk.cli import app
from tests.cli.processes import PATIENCE, RECIPIENTS, Job
from tests.cli.terminal import Terminal

UNWRITTEN = 7
MANY = tuple(word for number in range(10) for word in ("--to", f"07700 90010{number}"))
SEND = ("send", "sms", "-t", "appointment reminder", "-v", "name=A", "-v", "date=3 March")
READING = {
    "list": ("list",),
    "list as JSON": ("list", "--json"),
    "status": ("status", "{id}"),
    "received": ("received",),
    "received as JSON": ("received", "--json"),
    "watch": ("watch", "{id}"),
    "pdf": ("pdf", "{letter}", "--out", "-"),
    "templates list": ("templates", "list"),
    "templates list as JSON": ("templates", "list", "--json"),
    "templates pull": ("templates", "pull"),
    "preview": ("preview", "appointment reminder", "-v", "name=A", "-v", "date=B"),
    "check": ("check", "sms", "body.json"),
    "dry run": (*SEND, *MANY, "--dry-run"),
    "outbox status": ("outbox", "status", "one.outbox"),
    "outbox report": ("outbox", "report", "one.outbox"),
    "outbox report as JSON": ("outbox", "report", "one.outbox", "--json"),
    "outbox cancel": ("outbox", "cancel", "one.outbox", "k"),
    "demo": ("demo",),
    "sandbox": ("sandbox", "--port", "0"),
    "help": ("--help",),
    "help of a command": ("list", "--help"),
    "version": ("--version",),
}
LEFT_IN_SILENCE = {"outbox report", "outbox report as JSON"}
"""What is written a line at a time, and may be read by `head`."""


Runner: TypeAlias = Callable[[tuple[str, ...], str], tuple[int, str]]


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """The command handles signals until its process ends, which is that of the tests here."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def ran(run: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Runner:
    """Runs a command whose output cannot be written. Gives its exit code and what it says."""
    from notify_sdk.outbox import Outbox, Sms

    template = run.sandbox.templates["appointment reminder"]
    address = {"address_line_1": "A", "address_line_2": "B", "postcode": "SW1A 1AA", "date": "3 March"}
    values = {"name": "A", "date": "3 March"}
    with run.sandbox.client() as client:
        sent = client.send_sms_notification("07700900123", template, values)
        letter = client.send_letter_notification(run.sandbox.templates["change of address"], address)
    run.sandbox.receive_text("07700900111", "hello")
    run.sandbox.advance()
    (tmp_path / "body.json").write_text("{}")
    with Outbox(tmp_path / "one.outbox") as outbox:
        outbox.create_tables()
        outbox.add(Sms("07700900123", template, values, key="k"))
    ids = {"{id}": str(sent.id), "{letter}": str(letter.id)}
    for name, value in run.environment.items():
        if value is not None:
            monkeypatch.setenv(name, value)

    def finish(words: tuple[str, ...], output: str) -> tuple[int, str]:
        capsys.readouterr()
        with os.fdopen(unwritable(output), "w") as out, monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", out)
            code = app([ids.get(word, word) for word in words], standalone_mode=False)
        return code or 0, capsys.readouterr().err

    return finish


def unwritable(output: str) -> int:
    if output == "a full disk":
        return os.open("/dev/full", os.O_WRONLY)
    reader, out = os.pipe()
    os.close(reader)
    return out


WHY = {"a full disk": "No space left on device", "no reader": "Broken pipe"}


@pytest.mark.parametrize("command", READING)
def test_output_that_cannot_be_written_is_one_line(ran: Runner, command: str) -> None:
    for output, why in WHY.items():
        code, said = ran(READING[command], output)
        if output == "no reader" and command in LEFT_IN_SILENCE:
            assert (code, said) == (0, "")
            continue
        assert code == UNWRITTEN
        lines = [line for line in said.splitlines() if not re.match(r"\(|Nothing was sent\.", line)]
        assert lines == [f"Error: the output could not be written: {why}"]


@pytest.mark.parametrize("output", WHY)
@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_a_send_stops_and_says_what_was_sent(ran: Runner, run: Terminal, output: str, as_json: tuple[str, ...]) -> None:
    before = len(run.sandbox.inbox)
    code, said = ran((*SEND, *MANY, "--yes", *as_json), output)
    assert len(run.sandbox.inbox) == before + 1
    assert (code, said.splitlines()) == (
        UNWRITTEN,
        [
            "Stopped after recipient 1: that message was sent.",
            "1 sent, 0 not, 9 not tried",
            f"Error: the output could not be written: {WHY[output]}",
        ],
    )


@pytest.mark.parametrize("output", WHY)
def test_a_single_send_has_a_tally_then(ran: Runner, output: str) -> None:
    code, said = ran((*SEND, "--to", "07700 900 100"), output)
    assert (code, "1 sent, 0 not" in said.splitlines()) == (UNWRITTEN, True)


def test_a_send_into_head_has_a_tally(job: Job) -> None:
    sending = job.start(*SEND, *MANY, "--yes")
    with sending:
        assert sending.stdout
        assert sending.stderr
        assert sending.stdout.readline()
        sending.stdout.close()
        said = sending.stderr.read()
    sent = len(job.sandbox.inbox)
    left = f", {10 - sent} not tried" if sent < 10 else ""  # a slow machine may take all before it is closed
    assert f"{sent} sent, 0 not{left}" in said.splitlines()
    assert sending.returncode == UNWRITTEN or not left


@pytest.mark.parametrize("output", WHY)
def test_a_file_is_sent_whole_and_its_tally_said(job: Job, output: str) -> None:
    out = unwritable(output)
    try:
        sending = job.start(stdout=out)
    finally:
        os.close(out)
    _, said = sending.communicate(timeout=PATIENCE)
    assert f"{RECIPIENTS} sent" in said
    assert "Traceback" not in said
    assert sending.returncode == (UNWRITTEN if output == "a full disk" else 0)
    assert len(job.sandbox.inbox) == RECIPIENTS


def test_standard_error_may_be_full_as_well(job: Job) -> None:
    full = unwritable("a full disk")
    try:
        sending = job.start(*SEND, *MANY, "--yes", stdout=full, stderr=full)
    finally:
        os.close(full)
    assert sending.wait(PATIENCE) == UNWRITTEN


def test_a_cell_of_200_000_letters_is_named(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(f"phone number,name,date\n07700900123,{'x' * 200_000},3 March\n")
    for dry in ((), ("--dry-run",)):
        ran = run("send", "sms", "-t", "appointment reminder", "--recipients", "people.csv", "--yes", *dry, code=2)
        assert "line 2" in ran.err
        assert len(ran.err) < 1000
    assert len(run.sandbox.inbox) == 0
    (tmp_path / "values.json").write_text(f'{{"name": "{"x" * 200_000}", "date": "x"}}')
    ran = run("send", "sms", "-t", "appointment reminder", "--to", "07700900123", "--values", "values.json", code=3)
    assert len(ran.err) < 1000


@pytest.mark.parametrize(
    "words",
    [
        ("send", "sms", "-t", "x", "--recipients", "away/people.csv"),
        ("send", "sms", "-t", "x", "--to", "07700900123", "--values", "away/values.json"),
        ("send", "sms", "-t", "appointment reminder", "--recipients", "people.csv", "--yes", "--outbox", "away/outbox"),
        ("send", "email", "-t", "x", "--to", "a@example.com", "--file", "link=away/form.pdf"),
        ("send", "precompiled", "away/letter.pdf", "--reference", "r"),
        ("check", "sms", "away/body.json"),
        ("templates", "list", "--snapshot", "away/templates.json"),
        ("templates", "check", "away/book.py"),
        ("outbox", "status", "away/outbox"),
        ("outbox", "send", "away/outbox"),
        ("sandbox", "away/world.json"),
    ],
    ids=" ".join,
)
def test_a_folder_that_is_not_there_is_said(run: Terminal, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "people.csv").write_text("phone number,name,date\n07700900123,A,3 March\n")
    said = run(*words, code=2).err
    assert "away" in said
    assert "Traceback" not in said
    assert not (tmp_path / "away").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("send", "sms", "-t", "appointment reminder", "--to", "07700900123", "--values", "deep.json"), 2),
        (("check", "sms", "deep.json"), 1),
        (("templates", "list", "--snapshot", "deep.json"), 2),
        (("sandbox", "deep.json"), 2),
    ],
)
def test_a_file_that_is_nested_too_deep_is_no_json(
    run: Terminal, tmp_path: Path, words: tuple[str, ...], code: int
) -> None:
    for text in (each for depth in (900, 1_000, 5_000, 100_000) for each in ("[" * depth, "[" * depth + "]" * depth)):
        (tmp_path / "deep.json").write_text(text)
        said = run(*words, code=code)
        assert "deep.json" in said.out + said.err


ADDRESSES = {
    "http://127.0.0.1:99999/": 5,
    f"https://{'a' * 300}/": 5,
    "https://é€/": 2,
    "http://[::1": 2,
    "http://127.0.0.1:abc/": 2,
    "https:///x": 2,
    "https://\0/": 2,
    "ftp://127.0.0.1/": 2,
}


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_that_is_none_is_one_line(run: Terminal, url: str) -> None:
    words = ("callbacks", "trigger", "delivery-receipt", url)
    said = run(*words, code=ADDRESSES[url], NOTIFY_CALLBACK_TOKEN="t").err
    assert said.count("\n") == 1
