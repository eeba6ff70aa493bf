"""The guard against the real Notify where a proxy would resolve its name."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import RequestValidationError
from notify_sdk.testing import RealNotifyCalled, sandboxed
from notify_sdk.testing.network_guard import REAL_HOST, Guard

HOST = REAL_HOST.encode()
TO_IT = {
    "a tunnel": b"CONNECT %b:443 HTTP/1.1\r\n\r\n" % HOST,
    "a tunnel, in capitals": b"CONNECT %b:443 HTTP/1.0\r\n\r\n" % HOST.upper(),
    "a whole address": b"GET http://%b/v2/templates HTTP/1.1\r\n\r\n" % HOST,
    "a whole secure address": b"POST https://%b/ HTTP/1.1\r\n\r\n" % HOST,
    "SOCKS 5": b"\x05\x01\x00\x03" + bytes([len(HOST)]) + HOST + b"\x01\xbb",
}
TO_OTHERS = {
    "another host": b"CONNECT example.com:443 HTTP/1.1\r\n\r\n",
    "a longer name": b"CONNECT %b.example.com:443 HTTP/1.1\r\n\r\n" % HOST,
    "another word before it": b"CONNECT not%b:443 HTTP/1.1\r\n\r\n" % HOST,
    "a request of a sandbox": b"GET /v2/templates HTTP/1.1\r\nHost: %b\r\n\r\n" % HOST,
    "an answer": b'{"uri": "https://%b/v2/notifications/1"}' % HOST,
    "nothing": b"",
}


@pytest.fixture
def guard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Guard]:
    monkeypatch.setenv("https_proxy", "http://proxy.example")
    guard = Guard()
    guard.install()
    yield guard
    guard.remove()


def sent(data: bytes | bytearray | memoryview, how: str) -> bytes:
    sender, receiver = socket.socketpair()
    with closing(sender), closing(receiver):
        getattr(sender, how)(data)
        sender.shutdown(socket.SHUT_WR)
        return receiver.recv(1000)


@pytest.mark.parametrize("how", ["send", "sendall"])
@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
@pytest.mark.parametrize("name", TO_IT)
def test_a_request_to_the_real_notify_is_refused(guard: Guard, name: str, kind: type, how: str) -> None:
    with pytest.raises(RealNotifyCalled, match=r"called the real GOV.UK Notify"), guard.checking():
        sent(kind(TO_IT[name]), how)
    guard.allowed = True
    assert sent(kind(TO_IT[name]), how) == TO_IT[name]


@pytest.mark.parametrize("how", ["send", "sendall"])
@pytest.mark.parametrize("name", TO_OTHERS)
def test_any_other_request_is_sent(guard: Guard, name: str, how: str) -> None:
    with guard.checking():
        assert sent(TO_OTHERS[name], how) == TO_OTHERS[name]


@given(st.binary(max_size=60))
def test_any_other_bytes_are_sent(data: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALL_PROXY", "socks5://proxy.example")
        guard = Guard()
        guard.install()
        try:
            assert sent(data, "sendall") == data
        finally:
            guard.remove()


@pytest.mark.parametrize(
    ("environment", "watched"),
    [
        ({}, False),
        ({"NO_PROXY": "*", "no_proxy": "*"}, False),
        ({"HTTPS_PROXY": ""}, False),
        ({"HTTPS_PROXY": "http://proxy.example"}, True),
        ({"all_proxy": "socks5h://proxy.example"}, True),
    ],
)
def test_sockets_are_left_alone_where_no_proxy_is_named(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], watched: bool
) -> None:
    for name in (
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "no_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    before = {**vars(socket.socket)}, socket.getaddrinfo
    guard = Guard()
    guard.install()
    during = {**vars(socket.socket)}
    guard.remove()
    assert (during != before[0]) is watched
    assert ({**vars(socket.socket)}, socket.getaddrinfo) == before


def test_what_somebody_has_replaced_since_stays_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    guard = Guard()
    guard.install()
    guarded = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments: guarded(*arguments))
    theirs = socket.getaddrinfo
    guard.remove()
    assert socket.getaddrinfo is theirs
    assert theirs("127.0.0.1", 80)


def test_it_comes_back_where_somebody_has_put_back_the_resolver_of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    before = socket.getaddrinfo
    guard = Guard()
    guard.install()
    guarded = socket.getaddrinfo
    guard.renew()
    assert socket.getaddrinfo is guarded
    for resolver in (before, lambda *arguments: before(*arguments), before):
        monkeypatch.setattr(socket, "getaddrinfo", resolver)
        guard.renew()
        assert socket.getaddrinfo("127.0.0.1", 80)
        with pytest.raises(RealNotifyCalled):
            socket.getaddrinfo(REAL_HOST, 443)
    guard.remove()
    assert socket.getaddrinfo is before


def test_a_sandbox_over_http_that_a_proxy_would_hide_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "example.com")
    said = r"NO_PROXY does not name 127.0.0.1.*set NO_PROXY=127.0.0.1"
    with pytest.raises(RequestValidationError, match=said), sandboxed(http=True):
        pass
