"""What each check of `notify-sdk doctor` finds."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
import trustme

import notify_sdk
from notify_sdk._transport.environment import route_to
from notify_sdk.cli import diagnosis
from notify_sdk.cli.diagnosis import Finding, clock, diagnose, key_shape, reach, variables
from notify_sdk.sandbox import Fault, Sandbox
from tests.support.http_server import listening

SECRET = "11fe0000-0000-4000-8000-00000000beef"
KEY = f"my-key-5e271ce0-0000-4000-8000-000000000000-{SECRET}"
NOTIFY = "https://api.notifications.service.gov.uk"


@pytest.fixture(autouse=True)
def straight(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


@pytest.fixture
def url(sandbox: Sandbox) -> Iterator[str]:
    with listening(sandbox) as address:
        yield address


def found(environment: dict[str, str]) -> dict[str, Finding]:
    return {each.check: each for each in diagnose(environment)}


def test_all_is_well(sandbox: Sandbox, url: str) -> None:
    all_found = found({"NOTIFY_API_KEY": sandbox.api_key, "NOTIFY_BASE_URL": url})
    assert {name: each.verdict for name, each in all_found.items()} == {
        "versions": "ok",
        "environment": "ok",
        "key": "ok",
        "address": "ok",
        "proxy": "ok",
        "certificates": "skipped",
        "reachability": "ok",
        "clock": "ok",
        "key at this address": "ok",
    }
    assert "the service has 6 templates" in all_found["key at this address"].found


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("", "NOTIFY_API_KEY is not set"),
        ("  ", "NOTIFY_API_KEY is not set"),
        (f'"{KEY}"', "NOTIFY_API_KEY has quotes around it; it has 82 characters"),
        (f"{KEY[:30]}\n{KEY[30:]}", "NOTIFY_API_KEY has a space or a line break in it; it has 81 characters"),
        (
            KEY[:-10],
            "NOTIFY_API_KEY has 2 characters where 12 digits belong, in the secret: it was cut or mistyped; it has 70 characters",
        ),
        (
            SECRET,
            "NOTIFY_API_KEY is one UUID only: the service's id alone, or the secret alone; it has 36 characters",
        ),
    ],
)
def test_what_is_no_key(key: str, said: str) -> None:
    finding = key_shape(key)
    assert (finding.verdict, finding.found) == ("wrong", said)
    assert finding.advice


def test_what_is_a_key() -> None:
    assert key_shape(KEY).found == (
        "named 'my-key', of the service 5e271ce0-0000-4000-8000-000000000000, fingerprint 09b00e91b3fb"
    )
    assert key_shape(f"  {KEY[7:]}\n").found.startswith("without a name, of the service 5e271ce0-")
    assert key_shape("sandbox").verdict == "ok"


def test_a_file_with_the_key(sandbox: Sandbox, url: str, tmp_path: Path) -> None:
    file = tmp_path / "key"
    environment = {"NOTIFY_API_KEY_FILE": str(file), "NOTIFY_BASE_URL": url}
    missing = found(environment)["key"]
    assert (missing.verdict, missing.found) == (
        "wrong",
        "the file of NOTIFY_API_KEY_FILE can't be read (FileNotFoundError)",
    )
    assert missing.advice
    file.write_text(f"{KEY[:-1]}\n")
    assert found(environment)["key"].found.startswith("the file of NOTIFY_API_KEY_FILE has 11 characters where 12")
    file.write_text(f"{sandbox.api_key}\n")
    both = found(environment | {"NOTIFY_API_KEY": KEY})["key"]
    assert (both.verdict, both.found) == ("wrong", "NOTIFY_API_KEY and NOTIFY_API_KEY_FILE are both set")
    right = found(environment)
    assert (right["key"].verdict, right["key at this address"].verdict) == ("ok", "ok")
    assert right["environment"].found == "set: NOTIFY_API_KEY_FILE, NOTIFY_BASE_URL"


def test_the_sandbox_in_the_process_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosis, "reach", None)
    assert list(found({"NOTIFY_API_KEY": "sandbox"})) == ["versions", "environment", "key", "address"]


def test_a_key_that_is_not_taken(sandbox: Sandbox, url: str) -> None:
    other = f"{sandbox.api_key[:-36]}{SECRET}"
    finding = found({"NOTIFY_API_KEY": other, "NOTIFY_BASE_URL": url})["key at this address"]
    assert (finding.verdict, finding.found) == ("wrong", "Invalid token: API key not found")
    assert finding.advice
    both = found({"NOTIFY_API_KEY": "sandbox", "NOTIFY_BASE_URL": url})["key at this address"]
    assert (both.verdict, both.advice) == ("wrong", "it also has a base_url")


@pytest.mark.parametrize(
    ("address", "verdict", "said"),
    [
        (NOTIFY, "ok", f"{NOTIFY}, which is GOV.UK Notify"),
        ("https://notify.example/v", "note", "https://notify.example/v, which is not GOV.UK Notify"),
        ("http://[::1]:8080", "ok", "http://[::1]:8080, on this machine: a sandbox"),
        ("http://notify.example", "wrong", "NOTIFY_BASE_URL is not an https URL"),
        ("notify.example", "wrong", "NOTIFY_BASE_URL is not an https URL"),
    ],
)
def test_the_address(address: str, verdict: str, said: str) -> None:
    finding = diagnosis.address_of(address)
    assert (finding.verdict, finding.found) == (verdict, said)


def test_plain_http_is_right_for_a_host_that_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_ALLOW_HTTP", "other,sandbox")
    finding = diagnosis.address_of("http://sandbox:8080")
    assert (finding.verdict, finding.found) == ("note", "http://sandbox:8080, which is not GOV.UK Notify")


def test_every_variable_that_the_package_reads_is_known() -> None:
    package = Path(notify_sdk.__file__).parent
    text = "".join(path.read_text() for path in package.rglob("*.py") if path.name != "diagnosis.py")
    read = set(re.findall(r'"(NOTIFY_[A-Z_]+)"', text))
    assert set(diagnosis.VARIABLES) == read - {"NOTIFY_EMAIL", "NOTIFY_OUTBOX_CRASH_AT"}  # of Django; of tests


def test_an_address_that_is_none_ends_the_checks() -> None:
    assert list(found({"NOTIFY_BASE_URL": "http://notify.example"})) == ["versions", "environment", "key", "address"]


def test_a_package_that_has_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(package: str) -> str:
        raise PackageNotFoundError(package)

    monkeypatch.setattr(diagnosis, "version", unknown)
    assert "httpx of an unknown version" in diagnosis.versions().found


def test_a_connection_that_breaks() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        threading.Thread(target=lambda: server.accept()[0].close()).start()
        assert reach(address, route_to(address)).finding.found.startswith("no connection to 127.0.0.1:")


@pytest.mark.parametrize(
    ("environment", "check", "said"),
    [
        ({"https_proxy": "http://user:hush@proxy.example:3128"}, "proxy", "through http://proxy.example:3128"),
        ({"https_proxy": "ftp://proxy.example"}, "proxy", "https_proxy is not the address of a proxy"),
        ({"https_proxy": "http://p.example", "no_proxy": "service.gov.uk"}, "proxy", "is not for this address"),
        ({"SSL_CERT_FILE": "/nowhere"}, "certificates", "SSL_CERT_FILE names a file that is not there"),
        ({}, "certificates", "authorities of certifi"),
    ],
)
def test_the_way(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], check: str, said: str) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(diagnosis, "reach", lambda *_: diagnosis.Reached(Finding("reachability", "ok", "")))
    all_found = found({})
    assert said in all_found[check].found
    assert "hush" not in str(all_found)


def test_a_file_of_authorities(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    path = f"{tmp_path}/authority.pem"
    trustme.CA().cert_pem.write_to_path(path)
    monkeypatch.setenv("SSL_CERT_FILE", path)
    finding = diagnosis.certificates(NOTIFY, route_to(NOTIFY))
    assert finding.found == f"SSL_CERT_FILE is {path}, with 1 authorities"


def test_nothing_listens() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        finding = reach(f"http://127.0.0.1:{port}", route_to("http://127.0.0.1")).finding
    assert (finding.verdict, finding.found) == ("wrong", f"nothing listens at 127.0.0.1:{port}")


def test_a_name_that_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert reach(NOTIFY, route_to(NOTIFY)).finding.found == (
        "the name of api.notifications.service.gov.uk is not found"
    )


def test_no_tls(url: str) -> None:
    secure = url.replace("http:", "https:")
    assert "TLS with 127.0.0.1" in reach(secure, route_to(secure)).finding.found


def test_a_proxy_that_is_not_there_and_one_that_refuses(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", url)
    assert "does not lead to api.notifications" in reach(NOTIFY, route_to(NOTIFY)).finding.found
    monkeypatch.setenv("HTTPS_PROXY", "http://user:hush@127.0.0.1:1")
    finding = reach(NOTIFY, route_to(NOTIFY)).finding
    assert finding.found == "nothing listens at the proxy 127.0.0.1:1"
    assert "hush" not in str(finding)


def test_no_answer_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosis, "_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert "within 0.05 seconds" in reach(address, route_to(address)).finding.found


def test_a_certificate_that_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    def untrusted(*_: object, **__: object) -> None:
        below = ssl.SSLCertVerificationError(1, "certificate verify failed")
        below.verify_message = "self-signed certificate in certificate chain"
        raise httpx.ConnectError("x") from below

    monkeypatch.setattr(httpx.Client, "get", untrusted)
    finding = reach(NOTIFY, route_to(NOTIFY)).finding
    assert "is not trusted: self-signed certificate in certificate chain" in finding.found
    assert "SSL_CERT_FILE" in str(finding.advice)


def test_an_answer_that_is_not_notify_s(sandbox: Sandbox, url: str) -> None:
    sandbox.faults.add(Fault("answer", status=502))
    finding = reach(url, route_to(url)).finding
    assert (finding.verdict, "answers with 502" in finding.found) == ("wrong", True)


@pytest.mark.parametrize("content", ["<html>Log in to the network</html>", "[]", '{"status": "error"}', "{}"])
def test_an_answer_that_looks_well_and_is_not_notify_s(monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    monkeypatch.setattr(httpx.Client, "get", lambda *_, **__: httpx.Response(200, text=content))
    finding = reach(NOTIFY, route_to(NOTIFY)).finding
    assert (finding.verdict, "answers with 200, and not as" in finding.found) == ("wrong", True)


@pytest.mark.parametrize(
    ("ahead", "verdict", "said"),
    [
        (0.0, "ok", "within 5 seconds"),
        (-4.9, "ok", "within 5 seconds"),
        (20.0, "note", "20 seconds ahead of the server's"),
        (-31.0, "wrong", "31 seconds behind the server's"),
        (7200.0, "wrong", "7,200 seconds ahead of"),
        (None, "note", "has no date"),
    ],
)
def test_the_clock(ahead: float | None, verdict: str, said: str) -> None:
    finding = clock(ahead)
    assert finding.verdict == verdict
    assert said in finding.found
    assert (finding.advice is None) == (verdict == "ok")


def test_the_clock_is_compared_with_the_server_s(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    import time

    wrong = SimpleNamespace(time=lambda: time.time() + 90, monotonic=time.monotonic)
    monkeypatch.setattr(diagnosis, "time", wrong)
    assert found({"NOTIFY_BASE_URL": url})["clock"].verdict == "wrong"


def test_variables_that_are_not_read() -> None:
    environment = {
        "NOTIFY_API_KEY": KEY,
        "NOTIFY_APIKEY": "hush",
        "GOV_NOTIFY_API_KEY": "hush",
        "NOTIFY_SOCKET": "/run/systemd/notify",
        "PATH": "/bin",
        "SSLKEYLOGFILE": "/tmp/keys",
    }
    said = list(variables(environment))
    assert [each.found for each in said] == [
        "set: NOTIFY_API_KEY",
        "GOV_NOTIFY_API_KEY is set, which notify-sdk does not read",
        "NOTIFY_APIKEY is set, which notify-sdk does not read",
        "SSLKEYLOGFILE is set: anyone who can read that file can read all traffic",
    ]
    assert {each.verdict for each in said[1:]} == {"note"}
    assert "hush" not in str(said)
    assert SECRET not in str(said)
