# Generated from async_base.py by `scripts/generate`. Do not edit: change that file and generate again.
"""The loop of a client: attempts, delays, and looking up sends whose outcome is unknown."""

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
from notify_sdk._transport.connections import Connections, Transport
from notify_sdk._transport.exchange import exchange
from notify_sdk._wire import Answer
from notify_sdk.errors import NotifyError

T = TypeVar("T")


class BaseClient:
    """What performs operations: the client with its options and connections, and without its methods for each call."""

    def __init__(self, settings: Settings, transport: Transport | None) -> None:
        self._settings = settings
        self._connections = Connections(settings.base_url, transport)

    def _with(self, settings: Settings) -> Self:
        other = copy(self)
        other._settings = settings  # noqa: SLF001 - of the same class
        return other

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._settings.base_url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections. The client takes no more calls; those in flight still have their answers."""
        self._connections.close()

    def _perform(self, operation: Operation[T]) -> T:
        with self._connections.call() as http:
            return self._with_retries(http, self._settings.with_reference(operation))

    def _with_retries(self, http: httpx.BaseTransport, operation: Operation[T]) -> T:
        waiting = Waiting()
        attempt = 0
        while True:
            attempt += 1
            try:
                return operation.read(self._send_request(http, operation, attempt))
            except NotifyError as error:
                if self._settings.needs_reconciling(operation, error):
                    found = self._reconcile(http, operation, error, waiting)
                    if found is not None:
                        return found
                delay = self._settings.retry_delay(error, attempt, waiting.elapsed)
                if delay is None:
                    raise
            waiting.sleep(delay)

    def _reconcile(
        self, http: httpx.BaseTransport, operation: Operation[T], error: NotifyError, waiting: Waiting
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
                found = answer_of(operation, self._with_retries(http, lookup), waiting.elapsed)
                if found is not None:
                    return found
                if delay is None:
                    error.outcome_unknown, error.reference = False, None
                    return None
            except NotifyError:
                if delay is None:
                    raise error from error.__cause__
            polls += 1
            waiting.sleep(delay)

    def _send_request(self, http: httpx.BaseTransport, operation: Operation[object], attempt: int) -> Answer:
        settings = self._settings
        limit = settings.rate_limit_for(operation)
        if limit is not None:
            limit.acquire(settings.signer.service_id)
        started = time.monotonic()
        try:
            with self._connections.slot(settings.timeouts.queue, str(operation)):
                offset = settings.signer.offset
                answer = exchange(http, signed(settings, operation), settings.timeouts)
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
