"""The client's own connections with a proxy, certificates and limits that are given, and with a transport around them."""

from __future__ import annotations

import asyncio
import gc
import os
import pickle
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import notify_sdk
from notify_sdk import (
    AsyncNotificationsAPIClient,
    NoAnswerError,
    NoConnectionError,
    NotificationsAPIClient,
    NotifyError,
    RequestValidationError,
    RetryPolicy,
    TransportError,
    default_async_transport,
    default_transport,
)
from notify_sdk._client.waiting import without_waiting
from notify_sdk._transport.in_process import embedded
from notify_sdk.sandbox import Fault, Sandbox
from tests.support.clients import ID, KEY, BlockingClient, ClientKind
from tests.support.http_server import listening
from tests.transport.conftest import answering, page
from tests.transport.test_trust import until_written

ONCE = RetryPolicy.none()


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def own(client_kind: ClientKind, **options: Any) -> Any:
    return default_transport(**options) if client_kind == "sync" else default_async_transport(**options)


def names(client_kind: ClientKind, url: str, **options: Any) -> list[str]:
    """Reads the list of templates over connections with these options."""
    with BlockingClient(client_kind, KEY, url, retry=ONCE, transport=own(client_kind, **options)) as caller:
        return [each.name for each in caller.get_all_templates().templates]


def test_without_options_it_is_what_a_client_has_anyway(
    client_kind: ClientKind, secure: tuple[str, list[str]], authority_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TransportError):
        names(client_kind, secure[0])
    monkeypatch.setenv("SSL_CERT_FILE", authority_file)
    assert names(client_kind, secure[0]) == []


@pytest.mark.parametrize(
    "verify",
    [str, Path, lambda file: ssl.create_default_context(cafile=file)],
    ids=["text", "path", "context"],
)
def test_an_authority_of_our_own(
    client_kind: ClientKind,
    secure: tuple[str, list[str]],
    authority_file: str,
    verify: Callable[[str], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")  # not read: what is given takes its place
    assert names(client_kind, secure[0], verify=verify(authority_file)) == []
    other_name = secure[0].replace("localhost", "127.0.0.1")
    with pytest.raises(NoConnectionError):
        names(client_kind, other_name, verify=verify(authority_file))
    assert len(secure[1]) == 1


def test_a_folder_of_authorities(client_kind: ClientKind, secure: tuple[str, list[str]], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoConnectionError):
        names(client_kind, secure[0], verify=tmp_path / "empty")
    assert secure[1] == []


def test_a_proxy(
    client_kind: ClientKind,
    secure: tuple[str, list[str]],
    proxy: tuple[str, Path],
    authority_file: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "*")
    assert names(client_kind, secure[0], proxy=proxy[0], verify=authority_file) == []
    assert "CONNECT localhost:" in until_written(proxy[1], "CONNECT")
    (head,) = secure[1]
    assert head.startswith("GET /v2/templates HTTP/1.1\r\n")


@pytest.mark.parametrize("form", ["with a scheme", "without", "httpx"])
def test_the_password_of_a_proxy_goes_to_the_proxy_and_the_token_does_not(client_kind: ClientKind, form: str) -> None:
    seen = list[str]()

    def refuse(head: str, connection: socket.socket) -> None:
        seen.append(head)
        connection.sendall(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")

    with answering(refuse) as port:
        url = f"http://user:hunter2@127.0.0.1:{port}"
        proxy = {"with a scheme": url, "without": url[7:], "httpx": httpx.Proxy(url)}[form]
        transport = own(client_kind, proxy=proxy)
        assert "hunter2" not in repr(transport)
        with (
            BlockingClient(client_kind, KEY, retry=ONCE, transport=transport) as caller,
            pytest.raises(NoConnectionError) as raised,
        ):
            caller.send_sms_notification("07700900900", ID)
    assert seen[0].startswith("CONNECT api.notifications.service.gov.uk:443 ")
    assert "Proxy-Authorization: Basic dXNlcjpodW50ZXIy" in seen[0]
    assert "Bearer" not in seen[0]
    assert "hunter2" not in f"{raised.value}{raised.value!r}{raised.value.__cause__!r}"


def without_check() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    return context


def without_anything() -> ssl.SSLContext:
    context = without_check()
    context.verify_mode = ssl.CERT_NONE
    return context


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no proxy": ({"proxy": "hunter2://user:hunter2@x"}, "proxy is not the address of a proxy"),
    "empty proxy": ({"proxy": ""}, "proxy is not the address of a proxy"),
    "a proxy without a host": ({"proxy": "http://"}, "proxy is not the address of a proxy"),
    "a port too high": ({"proxy": "http://x:99999"}, "proxy is not the address of a proxy"),
    "no verification": ({"verify": False}, "verify is False"),
    "a context without names": ({"verify": without_check()}, "verify is an SSL context that does not verify servers"),
    "a context that trusts all": ({"verify": without_anything()}, "verify is an SSL context that does not verify"),
    "no file": ({"verify": "/nowhere/ca.pem"}, "verify names a file that is not there"),
    "no certificates": ({"verify": __file__}, "verify can't be used"),
    "no path": ({"verify": 7}, "verify is neither a path nor an SSL context"),
    "no limits": ({"limits": 7}, "limits is not an httpx.Limits"),
    "no connections": ({"limits": httpx.Limits(max_connections=0)}, "max_connections of limits is not"),
    "half a connection": ({"limits": httpx.Limits(max_connections=0.5)}, "max_connections of limits is not"),  # type: ignore[arg-type]  # that is the mistake
    "fewer than none": ({"limits": httpx.Limits(max_keepalive_connections=-1)}, "max_keepalive_connections of limits"),
    "a negative time": ({"limits": httpx.Limits(keepalive_expiry=-1)}, "keepalive_expiry of limits is not"),
    "no number": ({"limits": httpx.Limits(keepalive_expiry=float("nan"))}, "keepalive_expiry of limits is not"),
    "no function": ({"wrap": httpx.MockTransport(lambda _: httpx.Response(200))}, "wrap can't be called"),
}


@pytest.mark.parametrize(("options", "said"), BAD.values(), ids=BAD)
def test_a_wrong_option_is_refused_at_once(client_kind: ClientKind, options: dict[str, Any], said: str) -> None:
    with pytest.raises(RequestValidationError, match=said) as raised:
        own(client_kind, **options)
    assert raised.value.errors[0].field in options
    assert "hunter2" not in f"{raised.value}{raised.value!r}"


@given(st.text(max_size=30))
def test_any_proxy_is_one_or_refused(text: str) -> None:
    try:
        found = default_transport(proxy=text).proxy
    except RequestValidationError as error:
        assert error.errors[0].field == "proxy"  # noqa: PT017 - or it is one
    else:
        assert found is not None
        assert found.url.host


class Gauge:
    """A server that holds its answers back, and how many requests it had at once."""

    def __init__(self, expected: int) -> None:
        self.now = self.most = self.connections = 0
        self._lock = threading.Lock()
        self._full = threading.Event()
        self._expected = expected

    def release(self) -> None:
        self._full.set()

    def answer(self, _head: str, connection: socket.socket) -> None:
        with self._lock:
            self.connections += 1
            self.now += 1
            self.most = max(self.most, self.now)
            if self.now == self._expected:
                self._full.set()
        self._full.wait(10)
        with self._lock:
            self.now -= 1
        connection.sendall(page())


def read_at_once(client_kind: ClientKind, url: str, times: int, transport: Any) -> None:
    if client_kind == "sync":
        with (
            NotificationsAPIClient(KEY, url, retry=ONCE, transport=transport) as client,
            ThreadPoolExecutor(times) as threads,
        ):
            for each in [threads.submit(client.get_all_templates) for _ in range(times)]:
                each.result()
        return

    async def read() -> None:
        async with AsyncNotificationsAPIClient(KEY, url, retry=ONCE, transport=transport) as client:
            await asyncio.gather(*(client.get_all_templates() for _ in range(times)))

    asyncio.run(read())


class Plain(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Goes around another transport and does nothing; its maker forgot to close the other one."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.inner.handle_request(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self.inner.handle_async_request(request)


@pytest.mark.parametrize("wrap", [None, Plain])
def test_no_more_requests_are_in_flight_than_are_allowed(client_kind: ClientKind, wrap: Any) -> None:
    gauge = Gauge(expected=3)
    with answering(gauge.answer) as port:
        limits = httpx.Limits(max_connections=3)
        read_at_once(client_kind, f"http://localhost:{port}", 9, own(client_kind, limits=limits, wrap=wrap))
    assert (gauge.most, gauge.connections) == (3, 9)


def test_more_than_usual_may_be_allowed(client_kind: ClientKind) -> None:
    gauge = Gauge(expected=104)
    with answering(gauge.answer) as port:
        limits = httpx.Limits(max_connections=104)
        read_at_once(client_kind, f"http://localhost:{port}", 104, own(client_kind, limits=limits))
    assert gauge.most == 104


@pytest.mark.parametrize("wrap", [None, Plain])
def test_whoever_waits_for_too_long_has_sent_nothing(client_kind: ClientKind, wrap: Any) -> None:
    gauge = Gauge(expected=2)  # it never comes to that: each is held back
    transport = own(client_kind, limits=httpx.Limits(max_connections=1), wrap=wrap)
    with answering(gauge.answer) as port:
        failed = waiting(client_kind, f"http://localhost:{port}", gauge, transport)
    assert isinstance(failed, NoConnectionError)
    assert "1 other requests were in flight" in str(failed)
    assert gauge.connections == 1


def waiting(client_kind: ClientKind, url: str, gauge: Gauge, transport: Any) -> BaseException | None:
    """Reads while another read is held back; gives what came of it."""
    options = {"retry": ONCE, "transport": transport, "timeout": (30, 30, 30, 0.05)}
    if client_kind == "sync":
        with NotificationsAPIClient(KEY, url, **options) as client, ThreadPoolExecutor(1) as threads:
            first = threads.submit(client.get_all_templates)
            until(lambda: gauge.now == 1)
            try:
                client.get_all_templates()
            except NotifyError as error:
                return error
            finally:
                gauge.release()
                first.result()
        return None

    async def read() -> BaseException | None:
        async with AsyncNotificationsAPIClient(KEY, url, **options) as client:
            first = asyncio.create_task(client.get_all_templates())
            while gauge.now != 1:  # noqa: ASYNC110 - a thread counts
                await asyncio.sleep(0.01)
            second = asyncio.create_task(client.get_all_templates())
            await asyncio.wait([second])
            gauge.release()
            await first
            return second.exception()

    return asyncio.run(read())


def until(is_so: Callable[[], bool]) -> None:
    for _ in range(1000):
        if is_so():
            return
        time.sleep(0.01)
    raise TimeoutError


@contextmanager
def counting(sandbox: Sandbox) -> Iterator[tuple[str, list[int]]]:
    """A sandbox over HTTP/1.1 with kept connections, and the number of connections that were made."""
    made = [0]
    with listening(sandbox) as url:
        port = int(url.rpartition(":")[2])

        def forward(client: socket.socket) -> None:
            with client, socket.create_connection(("127.0.0.1", port)) as server:
                other = threading.Thread(target=copy, args=(server, client), daemon=True)
                other.start()
                copy(client, server)
                other.join(10)

        def copy(source: socket.socket, sink: socket.socket) -> None:
            try:
                while data := source.recv(65536):
                    sink.sendall(data)
                sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass

        def accept() -> None:
            while not over.is_set():
                try:
                    client, _ = listener.accept()
                except TimeoutError:
                    continue
                client.settimeout(10)
                made[0] += 1
                thread = threading.Thread(target=forward, args=(client,), daemon=True)
                thread.start()
                threads.append(thread)

        over, threads = threading.Event(), list[threading.Thread]()
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(0.05)
            accepting = threading.Thread(target=accept, daemon=True)
            accepting.start()
            try:
                yield f"http://127.0.0.1:{listener.getsockname()[1]}", made
            finally:
                over.set()
                for thread in (accepting, *threads):
                    thread.join(10)


@pytest.mark.parametrize(
    ("limits", "connections"),
    [
        (None, 1),
        (httpx.Limits(), 1),
        (httpx.Limits(keepalive_expiry=None), 1),
        (httpx.Limits(max_keepalive_connections=1), 1),
        (httpx.Limits(max_keepalive_connections=0), 4),
        (httpx.Limits(keepalive_expiry=0), 4),
    ],
)
@pytest.mark.parametrize("wrap", [None, Plain])
def test_connections_are_kept_as_the_limits_say(
    client_kind: ClientKind, limits: httpx.Limits | None, connections: int, wrap: Any
) -> None:
    sandbox = Sandbox()
    with counting(sandbox) as (url, made):
        transport = own(client_kind, limits=limits, wrap=wrap)
        with BlockingClient(client_kind, sandbox.api_key, url, transport=transport) as caller:
            for _ in range(4):
                caller.get_all_templates()
    assert made == [connections]


def test_a_connection_that_is_kept_for_longer_than_usual_is_watched_all_the_time(
    client_kind: ClientKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = Sandbox()
    skew = [0.0]
    real = time.monotonic
    with counting(sandbox) as (url, made):
        transport = own(client_kind, limits=httpx.Limits(keepalive_expiry=60))
        with BlockingClient(client_kind, sandbox.api_key, url, transport=transport) as caller:
            caller.get_all_templates()
            monkeypatch.setattr(time, "monotonic", lambda: real() + skew[0])
            skew[0] = 50
            caller.get_all_templates()
            assert made == [1]
            skew[0] = 111
            caller.get_all_templates()
            assert made == [2]
            monkeypatch.setattr(time, "monotonic", real)


def test_the_deadline_holds(client_kind: ClientKind) -> None:
    over = threading.Event()

    def drip(_head: str, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not over.wait(0.02):
            connection.sendall(b" ")

    for wrap in (None, Plain):
        with answering(drip) as port:
            transport = own(client_kind, wrap=wrap)
            url = f"http://localhost:{port}"
            with (
                BlockingClient(client_kind, KEY, url, 0.3, retry=ONCE, transport=transport) as caller,
                pytest.raises(NoAnswerError, match="no answer came back"),
            ):
                caller.get_all_templates()
            over.set()
        over.clear()


class Watched(Plain):
    """Sees each attempt."""

    seen: list[tuple[str, int | str]] = []  # noqa: RUF012 - cleared by each test
    made = 0

    def __init__(self, inner: Any) -> None:
        super().__init__(inner)
        Watched.made += 1

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            response = super().handle_request(request)
        except httpx.HTTPError as error:
            self.seen.append((request.url.path, type(error).__name__))
            raise
        self.seen.append((request.url.path, response.status_code))
        return response

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            response = await super().handle_async_request(request)
        except httpx.HTTPError as error:
            self.seen.append((request.url.path, type(error).__name__))
            raise
        self.seen.append((request.url.path, response.status_code))
        return response


@pytest.fixture
def watched() -> type[Watched]:
    Watched.seen.clear()
    Watched.made = 0
    return Watched


def test_what_is_around_them_sees_each_attempt(client_kind: ClientKind, watched: type[Watched]) -> None:
    sandbox = Sandbox()
    sandbox.faults.add(Fault("answer", status=429, times=2))
    with listening(sandbox) as url, without_waiting():
        transport = own(client_kind, wrap=watched)
        with BlockingClient(client_kind, sandbox.api_key, url, transport=transport) as caller:
            caller.get_all_templates()
    assert watched.seen == [("/v2/templates", 429), ("/v2/templates", 429), ("/v2/templates", 200)]
    assert watched.made == 1


def test_it_sees_that_no_connection_was_made(client_kind: ClientKind, watched: type[Watched]) -> None:
    transport = own(client_kind, wrap=watched)
    with (
        BlockingClient(client_kind, KEY, "http://127.0.0.1:9", retry=ONCE, transport=transport) as caller,
        pytest.raises(NoConnectionError),
    ):
        caller.get_all_templates()
    assert watched.seen == [("/v2/templates", "ConnectError")]


def test_a_sandbox_inside_this_process_is_reached_all_the_same(client_kind: ClientKind, watched: type[Watched]) -> None:
    sandbox = Sandbox()
    with embedded(sandbox, "default-transport") as url:
        transport = own(client_kind, wrap=watched, proxy="http://127.0.0.1:9")
        with BlockingClient(client_kind, sandbox.api_key, url, transport=transport) as caller:
            assert caller.get_all_templates().templates
        with BlockingClient(client_kind, sandbox.api_key, url, transport=own(client_kind)) as caller:
            assert caller.get_all_templates().templates
    assert watched.seen == [("/v2/templates", 200)]


def test_one_may_serve_several_clients_and_each_closes_its_own(client_kind: ClientKind, watched: type[Watched]) -> None:
    sandbox = Sandbox()
    transport = own(client_kind, wrap=watched)
    with (
        counting(sandbox) as (url, made),
        BlockingClient(client_kind, sandbox.api_key, url, transport=transport) as first,
    ):
        first.get_all_templates()
        with BlockingClient(client_kind, sandbox.api_key, url, transport=transport) as second:
            second.get_all_templates()
        first.get_all_templates()
    assert (made, watched.made) == ([2], 2)
    gc.collect()  # what was left open would warn


def test_each_event_loop_has_connections_of_its_own(watched: type[Watched]) -> None:
    sandbox = Sandbox()
    with listening(sandbox) as url:
        client = AsyncNotificationsAPIClient(
            sandbox.api_key, url, transport=default_async_transport(wrap=watched, limits=httpx.Limits())
        )
        for _ in range(3):
            assert asyncio.run(client.get_all_templates()).templates
    assert watched.made == 3
    gc.collect()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks")
def test_a_forked_process_has_connections_of_its_own(watched: type[Watched]) -> None:
    sandbox = Sandbox()
    with (
        counting(sandbox) as (url, made),
        NotificationsAPIClient(sandbox.api_key, url, transport=default_transport(wrap=watched)) as client,
    ):
        client.get_all_templates()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                client.get_all_templates()
                status = 0 if watched.made == 2 else 2
            finally:
                os._exit(status)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        client.get_all_templates()
    assert (made, watched.made) == ([2], 1)


class Anew(Plain):
    """Makes a new request, without what the client's own connections need."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return super().handle_request(self._made(request))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await super().handle_async_request(self._made(request))

    def _made(self, request: httpx.Request) -> httpx.Request:
        return httpx.Request(request.method, request.url, headers=request.headers, content=request.content)


class AnewWithExtensions(Anew):
    """Makes a new request with it."""

    def _made(self, request: httpx.Request) -> httpx.Request:
        made = super()._made(request)
        made.extensions = request.extensions
        return made


class Twice(Plain):
    """Sends each request twice."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        super().handle_request(request).close()
        return super().handle_request(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await (await super().handle_async_request(request)).aclose()
        return await super().handle_async_request(request)


def test_a_request_that_was_made_anew_must_keep_its_deadline(client_kind: ClientKind) -> None:
    sandbox = Sandbox()
    with listening(sandbox) as url:
        with (
            BlockingClient(client_kind, sandbox.api_key, url, transport=own(client_kind, wrap=Anew)) as caller,
            pytest.raises(RequestValidationError, match="the request has lost its extensions"),
        ):
            caller.get_all_templates()
        kept = own(client_kind, wrap=AnewWithExtensions)
        with BlockingClient(client_kind, sandbox.api_key, url, transport=kept) as caller:
            assert caller.get_all_templates().templates


def test_a_request_may_be_sent_again(client_kind: ClientKind) -> None:
    sandbox = Sandbox()
    with listening(sandbox) as url:
        transport = own(client_kind, wrap=Twice)
        with BlockingClient(client_kind, sandbox.api_key, url, transport=transport) as caller:
            for _ in range(3):
                assert caller.get_all_templates().templates


@pytest.mark.parametrize("wrap", [lambda inner: None, lambda inner: object()])
def test_what_wrap_returns_must_be_a_transport(client_kind: ClientKind, wrap: Any) -> None:
    with (
        BlockingClient(client_kind, KEY, "http://127.0.0.1:9", transport=own(client_kind, wrap=wrap)) as caller,
        pytest.raises(RequestValidationError, match="wrap returned"),
    ):
        caller.get_all_templates()


def test_a_send_that_breaks_is_unknown_and_one_that_never_left_is_not(client_kind: ClientKind) -> None:
    def reset(_head: str, connection: socket.socket) -> None:
        connection.close()

    for wrap in (None, Plain):
        with answering(reset) as port:
            for url, unknown in ((f"http://localhost:{port}", True), ("http://127.0.0.1:9", False)):
                transport = own(client_kind, wrap=wrap)
                with (
                    BlockingClient(client_kind, KEY, url, retry=ONCE, transport=transport) as caller,
                    pytest.raises(NotifyError) as raised,
                ):
                    caller.send_sms_notification("07700900900", ID)
                assert raised.value.outcome_unknown is unknown


def test_they_are_named_as_people_import_them() -> None:
    assert default_transport.__module__ == default_async_transport.__module__ == "notify_sdk"
    assert {"default_transport", "default_async_transport"} <= set(notify_sdk.__all__)
    assert pickle.loads(pickle.dumps(default_transport)) is default_transport
