"""The killed job: if it doubles messages, or never began, that is seen. That each is sent once is in test_run.py."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from notify_sdk import simulated
from notify_sdk.cli.demo import job, messages
from notify_sdk.cli.demo.display import Display
from notify_sdk.cli.demo.processes import Commands
from notify_sdk.cli.demo.step import Setup
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


def test_requests_of_the_dead_process_that_are_late_do_not_arrive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the second run: then what was counted as arrived has arrived, and nothing more."""
    faults = list[tuple[str, int]]()
    pass_time, command = job._let_time_pass, Commands.run

    def step(show: Display, setup: Setup) -> None:
        def let_time_pass(outbox: Path) -> None:
            faults.append(("counted", len(setup.sandbox.faults)))
            pass_time(outbox)

        def second_run(commands: Commands, *words: str) -> subprocess.CompletedProcess[str]:
            faults.append(("second run", len(setup.sandbox.faults)))
            return command(commands, *words)

        monkeypatch.setattr(job, "_let_time_pass", let_time_pass)
        monkeypatch.setattr(Commands, "run", second_run)
        job.a_killed_job(show, setup)

    failed, _ = run(step)
    assert failed == []
    assert faults == [("counted", 1), ("second run", 0)]


def test_the_numbers_are_fictional_and_mean_nothing_in_a_sandbox(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.undo()  # all the people there are
    numbers = {each.replace(" ", "") for each in job._write_people(tmp_path / "people.csv")}
    assert len(numbers) == job.PEOPLE == 200
    assert {each[:8] for each in numbers} == {"07700900"}
    assert {len(each) for each in numbers} == {11}
    magic = {f"07700900{status}" for status in (400, 403, 429, 500)}
    known = {*simulated.PHONE_NUMBERS, simulated.TEMPORARY_FAILURE_NUMBER, simulated.PERMANENT_FAILURE_NUMBER}
    assert not numbers & (magic | known | {messages.NUMBER.replace(" ", "")})


def test_a_job_that_never_began_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "_SEND", ("notify_sdk", "--version"))
    with pytest.raises(DatabaseError):
        run(job.a_killed_job)
