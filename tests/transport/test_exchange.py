"""Broken answers leave the outcome unknown, and the next request is not affected: on raw sockets, over TLS as well."""

from __future__ import annotations

import ssl

import pytest

from notify_sdk import InvalidResponseError, TransportError
from tests.support.clients import ClientKind
from tests.transport.scripted_server import GOOD, ID, Connection, answer, calling, chunked, scripted, sent, text

BROKEN = {
    "nothing at all": b"",
    "half the head": GOOD[:25],
    "half the body": GOOD[:-9],
    "no HTTP": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "half the chunks": chunked(sent(ID % 1))[:-20],
    "a chunk that is none": b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "chunks and a length": chunked(sent(ID % 1)).replace(b"\r\n\r\n", b"\r\nContent-Length: 4\r\n\r\n", 1)[:-5],
    "no gzip": answer(b"no gzip", "Content-Encoding: gzip"),
    "an encoding that was not asked for": answer(b"x", "Content-Encoding: br"),
    "a head of 1 MB": b"HTTP/1.1 201 Created\r\nX: " + b"x" * 1_000_000,
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_answer_leaves_the_outcome_unknown_and_the_next_send_succeeds(
    client_kind: ClientKind, tls: ssl.SSLContext | None, kind: str
) -> None:
    def script(number: int, connection: Connection) -> bool:
        connection.send(BROKEN[kind] if number == 1 else answer(sent(ID % number)))
        return number > 1

    with scripted(script, tls) as server, calling(client_kind, server) as caller:
        with pytest.raises((TransportError, InvalidResponseError)) as raised:
            text(caller, reference="R")
        assert raised.value.outcome_unknown
        assert raised.value.reference == "R"
        assert str(text(caller).id) == ID % 2
