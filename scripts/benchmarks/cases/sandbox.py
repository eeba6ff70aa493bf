"""Tests without a network: the cost of preparing a test, and of sending one message in it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Literal, TypeAlias

from scripts.benchmarks import bodies, environments
from scripts.benchmarks.bodies import KEY, PERSONALISATION, PHONE_NUMBER, TEMPLATE
from scripts.benchmarks.clients import BODY, OFFICIAL, SDK, headers, official_send, path, repeated
from scripts.benchmarks.figures import Aim, Table
from scripts.benchmarks.operations import Run
from scripts.benchmarks.rounds import Bench, Candidate

_URL = "https://api.notifications.service.gov.uk"
_REQUESTS_MOCK = f"{OFFICIAL} + requests-mock"
_SANDBOX = f"{SDK} + sandbox"

Fake: TypeAlias = Literal["requests-mock", "responses", "respx", "pytest-httpx"]


def fake_send(stack: ExitStack, fake: Fake) -> Run:
    """Sends with a client that is prepared before, while the fake is active."""
    send = official_send(None) if fake in {"requests-mock", "responses"} else _httpx_send(stack)
    return lambda times: _with_fake(fake, lambda: repeated(send)(times))


def whole_test(stack: ExitStack, fake: Fake) -> Run:
    """Prepares a client and the fake, and sends once."""
    if fake in {"requests-mock", "responses"}:
        return repeated(lambda: _with_fake(fake, lambda: official_send(None)()))  # noqa: PLW0108 - made while the fake is active
    return repeated(lambda: _with_fake(fake, lambda: _httpx_send(stack)()))  # noqa: PLW0108 - made while the fake is active


def mocked_session(_: ExitStack) -> Run:
    from unittest import mock

    from notifications_python_client.notifications import NotificationsAPIClient

    client: Any = NotificationsAPIClient(KEY)
    client.request_session = mock.Mock()
    client.request_session.request.return_value.json.return_value = {"id": TEMPLATE}
    return repeated(lambda: client.send_sms_notification(PHONE_NUMBER, TEMPLATE, PERSONALISATION))


def sandbox_send(stack: ExitStack) -> Run:
    from notify_sdk.sandbox import Sandbox

    sandbox = Sandbox(progress="manual")  # statuses that move on as time passes are no part of a send
    client = stack.enter_context(sandbox.client())
    template = sandbox.templates["appointment reminder"]

    def run(times: int) -> None:
        sandbox.reset()  # its messages counted towards the limit of a minute
        for _ in range(times):
            client.send_sms_notification(PHONE_NUMBER, template, PERSONALISATION)

    return run


def constant_send(stack: ExitStack) -> Run:
    import httpx

    from notify_sdk import NotificationsAPIClient

    content = bodies.sent()
    transport = httpx.MockTransport(lambda _: httpx.Response(201, content=content))
    client = stack.enter_context(NotificationsAPIClient(KEY, transport=transport))
    return repeated(lambda: client.send_sms_notification(PHONE_NUMBER, TEMPLATE, PERSONALISATION))


def sandbox_test(_: ExitStack) -> Run:
    from notify_sdk.sandbox import Sandbox

    def test() -> None:
        sandbox = Sandbox()
        template = sandbox.templates["appointment reminder"]
        sandbox.client().send_sms_notification(PHONE_NUMBER, template, PERSONALISATION)

    return repeated(test)


def sandbox_set_up(_: ExitStack) -> Run:
    from notify_sdk.sandbox import Sandbox

    return repeated(lambda: Sandbox().client())


def _httpx_send(stack: ExitStack) -> Callable[[], object]:
    import httpx

    client = stack.enter_context(httpx.Client())
    return lambda: client.post(path(_URL), json=BODY, headers=headers()).json()


def _with_fake(name: Fake, act: Callable[[], object]) -> None:
    """Calls a function while a fake is active."""
    sent = bodies.sent()
    match name:
        case "requests-mock":
            import requests_mock

            with requests_mock.Mocker() as fake:
                fake.post(path(_URL), status_code=201, content=sent)
                act()
        case "responses":
            import responses

            with responses.RequestsMock() as fake:
                fake.post(path(_URL), status=201, body=sent, content_type="application/json")
                act()
        case "respx":
            import respx

            with respx.mock() as fake:
                fake.post(path(_URL)).respond(201, content=sent)
                act()
        case "pytest-httpx":
            _with_pytest_httpx(sent, act)


def _with_pytest_httpx(sent: bytes, act: Callable[[], object]) -> None:
    """Does what the fixture `httpx_mock` does, which exists only inside pytest."""
    import httpx
    import pytest
    from pytest_httpx import HTTPXMock
    from pytest_httpx._options import _HTTPXMockOptions

    httpx_mock: Any = HTTPXMock(_HTTPXMockOptions())
    httpx_mock.add_response(method="POST", url=path(_URL), status_code=201, content=sent, is_reusable=True)

    def handle_request(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        answer: httpx.Response = httpx_mock._handle_request(transport, request)  # noqa: SLF001
        return answer

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(httpx.HTTPTransport, "handle_request", handle_request)
        act()


def tables(bench: Bench) -> list[Table]:
    requests, httpx = environments.FAKES_OF_REQUESTS, environments.FAKES_OF_HTTPX
    return [
        bench.compare(
            "Send a text message without a network",
            "us per send",
            {
                _REQUESTS_MOCK: Candidate(requests, fake_send, ("requests-mock",)),
                f"{OFFICIAL} + responses": Candidate(requests, fake_send, ("responses",)),
                f"{OFFICIAL} + mock of its session": Candidate(requests, mocked_session),
                "httpx + respx": Candidate(httpx, fake_send, ("respx",)),
                "httpx + pytest-httpx": Candidate(httpx, fake_send, ("pytest-httpx",)),
                _SANDBOX: Candidate(environments.SDK, sandbox_send),
                f"{SDK} + a constant answer": Candidate(environments.SDK, constant_send),
            },
            base=_REQUESTS_MOCK,
            note="The sandbox checks the token and the body, fills in the template and keeps the message; the fakes return a constant.",
            aims=[Aim("sandbox: send", _SANDBOX, 3.3, 8)],
        ),
        bench.compare(
            "Prepare a test and send one text message in it",
            "us per test",
            {
                _REQUESTS_MOCK: Candidate(requests, whole_test, ("requests-mock",)),
                f"{OFFICIAL} + responses": Candidate(requests, whole_test, ("responses",)),
                "httpx + respx": Candidate(httpx, whole_test, ("respx",)),
                "httpx + pytest-httpx": Candidate(httpx, whole_test, ("pytest-httpx",)),
                _SANDBOX: Candidate(environments.SDK, sandbox_test),
                f"{SDK}: Sandbox().client(), no send": Candidate(environments.SDK, sandbox_set_up),
            },
            base=_REQUESTS_MOCK,
            operations=20,
            note="A new client and a new fake, or a new sandbox, each time. httpx.Client() takes most of its rows: it reads the certificates.",
        ),
    ]
