"""Addresses that a client accepts as `base_url`, and others that it refuses."""

from __future__ import annotations

import pytest

from notify_sdk import RequestValidationError
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
def test_addresses_that_are_called(client_kind, base_url, address):
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
        " ",
    ],
)
def test_addresses_that_are_refused(client_kind, base_url):
    with pytest.raises(RequestValidationError, match="base_url") as caught:
        BlockingClient(client_kind, KEY, base_url)
    assert "secret" not in str(caught.value)
