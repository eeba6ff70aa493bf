"""Posts callbacks over HTTP: several at once, each within a deadline, whatever their receivers do."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

DEADLINE = 5.0
"""Seconds for a post and its answer."""

AT_ONCE = 20
"""How many are posted at a time."""

_MAX_ANSWER = 1_000_000
_logger = logging.getLogger("notify_sdk")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What to post, and where to."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Poster:
    """Posts callbacks over HTTP.

    Args:
        deadline: Seconds for each.
    """

    def __init__(self, deadline: float = DEADLINE) -> None:
        self._deadline = deadline
        self._lock = threading.Lock()
        self._running = set[tuple[asyncio.AbstractEventLoop, asyncio.Task[None]]]()

    def post(self, posts: Sequence[Outgoing]) -> list[int | None]:
        """Posts all of them. Gives the status of each answer, or None where there was none in time."""
        statuses: list[int | None] = [None] * len(posts)

        def run() -> None:
            with suppress(asyncio.CancelledError):  # interrupted
                asyncio.run(self._post_all(posts, statuses))

        # a thread of its own: the caller's may run an event loop, and a thread runs one at a time
        thread = threading.Thread(target=run, name="notify-sandbox-callbacks", daemon=True)
        thread.start()
        thread.join()
        return statuses

    def interrupt(self) -> None:
        """Ends what is being posted. What has no answer by then has none."""
        with self._lock:
            for loop, task in self._running:
                loop.call_soon_threadsafe(task.cancel)

    async def _post_all(self, posts: Sequence[Outgoing], statuses: list[int | None]) -> None:
        import httpx

        running = asyncio.get_running_loop(), _current_task()
        with self._lock:
            self._running.add(running)
        at_once = asyncio.Semaphore(AT_ONCE)

        async def post(place: int, outgoing: Outgoing) -> None:
            async with at_once:
                try:
                    async with asyncio.timeout(self._deadline):
                        await _post(client, outgoing, place, statuses)
                except (httpx.HTTPError, TimeoutError):
                    pass
                except Exception as error:  # noqa: BLE001 - one address must not keep others from their callbacks
                    _logger.error("a callback can't be posted to %s: %s", _origin(outgoing.url), type(error).__name__)  # noqa: TRY400 - its text may hold the token

        try:
            async with httpx.AsyncClient(timeout=self._deadline) as client, asyncio.TaskGroup() as group:
                for place, outgoing in enumerate(posts):
                    group.create_task(post(place, outgoing))
        finally:
            with self._lock:
                self._running.discard(running)


def _current_task() -> asyncio.Task[None]:
    task = asyncio.current_task()
    if task is None:
        raise RuntimeError("not in a task")
    return task


async def _post(client: httpx.AsyncClient, outgoing: Outgoing, place: int, statuses: list[int | None]) -> None:
    async with client.stream("POST", outgoing.url, headers=dict(outgoing.headers), content=outgoing.body) as answer:
        statuses[place] = answer.status_code
        read = 0
        async for chunk in answer.aiter_raw():  # a receiver may mind if nobody reads what it writes
            read += len(chunk)
            if read > _MAX_ANSWER:
                break


def _origin(url: str) -> str:
    """An address up to its path, which may hold a secret."""
    scheme, mark, rest = url.partition("://")
    return f"{scheme}{mark}{rest.partition('/')[0].rpartition('@')[2]}"
