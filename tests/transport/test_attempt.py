"""How long an attempt takes, and whether its request may have reached Notify: on real sockets, over TLS as well."""

from __future__ import annotations

import gc
import ssl
import threading
import time
from contextlib import suppress
from types import SimpleNamespace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import SAFE_TO_REPEAT, NoAnswerError, NoConnectionError, TransportError
from notify_sdk._transport.attempt import Attempt
from notify_sdk._wire import Request
from tests.support.clients import KEY, BlockingClient, ClientKind, recording
from tests.transport.scripted_server import GOOD, ID, Connection, Script, calling, scripted, text


def hang(number: int, connection: Connection) -> None:
    connection.over.wait(10)


SLOW: dict[str, Script] = {
    "silence": hang,
    "a head in drips": lambda number, connection: connection.drip(b"HTTP/1.1 201 Created\r\nX: " + b"x" * 1000),
    "a body in drips": lambda number, connection: (
        connection.send(b"HTTP/1.1 201 Created\r\nContent-Length: 1000\r\n\r\n") or connection.drip(b" " * 1000)
    ),
    "chunks in drips": lambda number, connection: (
        connection.send(b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n")
        or connection.drip(b"1\r\n \r\n" * 300)
    ),
    "early hints without end": lambda number, connection: connection.send(
        *[b"HTTP/1.1 103 Early Hints\r\n\r\n"] * 400, pause=0.02
    ),
}


def no_answer(caller: BlockingClient) -> TransportError:
    """The error of a send whose request has left: a machine with other things to do may not connect in time at first."""
    for _ in range(100):
        began = time.monotonic()
        with pytest.raises(TransportError) as raised:
            text(caller)
        assert time.monotonic() - began < 6, "the attempt went on after its deadline"
        if not isinstance(raised.value, NoConnectionError):
            assert "no answer came back" in str(raised.value)
            return raised.value
    raise AssertionError("no connection was made")


@pytest.mark.parametrize("kind", SLOW)
@pytest.mark.parametrize("timeout", [0.4, (0.1, 0.2, 0.1, 1)], ids=["one number", "four numbers"])
def test_an_attempt_ends_at_its_deadline_however_the_answer_arrives(
    client_kind: ClientKind, tls: ssl.SSLContext | None, kind: str, timeout: object
) -> None:
    with scripted(SLOW[kind], tls) as server, calling(client_kind, server, timeout) as caller:
        assert no_answer(caller).outcome_unknown  # a drip comes every 20 ms for 20 seconds, or for 8


@pytest.mark.parametrize("kind", SLOW)
def test_a_send_that_gets_no_answer_on_a_connection_in_use_is_unknown(
    client_kind: ClientKind, tls: ssl.SSLContext | None, kind: str
) -> None:
    answered = threading.Event()

    def script(number: int, connection: Connection) -> bool | None:
        return SLOW[kind](number, connection) if answered.is_set() else connection.send(GOOD)

    with scripted(script, tls) as server, calling(client_kind, server, 0.4) as caller:
        while not answered.is_set():  # a machine with other things to do may need several tries
            with suppress(TransportError):
                assert str(text(caller).id) == ID % 1
                answered.set()
        gc.collect()
        before = len(server.requests)
        assert no_answer(caller).outcome_unknown
        assert len(server.requests) == before + 1


def test_a_send_whose_tls_handshake_stalls_was_not_sent(client_kind: ClientKind) -> None:
    with (
        scripted(hang, handshake=False) as server,
        calling(client_kind, server, 0.3) as caller,
        pytest.raises(TransportError, match="no connection was made") as raised,
    ):
        text(caller)
    assert not raised.value.outcome_unknown


NO_ANSWER = [
    (httpx.ConnectError, False),
    (httpx.ConnectTimeout, False),
    (httpx.PoolTimeout, False),
    (httpx.ReadTimeout, True),
    (httpx.WriteTimeout, True),
    (httpx.ReadError, True),
    (httpx.WriteError, True),
    (httpx.RemoteProtocolError, True),
    (httpx.ProxyError, False),
]


@pytest.mark.parametrize(("underneath", "unknown"), NO_ANSWER)
def test_an_error_of_the_transport_says_whether_the_message_may_have_been_sent(client_kind, underneath, unknown):
    def break_off(request: httpx.Request) -> httpx.Response:
        raise underneath("broken", request=request)

    client, recorded = recording(client_kind, break_off)
    kind = NoAnswerError if unknown else NoConnectionError
    with client:
        with pytest.raises(TransportError, match=underneath.__name__) as caught:
            client.send_sms_notification("07700900123", ID % 1, reference="ref-1")
        assert type(caught.value) is kind
        assert caught.value.outcome_unknown is unknown
        assert caught.value.reference == ("ref-1" if unknown else None)
        assert isinstance(caught.value, SAFE_TO_REPEAT) is not unknown
        with pytest.raises(kind) as read:
            client.get_template(ID % 1)
        assert read.value.outcome_unknown is False
    assert (caught.value.status_code, caught.value.message, caught.value.errors) == (None, [], [])
    assert isinstance(caught.value.__cause__, underneath)
    token = recorded.requests[0].headers["authorization"]
    shown = f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__cause__.request.headers}"
    assert token.removeprefix("Bearer ") not in shown
    assert "authorization" not in caught.value.__cause__.request.headers
    assert caught.value.__cause__.request.content == b""
    assert KEY[-36:] not in shown


steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["connection.connect_tcp", "http11.send_request_headers", "http2.send_request_headers", "proxy.x"]
        ),
        st.sampled_from(["started", "complete", "failed"]),
        st.sampled_from([b"POST", b"GET", b"CONNECT"]),
    )
)
ERRORS = [httpx.ConnectError("x"), httpx.PoolTimeout("x"), httpx.ReadTimeout("x"), OSError("x"), KeyboardInterrupt()]


@given(steps)
def test_a_request_may_have_left_once_its_headers_are_being_sent(given: list[tuple[str, str, bytes]]) -> None:
    """A `CONNECT` is a request to a proxy. The error that the transport raises in the end does not change it."""
    attempt = Attempt(5)
    for what, state, method in given:
        attempt.trace(f"{what}.{state}", {"request": SimpleNamespace(method=method)})
    left = any(
        what.endswith("send_request_headers") and state == "started" and method != b"CONNECT"
        for what, state, method in given
    )
    assert attempt.has_left is left
    if given:
        assert {attempt.may_have_left(error) for error in ERRORS} == {left}


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_without_trace_events_the_error_decides_whether_the_request_may_have_left(error: BaseException) -> None:
    assert Attempt(5).may_have_left(error) is not isinstance(error, httpx.ConnectError | httpx.PoolTimeout)


def test_after_the_deadline_the_check_raises() -> None:
    attempt = Attempt(60)
    attempt.check()
    assert 0 < attempt.seconds_left() <= 60
    attempt.deadline -= 120
    assert attempt.seconds_left() == 0.001
    with pytest.raises(httpx.ReadTimeout, match="the attempt took over 60 seconds"):
        attempt.check()


def test_the_error_of_a_transport_keeps_neither_query_nor_headers() -> None:
    request = Request("GET", "/v2/notifications", "https://example.com/v2/notifications?reference=MALLORY", ())
    attempt, cause = Attempt(5), httpx.ConnectError("x")
    error = attempt.error(request, cause)
    assert str(error) == "GET /v2/notifications: no connection was made to example.com (ConnectError)"
    assert str(cause.request.url) == "https://example.com/v2/notifications"
    ended = attempt.error(request, RuntimeError("Event loop is closed"))
    assert "belongs to another event loop, or is closed" in str(ended)
