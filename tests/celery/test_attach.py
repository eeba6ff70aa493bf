"""Tasks that send an outbox: what they are, when they start, and that killing their workers doubles nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery
from kombu.exceptions import OperationalError
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from notify_sdk import NotificationsAPIClient, RetryPolicy
from notify_sdk.celery import OutboxTasks, attach
from notify_sdk.outbox import Outbox, SendingStopped
from notify_sdk.sandbox import Sandbox
from tests.celery.campaign import Verdict, from_an_outbox, texts


@pytest.fixture
def sandbox() -> Sandbox:
    made = Sandbox()
    made.service.rate_limit_per_minute = 10**9
    return made


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with Outbox(tmp_path / "jobs.db") as made:
        made.create_tables()
        yield made


def eager(sandbox: Sandbox, outbox: Outbox, **options: object) -> tuple[Celery, OutboxTasks]:
    app = Celery("letters", broker="memory://")
    app.conf.task_always_eager = True
    app.conf.task_eager_propagates = True
    return app, attach(app, outbox, sandbox.client, **options)  # type: ignore[arg-type] # options of any type


def test_the_tasks_send_and_follow(sandbox: Sandbox, outbox: Outbox) -> None:
    _, tasks = eager(sandbox, outbox)
    outbox.add(texts(sandbox, 3))
    tasks.send.delay()
    assert outbox.summary().sent == 3
    tasks.follow.delay()
    assert len(sandbox.inbox) == 3
    tasks.nudge()
    assert len(sandbox.inbox) == 3


def test_beat_has_an_entry_for_each_that_expires_when_the_next_is_due(sandbox: Sandbox, outbox: Outbox) -> None:
    app, _ = eager(sandbox, outbox, name="letters", queue="notify", send_every=7, follow_every=90)
    app.finalize()
    entries = {name: (entry["schedule"], entry["options"]) for name, entry in app.conf.beat_schedule.items()}
    assert entries == {
        "notify_sdk.letters.send": (7, {"expires": 7, "queue": "notify"}),
        "notify_sdk.letters.follow": (90, {"expires": 90, "queue": "notify"}),
    }
    assert not any(entry["args"] or entry["kwargs"] for entry in app.conf.beat_schedule.values())


def test_a_client_that_is_made_is_made_once_and_in_the_worker(sandbox: Sandbox, outbox: Outbox) -> None:
    made = list[NotificationsAPIClient]()

    def make() -> NotificationsAPIClient:
        made.append(sandbox.client())
        return made[-1]

    app = Celery("letters", broker="memory://", set_as_current=False)
    app.conf.task_always_eager = True
    tasks = attach(app, outbox, make)
    assert not made
    for _ in range(3):
        tasks.send.delay()
    assert len(made) == 1


def test_a_nudge_starts_the_task_after_the_commit_and_not_after_a_rollback(
    sandbox: Sandbox, outbox: Outbox, tmp_path: Path
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'application.db'}")
    own = Outbox(engine)
    own.create_tables()
    _, tasks = eager(sandbox, own)
    with Session(engine) as session:
        own.add(texts(sandbox, 2), within=session)
        tasks.nudge_after_commit(session)
        session.rollback()
    assert own.summary().total == 0
    with Session(engine) as session:
        own.add(texts(sandbox, 2), within=session)
        tasks.nudge_after_commit(session)
        assert not sandbox.inbox
        session.commit()
    assert own.summary().sent == len(sandbox.inbox) == 2
    engine.dispose()


@pytest.mark.parametrize("error", [OperationalError("no broker"), ConnectionRefusedError()])
def test_a_broker_that_is_away_is_logged_and_nothing_else(
    sandbox: Sandbox,
    outbox: Outbox,
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    _, tasks = eager(sandbox, outbox)

    def away(**_: object) -> None:
        raise error

    monkeypatch.setattr(tasks.send, "apply_async", away)
    tasks.nudge()
    assert type(error).__name__ in caplog.text


def test_a_refused_key_fails_the_task_and_keeps_the_messages(sandbox: Sandbox, outbox: Outbox) -> None:
    stranger = Sandbox().api_key[:-36] + "00000000-0000-4000-8000-000000000009"
    app = Celery("letters", broker="memory://", set_as_current=False)
    app.conf.task_always_eager = True
    app.conf.task_eager_propagates = True
    client = NotificationsAPIClient(stranger, transport=sandbox.transport, retry=RetryPolicy.none())
    tasks = attach(app, outbox, client)
    outbox.add(texts(sandbox, 2))
    with pytest.raises(SendingStopped):
        tasks.send.delay()
    assert outbox.summary().queued == 2


@pytest.mark.parametrize("broker", ["redis", "rabbitmq"])
def test_killed_workers_double_nothing_and_lose_nothing(
    broker: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Messages are unacknowledged when their worker is killed, and come again after the visibility time-out of 3 s."""
    assert from_an_outbox(request.getfixturevalue(broker), tmp_path, messages=100, kills=3) == Verdict(0, 0, 3)
