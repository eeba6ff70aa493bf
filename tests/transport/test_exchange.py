"""Nobody reads another request's answer, and nothing takes longer than it may: on raw sockets, over TLS as well."""

from __future__ import annotations

import gc
import ssl
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
import trustme

from notify_sdk import InvalidResponseError, RetryPolicy, TransportError
from notify_sdk._transport.attempt import Attempt
from notify_sdk._transport.stream import WatchedConnection
from tests.support.clients import KEY, BlockingClient, ClientKind
from tests.transport.scripted_server import ID, STRAY, Connection, Script, Scripted, answer, chunked, scripted, sent

ONCE = RetryPolicy.none()


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(params=["plain", "tls"])
def tls(
    request: pytest.FixtureRequest, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> ssl.SSLContext | None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    if request.param == "plain":
        return None
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context


@contextmanager
def calling(client_kind: ClientKind, server: Scripted, timeout: object = 5) -> Iterator[BlockingClient]:
    with BlockingClient(client_kind, KEY, server.url, timeout, retry=ONCE) as caller:
        yield caller


def text(caller: BlockingClient, **options: object) -> object:
    return caller.send_sms_notification("07700900900", ID % 1, **options)


GOOD = answer(sent(ID % 1))
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
"""What follows the answer to the first request. Every part comes in a segment, and a TLS record, of its own."""


@pytest.mark.parametrize("kind", BEHIND)
def test_what_comes_behind_an_answer_is_nobodys(client_kind: ClientKind, tls: ssl.SSLContext | None, kind: str) -> None:
    parts = BEHIND[kind]

    def script(number: int, connection: Connection) -> None:
        if number == 1:
            connection.send(*parts, pause=0.02)
        else:
            connection.send(answer(sent(ID % number)))

    with scripted(script, tls) as server, calling(client_kind, server) as caller:
        if kind == "a length that is too short":
            with pytest.raises(InvalidResponseError):
                text(caller)
        else:
            assert str(text(caller).id) == ID % 1
        time.sleep(0.06)
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
"""Right answers, and on how many connections that answer and the next one come."""


@pytest.mark.parametrize("kind", WHOLE)
def test_a_right_answer_is_read_and_its_connection_used_again_where_that_is_safe(
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
def test_a_broken_answer_is_unknown_and_costs_the_next_send_nothing(
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


@pytest.mark.parametrize(
    "event", ["receive_response_body.failed", "receive_response_body.complete", "response_closed.complete"]
)
def test_a_late_event_of_the_request_before_does_not_make_a_send_one_that_has_not_left(event: str) -> None:
    """httpx tells of a body that was let go of when it is collected as garbage: during the next request, perhaps."""
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


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_packed_answer_is_bounded_while_it_is_unpacked(client_kind: ClientKind, encoding: str) -> None:
    """300 kB that hold 300 MB; the process may grow by what is allowed and no more."""
    import resource

    packer = zlib.compressobj(9, wbits=31 if encoding == "gzip" else 15)
    packed = b"".join(packer.compress(b" " * 10_000_000) for _ in range(30)) + packer.flush()
    whole = answer(packed, f"Content-Encoding: {encoding}")
    with (
        scripted(lambda number, connection: connection.send(whole)) as server,
        calling(client_kind, server) as caller,
    ):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with pytest.raises(InvalidResponseError, match="larger than 32 MiB"):
            caller.get_all_templates()
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        assert grown < 110 * 1024  # KiB: less than a third of what it unpacks to


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "identity"])
def test_a_packed_answer_is_read(client_kind: ClientKind, encoding: str) -> None:
    body = sent(ID % 1)
    if encoding != "identity":
        packer = zlib.compressobj(wbits=31 if encoding == "gzip" else 15)
        body = packer.compress(body) + packer.flush()
    whole = answer(body, f"Content-Encoding: {encoding}")
    with (
        scripted(lambda number, connection: connection.send(whole)) as server,
        calling(client_kind, server) as caller,
    ):
        assert [str(text(caller).id) for _ in range(2)] == [ID % 1] * 2
        assert server.connections == 1
