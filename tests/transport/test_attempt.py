"""How long an attempt takes, and whether its request may have reached Notify: on real sockets, over TLS as well."""

from __future__ import annotations

import gc
import ssl
import time

import pytest

from notify_sdk import TransportError
from tests.support.clients import ClientKind
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
