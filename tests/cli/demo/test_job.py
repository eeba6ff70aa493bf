"""The killed job: if it doubles messages, or never began, that is seen. That each is sent once is in test_run.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from notify_sdk.cli.demo import job
from notify_sdk.outbox import DatabaseError
from tests.cli.demo.steps import run


@pytest.fixture(autouse=True)
def fewer_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "PEOPLE", 40)
    monkeypatch.setattr(job, "SENT", 20)


def test_a_job_that_begins_anew_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "_let_time_pass", Path.unlink)
    failed, shown = run(job.a_killed_job)
    assert failed == ["40 people, 65 messages: one each."]
    assert "40 sent" in shown


def test_a_job_that_never_began_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "_SEND", ("notify_sdk", "--version"))
    with pytest.raises(DatabaseError):
        run(job.a_killed_job)
