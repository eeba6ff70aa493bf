"""How long an attempt takes, and whether its request may have reached Notify: on real sockets, over TLS as well."""

from __future__ import annotations

import gc
import ssl
import time

import httpx
import pytest

from notify_sdk import SAFE_TO_REPEAT, NoAnswerError, NoConnectionError, TransportError
from tests.support.clients import KEY, ClientKind, recording
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


@pytest.mark.parametrize("kind", SLOW)
@pytest.mark.parametrize("timeout", [0.4, (0.1, 0.2, 0.1, 1)], ids=["one number", "four numbers"])
def test_an_attempt_ends_at_its_deadline_whatever_the_bytes_do(
    client_kind: ClientKind, tls: ssl.SSLContext | None, kind: str, timeout: object
) -> None:
    with scripted(SLOW[kind], tls) as server, calling(client_kind, server, timeout) as caller:
        began = time.monotonic()
        with pytest.raises(TransportError, match="no answer came back") as raised:
            text(caller)
        assert time.monotonic() - began < 4  # a drip comes every 20 ms for 20 seconds, or for 8
        assert raised.value.outcome_unknown


@pytest.mark.parametrize("kind", SLOW)
def test_a_send_that_gets_no_answer_on_a_connection_in_use_is_unknown(
    client_kind: ClientKind, tls: ssl.SSLContext | None, kind: str
) -> None:
    def script(number: int, connection: Connection) -> bool | None:
        return connection.send(GOOD) if number == 1 else SLOW[kind](number, connection)

    with scripted(script, tls) as server, calling(client_kind, server, 0.4) as caller:
        assert str(text(caller).id) == ID % 1
        gc.collect()
        with pytest.raises(TransportError, match="no answer came back") as raised:
            text(caller)
        assert raised.value.outcome_unknown
        assert len(server.requests) == 2


def test_a_handshake_that_stalls_has_sent_nothing(client_kind: ClientKind) -> None:
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
def test_no_answer_is_no_status_and_knows_whether_the_message_may_have_gone(client_kind, underneath, unknown):
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
