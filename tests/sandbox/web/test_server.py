"""The HTTP server."""

import asyncio
import socket
import sys
import time

import httpx
import pytest

from notify_sdk import (
    AsyncNotificationsAPIClient,
    InvalidResponseError,
    NotificationsAPIClient,
    NotifyError,
    RetryPolicy,
)
from notify_sdk._wire import REQUEST_ID_HEADER, SANDBOX_HEADER
from notify_sdk.sandbox import Fault, Sandbox, SandboxServer
from tests.sandbox.manual_clock import sandbox_with_callbacks, send_text
from tests.sandbox.signed_requests import bearer_token

VALUES = {"code": "1", "app": False}


@pytest.fixture
def client(sandbox, url):
    with NotificationsAPIClient(sandbox.api_key, url, retry=RetryPolicy.none()) as client:
        yield client


NEW_EACH_TIME = {"date", REQUEST_ID_HEADER, SANDBOX_HEADER}


def test_it_answers_as_the_sandbox_in_the_process_does(sandbox, url, http):
    for method, path in [
        ("GET", "/_status"),
        ("HEAD", "/_status"),
        ("GET", "/v2/notifications"),
        ("OPTIONS", "/v2/notifications"),
        ("DELETE", "/v2/templates"),
        ("GET", "/nowhere%2Fat?all=1"),
    ]:
        answer = http.request(method, path)
        with httpx.Client(base_url=url, transport=sandbox.transport) as inside:
            expected = inside.request(method, path)
        assert (answer.status_code, answer.content) == (expected.status_code, expected.content)
        wanted = {name: value for name, value in expected.headers.items() if name not in NEW_EACH_TIME}
        assert wanted.items() <= dict(answer.headers).items()


def test_a_client_sends_and_reads(sandbox, client):
    sent = client.send_sms_notification("07700900123", sandbox.templates["security code"], VALUES)
    assert client.get_notification_by_id(sent.id).body == "1 is your security code."
    assert sent.uri.startswith("http://127.0.0.1:")


def test_an_asynchronous_client_sends_many_at_once(sandbox, url):
    async def send():
        async with AsyncNotificationsAPIClient(sandbox.api_key, url) as client:
            template = sandbox.templates["security code"]
            sends = [client.send_sms_notification("07700900123", template, VALUES) for _ in range(20)]
            return {sent.id for sent in await asyncio.gather(*sends)}

    assert asyncio.run(send()) == {message.id for message in sandbox.inbox}


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "x"])
def test_what_a_request_says_of_its_encoding_is_nothing_to_the_service(sandbox, http, encoding):
    headers = {"authorization": f"Bearer {bearer_token(sandbox)}", "content-encoding": encoding}
    body = {"phone_number": "07700900123", "template_id": sandbox.templates["security code"], "personalisation": VALUES}
    assert http.post("/v2/notifications/sms", json=body, headers=headers).status_code == 201


def test_a_large_file_comes_through(sandbox, client):
    assert client.send_precompiled_letter_notification("r", b"%PDF-" + b"x" * 4_000_000).id


@pytest.mark.parametrize(
    ("fault", "made", "cause"),
    [
        (Fault("reset"), 0, httpx.ReadError),
        (Fault("reset", work="done"), 1, httpx.ReadError),
        (Fault("refuse"), 0, httpx.ReadError),
        (Fault("truncate"), 1, httpx.RemoteProtocolError),
        (Fault(delay=1), 1, httpx.ReadTimeout),
    ],
    ids=["reset", "reset after the work", "refuse", "truncate", "too late"],
)
def test_connections_really_break(sandbox, url, fault, made, cause):
    sandbox.faults.add(fault)
    client = NotificationsAPIClient(sandbox.api_key, url, retry=RetryPolicy.none(), timeout=0.3)
    with client, pytest.raises(NotifyError) as caught:
        client.send_sms_notification("07700900123", sandbox.templates["security code"], VALUES)
    assert isinstance(caught.value.__cause__, cause)
    assert len(sandbox.inbox) == made


def test_an_error_response_comes_as_the_fault_says(sandbox, client):
    sandbox.faults.add(Fault("answer", status=503))
    with pytest.raises(InvalidResponseError, match="503"):
        client.get_all_templates()


def test_it_listens_only_to_this_machine_unless_another_host_is_given(sandbox):
    with sandbox.serve() as server:
        assert server.url.startswith("http://127.0.0.1:")
    with sandbox.serve("0.0.0.0") as server:
        assert httpx.get(f"{server.url}/_status").status_code == 200


def test_a_port_that_is_taken_is_said(sandbox):
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        sandbox.serve(port=taken.getsockname()[1]).start()


def test_stopping_frees_the_port_and_can_be_done_twice(sandbox):
    server = sandbox.serve().start()
    httpx.get(f"{server.url}/_status")
    server.stop()
    server.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.url}/_status")
    SandboxServer(sandbox).stop()


def test_time_passes_and_callbacks_are_posted_while_it_listens():
    posted = []
    sandbox = sandbox_with_callbacks(lambda url, headers, body: posted.append(body) or 204)
    sandbox.delivery.progress = "timed"
    with sandbox.serve():
        send_text(sandbox)
        sandbox.clock.advance(minutes=1)
        until = time.monotonic() + 10
        while not posted and time.monotonic() < until:
            time.sleep(0.02)
    assert len(posted) == 1


def test_what_is_missing_is_named(monkeypatch, sandbox):
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    monkeypatch.delitem(sys.modules, "notify_sdk.sandbox.web.server", raising=False)
    with pytest.raises(
        ModuleNotFoundError, match=r'The sandbox over HTTP needs .* pip install "notify-sdk\[sandbox\]"'
    ):
        sandbox.serve()


def test_callbacks_are_posted_over_http():
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    came = []

    class Service(BaseHTTPRequestHandler):
        def do_POST(self):
            came.append((self.headers["Authorization"], self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Service) as service:
        thread = Thread(target=service.handle_request)
        thread.start()
        sandbox = sandbox_with_callbacks(None, f"http://127.0.0.1:{service.server_address[1]}/notify")
        send_text(sandbox)
        sandbox.advance()
        thread.join()
    assert came[0][0] == "Bearer secret-token"
    assert sandbox.callbacks.deliveries[0].outcomes == [204]
    send_text(sandbox)
    sandbox.advance()  # nobody listens any more
    assert sandbox.callbacks.deliveries[1].outcomes == [None]


def test_a_world_can_be_served(tmp_path):
    (tmp_path / "world.yaml").write_text("services:\n  mine: {}\n")
    world = Sandbox.load(tmp_path / "world.yaml")
    with world.serve() as server, NotificationsAPIClient(world.api_key, server.url) as client:
        assert client.get_all_templates().templates == []
