"""A machine whose clock is wrong, and a service that refuses its tokens."""

from __future__ import annotations

import pickle
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace

import httpx
import jwt
import pytest

from notify_sdk import AuthError, ClockError, NotificationsAPIClient, RetryPolicy
from notify_sdk._client.waiting import without_waiting
from notify_sdk.sandbox import Sandbox
from tests.support.clients import BlockingClient, ClientKind

VALUES = {"name": "A", "date": "B"}


def wrong_by(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client's clock is ahead; the sandbox has the real time."""
    own = SimpleNamespace(time=lambda: time.time() + seconds, monotonic=time.monotonic)
    for module in ("_client.settings", "_client.auth"):
        monkeypatch.setattr(f"notify_sdk.{module}.time", own)


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


def text(caller: BlockingClient, sandbox: Sandbox) -> object:
    return caller.send_sms_notification("07700900123", sandbox.templates["appointment reminder"], VALUES)


@pytest.mark.parametrize(("seconds", "way"), [(95, "95 seconds ahead of"), (-3600, "3600 seconds behind")])
def test_a_wrong_clock_is_told_apart_from_a_wrong_key(
    client_kind: ClientKind, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, seconds: int, way: str
) -> None:
    wrong_by(seconds, monkeypatch)
    with (
        BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport) as caller,
        pytest.raises(ClockError) as raised,
    ):
        text(caller, sandbox)
    assert abs(raised.value.skew - timedelta(seconds=seconds)) < timedelta(seconds=3)
    assert "this machine's clock is" in str(raised.value)
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)
    assert way.split(" ", 1)[1] in str(raised.value)
    assert sandbox.service.notifications == []


def test_a_clock_that_is_a_little_wrong_is_taken(
    client_kind: ClientKind, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong_by(20, monkeypatch)
    with BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport) as caller:
        text(caller, sandbox)


@pytest.mark.parametrize("retry", [RetryPolicy(), RetryPolicy.none()], ids=["default", "none"])
def test_asked_to_a_client_goes_by_the_services_clock(
    client_kind: ClientKind, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, retry: RetryPolicy
) -> None:
    wrong_by(600, monkeypatch)
    options = {"transport": sandbox.transport, "clock": "server", "retry": retry}
    with BlockingClient(client_kind, sandbox.api_key, **options) as caller, without_waiting():
        for _ in range(3):
            text(caller, sandbox)
        wrong_by(-600, monkeypatch)  # somebody has set it, to something wrong again
        text(caller, sandbox)
        wrong_by(0, monkeypatch)
        text(caller, sandbox)
    assert len(sandbox.service.notifications) == 5


def test_threads_that_find_out_together_correct_it_once(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong_by(600, monkeypatch)
    with (
        NotificationsAPIClient(sandbox.api_key, transport=sandbox.transport, clock="server") as client,
        ThreadPoolExecutor(16) as threads,
    ):
        list(threads.map(lambda _: text(client, sandbox), range(64)))
    assert len(sandbox.service.notifications) == 64


def test_a_request_signed_before_another_corrected_the_clock_is_sent_again(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong_by(600, monkeypatch)
    refused = threading.Barrier(2)

    def answer(request: httpx.Request) -> httpx.Response:
        response = sandbox.transport.handle_request(request)
        if response.status_code == 403:
            refused.wait(10)
        return response

    with (
        NotificationsAPIClient(sandbox.api_key, transport=httpx.MockTransport(answer), clock="server") as client,
        ThreadPoolExecutor(2) as threads,
    ):
        list(threads.map(lambda _: text(client, sandbox), range(2)))
    assert len(sandbox.service.notifications) == 2


def test_a_wrong_key_is_no_wrong_clock(
    client_kind: ClientKind, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = sandbox.api_key[:-4] + "1234"
    with (
        BlockingClient(client_kind, key, transport=sandbox.transport, clock="server") as caller,
        pytest.raises(AuthError) as raised,
    ):
        text(caller, sandbox)
    assert type(raised.value) is AuthError


ODD_DATES = [
    None,
    "",
    "yesterday",
    "Mon, 99 Foo 2026 12:00:00 GMT",
    "Mon, 23 Nov 99999999999999999999 12:00:00 GMT",
    "Mon, 23 Nov 2026 12:00:00 +99999999999",
]


@pytest.mark.parametrize("date", ODD_DATES)
def test_a_refusal_without_a_date_is_a_refusal(client_kind: ClientKind, date: str | None) -> None:
    body = {
        "status_code": 403,
        "errors": [{"error": "AuthError", "message": "Error: Your system clock must be accurate"}],
    }
    headers = {} if date is None else {"date": date}
    transport = httpx.MockTransport(lambda _: httpx.Response(403, json=body, headers=headers))
    with (
        BlockingClient(client_kind, Sandbox().api_key, transport=transport, clock="server") as caller,
        pytest.raises(AuthError) as raised,
    ):
        caller.get_all_templates()
    assert type(raised.value) is AuthError


def refusing(date: datetime, requests: list[int]) -> httpx.MockTransport:
    """Refuses each token, at that time."""
    body = {
        "status_code": 403,
        "errors": [{"error": "AuthError", "message": "Error: Your system clock must be accurate"}],
    }

    def answer(request: httpx.Request) -> httpx.Response:
        token = request.headers["authorization"].removeprefix("Bearer ")
        requests.append(jwt.decode(token, options={"verify_signature": False})["iat"])
        return httpx.Response(403, json=body, headers={"date": format_datetime(date, usegmt=True)})

    return httpx.MockTransport(answer)


@pytest.mark.parametrize("year", [1, 1970, 2025, 2028, 9999])
def test_a_date_that_is_further_away_than_a_day_is_not_gone_by(client_kind: ClientKind, year: int) -> None:
    issued: list[int] = []
    transport = refusing(datetime(year, 1, 2, 3, 4, 5, tzinfo=UTC), issued)
    with BlockingClient(client_kind, Sandbox().api_key, transport=transport, clock="server") as caller:
        for _ in range(3):
            with pytest.raises(ClockError):
                caller.get_all_templates()
    assert len(issued) == 3
    assert max(issued) - min(issued) < 60


def test_a_correction_that_did_not_help_is_taken_back(client_kind: ClientKind) -> None:
    """The gateway's clock is wrong, and the key as well."""
    issued: list[int] = []
    transport = refusing(datetime.now(UTC) + timedelta(hours=2), issued)
    with BlockingClient(client_kind, Sandbox().api_key, transport=transport, clock="server") as caller:
        for _ in range(3):
            with pytest.raises(AuthError):
                caller.get_all_templates()
    began = issued[0]
    assert [round((each - began) / 3600) for each in issued] == [0, 2] * 3


def test_a_service_whose_clock_jumps_is_not_followed_for_ever(client_kind: ClientKind, sandbox: Sandbox) -> None:
    turns = list[int]()

    def answer(_: httpx.Request) -> httpx.Response:
        turns.append(1)
        body = {"status_code": 403, "errors": [{"error": "AuthError", "message": "Invalid token"}]}
        date = datetime.fromtimestamp(time.time() + 1000 * len(turns), UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
        return httpx.Response(403, json=body, headers={"date": date})

    transport = httpx.MockTransport(answer)
    with (
        BlockingClient(client_kind, sandbox.api_key, transport=transport, clock="server") as caller,
        pytest.raises(ClockError),
    ):
        caller.get_all_templates()
    assert len(turns) == 4
