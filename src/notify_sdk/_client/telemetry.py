"""One call of a client: its attempts, its log lines, and its span and metrics where OpenTelemetry is in use.

OpenTelemetry is in use where something has imported its API, as everything that sets it up does. A process without it
pays for one look-up in `sys.modules`, and nothing has to be switched on.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import AbstractContextManager
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self
from urllib.parse import urlsplit

from notify_sdk._calls.operations import Operation
from notify_sdk._client.log import Outcome, log_attempt, log_delay, log_interruption, outcome_of
from notify_sdk._version import __version__
from notify_sdk.errors import NotifyError

if TYPE_CHECKING:
    from opentelemetry.metrics import Counter, Histogram
    from opentelemetry.trace import Span, Tracer

_Attributes = dict[str, str | int]

# of the semantic conventions for durations of HTTP clients: the default ones are meant for milliseconds
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60)


class Call:
    """One call of a client. As a context manager it has a span; otherwise it only counts and logs.

    Attributes:
        attempts: How many there were.
        status_code: The status that the last attempt was answered with; None if it was not answered.
        request_id: The id of the last attempt at Notify; None if no answer named one.
        outcome: What is known of the message so far; None if the call sends none.
    """

    __slots__ = (
        *("_began", "_operation", "_scope", "_server", "_span", "_started"),
        *("attempts", "outcome", "request_id", "status_code"),
    )

    def __init__(self, operation: Operation[object], server: str = "") -> None:
        self._operation = operation
        self._server = server
        self._began = self._started = time.monotonic()
        self._span: Span | None = None
        self._scope: AbstractContextManager[Span] | None = None
        self.attempts = 0
        self.status_code: int | None = None
        self.request_id: str | None = None
        self.outcome: Outcome | None = "not_sent" if operation.sends else None

    def begin_attempt(self) -> None:
        """Counts one more attempt."""
        self.attempts += 1
        self.status_code = self.request_id = None
        self._started = time.monotonic()

    def end_attempt(self, error: NotifyError | None) -> None:
        """Logs how the attempt went, and puts the id of its request into the error."""
        if error is not None and self.request_id is not None:
            error.request_id = self.request_id
        self.outcome = outcome_of(self._operation, error)
        seconds = time.monotonic() - self._started
        log_attempt(self._operation, self.attempts, seconds, self.status_code, error, self.request_id)

    def interrupt(self, error: BaseException) -> None:
        """Records an attempt that was cancelled, or stopped with Ctrl-C, after its request may have been sent."""
        if self._operation.sends and not isinstance(error, NotifyError) and getattr(error, "__notes__", None):
            self.outcome = "unknown"
            log_interruption(self._operation, self.attempts)

    def log_delay(self, seconds: float) -> None:
        """Logs that the next attempt follows."""
        log_delay(self._operation, self.attempts, seconds)

    def __enter__(self) -> Self:
        if sys.modules.get("opentelemetry.trace") is not None and (made := _instruments()) is not None:
            from opentelemetry import trace

            attributes = _before(self._operation, self._server)
            name = f"notify.{self._operation.name}"
            self._span = made.tracer.start_span(name, kind=trace.SpanKind.CLIENT, attributes=attributes)
            self._scope = trace.use_span(self._span, record_exception=False, set_status_on_exception=False)
            self._scope.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._span is None or self._scope is None:
            return
        answered = self.status_code is not None and 200 <= self.status_code < 300
        if error is None or (answered and not isinstance(error, NotifyError)):
            self.outcome = outcome_of(self._operation, None)
        ended = _after(kind, self.outcome)
        made = _instruments()
        if made is not None:
            operation: _Attributes = {"notify.operation": self._operation.name}
            made.durations.record(time.monotonic() - self._began, operation | ended)
            if self.outcome is not None:
                made.sends.add(
                    1, {"notify.message.type": _message_type(self._operation), "notify.outcome": self.outcome}
                )
        self._span.set_attributes(ended | {"notify.attempts": self.attempts})
        if self.status_code is not None:
            self._span.set_attribute("http.response.status_code", self.status_code)
        if self.request_id is not None:
            self._span.set_attribute("notify.request_id", self.request_id)
        if kind is not None:
            from opentelemetry.trace import Status, StatusCode

            self._span.set_status(Status(StatusCode.ERROR, kind.__qualname__))
        self._scope.__exit__(None, None, None)
        self._span.end()
        self._span = self._scope = None


class _Instruments(NamedTuple):
    tracer: Tracer
    sends: Counter
    durations: Histogram


@cache
def _instruments() -> _Instruments | None:
    """The tracer and the meters; None if instrumentation of this package is switched off."""
    disabled = os.environ.get("OTEL_PYTHON_DISABLED_INSTRUMENTATIONS", "")
    if {"notify_sdk", "*"} & {name.strip().replace("-", "_") for name in disabled.split(",")}:
        return None
    from opentelemetry import metrics, trace

    meter = metrics.get_meter("notify_sdk", __version__)
    return _Instruments(
        tracer=trace.get_tracer("notify_sdk", __version__),
        sends=meter.create_counter(
            "notify.client.sends", unit="{message}", description="Messages, by their type and outcome."
        ),
        durations=meter.create_histogram(
            "notify.client.operation.duration",
            unit="s",
            description="Duration of calls, retries and pauses included.",
            explicit_bucket_boundaries_advisory=_SECONDS,
        ),
    )


def _before(operation: Operation[object], server: str) -> _Attributes:
    """The attributes that are known before a call."""
    address = urlsplit(server)
    known = {
        "notify.operation": operation.name,
        "notify.template_id": operation.template_id,
        "http.request.method": operation.method,
        "server.address": address.hostname,
        "server.port": address.port or (443 if address.scheme == "https" else 80),
    }
    return {name: value for name, value in known.items() if value is not None}


def _after(kind: type[BaseException] | None, outcome: Outcome | None) -> _Attributes:
    """The attributes that are known after a call."""
    ended: _Attributes = {}
    if outcome is not None:
        ended["notify.outcome"] = outcome
    if kind is not None:
        ended["error.type"] = kind.__qualname__
    return ended


def _message_type(operation: Operation[object]) -> str:
    return operation.path.rpartition("/")[2]
