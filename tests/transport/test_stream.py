"""A connection is reused only if exactly one answer came on it: on real sockets, over TLS as well."""

from __future__ import annotations

import ssl
import threading
import time
from types import SimpleNamespace

import httpx
import pytest

from notify_sdk import InvalidResponseError
from notify_sdk._transport.attempt import Attempt
from notify_sdk._transport.stream import WatchedConnection
from tests.support.clients import ClientKind
from tests.transport.scripted_server import GOOD, ID, STRAY, Connection, answer, calling, chunked, scripted, sent, text

STRANGE = answer(sent(STRAY))


BEHIND = {
    "another answer in one segment": [GOOD + STRANGE],
    "another answer in a segment of its own": [GOOD, STRANGE],
    "another answer a moment later": [GOOD, b"", STRANGE],
    "two others": [GOOD + STRANGE + STRANGE],
    "half of another answer": [GOOD + STRANGE[:30]],
    "the body of another answer": [GOOD + sent(STRAY)],
    "one byte": [GOOD + b"x"],
    "an empty line": [GOOD + b"\r\n"],
    "another answer behind chunks": [chunked(sent(ID % 1)) + STRANGE],
    "chunks behind an answer": [GOOD + chunked(sent(STRAY))],
    "another answer behind early hints": [b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" + GOOD + STRANGE],
    "a length that is too short": [GOOD.replace(b"Content-Length: 2", b"Content-Length: 1", 1)],
}
"""What follows the answer to the first request. Every part is sent in a segment, and a TLS record, of its own."""


@pytest.mark.parametrize("kind", BEHIND)
def test_bytes_after_an_answer_are_not_read_as_the_next_answer(
    client_kind: ClientKind, tls: ssl.SSLContext | None, kind: str
) -> None:
    parts, all_sent = BEHIND[kind], threading.Event()

    def script(number: int, connection: Connection) -> None:
        if number == 1:
            connection.send(*parts, pause=0.02)
            all_sent.set()
        else:
            connection.send(answer(sent(ID % number)))

    with scripted(script, tls) as server, calling(client_kind, server) as caller:
        if kind == "a length that is too short":
            with pytest.raises(InvalidResponseError):
                text(caller)
        else:
            assert str(text(caller).id) == ID % 1
        assert all_sent.wait(10)
        time.sleep(0.05)  # until the kernel has passed it on
        for number in (2, 3):
            assert str(text(caller).id) == ID % number
        assert server.connections == 2


WHOLE = {
    "an answer": (GOOD, 1),
    "an answer in small segments": (GOOD, 1),
    "chunks": (chunked(sent(ID % 1)), 2),
    "early hints": (b"HTTP/1.1 103 Early Hints\r\n\r\n" + GOOD, 2),
    "the last one on its connection": (answer(sent(ID % 1), "Connection: close"), 2),
    "HTTP/1.0": (answer(sent(ID % 1), version="1.0"), 2),
    "a head in another spelling": (GOOD.replace(b"Content-Length", b"CONTENT-LENGTH"), 1),
}
"""Valid answers, and how many connections that answer and the next two need."""


@pytest.mark.parametrize("kind", WHOLE)
def test_an_answer_is_read_and_its_connection_reused_where_that_is_safe(
    client_kind: ClientKind, tls: ssl.SSLContext | None, kind: str
) -> None:
    whole, connections = WHOLE[kind]

    def script(number: int, connection: Connection) -> None:
        if number > 1:
            connection.send(answer(sent(ID % number)))
        elif kind.endswith("small segments"):
            connection.send(*(whole[place : place + 9] for place in range(0, len(whole), 9)), pause=0.001)
        else:
            connection.send(whole)

    with scripted(script, tls) as server, calling(client_kind, server) as caller:
        assert [str(text(caller).id) for _ in range(3)] == [ID % number for number in (1, 2, 3)]
        assert server.connections == connections


@pytest.mark.parametrize(
    "event", ["receive_response_body.failed", "receive_response_body.complete", "response_closed.complete"]
)
def test_a_late_event_of_the_previous_request_does_not_count_for_the_next(event: str) -> None:
    """httpx reports the end of a body that was not read when it is garbage-collected, perhaps during the next request."""
    connection, stream = WatchedConnection(), SimpleNamespace(read=lambda *_: b"", write=lambda *_: None)
    first, second = Attempt(5), Attempt(5)
    assert connection.begin_attempt(first)
    connection.trace("connection.connect_tcp.started", {})
    connection.trace("connection.connect_tcp.complete", {"return_value": stream})
    assert not first.may_have_left(httpx.ReadTimeout("late"))
    connection.trace("http11.send_request_headers.started", {"request": SimpleNamespace(method=b"POST")})
    assert first.may_have_left(httpx.ReadTimeout("late"))
    assert not connection.begin_attempt(second)
    connection.trace(f"http11.{event}", {})
    assert second.may_have_left(httpx.ReadTimeout("late"))
