"""The loop of a client: attempts, delays, and looking up sends whose outcome is unknown.

`base.py` is generated from this file by `scripts/generate`.
"""

from __future__ import annotations

import time
from copy import copy
from types import TracebackType
from typing import Self, TypeVar

import httpx

from notify_sdk._calls.operations import Operation
from notify_sdk._calls.reconcile import answer_of, look_for
from notify_sdk._client.log import log_attempt, log_broken_off
from notify_sdk._client.requests import signed
from notify_sdk._client.settings import Settings
from notify_sdk._client.waiting import Waiting
from notify_sdk._transport.connections_async import AsyncConnections, AsyncTransport
from notify_sdk._transport.exchange_async import exchange
from notify_sdk._wire import Answer
from notify_sdk.errors import NotifyError

T = TypeVar("T")


class AsyncBaseClient:
    """What performs operations: the client with its options and connections, and without its methods for each call."""

    def __init__(self, settings: Settings, transport: AsyncTransport | None) -> None:
        self._settings = settings
        self._connections = AsyncConnections(settings.base_url, transport)

    def _with(self, settings: Settings) -> Self:
        other = copy(self)
        other._settings = settings  # noqa: SLF001 - of the same class
        return other

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._settings.base_url!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes the connections. The client takes no more calls; those in flight still have their answers."""
        await self._connections.aclose()

    async def _perform(self, operation: Operation[T]) -> T:
        async with self._connections.call() as http:
            return await self._with_retries(http, self._settings.with_reference(operation))

    async def _with_retries(self, http: httpx.AsyncBaseTransport, operation: Operation[T]) -> T:
        waiting = Waiting()
        attempt = 0
        while True:
            attempt += 1
            try:
                return operation.read(await self._send_request(http, operation, attempt))
            except NotifyError as error:
                if self._settings.needs_reconciling(operation, error):
                    found = await self._reconcile(http, operation, error, waiting)
                    if found is not None:
                        return found
                delay = self._settings.retry_delay(error, attempt, waiting.elapsed)
                if delay is None:
                    raise
            await waiting.asleep(delay)

    async def _reconcile(
        self, http: httpx.AsyncBaseTransport, operation: Operation[T], error: NotifyError, waiting: Waiting
    ) -> T | None:
        """What Notify would have answered if the message is there; if it is certainly not, None.

        Raises `error` itself if it can't be told.
        """
        lookup = look_for(operation)
        until = waiting.elapsed + self._settings.retry.reconcile_seconds
        polls = 0
        while True:
            delay = waiting.look_again(polls, until)
            try:
                found = answer_of(operation, await self._with_retries(http, lookup), waiting.elapsed)
                if found is not None:
                    return found
                if delay is None:
                    error.outcome_unknown, error.reference = False, None
                    return None
            except NotifyError:
                if delay is None:
                    raise error from error.__cause__
            polls += 1
            await waiting.asleep(delay)

    async def _send_request(self, http: httpx.AsyncBaseTransport, operation: Operation[object], attempt: int) -> Answer:
        settings = self._settings
        limit = settings.rate_limit_for(operation)
        if limit is not None:
            await limit.aacquire(settings.signer.service_id)
        started = time.monotonic()
        try:
            async with self._connections.slot(settings.timeouts.queue, str(operation)):
                offset = settings.signer.offset
                answer = await exchange(http, signed(settings, operation), settings.timeouts)
        except NotifyError as error:
            log_attempt(operation, attempt, started, type(error.__cause__ or error).__name__)
            raise
        except BaseException as error:
            if getattr(error, "__notes__", None):
                log_broken_off(operation)
            raise
        log_attempt(operation, attempt, started, answer.status_code)
        if not 200 <= answer.status_code < 300:
            raise settings.http_error(answer, offset)
        return answer
