"""A span and metrics for each call, where OpenTelemetry is in use."""

from __future__ import annotations

import asyncio
import contextlib
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from notify_sdk import AsyncNotificationsAPIClient, NotifyError, RequestValidationError, RetryPolicy
from notify_sdk._client import telemetry
from notify_sdk._client.waiting import without_waiting
from notify_sdk.sandbox import Fault, Sandbox
from tests.privacy.calls import service
from tests.privacy.scenarios import FAILING, WORKING
from tests.support.clients import ID, KEY, BlockingClient, ClientKind

Answers = Callable[[httpx.Request], httpx.Response]


class Telemetry:
    """What was exported."""

    def __init__(self) -> None:
        self._spans = InMemorySpanExporter()
        self._metrics = InMemoryMetricReader()
        self.tracing = TracerProvider()
        self.tracing.add_span_processor(SimpleSpanProcessor(self._spans))
        self.metering = MeterProvider([self._metrics])

    @property
    def spans(self) -> list[ReadableSpan]:
        return list(self._spans.get_finished_spans())

    @property
    def span(self) -> ReadableSpan:
        (span,) = self.spans
        return span

    @property
    def points(self) -> dict[str, list[Any]]:
        found = self._metrics.get_metrics_data()
        if found is None:
            return {}
        return {
            metric.name: list(metric.data.data_points)
            for resource in found.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
        }

    def counted(self) -> dict[tuple[str, str], int]:
        return {
            (point.attributes["notify.message.type"], point.attributes["notify.outcome"]): point.value
            for point in self.points.get("notify.client.sends", ())
        }


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> Iterator[Telemetry]:
    telemetry_ = Telemetry()
    monkeypatch.setattr("opentelemetry.trace._TRACER_PROVIDER", telemetry_.tracing)
    monkeypatch.setattr("opentelemetry.metrics._internal._METER_PROVIDER", telemetry_.metering)
    telemetry._instruments.cache_clear()
    yield telemetry_
    telemetry._instruments.cache_clear()
    telemetry_.metering.shutdown()


def test_a_call_has_one_span(client_kind: ClientKind, exported: Telemetry) -> None:
    sandbox = Sandbox()
    template = sandbox.templates["appointment reminder"]
    with BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport) as caller:
        caller.send_sms_notification("07700900417", template, {"name": "Amala", "date": "3 March"}, "a@example.com")
    span = exported.span
    assert (span.name, span.kind, span.status.status_code) == (
        "notify.send_sms_notification",
        SpanKind.CLIENT,
        StatusCode.UNSET,
    )
    attributes = dict(span.attributes or {})
    assert re.fullmatch("[0-9a-f]{32}", str(attributes.pop("notify.request_id")))
    assert attributes == {
        "notify.operation": "send_sms_notification",
        "notify.template_id": template,
        "notify.outcome": "sent",
        "notify.attempts": 1,
        "http.request.method": "POST",
        "http.response.status_code": 201,
        "server.address": "api.notifications.service.gov.uk",
        "server.port": 443,
    }
    assert not span.events
    assert exported.counted() == {("sms", "sent"): 1}
    (point,) = exported.points["notify.client.operation.duration"]
    assert dict(point.attributes) == {"notify.operation": "send_sms_notification", "notify.outcome": "sent"}
    assert (point.count, point.explicit_bounds[0]) == (1, 0.005)


def test_every_call_has_the_name_of_its_method(client_kind: ClientKind, exported: Telemetry) -> None:
    sandbox = Sandbox()
    template = sandbox.templates["appointment reminder"]
    letter = {"address_line_1": "A", "address_line_2": "B", "postcode": "SW1A 1AA", "name": "A", "date": "B"}
    arguments: dict[str, tuple[Any, ...]] = {
        "send_email_notification": ("a@example.com", sandbox.templates["document"]),
        "send_letter_notification": (sandbox.templates["change of address"], letter),
        "send_precompiled_letter_notification": ("R", b"%PDF"),
        "get_notification_by_id": (ID,),
        "get_all_notifications": (),
        "get_pdf_for_letter": (ID,),
        "get_template": (template,),
        "get_template_version": (template, 1),
        "get_all_templates": (),
        "post_template_preview": (template, {"name": "A", "date": "B"}),
        "get_received_texts": (),
    }
    with BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport) as caller:
        for name, given in arguments.items():
            try:
                getattr(caller, name)(*given)
            except NotifyError:
                assert name in {"get_notification_by_id", "get_pdf_for_letter", "send_email_notification"}
    assert [span.name for span in exported.spans] == [f"notify.{name}" for name in arguments]
    outcomes = {(span.attributes or {}).get("notify.outcome") for span in exported.spans[3:]}
    assert outcomes == {None}
    assert exported.counted() == {("email", "not_sent"): 1, ("letter", "sent"): 2}


def raising(error: type[BaseException]) -> Answers:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error("no")

    return answer


def answering(*statuses: int) -> Answers:
    left = iter(statuses)

    def answer(request: httpx.Request) -> httpx.Response:
        status = next(left)
        name = {400: "BadRequestError", 429: "RateLimitError", 500: "Exception"}[status]
        return httpx.Response(status, json={"status_code": status, "errors": [{"error": name, "message": "no"}]})

    return answer


CASES: dict[str, tuple[Callable[[], Answers], str, str, int | None, int]] = {
    "refused": (lambda: answering(400), "BadRequestError", "not_sent", 400, 1),
    "refused again": (lambda: answering(429, 400), "BadRequestError", "not_sent", 400, 2),
    "failed": (lambda: answering(500), "ServerError", "unknown", 500, 1),
    "no connection": (lambda: raising(httpx.ConnectError), "TransportError", "not_sent", None, 4),
    "no answer": (lambda: raising(httpx.ReadTimeout), "TransportError", "unknown", None, 1),
    "unreadable": (lambda: lambda _: httpx.Response(201, content=b"<p>"), "InvalidResponseError", "unknown", 201, 1),
    "broken off": (lambda: raising(KeyboardInterrupt), "KeyboardInterrupt", "unknown", None, 1),
}


@pytest.mark.parametrize("case", CASES)
def test_what_fails_says_what_is_known(client_kind: ClientKind, exported: Telemetry, case: str) -> None:
    answers, error, outcome, status, attempts = CASES[case]
    with (
        without_waiting(),
        BlockingClient(
            client_kind, KEY, transport=httpx.MockTransport(answers()), retry=RetryPolicy(attempts=4)
        ) as caller,
        pytest.raises((NotifyError, KeyboardInterrupt)) as raised,
    ):
        caller.send_sms_notification("07700900417", ID)
    name = type(raised.value).__name__
    attributes = dict(exported.span.attributes or {})
    assert error in {each.__name__ for each in type(raised.value).__mro__}
    assert (attributes["error.type"], attributes["notify.outcome"]) == (name, outcome)
    assert (attributes.get("http.response.status_code"), attributes["notify.attempts"]) == (status, attempts)
    assert exported.span.status.status_code is StatusCode.ERROR
    assert exported.counted() == {("sms", outcome): 1}
    (point,) = exported.points["notify.client.operation.duration"]
    assert point.attributes["error.type"] == name


@pytest.mark.parametrize("lost", [True, False])
def test_a_send_that_was_looked_for(client_kind: ClientKind, exported: Telemetry, lost: bool) -> None:
    sandbox = Sandbox()
    sandbox.faults.add(Fault("reset", work="undone" if lost else "done", times=1))
    retry = RetryPolicy(reconcile=True)
    with (
        without_waiting(),
        BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport, retry=retry) as caller,
    ):
        caller.send_sms_notification(
            "07700900417", sandbox.templates["appointment reminder"], {"name": "A", "date": "B"}
        )
    attributes = dict(exported.span.attributes or {})
    assert (attributes["notify.outcome"], attributes["notify.attempts"]) == ("sent", 2 if lost else 1)
    assert exported.counted() == {("sms", "sent"): 1}


async def _cancelled(wait: bool) -> None:
    reached = asyncio.Event()

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            reached.set()
            if wait:
                errors = [{"error": "RateLimitError", "message": "Exceeded rate limit"}]
                return httpx.Response(429, json={"status_code": 429, "errors": errors})
            await asyncio.sleep(60)
            raise AssertionError

    async with AsyncNotificationsAPIClient(KEY, transport=Slow()) as client:
        task = asyncio.create_task(client.send_sms_notification("07700900417", ID))
        await reached.wait()
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize(("wait", "outcome"), [(False, "unknown"), (True, "not_sent")])
def test_a_call_that_is_cancelled(exported: Telemetry, wait: bool, outcome: str) -> None:
    asyncio.run(_cancelled(wait))
    assert dict(exported.span.attributes or {})["notify.outcome"] == outcome
    assert dict(exported.span.attributes or {})["error.type"] == "CancelledError"


def test_spans_of_httpx_are_inside(client_kind: ClientKind, exported: Telemetry) -> None:
    HTTPXClientInstrumentor().instrument(tracer_provider=exported.tracing)
    try:
        with (
            BlockingClient(client_kind, KEY, "http://127.0.0.1:9", retry=RetryPolicy.none()) as caller,
            pytest.raises(NotifyError),
        ):
            caller.get_all_templates()
    finally:
        HTTPXClientInstrumentor().uninstrument()
    inner, outer = exported.spans
    assert (inner.name, outer.name) == ("GET", "notify.get_all_templates")
    assert inner.parent is not None
    assert inner.parent.span_id == outer.context.span_id


def test_it_can_be_switched_off(client_kind: ClientKind, exported: Telemetry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_PYTHON_DISABLED_INSTRUMENTATIONS", "redis,notify-sdk")
    sandbox = Sandbox()
    with BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport) as caller:
        caller.get_all_templates()
    assert (exported.spans, exported.points) == ([], {})


def test_what_is_refused_here_is_no_call(client_kind: ClientKind, exported: Telemetry) -> None:
    with BlockingClient(client_kind, KEY) as caller, pytest.raises(RequestValidationError):
        caller.send_sms_notification("0", ID)
    assert exported.spans == []


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", {**WORKING, **FAILING})
def test_nothing_personal_is_exported(client_kind: ClientKind, exported: Telemetry, name: str) -> None:
    with contextlib.suppress(BaseException):
        {**WORKING, **FAILING}[name](client_kind)
    text = "".join(span.to_json() for span in exported.spans) + str(exported.points)
    assert not [secret for secret in service().secrets if secret in text]


def test_who_does_not_use_it_does_not_import_it() -> None:
    program = (
        "import sys; from notify_sdk.sandbox import Sandbox; Sandbox().client().get_all_templates();"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
