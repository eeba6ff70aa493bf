"""Senders that are stopped in the middle, while others take over, and then go on."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from notify_sdk.outbox import Outbox
from notify_sdk.sandbox import Fault, Sandbox
from tests.outbox.campaign.survival import texts
from tests.outbox.campaign.workers import Workers, workers
from tests.support.http_server import listening

COUNT = 4
TOO_OLD = 21.0
"""A request is not begun when its token is older than 20 seconds."""

pytestmark = pytest.mark.xdist_group("survival")


def take_over(
    started: Workers, sandbox: Sandbox, stop_at: str, *, guard: bool, seconds: float = 0, skew: float = 0
) -> None:
    """Stops a sender, sends what it holds an hour later, and lets it go on."""
    started.also = {"stop_at": stop_at, "guard": guard}
    frozen = started.start()
    started.until_ready(frozen)
    _, status = os.waitpid(frozen.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    began = time.monotonic()
    started.also = {}
    for _ in range(2):
        assert not started.wait(started.start(later=3600))
    time.sleep(max(began + seconds - time.monotonic(), 0))
    if skew:
        sandbox.faults.add(Fault(skew=skew, method="POST"))
    frozen.send_signal(signal.SIGCONT)
    started.wait(frozen)
    sandbox.faults.clear()
    assert not started.wait(started.start(later=7200))


def doubled(place: str, sandbox: Sandbox, stop_at: str, **options: Any) -> int:
    """How many people got two."""
    with Outbox(place) as outbox, listening(sandbox) as url:
        outbox.create_tables()
        outbox.add(texts(sandbox, COUNT))
        # one at a time: so it is stopped between its claim and its request, and nowhere else
        with workers(place, url, sandbox.api_key, send={"concurrency": 1}) as started:
            take_over(started, sandbox, stop_at, **options)
        got = Counter(each.to for each in sandbox.inbox)
        assert outbox.summary().sent == len(got) == COUNT
        found = sum(times > 1 for times in got.values())
        assert outbox.summary().doubled == found
    return found


def test_a_request_is_not_begun_late(tmp_path: Path, sandbox: Sandbox) -> None:
    assert doubled(str(tmp_path / "a.db"), sandbox, "before-request", guard=True, seconds=TOO_OLD) == 0


def test_without_the_guard_it_would_be(place: str, sandbox: Sandbox) -> None:
    assert doubled(place, sandbox, "before-request", guard=False) == 1


def test_a_request_that_is_begun_late_all_the_same_has_a_token_that_is_too_old(place: str, sandbox: Sandbox) -> None:
    assert doubled(place, sandbox, "before-request", guard=False, skew=40) == 0


def test_an_answer_that_is_read_late_changes_nothing(place: str, sandbox: Sandbox) -> None:
    assert doubled(place, sandbox, "after-answer", guard=True) == 0
