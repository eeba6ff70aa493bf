"""Certificates, proxies and instrumentation: what organisations put around their clients."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from pathlib import Path

import httpx
import pytest
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from notify_sdk import RetryPolicy, TransportError
from notify_sdk.sandbox import Sandbox
from tests.support.clients import ID, KEY, BlockingClient, ClientKind
from tests.support.http_server import listening
from tests.transport.conftest import answering

ONCE = RetryPolicy.none()


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def transport(client_kind: ClientKind, **options: object) -> httpx.BaseTransport | httpx.AsyncBaseTransport:
    return httpx.HTTPTransport(**options) if client_kind == "sync" else httpx.AsyncHTTPTransport(**options)


def test_a_certificate_that_nobody_vouches_for_is_refused(
    client_kind: ClientKind, secure: tuple[str, list[str]]
) -> None:
    url, came = secure
    with (
        BlockingClient(client_kind, KEY, url, retry=ONCE) as caller,
        pytest.raises(TransportError, match="no connection") as raised,
    ):
        caller.send_sms_notification("07700900900", ID)
    assert not raised.value.outcome_unknown
    assert "CERTIFICATE_VERIFY_FAILED" in str(raised.value.__cause__)
    assert came == []


def test_a_certificate_for_another_name_is_refused(
    client_kind: ClientKind, secure: tuple[str, list[str]], authority_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", authority_file)
    url = secure[0].replace("localhost", "127.0.0.1")
    with (
        BlockingClient(client_kind, KEY, url, retry=ONCE) as caller,
        pytest.raises(TransportError, match="no connection"),
    ):
        caller.get_all_templates()


def test_an_authority_named_by_the_environment_is_trusted(
    client_kind: ClientKind, secure: tuple[str, list[str]], authority_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", authority_file)
    with BlockingClient(client_kind, KEY, secure[0], retry=ONCE) as caller:
        assert caller.get_all_templates().templates == []


def test_each_client_trusts_what_the_environment_names_at_its_first_call(
    client_kind: ClientKind, secure: tuple[str, list[str]], authority_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_trusted() -> bool:
        with BlockingClient(client_kind, KEY, secure[0], retry=ONCE) as caller:
            try:
                caller.get_all_templates()
            except TransportError:
                return False
        return True

    before = is_trusted()
    monkeypatch.setenv("SSL_CERT_FILE", authority_file)
    named = is_trusted()
    monkeypatch.delenv("SSL_CERT_FILE")
    assert (before, named, is_trusted()) == (False, True, False)


def test_the_authorities_are_read_once_for_all_clients_and_not_for_plain_http(
    client_kind: ClientKind, secure: tuple[str, list[str]], authority_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = list[str | None]()
    load = ssl.SSLContext.load_verify_locations

    def loading(context: ssl.SSLContext, cafile: str | None = None, *rest: object) -> None:
        read.append(cafile)
        load(context, cafile, *rest)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", loading)
    monkeypatch.setenv("SSL_CERT_FILE", authority_file)
    for _ in range(2):
        with BlockingClient(client_kind, KEY, secure[0], retry=ONCE) as caller:
            caller.get_all_templates()
        with listening(Sandbox()) as url, BlockingClient(client_kind, KEY, url, retry=ONCE) as caller:
            caller.get_all_templates()
    assert read == [authority_file]


def test_an_authority_given_to_a_transport_is_trusted(
    client_kind: ClientKind, secure: tuple[str, list[str]], authority_file: str
) -> None:
    own = transport(client_kind, verify=ssl.create_default_context(cafile=authority_file))
    with BlockingClient(client_kind, KEY, secure[0], retry=ONCE, transport=own) as caller:
        assert caller.get_all_templates().templates == []


def test_a_handshake_that_breaks_has_sent_nothing(client_kind: ClientKind) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        url = f"https://localhost:{listener.getsockname()[1]}"
        with BlockingClient(client_kind, KEY, url, retry=ONCE) as caller, pytest.raises(TransportError) as raised:
            caller.send_sms_notification("07700900900", ID)
        thread.join()
    assert not raised.value.outcome_unknown


def test_a_proxy_named_by_the_environment(
    client_kind: ClientKind,
    secure: tuple[str, list[str]],
    proxy: tuple[str, Path],
    authority_file: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", authority_file)
    monkeypatch.setenv("HTTPS_PROXY", proxy[0])
    with BlockingClient(client_kind, KEY, secure[0], retry=ONCE) as caller:
        assert caller.get_all_templates().templates == []
    (head,) = secure[1]
    assert head.startswith("GET /v2/templates HTTP/1.1\r\n")
    assert "CONNECT localhost:" in until_written(proxy[1], "CONNECT")


def test_a_proxy_given_to_a_transport(
    client_kind: ClientKind, secure: tuple[str, list[str]], proxy: tuple[str, Path], authority_file: str
) -> None:
    own = transport(client_kind, verify=ssl.create_default_context(cafile=authority_file), proxy=proxy[0])
    with BlockingClient(client_kind, KEY, secure[0], retry=ONCE, transport=own) as caller:
        assert caller.get_all_templates().templates == []
    assert "CONNECT localhost:" in until_written(proxy[1], "CONNECT")


def test_a_proxy_that_refuses_has_sent_nothing(client_kind: ClientKind, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = list[str]()

    def refuse(head: str, connection: socket.socket) -> None:
        seen.append(head)
        connection.sendall(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")

    with answering(refuse) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        with BlockingClient(client_kind, KEY, retry=ONCE) as caller, pytest.raises(TransportError) as raised:
            caller.send_sms_notification("07700900900", ID)
    assert not raised.value.outcome_unknown
    assert seen[0].startswith("CONNECT api.notifications.service.gov.uk:443 ")
    assert "Bearer" not in seen[0]


def until_written(log: Path, word: str) -> str:
    for _ in range(100):
        if log.exists() and word in log.read_text():
            break
        time.sleep(0.05)
    return log.read_text()


def test_opentelemetry_sees_each_attempt_and_nobody(client_kind: ClientKind) -> None:
    exported = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exported))
    sandbox = Sandbox()
    HTTPXClientInstrumentor().instrument(tracer_provider=provider)
    try:
        with listening(sandbox) as url, BlockingClient(client_kind, sandbox.api_key, url) as caller:
            values = {"name": "Amala", "date": "3 March"}
            caller.send_sms_notification("07700900123", sandbox.templates["appointment reminder"], values)
    finally:
        HTTPXClientInstrumentor().uninstrument()
    (span,) = exported.get_finished_spans()
    assert span.attributes is not None
    assert span.attributes["http.status_code"] == 201
    assert str(span.attributes["http.url"]).endswith("/v2/notifications/sms")
    assert not {"Amala", "07700900123", sandbox.api_key[-36:]} & set(span.to_json().split('"'))
    assert "Bearer" not in span.to_json()
