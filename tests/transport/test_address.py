"""Addresses that a client accepts as `base_url`, and others that it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import RequestValidationError
from notify_sdk._transport.address import is_loopback, parse_base_url
from tests.support.clients import KEY, BlockingClient, called


@pytest.mark.parametrize(
    ("base_url", "address"),
    [
        ("https://example.com", "https://example.com"),
        ("https://example.com/", "https://example.com"),
        ("https://example.com/notify/v1", "https://example.com/notify/v1"),
        ("https://example.com/notify//", "https://example.com/notify"),
        ("https://example.com:8443/a%2Fb", "https://example.com:8443/a%2Fb"),
        (" HTTPS://Example.COM \n", "https://example.com"),
        ("https://münchen.example", "https://xn--mnchen-3ya.example"),
        ("http://localhost:6011", "http://localhost:6011"),
        ("http://notify.localhost", "http://notify.localhost"),
        ("http://127.0.0.1:6011/x", "http://127.0.0.1:6011/x"),
        ("http://127.8.9.10", "http://127.8.9.10"),
        ("http://[::1]:6011", "http://[::1]:6011"),
    ],
)
def test_accepted_addresses(client_kind, base_url, address):
    assert called(client_kind, KEY, base_url) == address


@pytest.mark.parametrize(
    "base_url",
    [
        "http://example.com",
        "http://10.0.0.1",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://[::2]",
        "ftp://localhost",
        "file:///etc/passwd",
        "api.notifications.service.gov.uk",
        "//example.com",
        "https://",
        "https:///v2",
        "https://user@example.com",
        "https://user:secret@example.com",
        "https://example.com?x=1",
        "https://example.com/?",
        "https://example.com#x",
        "https://example.com/#",
        "https://exa mple.com",
        "https://example.com:port",
        "https://[::1",
        "https://xn--0.example",
        "https://xn--a.example/v2",
        " ",
    ],
)
def test_refused_addresses(client_kind, base_url):
    with pytest.raises(RequestValidationError, match="base_url") as caught:
        BlockingClient(client_kind, KEY, base_url)
    assert "secret" not in str(caught.value)


labels = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
hosts = (
    st.lists(labels, min_size=2, max_size=3)
    .map(".".join)
    .filter(lambda host: not host[-1].isdigit() and not host.startswith("xn--"))
)
paths = st.lists(labels, max_size=3).map(lambda parts: "".join(f"/{part}" for part in parts))
ports = st.none() | st.integers(1, 65535)


@given(hosts, ports, paths, st.sampled_from(["", "/", "//"]))
def test_an_address_is_kept_without_the_slashes_at_its_end(host, port, path, slashes):
    given = f"https://{host}" + (f":{port}" if port else "") + path
    url, header = parse_base_url(given + slashes)
    shown = host if port in (None, 443) else f"{host}:{port}"
    assert (url, header) == (f"https://{shown}{path}", shown.encode())
    assert parse_base_url(url) == (url, header)


@given(st.ip_addresses(network="127.0.0.0/8") | st.just("::1") | labels.map(lambda label: f"{label}.localhost"))
def test_addresses_of_this_machine(address):
    assert is_loopback(str(address))


@given((st.ip_addresses() | hosts | labels).filter(lambda host: str(host) != "localhost"))
def test_all_other_addresses_are_those_of_other_machines(address):
    loopback = not isinstance(address, str) and address.is_loopback
    assert is_loopback(str(address)) is loopback
    assert not is_loopback(f"localhost.{address}")
    assert not is_loopback(f"{address}localhost")
