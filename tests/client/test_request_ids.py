"""The id that Notify gives a request: on answers, on errors, in log lines and in spans."""

from __future__ import annotations

import copy
import json
import logging
import pickle
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from notify_sdk import NotifyError, RetryPolicy, UnreadFieldError, models
from notify_sdk._client import telemetry
from notify_sdk._client.waiting import without_waiting
from notify_sdk.sandbox import Fault, Sandbox
from tests.support.clients import ID, KEY, BlockingClient, ClientKind, recording, refused_by_notify

REQUEST_ID = "740e58343a2946b49a6f16142fde533a"
VALUES = {"name": "Amala", "date": "3 March"}

Caller = Any


class Served:
    """A sandbox, and the ids that its answers had."""

    def __init__(self) -> None:
        self.sandbox = Sandbox()
        self.ids = list[str | None]()
        self.transport = httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        try:
            answer = self.sandbox.transport.handle_request(request)
        except httpx.HTTPError:
            self.ids.append(None)
            raise
        self.ids.append(answer.headers.get("X-B3-TraceId"))
        return answer

    def client(self, kind: ClientKind, **options: Any) -> BlockingClient:
        return BlockingClient(kind, self.sandbox.api_key, transport=self.transport, **options)


@pytest.fixture
def served() -> Served:
    return Served()


CALLS: dict[str, Callable[[Caller, Sandbox], Any]] = {
    "text": lambda caller, sandbox: caller.send_sms_notification(
        "07700900123", sandbox.templates["appointment reminder"], VALUES
    ),
    "email": lambda caller, sandbox: caller.send_email_notification(
        "a@example.com", sandbox.templates["document"], {"name": "A", "form_enclosed": "no", "link_to_file": "x"}
    ),
    "letter": lambda caller, sandbox: caller.send_letter_notification(
        sandbox.templates["change of address"],
        {"address_line_1": "A", "address_line_2": "B", "postcode": "SW1A 1AA", "date": "x"},
    ),
    "page of messages": lambda caller, _: caller.get_all_notifications(),
    "page of received texts": lambda caller, _: caller.get_received_texts(),
    "templates": lambda caller, _: caller.get_all_templates(),
    "template": lambda caller, sandbox: caller.get_template(sandbox.templates["document"]),
    "version of a template": lambda caller, sandbox: caller.get_template_version(sandbox.templates["document"], 1),
    "preview": lambda caller, sandbox: caller.post_template_preview(sandbox.templates["appointment reminder"], VALUES),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_an_answer_has_the_id_of_its_request(
    client_kind: ClientKind, served: Served, call: Callable[[Caller, Sandbox], Any]
) -> None:
    with served.client(client_kind) as caller:
        first, second = call(caller, served.sandbox), call(caller, served.sandbox)
    assert [first.request_id, second.request_id] == served.ids
    assert first.request_id != second.request_id


def test_a_message_that_is_read_has_it_and_those_of_a_list_have_none(client_kind: ClientKind, served: Served) -> None:
    with served.client(client_kind) as caller:
        sent = CALLS["text"](caller, served.sandbox)
        read = caller.get_notification_by_id(sent.id)
        page = caller.get_all_notifications()
        assert read.request_id == served.ids[1]
        assert [each.request_id for each in page.notifications] == [None]
        assert read.template.request_id is None
        assert read == page.notifications[0]


def answered(kind: ClientKind, body: object, headers: dict[str, str], status: int = 200) -> Any:
    caller, _ = recording(kind, lambda _request: httpx.Response(status, json=body, headers=headers))
    with caller:
        return caller.get_all_templates()


TEMPLATES: dict[str, list[object]] = {"templates": []}


def test_it_is_no_part_of_the_answer(client_kind: ClientKind) -> None:
    plain = answered(client_kind, TEMPLATES, {})
    found = answered(client_kind, TEMPLATES, {"X-B3-TraceId": REQUEST_ID})
    assert (plain.request_id, found.request_id) == (None, REQUEST_ID)
    assert found == plain
    assert repr(found) == repr(plain)
    assert str(found) == str(plain)
    assert found.model_dump() == plain.model_dump() == TEMPLATES
    assert found.model_dump_json() == plain.model_dump_json()
    assert dict(found) == dict(plain)
    assert found.model_fields_set == plain.model_fields_set
    assert models.TemplateList.model_validate(found.model_dump()) == found
    for copied in (pickle.loads(pickle.dumps(found)), copy.copy(found), copy.deepcopy(found), found.model_copy()):
        assert copied == found
        assert copied.request_id == REQUEST_ID


def test_an_answer_of_a_union_can_be_written_again(client_kind: ClientKind, served: Served) -> None:
    with served.client(client_kind) as caller:
        read = caller.get_notification_by_id(CALLS["text"](caller, served.sandbox).id)
    again = json.loads(models.NotificationList(notifications=[read], links=models.Links(current="x")).model_dump_json())
    assert again["notifications"][0]["id"] == str(read.id)
    assert "_request_id" not in again["notifications"][0]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (REQUEST_ID, REQUEST_ID),
        ("Root=1-67891233-abcdef012345678912345678", "Root=1-67891233-abcdef012345678912345678"),
        ("", None),
        ("two words", None),
        ("é", None),
        ("x" * 128, "x" * 128),
        ("x" * 129, None),
    ],
)
def test_what_is_not_fit_for_a_log_is_no_id(client_kind: ClientKind, header: str, expected: str | None) -> None:
    assert answered(client_kind, TEMPLATES, {"x-b3-traceid": header.encode("latin-1")}).request_id == expected  # type: ignore[dict-item]  # httpx takes bytes


def test_an_answer_that_is_read_in_part_has_it_and_so_has_the_error_for_what_is_missing(
    client_kind: ClientKind,
) -> None:
    caller, _ = recording(
        client_kind, lambda _: httpx.Response(201, json={"id": ID}, headers={"X-B3-TraceId": REQUEST_ID})
    )
    with caller:
        read = caller.send_sms_notification("07700900123", ID)
    assert read.request_id == REQUEST_ID
    with pytest.raises(UnreadFieldError) as raised:
        _ = read.content
    assert raised.value.request_id == REQUEST_ID


ERRORS: dict[str, httpx.Response] = {
    **{f"status {status}": refused_by_notify(status) for status in (400, 401, 403, 404, 429, 500, 503)},
    "outside v2": httpx.Response(404, json={"result": "error", "message": "no"}),
    "a gateway": httpx.Response(502, text="<h1>Bad gateway</h1>"),
    "a redirect": httpx.Response(302),
    "no JSON": httpx.Response(200, text="hello"),
    "the answer to another request": httpx.Response(
        200, json={"id": "7e870000-0000-4000-8000-00000000000f", "type": "sms"}
    ),
}


@pytest.mark.parametrize("answer", ERRORS.values(), ids=ERRORS)
@pytest.mark.parametrize("header", [REQUEST_ID, None])
def test_every_error_of_an_answer_has_the_id(
    client_kind: ClientKind, answer: httpx.Response, header: str | None
) -> None:
    headers = {"content-type": answer.headers.get("content-type", "")} | ({"X-B3-TraceId": header} if header else {})

    def respond(_: httpx.Request) -> httpx.Response:
        return httpx.Response(answer.status_code, content=answer.content, headers=headers)

    caller, _ = recording(client_kind, respond)
    with caller, pytest.raises(NotifyError) as raised:
        caller.get_notification_by_id(ID)
    error = raised.value
    assert error.request_id == header
    assert header is None or header not in str(error) + repr(error)
    again = pickle.loads(pickle.dumps(error))
    rebuilt = type(error)(*json.loads(json.dumps(error.args)))
    assert (again.request_id, rebuilt.request_id) == (header, header)


def test_an_error_without_an_answer_has_none(client_kind: ClientKind, served: Served) -> None:
    for fault in ("refuse", "reset"):
        served.sandbox.faults.add(Fault(fault, times=1))
        with served.client(client_kind, retry=RetryPolicy.none()) as caller, pytest.raises(NotifyError) as raised:
            CALLS["text"](caller, served.sandbox)
        assert raised.value.request_id is None
        assert len(raised.value.args) == 4


def test_each_attempt_has_its_own(client_kind: ClientKind) -> None:
    answers = [
        httpx.Response(429, json=refused_by_notify(429, "RateLimitError").json(), headers={"X-B3-TraceId": "first"}),
        httpx.Response(200, json=TEMPLATES, headers={"X-B3-TraceId": "second"}),
    ]
    left = iter(answers)
    with (
        without_waiting(),
        BlockingClient(client_kind, KEY, transport=httpx.MockTransport(lambda _: next(left))) as caller,
    ):
        assert caller.get_all_templates().request_id == "second"


@pytest.mark.parametrize("is_answered", [True, False])
def test_a_message_that_was_found_by_a_look_up_has_the_id_of_its_send_alone(
    client_kind: ClientKind, served: Served, is_answered: bool
) -> None:
    fault = Fault("answer", status=500, work="done", times=1) if is_answered else Fault("reset", work="done", times=1)
    served.sandbox.faults.add(fault)
    with without_waiting(), served.client(client_kind, retry=RetryPolicy(reconcile=True)) as caller:
        sent = CALLS["text"](caller, served.sandbox)
    assert len(served.ids) > 1
    assert len(served.sandbox.inbox) == 1
    assert sent.request_id == served.ids[0]
    assert (sent.request_id is not None) == is_answered


def test_an_unknown_outcome_keeps_the_id_of_its_send(client_kind: ClientKind) -> None:
    count = iter(range(100))

    def respond(_: httpx.Request) -> httpx.Response:
        return httpx.Response(
            500,
            json=refused_by_notify(500, "InternalServerError").json(),
            headers={"X-B3-TraceId": f"id-{next(count)}"},
        )

    policy = RetryPolicy(reconcile=True, attempts=1)
    with (
        without_waiting(),
        BlockingClient(client_kind, KEY, transport=httpx.MockTransport(respond), retry=policy) as caller,
        pytest.raises(NotifyError) as raised,
    ):
        caller.send_sms_notification("07700900123", ID)
    assert raised.value.outcome_unknown
    assert raised.value.request_id == "id-0"


def test_the_log_has_it_as_text_and_as_a_field(
    client_kind: ClientKind, served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "notify_sdk")
    served.sandbox.faults.add(Fault("refuse", times=1))
    with without_waiting(), served.client(client_kind) as caller:
        CALLS["text"](caller, served.sandbox)
    refused, sent = caplog.records
    assert vars(refused)["request_id"] is None
    assert refused.getMessage().endswith(", attempt 1")
    assert vars(sent)["request_id"] == served.ids[1]
    assert sent.getMessage().endswith(f", attempt 2, request {served.ids[1]}")


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exported, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exported))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    telemetry._instruments.cache_clear()
    yield exported
    telemetry._instruments.cache_clear()


def test_the_span_of_a_call_has_that_of_its_last_attempt(
    client_kind: ClientKind, served: Served, spans: InMemorySpanExporter
) -> None:
    with served.client(client_kind, retry=RetryPolicy.none()) as caller:
        CALLS["text"](caller, served.sandbox)
        served.sandbox.faults.add(Fault("reset", times=1))
        with pytest.raises(NotifyError):
            CALLS["text"](caller, served.sandbox)
    answered, broken = [dict(each.attributes or {}) for each in spans.get_finished_spans()]
    assert answered["notify.request_id"] == served.ids[0]
    assert "notify.request_id" not in broken


def test_the_sandbox_takes_the_id_of_the_request_as_notify_does(served: Served) -> None:
    with httpx.Client(transport=served.transport) as plain:
        answers = [
            plain.get("http://sandbox/v2/templates", headers={"X-B3-TraceId": REQUEST_ID}),
            plain.get("http://sandbox/v2/templates"),
            plain.get("http://sandbox/nowhere"),
            plain.get("http://sandbox/_status"),
        ]
        served.sandbox.faults.add(Fault("answer", status=502))
        gateway = plain.get("http://sandbox/v2/templates")
    assert answers[0].headers["X-B3-TraceId"] == REQUEST_ID
    assert len({each.headers["X-B3-TraceId"] for each in answers}) == len(answers)
    assert all(len(each.headers["X-B3-TraceId"]) == 32 for each in answers)
    assert "X-B3-TraceId" not in gateway.headers


def test_a_pdf_is_bytes_and_stays_so(client_kind: ClientKind, served: Served) -> None:
    with served.client(client_kind) as caller:
        sent = CALLS["letter"](caller, served.sandbox)
        served.sandbox.advance(timedelta(minutes=1))
        assert caller.get_pdf_for_letter(sent.id).read().startswith(b"%PDF")
