"""A process that is killed at each point between two steps: each message is sent once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notify_sdk import NotificationsAPIClient
from notify_sdk.outbox import Outbox
from notify_sdk.outbox.crash import POINTS, VARIABLE
from notify_sdk.outbox.events import LookedUp
from notify_sdk.outbox.ledger import Sender
from notify_sdk.sandbox import Sandbox
from tests.outbox.messages import once, received, texts
from tests.support.http_server import listening

COUNT = 8
WORKER = Path(__file__).with_name("worker.py")


def work(what: str, place: str, url: str, sandbox: Sandbox, crash_at: str | None = None) -> int:
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    if crash_at:
        environment[VARIABLE] = crash_at
    words = [what, place, url, sandbox.api_key, str(sandbox.templates["security code"]), str(COUNT)]
    done = subprocess.run([sys.executable, WORKER, *words], env=environment, timeout=120, check=False)
    return done.returncode


def later(place: str, seconds: float) -> Outbox:
    """The outbox, with a clock that is some seconds ahead."""
    return Outbox(place, _clock=lambda: datetime.now(UTC) + timedelta(seconds=seconds))


@pytest.mark.parametrize("point", ["before-add-commit", "after-add"])
def test_killed_while_adding(place: str, sandbox: Sandbox, point: str) -> None:
    with Outbox(place) as outbox, listening(sandbox) as url:
        outbox.create_tables()
        assert work("add", place, url, sandbox, point) == -signal.SIGKILL
        assert outbox.summary().total == (0 if point == "before-add-commit" else COUNT)
        outbox.add(texts(sandbox, COUNT))
        with NotificationsAPIClient(sandbox.api_key, url) as client:
            outbox.send(client)
        assert outbox.summary().sent == COUNT
    assert once(sandbox, COUNT)


SENDING = [
    (point, times)
    for point in POINTS
    if point not in {"before-add-commit", "after-add", "after-look"}
    for times in (1, 2)
]


@pytest.mark.parametrize(("point", "times"), SENDING)
def test_killed_while_sending(place: str, sandbox: Sandbox, point: str, times: int) -> None:
    with Outbox(place) as outbox, listening(sandbox) as url:
        outbox.create_tables()
        outbox.add(texts(sandbox, COUNT))
        assert work("send", place, url, sandbox, f"{point}:{times}") == -signal.SIGKILL
        left = outbox.summary()
        assert left.queued + left.sending + left.sent == COUNT
        # claimed messages may have been sent: no sender looks them up before their lease is over
        with NotificationsAPIClient(sandbox.api_key, url) as client:
            outbox.send(client)
        assert outbox.summary().sending == left.sending
        assert outbox.summary().queued == 0
        # then they are looked up; one that is not found is sent again after `resend_after`
        with later(place, 100) as soon, NotificationsAPIClient(sandbox.api_key, url) as client:
            soon.send(client)
            found = soon.summary()
            assert found.queued == 0
            assert found.sent == len(received(sandbox))
        with later(place, 400) as after, NotificationsAPIClient(sandbox.api_key, url) as client:
            after.send(client, wait=True)
            assert after.summary().sent == COUNT
        with later(place, 800) as at_last, NotificationsAPIClient(sandbox.api_key, url) as client:
            at_last.send(client)
            assert (at_last.summary().sent, at_last.summary().doubled) == (COUNT, 0)
            assert all(row.found in {None, 1} for row in at_last.rows())
    assert once(sandbox, COUNT)


def test_killed_while_looking(place: str, sandbox: Sandbox) -> None:
    with Outbox(place) as outbox, listening(sandbox) as url:
        outbox.create_tables()
        outbox.add(texts(sandbox, COUNT))
        assert work("send", place, url, sandbox, "after-answer") == -signal.SIGKILL
        outbox._database.run(lambda connection: connection.execute(_leases_over(outbox)))
        assert work("send", place, url, sandbox, "after-look") == -signal.SIGKILL
        with later(place, 400) as after, NotificationsAPIClient(sandbox.api_key, url) as client:
            after.send(client, wait=True)
            assert after.summary().sent == COUNT
    assert once(sandbox, COUNT)


def _leases_over(outbox: Outbox):
    table = outbox.tables.outbox
    return table.update().where(table.c.state == "sending").values(lease_until=datetime(2020, 1, 1, tzinfo=UTC))


def test_a_message_that_kills_its_sender_is_left_to_a_person(place: str, sandbox: Sandbox) -> None:
    with Outbox(place) as outbox, listening(sandbox) as url:
        outbox.create_tables()
        outbox.add(texts(sandbox, COUNT))
        moment = 0.0
        for _ in range(5):
            moment += 1000
            with later(place, moment) as now:
                now._ledger._resend_after = timedelta(0)
                claim_and_forget(now, sandbox, url)
        with later(place, moment + 1000) as now, NotificationsAPIClient(sandbox.api_key, url) as client:
            now.send(client, wait=True)
            assert now.summary().unknown == 1
            row = next(now.rows(state="unknown"))
            assert row.error_code == "crashed"
            assert now.summary().sent == COUNT - 1
            assert now.requeue(row.key) == 1
            now.send(client)
            assert now.summary().sent == COUNT
    assert once(sandbox, COUNT)


def claim_and_forget(outbox: Outbox, sandbox: Sandbox, url: str) -> None:
    """Claims one message, as a sender does that is killed before its request."""
    with NotificationsAPIClient(sandbox.api_key, url) as client:
        sender = Sender("killed", client._settings.signer.fingerprint, url, timedelta(seconds=60))

    def claim(connection) -> None:
        outbox._ledger.claim(connection, sender, 1, lambda claim, message: None)

    def look(connection) -> None:
        looks = outbox._ledger.looks(connection, 10)
        outbox._ledger.apply(
            connection, [(each.id, LookedUp((), each.at, sender.api_key, sender.base_url)) for each in looks]
        )

    outbox._database.run(look)
    outbox._database.run(claim)
