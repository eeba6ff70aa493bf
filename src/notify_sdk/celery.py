"""Celery tasks that send an outbox. They carry no message, so a task that is delivered twice sends nothing twice.

    app = Celery("letters", broker="redis://localhost")
    tasks = attach(app, Outbox("postgresql+psycopg://localhost/letters"), NotificationsAPIClient)

A worker runs the tasks and beat starts them: `celery -A letters worker --beat`. Needs the extra `celery`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from notify_sdk._extras import requires

with requires("celery", "notify_sdk.celery"):
    from celery import Celery, Task
    from kombu.exceptions import OperationalError
    from sqlalchemy import event
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import Session

    from notify_sdk.client import NotificationsAPIClient
    from notify_sdk.outbox import Outbox

__all__ = ["OutboxTasks", "attach"]

_logger = logging.getLogger("notify_sdk")


@dataclass(frozen=True)
class OutboxTasks:
    """The tasks of an outbox.

    Attributes:
        send: Sends what is queued. Without arguments and without a result.
        follow: Reads from Notify the statuses that no callback reported.
        queue: The queue that they go to; Celery's default if None.
    """

    send: Task[[], None]
    follow: Task[[], None]
    queue: str | None = None

    def nudge(self) -> None:
        """Starts `send` now, without waiting for beat. Call it after your transaction was committed.

        A broker that can't be reached is logged and raises nothing: the messages are in the outbox, and beat goes on.
        """
        try:
            if self.queue is None:
                self.send.apply_async(retry=False)
            else:
                self.send.apply_async(queue=self.queue, retry=False)
        except (OperationalError, OSError) as error:
            _logger.warning("The broker can't be reached (%s): the outbox is sent by beat", type(error).__name__)

    def nudge_after_commit(self, session: Session | AsyncSession) -> None:
        """As `nudge`, when the transaction of a SQLAlchemy session is committed. A rollback starts nothing.

        With Django it is `transaction.on_commit(tasks.nudge)`.

        Args:
            session: The session that your transaction belongs to.
        """
        own = session.sync_session if isinstance(session, AsyncSession) else session

        def nudge(_: Session) -> None:
            self.nudge()

        event.listen(own, "after_commit", nudge, once=True)


class _Client:
    """The client of a process, made when it is first used."""

    def __init__(self, client: NotificationsAPIClient | Callable[[], NotificationsAPIClient]) -> None:
        self._given = client

    @cached_property
    def value(self) -> NotificationsAPIClient:
        return self._given if isinstance(self._given, NotificationsAPIClient) else self._given()


def attach(
    app: Celery,
    outbox: Outbox,
    client: NotificationsAPIClient | Callable[[], NotificationsAPIClient],
    *,
    name: str = "outbox",
    queue: str | None = None,
    send_every: float = 10,
    follow_every: float = 300,
    seconds: float = 50,
    concurrency: int = 10,
) -> OutboxTasks:
    """Adds to a Celery app the tasks that send and follow an outbox, and the beat schedule that starts them.

    Tasks contain no message. One that is delivered twice, or starts again after its worker was killed, claims what is
    still to be sent; `acks_late` and visibility timeouts change nothing.

    Args:
        app: The Celery application.
        outbox: The outbox, not one with an engine for asyncio. Its tables must be there.
        client: The client that sends, or a function that makes it: then it is made in the worker.
        name: The tasks are called `notify_sdk.<name>.send` and `notify_sdk.<name>.follow`: one name for each outbox.
        queue: The queue of the tasks. Give them their own queue, with its own worker, if other tasks must not
            wait behind them; Celery's default if None.
        send_every: Seconds from one start of `send` to the next.
        follow_every: Seconds from one start of `follow` to the next.
        seconds: How long one run of `send` claims messages. Keep it below the time limits of your tasks.
        concurrency: How many requests a run of `send` has in flight at a time.

    Returns:
        The tasks. A run that ends with `SendingStopped` or `DatabaseError` is a failed task; beat starts the next.
    """
    own = _Client(client)

    def send() -> None:
        outbox.send(own.value, concurrency=concurrency, seconds=seconds)

    def follow() -> None:
        outbox.follow(own.value)

    def periodic(work: Callable[[], None], every: float) -> Task[[], None]:
        make: Callable[[Callable[[], None]], Task[[], None]] = app.task(
            name=f"notify_sdk.{name}.{work.__name__}", bind=False, ignore_result=True, shared=False
        )
        task = make(work)
        # what was not begun when the next is due is not begun any more: a worker that was away finds no heap of them
        app.add_periodic_task(every, task.s(), name=task.name, expires=every, queue=queue)
        return task

    return OutboxTasks(periodic(send, send_every), periodic(follow, follow_every), queue)
