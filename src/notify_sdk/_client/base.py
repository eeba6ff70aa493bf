# Generated from async_base.py by `scripts/generate`. Do not edit: change that file and generate again.
"""The loop of a client: attempts, delays, and looking up sends whose outcome is unknown."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from notify_sdk._calls.operations import Operation
from notify_sdk._client.claims import Claim, Claims
from notify_sdk._client.requests import Signed, signed
from notify_sdk._client.settings import Settings
from notify_sdk._client.telemetry import Call
from notify_sdk._client.waiting import Waiting
from notify_sdk._transport.connections import Connections, Transport
from notify_sdk._transport.exchange import exchange
from notify_sdk._wire import Answer
from notify_sdk.errors import NotifyError

if TYPE_CHECKING:
    import httpx

    from notify_sdk._calls.reconcile import Page, Search

T = TypeVar("T")


class BaseClient:
    """Performs operations: a client without a method for each call."""

    def __init__(self, settings: Settings, transport: Transport | None) -> None:
        self._settings = settings
        self._connections = Connections(settings.base_url, transport)
        self._claims = Claims(enabled=settings.retry.reconcile)

    def _with(self, settings: Settings) -> Self:
        other = copy(self)
        other._settings = settings  # noqa: SLF001 - of the same class
        self._claims.enabled |= settings.retry.reconcile  # which the copy shares
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
        """Closes the connections. Later calls raise `ClientClosedError`; calls in flight still get their answers."""
        self._connections.close()

    def _perform(self, operation: Operation[T]) -> T:
        with Call(operation, self._settings.base_url) as call:
            with self._connections.call() as http:
                if not (operation.sends and self._claims.enabled):
                    return self._with_retries(http, operation, call)
                from notify_sdk._calls.reconcile import identity_of
                from notify_sdk._calls.references import with_reference

                unique = operation.reference is None or self._settings.retry.unique_references
                with self._claims.claim(None if unique else identity_of(operation)) as claim:
                    if self._settings.retry.reconcile:
                        operation = with_reference(operation)
                    sent = self._with_retries(http, operation, call, claim)
                    claim.message = str(getattr(sent, "id", ""))
                    return sent

    def _with_retries(
        self, http: httpx.BaseTransport, operation: Operation[T], call: Call, claim: Claim | None = None
    ) -> T:
        waiting = Waiting()
        while True:
            try:
                result = operation.read(self._send_request(http, operation, call))
            except NotifyError as error:
                unknown = self._settings.is_unknown(operation, error)
                call.end_attempt(error)
                if unknown and claim is not None and self._settings.retry.reconcile:
                    found = self._reconcile(http, operation, error, waiting, claim)
                    if found is not None:
                        return found
                    call.outcome = "not_sent"
                delay = self._settings.retry_delay(error, call.attempts, waiting.elapsed)
                if delay is None:
                    raise
            else:
                call.end_attempt(None)
                return result
            call.log_delay(delay)
            waiting.sleep(delay)

    def _reconcile(
        self,
        http: httpx.BaseTransport,
        operation: Operation[T],
        error: NotifyError,
        waiting: Waiting,
        claim: Claim,
    ) -> T | None:
        """The answer that Notify would have sent, if the message is there; None if it certainly is not.

        Raises `error` itself if that is not known.
        """
        from notify_sdk._calls.reconcile import CONFIRMATION_DELAY, Search

        search = Search(operation, unique=claim.unique)
        until = waiting.elapsed + self._settings.retry.reconcile_seconds
        polls = 0
        while True:
            delay = waiting.poll_delay(polls, until)
            try:
                found = self._look_up(http, search, waiting, claim, error.request_id)
                if found is not None:
                    return found
                if delay is None and not search.unconfirmed:
                    error.outcome_unknown, error.reference = False, None
                    return None
            except NotifyError:
                if delay is None:
                    raise error from error.__cause__
            polls += 1
            waiting.sleep(CONFIRMATION_DELAY if delay is None else delay)

    def _look_up(
        self,
        http: httpx.BaseTransport,
        search: Search[T],
        waiting: Waiting,
        claim: Claim,
        request_id: str | None,
    ) -> T | None:
        operation: Operation[Page] | None = search.first_page()
        while operation is not None:
            operation = search.next_page(self._with_retries(http, operation, Call(operation)), waiting.elapsed)
        others = claim.others()
        preview = search.preview(others)
        if preview is not None:
            search.rendered = self._with_retries(http, preview, Call(preview))
        return search.result(others, request_id)

    def _sign(self, operation: Operation[object]) -> Signed:
        """Signs the request for one attempt, to be sent by `_send_signed` within 30 seconds."""
        __tracebackhide__ = True
        return Signed(signed(self._settings, operation), self._settings.signer.offset)

    def _send_signed(self, operation: Operation[T], begin: Callable[[], Signed]) -> T:
        """Sends a signed request once: without rate limit, retries or look-up.

        Args:
            operation: The send whose request it is.
            begin: Gives the request when nothing more is waited for. What it raises is raised; nothing is sent then.

        Raises:
            NotifyError: If it did not go well; `outcome_unknown` says whether it may have been sent.
        """
        __tracebackhide__ = True
        with Call(operation, self._settings.base_url) as call:
            with self._connections.call() as http:
                try:
                    result = operation.read(self._attempt(http, operation, call, begin))
                except NotifyError as error:
                    self._settings.is_unknown(operation, error)
                    call.end_attempt(error)
                    raise
                call.end_attempt(None)
                return result

    def _send_request(self, http: httpx.BaseTransport, operation: Operation[object], call: Call) -> Answer:
        limit = self._settings.rate_limit_for(operation)
        if limit is not None:
            limit.acquire(self._settings.signer.service_id)
        return self._attempt(http, operation, call, lambda: self._sign(operation))

    def _attempt(
        self,
        http: httpx.BaseTransport,
        operation: Operation[object],
        call: Call,
        begin: Callable[[], Signed],
    ) -> Answer:
        settings = self._settings
        call.begin_attempt()
        try:
            with self._connections.slot(settings.timeouts.queue, str(operation)):
                request, offset = begin()
                answer = exchange(http, request, settings.timeouts)
        except BaseException as error:
            call.interrupt(error)
            raise
        call.status_code, call.request_id = answer.status_code, answer.request_id
        if not 200 <= answer.status_code < 300:
            raise settings.http_error(answer, offset)
        return answer
