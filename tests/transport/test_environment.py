"""What the environment says of proxies and authorities: it holds, or it is refused by the name of its variable."""

from __future__ import annotations

import ipaddress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import NotifyError, RequestValidationError, RetryPolicy, TransportError
from notify_sdk._transport.environment import bypasses_proxy
from notify_sdk.sandbox import Sandbox
from tests.support.clients import ID, KEY, BlockingClient, ClientKind
from tests.support.http_server import listening
from tests.transport.scripted_server import scripted

VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir", "sslkeylogfile")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


BAD_PROXIES = [
    "http://proxy:port",
    "foo://proxy:3128",
    "http://",
    "://proxy",
    "http://user:s3cret@proxy:99999999",
    "socks5://user:s3cret@proxy:1080",
    "socks5h://proxy",
    "ftp://s3cret@proxy",
    "http://[::1",
    "\x00",
]


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize("value", [each for each in BAD_PROXIES if "\x00" not in each])
def test_a_proxy_that_is_none_is_refused_when_the_client_is_made(
    client_kind: ClientKind, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(RequestValidationError, match=f"^ValidationError: {variable} ") as raised:
        BlockingClient(client_kind, KEY)
    assert "s3cret" not in f"{raised.value!r} {raised.value}"
    with BlockingClient(
        client_kind, KEY, "http://localhost:1" if variable.lower() == "https_proxy" else None, transport=_unused()
    ):
        pass  # what carries nothing through it does not care


def _unused() -> object:
    return Sandbox().transport


@pytest.mark.parametrize(
    ("variable", "content"),
    [("SSL_CERT_FILE", None), ("SSL_CERT_FILE", ""), ("SSL_CERT_FILE", "no certificate"), ("SSL_CERT_DIR", None)],
)
def test_authorities_that_are_none_are_refused_when_the_client_is_made(
    client_kind: ClientKind, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, content: str | None
) -> None:
    path = tmp_path / "named"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv(variable, str(path))
    with pytest.raises(NotifyError, match=variable):
        BlockingClient(client_kind, KEY)
    with BlockingClient(client_kind, KEY, "http://localhost:1"):
        pass  # over plain http there is nobody to trust


@pytest.mark.parametrize("no_proxy", ["localhost", "*", "127.0.0.1,::1,localhost", "10.0.0.0/8, localhost,fd00::/8"])
def test_what_no_proxy_names_goes_straight(
    client_kind: ClientKind, monkeypatch: pytest.MonkeyPatch, no_proxy: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://localhost:1")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    sandbox = Sandbox()
    with (
        listening(sandbox) as url,
        BlockingClient(client_kind, sandbox.api_key, url.replace("127.0.0.1", "localhost")) as caller,
    ):
        assert caller.get_all_templates().templates


def test_what_no_proxy_does_not_name_goes_through_the_proxy(
    client_kind: ClientKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://localhost:1")
    monkeypatch.setenv("NO_PROXY", "example.com,::1,fd00::/8,10.0.0.0/8,[::1]:8080,nonsense/99,http://,:80")
    with (
        listening(Sandbox()) as url,
        BlockingClient(client_kind, KEY, url, retry=RetryPolicy.none()) as caller,
        pytest.raises(TransportError, match="no connection was made"),
    ):
        caller.get_all_templates()


HTTP_PROXY_REFUSES = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize("says", [HTTP_PROXY_REFUSES, b"", b"HTTP/1.1 200 Conn", b"garbage\r\n\r\n"])
def test_a_proxy_that_makes_no_tunnel_has_sent_nothing(
    client_kind: ClientKind, monkeypatch: pytest.MonkeyPatch, says: bytes
) -> None:
    """Only the `CONNECT` has left, whatever became of it."""

    def script(number: int, connection: object) -> bool:
        connection.send(says)
        return False

    with scripted(script) as server:
        monkeypatch.setenv("HTTPS_PROXY", server.url)
        with (
            BlockingClient(client_kind, KEY, "https://notify.example", retry=RetryPolicy.none()) as caller,
            pytest.raises(TransportError, match="no connection was made") as raised,
        ):
            caller.send_sms_notification("07700900900", ID)
        assert not raised.value.outcome_unknown
        assert [head.split()[0] for head in server.requests] == ["CONNECT"]


addresses = st.ip_addresses()


@given(addresses, st.data())
def test_networks_hold_for_the_addresses_in_them(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address, data: st.DataObject
) -> None:
    prefix = data.draw(st.integers(0, address.max_prefixlen))
    network = ipaddress.ip_network(f"{address}/{prefix}", strict=False)
    other = data.draw(addresses)
    assert bypasses_proxy(str(address), 443, f"x, {network} ,y")
    assert bypasses_proxy(str(other), 443, str(network)) == (other in network)
    written = f"[{address}]" if address.version == 6 else str(address)
    for entry in (str(address), written, f"{written}:443"):
        assert bypasses_proxy(str(address), 443, entry)
        assert bypasses_proxy(written, 443, entry)
    assert not bypasses_proxy(str(address), 443, f"{written}:80")


@given(st.from_regex(r"[a-z0-9]{1,8}(\.[a-z0-9]{1,8}){1,3}", fullmatch=True))
def test_names_hold_for_what_is_below_them(name: str) -> None:
    for entry in (name, f".{name}", f"*.{name}", name.upper(), f"https://{name}", f"{name}:443"):
        assert bypasses_proxy(f"a.{name}", 443, entry)
        assert bypasses_proxy(name, 443, entry)
        assert not bypasses_proxy(f"x{name}", 443, entry)
        assert not bypasses_proxy(f"{name}.example", 443, entry)


@given(st.text(max_size=30))
def test_no_proxy_may_say_anything(text: str) -> None:
    assert bypasses_proxy("api.example.com", 443, text) in {True, False}
