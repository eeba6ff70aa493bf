"""Tests without a network: the cost of preparing a test, and of sending one message in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest import mock

import httpx
import pytest
import requests_mock
import responses
import respx
from notifications_python_client.notifications import NotificationsAPIClient as OfficialClient
from pytest_httpx import HTTPXMock

from notify_sdk import NotificationsAPIClient
from notify_sdk.sandbox import Sandbox
from scripts.benchmarks import bodies
from scripts.benchmarks.bodies import KEY, PERSONALISATION, PHONE_NUMBER, TEMPLATE
from scripts.benchmarks.clients import BODY, OFFICIAL, SDK, headers, path, repeated
from scripts.benchmarks.figures import Aim, Table
from scripts.benchmarks.rounds import Bench

_URL = "https://api.notifications.service.gov.uk"
_SENT = bodies.sent()
_REQUESTS_MOCK = f"{OFFICIAL} + requests-mock"
_SANDBOX = f"{SDK} + sandbox"
_CONSTANT = f"{SDK} + a constant answer"


def _official_send() -> Callable[[], object]:
    client: Any = OfficialClient(KEY)
    return lambda: client.send_sms_notification(PHONE_NUMBER, TEMPLATE, PERSONALISATION)


def _httpx_send(client: httpx.Client) -> Callable[[], object]:
    return lambda: client.post(path(_URL), json=BODY, headers=headers()).json()


def _sandbox_send(sandbox: Sandbox | None = None) -> Callable[[], object]:
    sandbox = sandbox or Sandbox()
    client = sandbox.client()
    template = sandbox.templates["appointment reminder"]
    return lambda: client.send_sms_notification(PHONE_NUMBER, template, PERSONALISATION)


def _sdk_send_to_constant() -> Callable[[], object]:
    client = NotificationsAPIClient(KEY, transport=httpx.MockTransport(lambda _: httpx.Response(201, content=_SENT)))
    return lambda: client.send_sms_notification(PHONE_NUMBER, TEMPLATE, PERSONALISATION)


def _with_pytest_httpx(act: Callable[[], object]) -> None:
    """Does what the fixture `httpx_mock` does, which exists only inside pytest."""
    httpx_mock: Any = HTTPXMock(_pytest_httpx_options())
    httpx_mock.add_response(method="POST", url=path(_URL), status_code=201, content=_SENT, is_reusable=True)

    def handle_request(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        answer: httpx.Response = httpx_mock._handle_request(transport, request)  # noqa: SLF001
        return answer

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(
            httpx.HTTPTransport,
            "handle_request",
            handle_request,
        )
        act()


def _pytest_httpx_options() -> Any:
    from pytest_httpx._options import _HTTPXMockOptions

    return _HTTPXMockOptions()


def _prepared(bench: Bench, sandbox: Sandbox) -> dict[str, Callable[[], object]]:
    """Functions that only send: clients and fakes are prepared before."""
    patched: Any = OfficialClient(KEY)
    patched.request_session = mock.Mock()
    patched.request_session.request.return_value.json.return_value = {"id": TEMPLATE}
    client = bench.stack.enter_context(httpx.Client())
    return {
        _REQUESTS_MOCK: _official_send(),
        f"{OFFICIAL} + responses": _official_send(),
        f"{OFFICIAL} + mock of its session": lambda: patched.send_sms_notification(
            PHONE_NUMBER, TEMPLATE, PERSONALISATION
        ),
        "httpx + respx": _httpx_send(client),
        "httpx + pytest-httpx": _httpx_send(client),
        _SANDBOX: _sandbox_send(sandbox),
        _CONSTANT: _sdk_send_to_constant(),
    }


def _with_fake(name: str, act: Callable[[], object]) -> None:
    """Calls a function while the fake of the named candidate is active."""
    if name.endswith("requests-mock"):
        with requests_mock.Mocker() as fake:
            fake.post(path(_URL), status_code=201, content=_SENT)
            act()
    elif name.endswith("responses"):
        with responses.RequestsMock() as fake:
            fake.post(path(_URL), status=201, body=_SENT, content_type="application/json")
            act()
    elif name.endswith("respx"):
        with respx.mock() as fake:
            fake.post(path(_URL)).respond(201, content=_SENT)
            act()
    elif name.endswith("pytest-httpx"):
        _with_pytest_httpx(act)
    else:
        act()


def tables(bench: Bench) -> list[Table]:
    sandbox = Sandbox()
    sends = _prepared(bench, sandbox)

    def sending(name: str) -> Callable[[int], object]:
        return lambda times: _with_fake(name, lambda: repeated(sends[name])(times))

    def sending_to_sandbox(times: int) -> None:
        sandbox.reset()  # its messages counted towards the limit of a minute
        repeated(sends[_SANDBOX])(times)

    def whole(name: str, prepare: Callable[[], Callable[[], object]]) -> Callable[[int], object]:
        return repeated(lambda: _with_fake(name, lambda: prepare()()))  # noqa: PLW0108 - prepared while the fake is active

    def with_a_new_client() -> Callable[[], object]:
        return _httpx_send(httpx.Client())

    return [
        bench.compare(
            "Send a text message without a network",
            "us per send",
            {name: sending(name) for name in sends} | {_SANDBOX: sending_to_sandbox},
            base=_REQUESTS_MOCK,
            note="The sandbox checks the token and the body, fills in the template and keeps the message; the fakes return a constant.",
            aims=[Aim("sandbox: send", _SANDBOX, 3, 8)],
        ),
        bench.compare(
            "Prepare a test and send one text message in it",
            "us per test",
            {
                _REQUESTS_MOCK: whole(_REQUESTS_MOCK, _official_send),
                f"{OFFICIAL} + responses": whole("responses", _official_send),
                "httpx + respx": whole("respx", with_a_new_client),
                "httpx + pytest-httpx": whole("pytest-httpx", with_a_new_client),
                _SANDBOX: whole(_SANDBOX, _sandbox_send),
                f"{SDK}: Sandbox().client(), no send": repeated(lambda: Sandbox().client()),
            },
            base=_REQUESTS_MOCK,
            operations=20,
            note="A new client and a new fake, or a new sandbox, each time. httpx.Client() takes most of its rows: it reads the certificates.",
            aims=[Aim("sandbox: set-up and send", _SANDBOX, 5, 8)],
        ),
    ]
