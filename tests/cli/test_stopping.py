"""`notify-sdk send --recipients` when it is killed, gets a signal, or its output is closed: one message to each recipient."""

from __future__ import annotations

import os
import re
import shlex
import signal
from collections.abc import Sequence

import pytest

from tests.cli.processes import PATIENCE, RECIPIENTS, Job


def test_a_command_that_is_killed_twice_sends_one_to_each(job: Job) -> None:
    for count in (12, 30):
        process = job.start()
        job.wait_for(count, process)
        process.kill()
        process.communicate(timeout=PATIENCE)
        assert job.states()["sending"] > 0
    last = job.finish()
    assert last.returncode == 0, last.stderr
    assert "Going on with people.csv: " in last.stderr
    assert last.stderr.endswith("60 sent\n")
    assert last.stdout.count('"state": "sent"') == RECIPIENTS
    job.assert_one_each()
    again = job.finish()
    assert (again.returncode, again.stderr) == (0, "people.csv was sent before, so nothing was sent now.\n60 sent\n")
    job.assert_one_each()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_in_order_and_says_how_to_go_on(job: Job, number: signal.Signals) -> None:
    process = job.start()
    job.wait_for(10, process)
    process.send_signal(number)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 128 + number
    states = job.states()
    assert states["sending"] == 0
    assert 0 < states["queued"] < RECIPIENTS
    assert states["sent"] == len(job.sandbox.service.notifications)
    assert f"{states['sent']} sent, {states['queued']} queued\n" in err
    found = re.search(r"^To go on: notify-sdk (.*)$", err, re.MULTILINE)
    assert found
    done = job.finish(*shlex.split(found[1]))
    assert done.returncode == 0, done.stderr
    job.assert_one_each()


def closed_pipe() -> int:
    """The writing end of a pipe whose reading end is closed."""
    reader, writer = os.pipe()
    os.close(reader)
    return writer


def run_with_closed(job: Job, streams: Sequence[str]) -> tuple[int, str]:
    writer = closed_pipe()
    process = job.start(**dict.fromkeys(streams, writer))
    os.close(writer)
    _, err = process.communicate(timeout=PATIENCE)
    return process.returncode, err or ""


def test_standard_output_is_closed(job: Job) -> None:
    code, err = run_with_closed(job, ["stdout"])
    assert (code, err.splitlines()[-1]) == (0, "60 sent")
    assert "Traceback" not in err
    job.assert_one_each()


@pytest.mark.parametrize("streams", [["stderr"], ["stdout", "stderr"]])
def test_standard_error_is_closed(job: Job, streams: Sequence[str]) -> None:
    code, _ = run_with_closed(job, streams)
    assert code != 0
    states = job.states()
    assert states["sending"] == 0
    assert states["queued"] > 0
    assert job.finish().returncode == 0
    job.assert_one_each()


def test_the_output_of_a_report_is_closed(job: Job) -> None:
    assert job.finish().returncode == 0
    for words in (("report", "people.csv.outbox"), ("report", "people.csv.outbox", "--json")):
        writer = closed_pipe()
        process = job.start("outbox", *words, stdout=writer)
        os.close(writer)
        _, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, err) == (0, "")
