"""What is logged of each attempt, as a line and as fields."""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from notify_sdk import NotificationsAPIClient, NotifyError, RequestValidationError, RetryPolicy
from notify_sdk._client.log import _stderr, logger
from notify_sdk._client.waiting import without_waiting
from notify_sdk.sandbox import Fault, Sandbox
from tests.privacy.calls import service
from tests.privacy.scenarios import FAILING, WORKING
from tests.support.clients import ID, KEY, BlockingClient, ClientKind

FIELDS = ("operation", "method", "path", "template_id", "attempt", "status_code", "error", "outcome", "duration_ms")


def fields(record: logging.LogRecord) -> dict[str, object]:
    return {name: vars(record)[name] for name in FIELDS if name in vars(record)}


@pytest.fixture
def records(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG, "notify_sdk")
    return caplog


def test_each_attempt_has_a_line_with_fields(client_kind: ClientKind, records: pytest.LogCaptureFixture) -> None:
    sandbox = Sandbox()
    sandbox.faults.add(Fault("refuse", times=1))
    template = sandbox.templates["appointment reminder"]
    with without_waiting(), BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport) as caller:
        caller.send_sms_notification("07700900417", template, {"name": "A", "date": "B"})
    failed, pause, sent = records.records
    common = {
        "operation": "send_sms_notification",
        "method": "POST",
        "path": "/v2/notifications/sms",
        "template_id": template,
    }
    assert isinstance(vars(failed).pop("duration_ms"), float)
    assert isinstance(vars(sent).pop("duration_ms"), float)
    assert fields(failed) == common | {
        "attempt": 1,
        "status_code": None,
        "error": "ConnectError",
        "outcome": "not_sent",
    }
    assert fields(sent) == common | {"attempt": 2, "status_code": 201, "error": None, "outcome": "sent"}
    assert fields(pause) == common | {"attempt": 1}
    assert [each.levelname for each in records.records] == ["INFO", "DEBUG", "INFO"]
    assert failed.getMessage().startswith("POST /v2/notifications/sms: ConnectError, ")
    assert sent.getMessage().startswith("POST /v2/notifications/sms: 201, ")


@pytest.mark.parametrize(
    ("status", "name", "outcome"), [(400, "BadRequestError", "not_sent"), (500, "ServerError", "unknown")]
)
def test_a_refusal(
    client_kind: ClientKind, records: pytest.LogCaptureFixture, status: int, name: str, outcome: str
) -> None:
    body = {"status_code": status, "errors": [{"error": "BadRequestError", "message": "no"}]}
    transport = httpx.MockTransport(lambda _: httpx.Response(status, json=body))
    with (
        BlockingClient(client_kind, KEY, transport=transport, retry=RetryPolicy.none()) as caller,
        pytest.raises(NotifyError),
    ):
        caller.send_sms_notification("07700900417", ID)
    (record,) = records.records
    assert (vars(record)["status_code"], vars(record)["error"], vars(record)["outcome"]) == (status, name, outcome)
    assert f": {status}, " in record.getMessage()


def test_a_read_has_no_outcome(client_kind: ClientKind, records: pytest.LogCaptureFixture) -> None:
    sandbox = Sandbox()
    with BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport) as caller:
        caller.get_all_templates()
    (record,) = records.records
    assert (vars(record)["outcome"], vars(record)["template_id"]) == (None, None)


def test_no_field_is_one_of_logging_itself() -> None:
    record = logging.makeLogRecord({})
    formatted = {*vars(record), "message", "asctime"}
    assert formatted.isdisjoint(FIELDS)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", {**WORKING, **FAILING})
def test_nothing_personal_is_logged_at_any_level(
    client_kind: ClientKind, records: pytest.LogCaptureFixture, name: str
) -> None:
    with contextlib.suppress(BaseException):
        {**WORKING, **FAILING}[name](client_kind)
    ours = [record for record in records.records if record.name == "notify_sdk"]
    text = "".join(f"{record.getMessage()} {vars(record)}" for record in ours)
    assert not [secret for secret in service().secrets if secret in text]


@pytest.fixture
def unset() -> Iterator[None]:
    level = logger.level
    yield
    logger.removeHandler(_stderr)
    logger.setLevel(level)


@pytest.mark.parametrize(("value", "level"), [("info", logging.INFO), (" DEBUG ", logging.DEBUG)])
def test_the_environment_switches_it_on(unset: None, monkeypatch: pytest.MonkeyPatch, value: str, level: int) -> None:
    monkeypatch.setenv("NOTIFY_LOG", value)
    NotificationsAPIClient(KEY)
    NotificationsAPIClient(KEY)
    assert (logger.level, logger.handlers.count(_stderr)) == (level, 1)


def test_another_value_is_refused(unset: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_LOG", "everything")
    with pytest.raises(RequestValidationError, match="NOTIFY_LOG is not one of info, debug"):
        NotificationsAPIClient(KEY)
    assert _stderr not in logger.handlers


@pytest.mark.parametrize(("value", "lines"), [("info", 1), ("", 0)])
def test_lines_are_written_to_stderr(monkeypatch: pytest.MonkeyPatch, value: str, lines: int) -> None:
    monkeypatch.setenv("NOTIFY_LOG", value)
    program = "from notify_sdk.sandbox import Sandbox; Sandbox().client().get_all_templates()"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout, len(done.stderr.splitlines())) == ("", lines)
    assert done.stderr.count(" notify_sdk INFO GET /v2/templates: 200, ") == lines
