"""A rate limit for sends, shared between threads, tasks, processes and hosts."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from notify_sdk._client.waiting import Waiting, skipping
from notify_sdk._extras import install_hint
from notify_sdk._transport.connections import watch_forks
from notify_sdk.errors import RequestValidationError

if TYPE_CHECKING:
    from limits.strategies import MovingWindowRateLimiter

__all__ = ["RateLimit"]

_logger = logging.getLogger("notify_sdk")
_IN_MEMORY = "memory://"
_REDIS_SECONDS = 1.0
_BYPASS_SECONDS = 10.0
"""How long a storage that failed is bypassed. Otherwise each send would wait for it again."""


class RateLimit:
    """Limits how many messages are sent in a minute. Sends beyond the limit wait.

        client = NotificationsAPIClient(rate_limit=RateLimit())

    Notify takes 3,000 messages a minute from a service, by each type of key, and about a third of them at
    once. Sending at exactly that has met refusals, so the default stays a tenth below, and spreads the
    messages: at most a sixth of them in any ten seconds. Give the same `RateLimit` to all clients of a process; for
    several processes or hosts, give each one the address of the same Redis. Each attempt at a send counts.
    Reads are not counted, by Notify or here.

    When Redis can't be reached, or does not answer within a second, messages are sent all the same for ten
    seconds, with a warning in the log: Notify has its own limit, and clients wait and repeat when they reach it.

    Args:
        per_minute: How many sends in a minute.
        storage: `memory://` for this process, or `redis://host:port/db` to share it.
        name: What is limited: clients that give the same name share the limit. By default the service's id.

    Raises:
        RequestValidationError: If `per_minute` is not a number above 0, or `storage` not such an address.
        ImportError: If the extra `rate` is not installed.
    """

    def __init__(self, per_minute: int = 2_700, storage: str = _IN_MEMORY, name: str | None = None) -> None:
        if not isinstance(per_minute, int) or per_minute < 1:
            raise RequestValidationError.of("per_minute is not a whole number above 0", field="per_minute")
        if urlsplit(storage).scheme not in {"memory", "redis", "rediss", "redis+sentinel", "redis+cluster"}:
            raise RequestValidationError.of(
                "storage is neither memory:// nor the URL of a Redis server", field="storage"
            )
        self._in_memory = storage == _IN_MEMORY
        self._storage = storage
        self._per_minute = per_minute
        self._name = name
        self._connect_storage()
        watch_forks(self)

    def _connect_storage(self) -> None:
        try:
            from limits import RateLimitItemPerSecond
            from limits.storage import storage_from_string
            from limits.strategies import MovingWindowRateLimiter
        except ImportError as error:
            raise ImportError(install_hint("A rate limit", "rate")) from error
        share, seconds = (self._per_minute // 6, 10) if self._per_minute >= 6 else (self._per_minute, 60)
        self._item = RateLimitItemPerSecond(share, seconds, namespace="notify-sdk")
        options = {} if self._in_memory else _redis_options(self._storage)
        self._window: MovingWindowRateLimiter = MovingWindowRateLimiter(
            storage_from_string(self._storage, wrap_exceptions=True, **options)
        )
        # its own threads, so that a slow Redis does not hold those that asyncio shares
        self._threads = None if self._in_memory else ThreadPoolExecutor(4, "notify-sdk-rate-limit")
        self._failed_until = 0.0

    def reset_after_fork(self) -> None:
        """Connects again in a forked process, since locks and threads belong to the parent."""
        self._connect_storage()

    def __repr__(self) -> str:
        return f"RateLimit({self._per_minute})"

    def acquire(self, service_id: str) -> None:
        """Waits, in this thread, until one more message may be sent.

        Args:
            service_id: The id of the service that sends; it names the limit if `name` is None.
        """
        waiting = Waiting()
        while pause := self._try_acquire(service_id):
            waiting.sleep(pause)

    async def aacquire(self, service_id: str) -> None:
        """Waits, in this task, until one more message may be sent.

        Args:
            service_id: The id of the service that sends; it names the limit if `name` is None.
        """
        waiting = Waiting()
        while pause := await self._try_acquire_async(service_id):
            await waiting.sleep_async(pause)

    async def _try_acquire_async(self, service_id: str) -> float:
        if self._threads is None:
            return self._try_acquire(service_id)
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._try_acquire, service_id)

    def _try_acquire(self, service_id: str) -> float:
        """Counts one send and returns 0, or returns the seconds after which to try again."""
        if skipping() or time.monotonic() < self._failed_until:
            return 0.0
        from limits.errors import StorageError

        name = self._name or service_id
        try:
            if self._window.hit(self._item, name):
                return 0.0
            free_at = self._window.get_window_stats(self._item, name).reset_time
        except StorageError as error:
            self._failed_until = time.monotonic() + _BYPASS_SECONDS
            name = type(error.storage_error).__name__
            _logger.warning("The rate limit is off for %d seconds: its storage failed (%s)", _BYPASS_SECONDS, name)
            return 0.0
        # not all at once when the window opens
        return max(free_at - time.time(), 0.0) + random.uniform(0.01, 0.1)  # noqa: S311 - keeps no secret


def _redis_options(storage: str) -> dict[str, Any]:
    """Limits the time that a hanging Redis may take: redis-py has no timeouts by default, and retries four times."""
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    bounds: dict[str, Any] = {"socket_timeout": _REDIS_SECONDS, "socket_connect_timeout": _REDIS_SECONDS}
    return {**bounds, "retry": Retry(NoBackoff(), 0)} if urlsplit(storage).scheme in {"redis", "rediss"} else bounds
