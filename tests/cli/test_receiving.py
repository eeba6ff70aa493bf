"""The server of `callbacks forward --listen`."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator

import httpx
import pytest

from notify_sdk.cli.posting import Answer, Service
from notify_sdk.cli.receiving import receiving
from tests.cli.receiver import PATIENCE, TOKEN, Receiver, receiver

ID = "740e5834-3a29-46b4-9a6f-16142fde533a"
RIGHT = {"Authorization": f"bearer {TOKEN}"}


@pytest.fixture
def service() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


@pytest.fixture
def shown() -> list[tuple[str, Answer]]:
    return []


@pytest.fixture
def address(service: Receiver, shown: list[tuple[str, Answer]]) -> Iterator[str]:
    server = receiving(Service(service.url, TOKEN), 0, lambda *each: shown.append(each))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("payload", "what"),
    [
        (
            {"id": ID, "status": "delivered", "to": "07700900123", "template_version": 1},
            f"delivery receipt, {ID} delivered",
        ),
        ({"id": ID, "template_version": 1, "to": "07700900123"}, f"delivery receipt, {ID}"),
        ({"id": ID, "source_number": "447700900123", "message": "secret"}, f"received text, {ID}"),
        ({"notification_id": ID, "sent_by": "API", "date_sent": "x"}, f"returned letter, {ID}"),
        ({"notification_id": ID, "complaint_id": ID, "to": "a@example.com"}, f"complaint, {ID}"),
        ({"new": "07700900123"}, "no callback of Notify's that is known"),
        ([], "no callback of Notify's that is known"),
    ],
)
def test_each_kind_is_named_and_passed_on_as_it_came(
    service: Receiver, shown: list[tuple[str, Answer]], address: str, payload: object, what: str
) -> None:
    body = json.dumps(payload).encode()
    assert httpx.post(address, content=body, headers=RIGHT, timeout=PATIENCE).status_code == 204
    assert service.bodies == [body]
    assert service.tokens == [f"Bearer {TOKEN}"]
    assert [(each, answer.status) for each, answer in shown] == [(what, 204)]
    assert "07700900123" not in str(shown)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer other"}, {"Authorization": TOKEN}])
def test_who_has_not_the_token_gets_no_further(
    service: Receiver, shown: list[tuple[str, Answer]], address: str, headers: dict[str, str]
) -> None:
    assert httpx.post(address, content=b"{}", headers=headers, timeout=PATIENCE).status_code == 401
    assert service.bodies == []
    assert [each for each, _ in shown] == ["a request without the bearer token"]


@pytest.mark.parametrize("status", [400, 401, 429, 500, 503])
def test_the_answer_is_the_service_s(service: Receiver, address: str, status: int) -> None:
    service.status = status
    assert httpx.post(address, content=b"{}", headers=RIGHT, timeout=PATIENCE).status_code == status


def test_no_answer_is_one_after_which_notify_tries_again(shown: list[tuple[str, Answer]]) -> None:
    server = receiving(Service("http://127.0.0.1:1/", TOKEN), 0, lambda *each: shown.append(each))
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/"
    assert httpx.post(address, content=b"{}", headers=RIGHT, timeout=PATIENCE).status_code == 502
    thread.join()
    server.server_close()
    assert shown[0][1].status is None


@pytest.mark.parametrize("length", [None, "", "x", "-1", "99999999"])
def test_a_body_that_is_too_long_or_has_no_length(service: Receiver, address: str, length: str | None) -> None:
    connection = http.client.HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=PATIENCE)
    connection.putrequest("POST", "/")
    connection.putheader("Authorization", f"Bearer {TOKEN}")
    if length is not None:
        connection.putheader("Content-Length", length)
    connection.endheaders()
    assert connection.getresponse().status == 400
    connection.close()
    assert service.bodies == []
