"""Sending, and learning what became of what was sent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from notify_sdk import AsyncNotificationsAPIClient, NotifyError
from notify_sdk.callbacks import Callback, ReceivedTextCallback
from notify_sdk.outbox import Outbox

from .store import Store

logger = logging.getLogger(__name__)


def receive(callback: Callback, store: Store) -> None:
    """Stores a text that somebody has sent. The outbox stores what Notify posts about its own messages."""
    if isinstance(callback, ReceivedTextCallback):
        store.replied(callback.id, callback.source_number, callback.message)


async def work(outbox: Outbox, client: AsyncNotificationsAPIClient, stop: asyncio.Event, every: float) -> None:
    """Sends what is added, and reads the statuses that no callback reports, until `stop` is set.

    Any number of processes may do so at a time.

    Args:
        outbox: What is to be sent.
        client: Sends it.
        stop: Ends it. What is on its way comes to its end.
        every: Seconds between two reads, and after a fault.
    """
    async with asyncio.TaskGroup() as tasks:
        following = tasks.create_task(_again(lambda: outbox.afollow(client), stop, every))
        await _again(lambda: outbox.asend(client, forever=True, stop=stop.is_set), stop, every)
        following.cancel()


async def _again(call: Callable[[], Awaitable[object]], stop: asyncio.Event, every: float) -> None:
    while not stop.is_set():
        try:
            await call()
        except NotifyError as error:
            logger.warning("The outbox tries again in %s seconds: %s", every, error)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), every)
