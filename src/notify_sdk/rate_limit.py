"""A limit on how fast messages are sent, shared between threads, tasks, processes and hosts."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from notify_sdk._client.waiting import Waiting, skipping
from notify_sdk.errors import RequestValidationError

if TYPE_CHECKING:
    from limits.strategies import MovingWindowRateLimiter

_logger = logging.getLogger("notify_sdk")
_IN_MEMORY = "memory://"


class RateLimit:
    """Lets so many sends through in a minute; those that are too many wait for their turn.

        client = NotificationsAPIClient(rate_limit=RateLimit())

    Notify takes 3,000 messages a minute from a service, by each type of key, and about a third of them at
    once. Sending at exactly that has met refusals, so the default stays a tenth below, and spreads the
    messages: at most a sixth of them in any ten seconds. Give one `RateLimit` to each client of a process; for
    several processes or hosts give each one the address of the same Redis. Each attempt at a send counts;
    reads don't, at Notify neither.

    When Redis can't be reached, messages are sent all the same, and the log says so: Notify has its own
    limit, and clients wait and repeat when they meet it.

    Args:
        per_minute: How many sends in a minute.
        storage: `memory://` for this process, or `redis://host:port/db` to share it.
        name: What is limited: clients that give the same name share the limit. By default the service's id.

    Raises:
        RequestValidationError: If `per_minute` is no number above 0, or `storage` no such address.
        ImportError: If the extra `rate` is not installed.
    """

    def __init__(self, per_minute: int = 2_700, storage: str = _IN_MEMORY, name: str | None = None) -> None:
        if not isinstance(per_minute, int) or per_minute < 1:
            raise RequestValidationError.of("per_minute is not a whole number above 0", field="per_minute")
        if urlsplit(storage).scheme not in {"memory", "redis", "rediss", "redis+sentinel", "redis+cluster"}:
            raise RequestValidationError.of("storage is neither memory:// nor the address of a Redis", field="storage")
        try:
            from limits import RateLimitItemPerSecond
            from limits.storage import storage_from_string
            from limits.strategies import MovingWindowRateLimiter
        except ImportError as error:
            raise ImportError('A rate limit needs an extra: pip install "notify-sdk[rate]"') from error
        self._in_memory = storage == _IN_MEMORY
        share, seconds = (per_minute // 6, 10) if per_minute >= 6 else (per_minute, 60)
        self._item = RateLimitItemPerSecond(share, seconds, namespace="notify-sdk")
        self._per_minute = per_minute
        self._window: MovingWindowRateLimiter = MovingWindowRateLimiter(
            storage_from_string(storage, wrap_exceptions=True)
        )
        self._name = name

    def __repr__(self) -> str:
        return f"RateLimit({self._per_minute})"

    def acquire(self, service_id: str) -> None:
        """Waits, in this thread, until one more message may be sent."""
        waiting = Waiting()
        while pause := self._take(service_id):
            waiting.sleep(pause)

    async def aacquire(self, service_id: str) -> None:
        """Waits, in this task, until one more message may be sent."""
        waiting = Waiting()
        while pause := self._take(service_id) if self._in_memory else await asyncio.to_thread(self._take, service_id):
            await waiting.asleep(pause)

    def _take(self, service_id: str) -> float:
        """Takes a turn and gives 0, or gives the seconds after which to try again."""
        if skipping():
            return 0.0
        from limits.errors import StorageError

        name = self._name or service_id
        try:
            if self._window.hit(self._item, name):
                return 0.0
            free_at = self._window.get_window_stats(self._item, name).reset_time
        except StorageError as error:
            _logger.warning("The rate limit is not kept: its storage fails (%s)", type(error.storage_error).__name__)
            return 0.0
        # not all at once when the window opens
        return max(free_at - time.time(), 0.0) + random.uniform(0.01, 0.1)  # noqa: S311 - keeps no secret
