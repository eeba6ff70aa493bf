"""Where a server listens: what it says is what works, and what cannot be is refused before it says that it is ready."""

from __future__ import annotations

import socket

import httpx
import pytest

from notify_sdk.sandbox import Sandbox, SandboxServer


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.mark.parametrize("port", [-1, 65_536, 99_999, 10**9, 10**30])
def test_a_port_that_is_none_is_refused(port: int) -> None:
    with pytest.raises(ValueError, match="port is not from 0 to 65535"):
        Sandbox().serve(port=port)


@pytest.mark.parametrize("host", ["", " ", "\t"])
def test_no_host_does_not_mean_all(host: str) -> None:
    with pytest.raises(ValueError, match="host is empty"):
        Sandbox().serve(host)


@pytest.mark.parametrize("host", ["a" * 300, "x" * 64, "no such host", "a..b", "\0", "256.1.1.1", "[::1]", "::x", "é" * 300, "\ud800", "nowhere.invalid"])  # fmt: skip
def test_a_host_that_is_none_is_said(host: str) -> None:
    server = Sandbox().serve(host)
    with pytest.raises((OSError, ValueError)):
        server.start()
    server.stop()
    assert not server._thread.is_alive()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", *(["::1", "::"] if has_ipv6() else [])])
def test_the_url_is_that_of_the_server(host: str) -> None:
    with Sandbox().serve(host) as server:
        assert httpx.get(f"{server.url}/_status").status_code == 200


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("::1", "http://[::1]:8080"),
        ("::", "http://[::1]:8080"),
        ("fe80::1", "http://[fe80::1]:8080"),
        ("0.0.0.0", "http://127.0.0.1:8080"),
        ("sandbox", "http://sandbox:8080"),
    ],
)
def test_an_address_of_ipv6_stands_in_brackets(host: str, url: str) -> None:
    server = SandboxServer(Sandbox(), host, 8080)
    assert server.url == url
    assert httpx.URL(url).port == 8080
