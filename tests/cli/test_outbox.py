"""`notify-sdk outbox ...`, with messages that an application has added."""

from __future__ import annotations

import csv
import io
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notify_sdk.outbox import Outbox, Sms
from notify_sdk.sandbox import Fault
from tests.cli.processes import PATIENCE, Job
from tests.cli.short_leases import shorten
from tests.cli.terminal import Terminal, matches_snapshot


@pytest.fixture
def jobs(run: Terminal, tmp_path: Path) -> Iterator[Outbox]:
    """An outbox with three messages, one of which is not to be sent yet."""
    template = run.sandbox.templates["security code"]
    with Outbox(tmp_path / "jobs.db") as outbox:
        outbox.create_tables()
        later = datetime.now(UTC) + timedelta(days=1)
        for number, not_before in enumerate((None, None, later)):
            values = {"code": f"secret-{number}", "app": "Permits"}
            outbox.add(
                Sms(f"0770090010{number}", template, values, key=f"k{number}", tag="codes", not_before=not_before)
            )
        yield outbox


def test_status(run: Terminal, jobs: Outbox) -> None:
    run("outbox", "send", "jobs.db")
    jobs.cancel("k2")
    matches_snapshot("outbox.txt", run("outbox", "status", "jobs.db").out)
    (line,) = run("outbox", "status", "jobs.db", "--json").lines
    assert {name: count for name, count in line.items() if count} == {"sent": 2, "cancelled": 1}
    assert not any(run("outbox", "status", "--tag", "x", "--json", NOTIFY_OUTBOX="jobs.db").lines[0].values())


@pytest.mark.usefixtures("jobs")
def test_send_leaves_what_is_to_be_sent_later(run: Terminal) -> None:
    sent = run("outbox", "send", "jobs.db", "--concurrency", "2", "--rate-limit", "1000")
    assert (sent.out, sent.err) == ("", "2 sent, 1 queued\nTo go on: notify-sdk outbox send jobs.db\n")
    assert run("outbox", "send", "jobs.db", "--json").lines[0]["queued"] == 1
    assert len(run.sandbox.service.notifications) == 2


@pytest.mark.usefixtures("jobs")
def test_the_exit_code_of_send_is_about_its_own_messages(run: Terminal) -> None:
    run.sandbox.faults.add(Fault("answer", status=400, path="notifications/sms"))
    assert "2 refused" in run("outbox", "send", "jobs.db", code=4).err
    run("outbox", "send", "jobs.db")


@pytest.mark.usefixtures("jobs")
def test_send_without_waiting(run: Terminal) -> None:
    run.sandbox.faults.add(Fault("answer", work="done", status=500, path="notifications/sms", times=2))
    assert "2 without an answer" in run("outbox", "send", "jobs.db", "--no-wait", code=6).err


def test_a_worker_goes_on_until_a_signal_comes(job: Job) -> None:
    with Outbox(job.folder / "jobs.db") as outbox:
        outbox.create_tables()
        worker = job.start("outbox", "send", "jobs.db", "--forever")
        template = job.sandbox.templates["security code"]
        for number in range(2):
            outbox.add(Sms("07700900100", template, {"code": "1", "app": "x"}, key=f"k{number}"))
            job.wait_for(number + 1, worker)
        ended(worker, "2 sent\n")


def test_a_follower_goes_on_until_a_signal_comes(job: Job) -> None:
    with Outbox(job.folder / "jobs.db") as outbox:
        outbox.create_tables()
    follower = job.start("outbox", "follow", "jobs.db", "--forever", "--every", "1")
    assert follower.stderr
    assert [follower.stderr.readline() for _ in range(2)] == ["0 statuses read\n"] * 2
    ended(follower, "")


def ended(process: subprocess.Popen[str], said: str) -> None:
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 128 + signal.SIGTERM
    assert err.endswith(said)
    assert "Stopping: " in err


def test_follow(run: Terminal, jobs: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    run("outbox", "send", "jobs.db")
    run.sandbox.advance()
    assert run("outbox", "follow", "jobs.db").err == "0 statuses read\n"
    monkeypatch.setattr("notify_sdk.outbox.ledger.Ledger.now", lambda *_: datetime.now(UTC) + timedelta(minutes=5))
    assert run("outbox", "follow", "jobs.db", "--json").lines == [{"read": 2}]
    assert run("outbox", "status", "jobs.db", "--json").lines[0]["delivered"] == 2
    assert {row.status for row in jobs.rows(state="sent")} == {"delivered"}


@pytest.mark.usefixtures("jobs")
def test_report(run: Terminal, tmp_path: Path) -> None:
    run("outbox", "send", "jobs.db")
    printed = run("outbox", "report", "jobs.db").out
    assert run("outbox", "report", "jobs.db", "--out", "report.csv").err == "report.csv: 3 messages\n"
    assert (tmp_path / "report.csv").read_text() == printed
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert [(row["line"], row["key"], row["state"]) for row in rows] == [
        ("", "k0", "sent"), ("", "k1", "sent"), ("", "k2", "queued")
    ]  # fmt: skip
    lines = run("outbox", "report", "jobs.db", "--json").lines
    assert [{name: str(value or "") for name, value in line.items()} for line in lines] == rows
    assert run("outbox", "report", "jobs.db", "--tag", "x", "--json").lines == []
    assert all(text not in printed for text in ("07700", "secret", "Permits"))


def test_cancel(run: Terminal, jobs: Outbox) -> None:
    assert run("outbox", "cancel", "jobs.db", "k0", "k2").out == "k0: cancelled\nk2: cancelled\n"
    run("outbox", "send", "jobs.db")
    again = run("outbox", "cancel", "jobs.db", "k0", "k1", "away", "--json", code=1)
    assert again.lines == [{"key": key, "cancelled": False} for key in ("k0", "k1", "away")]
    assert jobs.summary().cancelled == 2
    assert len(run.sandbox.service.notifications) == 1


def unknown(run: Terminal, outbox: Outbox) -> None:
    """Adds two messages whose state becomes unknown: their reference is not unique, and their answer is lost."""
    template = run.sandbox.templates["security code"]
    values = {"code": "1", "app": "x"}
    outbox.add(Sms("07700900100", template, values, key=f"u{n}", reference="r", exact_reference=True) for n in range(2))
    run.sandbox.faults.add(Fault("answer", status=500, path="notifications/sms", times=2))


def test_requeue(run: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shorten(monkeypatch.setattr)
    with Outbox(tmp_path / "jobs.db") as outbox:
        outbox.create_tables()
        unknown(run, outbox)
        assert "2 unknown whether sent" in run("outbox", "send", "jobs.db", code=6).err
        first = run("outbox", "requeue", "jobs.db", "u0", "away", code=1)
        assert (first.out, first.err) == ("1 queued again\n", "To send them: notify-sdk outbox send jobs.db\n")
        assert run("outbox", "requeue", "jobs.db", "--unknown", "--json").lines == [{"queued": 1}]
        run("outbox", "send", "jobs.db")
        assert outbox.summary().sent == 2
    for words in ((), ("--unknown", "u0")):
        assert "give keys, or --unknown for all" in run("outbox", "requeue", "jobs.db", *words, code=2).err


def test_purge(run: Terminal, jobs: Outbox) -> None:
    run("outbox", "send", "jobs.db")
    day = timedelta(days=1)
    today = datetime.now(UTC)
    for before in ("1", (today - day).date().isoformat(), (today - day).isoformat()):
        assert run("outbox", "purge", "jobs.db", "--before", before).out == "0 deleted\n"
    for before in ("", "x", "-1", "1.5", "2026-13-01", "99999999999"):
        assert "--before is a date" in run("outbox", "purge", "jobs.db", f"--before={before}", code=2).err
    time.sleep(0.01)
    assert run("outbox", "purge", "jobs.db", "--before", "0", "--json").lines == [{"deleted": 2}]
    assert [row.key for row in jobs.rows()] == ["k2"]
