"""A run of a sender: the reasons for which it ends early, and their exit codes. Signals: `test_stopping.py`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from notify_sdk.outbox import Outbox, Sms, Tally
from notify_sdk.sandbox import Fault
from tests.cli.people import SEND
from tests.cli.short_leases import shorten
from tests.cli.terminal import Terminal

pytestmark = pytest.mark.usefixtures("people_csv")


def test_a_key_that_is_refused_stops_everything(run: Terminal) -> None:
    template = run.sandbox.templates["appointment reminder"]
    run.sandbox.faults.add(Fault("answer", status=403, path="notifications/sms"))
    stopped = run(*SEND, "-t", template, code=4)
    assert stopped.err.startswith("Refused by Notify: nothing can be sent: 403 AuthError")
    assert stopped.err.endswith("0 sent, 3 queued\nTo go on: notify-sdk outbox send people.csv.outbox\n")


def test_notify_can_not_be_reached(run: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notify_sdk.outbox.sender._NO_CONNECTION_SECONDS", 0)
    with Outbox(tmp_path / "jobs.db") as outbox:
        outbox.create_tables()
        template = run.sandbox.templates["appointment reminder"]
        outbox.add(Sms("07700900101", template, {"name": "A", "date": "1"}, key="1"))
    stopped = run("outbox", "send", "jobs.db", code=5, NOTIFY_BASE_URL="http://127.0.0.1:9")
    assert stopped.err.startswith("No answer from Notify: Notify can't be reached")
    assert stopped.err.endswith("0 sent, 1 queued\nTo go on: notify-sdk outbox send jobs.db\n")


@pytest.mark.parametrize("work", ["done", "undone"])
def test_a_lost_answer_is_looked_up(run: Terminal, monkeypatch: pytest.MonkeyPatch, work: str) -> None:
    shorten(monkeypatch.setattr)
    run.sandbox.faults.add(Fault("answer", work=work, status=500, path="notifications/sms", times=2))  # type: ignore[arg-type]
    assert run(*SEND).err.endswith("3 sent\n")
    assert sorted(each.to[-3:] for each in run.sandbox.service.notifications) == ["101", "102", "103"]


def test_the_limit_of_a_day(run: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    until = datetime(2026, 11, 24, 0, 0, 30, tzinfo=UTC)
    monkeypatch.setattr(Outbox, "send", lambda *_, **__: Tally(paused_until=until))
    err = run(*SEND, code=4).err
    assert err.startswith(
        "Notify's limit for the day is reached. The rest can be sent from 2026-11-24 00:00:30 UTC on.\n"
    )
    assert err.endswith("0 sent, 3 queued\nTo go on: notify-sdk outbox send people.csv.outbox\n")
