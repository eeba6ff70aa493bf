"""What a hostile or broken server can not make a client do."""

from __future__ import annotations

import socket
import time

import httpx
import pytest

from notify_sdk import InvalidResponseError, RetryPolicy, TransportError
from tests.support.clients import ID, KEY, BlockingClient, ClientKind, recording
from tests.transport.conftest import answering, page

ONCE = RetryPolicy.none()


def test_redirects_are_not_followed(client_kind: ClientKind) -> None:
    seen = list[str]()

    def elsewhere(head: str, connection: socket.socket) -> None:
        seen.append(head)
        connection.sendall(page())

    with answering(elsewhere) as other:

        def redirect(head: str, connection: socket.socket) -> None:
            connection.sendall(page(b"", f"307 Go\r\nLocation: http://127.0.0.1:{other}/"))

        with (
            answering(redirect) as port,
            BlockingClient(client_kind, KEY, f"http://127.0.0.1:{port}", retry=ONCE) as caller,
            pytest.raises(InvalidResponseError, match="307, a redirect, which is not followed") as raised,
        ):
            caller.send_sms_notification("07700900900", ID, reference="R")
    assert seen == []
    assert raised.value.outcome_unknown


def test_an_answer_that_is_too_large_is_not_read_to_its_end(client_kind: ClientKind) -> None:
    sent = list[int]()

    def endless(head: str, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
        for _ in range(200):
            connection.sendall(chunk)
            sent.append(1)

    with (
        answering(endless) as port,
        BlockingClient(client_kind, KEY, f"http://127.0.0.1:{port}", retry=ONCE) as caller,
        pytest.raises(InvalidResponseError, match="larger than 32 MiB"),
    ):
        caller.get_all_templates()
    assert len(sent) < 100


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_an_answer_that_unpacks_to_too_much(client_kind: ClientKind, encoding: str) -> None:
    import zlib

    packed = zlib.compressobj(9, wbits=31 if encoding == "gzip" else 15)
    body = packed.compress(b" " * 60_000_000) + packed.flush()
    answer = httpx.Response(200, headers={"content-encoding": encoding}, content=body)
    caller, _ = recording(client_kind, answer)
    with caller, pytest.raises(InvalidResponseError, match="larger than 32 MiB"):
        caller.get_all_templates()


def test_an_answer_that_never_ends_is_given_up(client_kind: ClientKind) -> None:
    def dripping(head: str, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 100000\r\n\r\n")
        for _ in range(400):
            connection.sendall(b" ")
            time.sleep(0.02)

    with (
        answering(dripping) as port,
        BlockingClient(client_kind, KEY, f"http://127.0.0.1:{port}", 0.3, retry=ONCE) as caller,
        pytest.raises(TransportError, match=r"no answer came back \(ReadTimeout\)") as raised,
    ):
        caller.send_sms_notification("07700900900", ID, reference="R")
    assert raised.value.outcome_unknown
    assert raised.value.reference == "R"


def test_pages_in_a_circle_end_in_an_error(client_kind: ClientKind) -> None:
    item = {"id": ID, "created_at": "2026-11-23T12:00:00.000000Z", "content": "x", "service_id": ID}
    item |= {"user_number": "447700900900", "notify_number": "1"}

    def circle(request: httpx.Request) -> httpx.Response:
        here = int(request.url.params.get("older_than", "00000000-0000-4000-8000-000000000000")[-1])
        following = f"https://x/?older_than=00000000-0000-4000-8000-00000000000{here % 3 + 1}"
        links = {"current": "https://x/", "next": following}
        own = {**item, "id": f"{ID[:-1]}{here}"}
        return httpx.Response(200, json={"received_text_messages": [own], "links": links})

    caller, recorded = recording(client_kind, circle)
    with caller, pytest.raises(InvalidResponseError, match="has no new older_than"):
        for _ in caller.get_received_texts_iterator():
            pass
    assert len(recorded.requests) == 4
