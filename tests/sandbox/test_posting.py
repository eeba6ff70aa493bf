"""Callbacks to receivers of every kind: each has its outcome, and none keeps the sandbox from going on or ending."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

import httpx
import pytest

from notify_sdk.sandbox.posting import Outgoing, Poster
from tests.sandbox.manual_clock import sandbox_with_callbacks, send_text

PATIENCE = 30.0
OK = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@contextmanager
def receiver(answer: Callable[[socket.socket, threading.Event], None]) -> Iterator[str]:
    """Listens, reads the beginning of each request, and lets `answer` do the rest, each in a thread of its own."""
    over = threading.Event()
    threads = list[threading.Thread]()

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65_536)
            answer(connection, over)

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=serve, args=(connection,)))
            threads[-1].start()

    with socket.create_server(("127.0.0.1", 0), backlog=100) as listener:
        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/told"
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for thread in threads:
                thread.join()


def silent(_connection: socket.socket, over: threading.Event) -> None:
    over.wait()


def drips_its_headers(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while not over.wait(0.05):
        connection.sendall(b"x")


def drips_its_body(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while not over.wait(0.05):
        connection.sendall(b"x")


def never_ends(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while not over.is_set():
        connection.sendall(b"x" * 100_000)


def speaks_something_else(connection: socket.socket, _over: threading.Event) -> None:
    connection.sendall(b"SSH-2.0-OpenSSH_9.9\r\n")


def hangs_up(_connection: socket.socket, _over: threading.Event) -> None:
    pass


def takes_it(connection: socket.socket, _over: threading.Event) -> None:
    connection.sendall(OK)


RECEIVERS = {
    silent: None,
    drips_its_headers: None,
    drips_its_body: 200,
    never_ends: 200,
    speaks_something_else: None,
    hangs_up: None,
    takes_it: 204,
}
ADDRESSES = ["", "x", "http://", "http://127.0.0.1:abc/", "http://127.0.0.1:99999/", f"http://{'a' * 300}/", "http://\0/", "ftp://x/"]  # fmt: skip


def to(url: str, token: str = "token") -> Outgoing:
    return Outgoing(url, {"Authorization": f"Bearer {token}"}, b"{}")


def test_each_kind_of_receiver_has_its_outcome_beside_the_others() -> None:
    with ExitStack() as listening:
        posts = [to(listening.enter_context(receiver(kind))) for kind in RECEIVERS]
        assert Poster(deadline=3).post(posts) == list(RECEIVERS.values())


def test_an_address_or_token_that_is_none_leaves_the_others_theirs(caplog: pytest.LogCaptureFixture) -> None:
    with receiver(takes_it) as good:
        posts = [*map(to, ADDRESSES), to(good, "tö€"), to(good, "a\nb"), to(good)]
        outcomes = Poster(deadline=5).post(posts)
    assert outcomes == [*[None] * (len(posts) - 1), 204]
    assert "a callback can't be posted to http://127.0.0.1:abc: InvalidURL" in caplog.messages
    assert not any("tö€" in message or "Bearer" in message for message in caplog.messages)


def test_several_are_posted_at_once() -> None:
    together = threading.Barrier(10)

    def waits_for_the_others(connection: socket.socket, _over: threading.Event) -> None:
        together.wait(PATIENCE)
        connection.sendall(OK)

    with receiver(waits_for_the_others) as url:
        assert Poster(deadline=PATIENCE).post([to(url)] * 10) == [204] * 10


def test_it_can_be_interrupted() -> None:
    came = threading.Event()

    def notes(_connection: socket.socket, over: threading.Event) -> None:
        came.set()
        over.wait()

    poster = Poster(deadline=PATIENCE)
    outcomes = list[list[int | None]]()
    with receiver(notes) as url:
        posting = threading.Thread(target=lambda: outcomes.append(poster.post([to(url)] * 30)))
        posting.start()
        assert came.wait(PATIENCE)
        poster.interrupt()
        posting.join()
    assert outcomes == [[None] * 30]


def test_a_sandbox_stops_while_a_receiver_drips(caplog: pytest.LogCaptureFixture) -> None:
    came = threading.Event()

    def drips(connection: socket.socket, over: threading.Event) -> None:
        came.set()
        drips_its_headers(connection, over)

    with receiver(drips) as url:
        sandbox = sandbox_with_callbacks(None, url)
        sandbox.callbacks._poster = Poster(deadline=1000)
        sandbox.delivery.progress = "timed"
        server = sandbox.serve().start()
        send_text(sandbox)
        sandbox.clock.advance(minutes=1)  # type: ignore[attr-defined]
        assert came.wait(PATIENCE)
        assert httpx.get(f"{server.url}/_status").status_code == 200
        server.stop()
    assert not server._thread.is_alive()
    assert "the sandbox has not stopped" not in caplog.text
    (delivery,) = sandbox.callbacks.deliveries
    assert delivery.outcomes == [None]
    assert delivery.due is not None


def wait_until(done: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.parametrize("url", ["http://127.0.0.1:abc/", f"http://{'a' * 300}/"])
def test_time_goes_on_after_an_address_that_is_none(url: str) -> None:
    sandbox = sandbox_with_callbacks(None, url)
    sandbox.delivery.progress = "timed"
    with sandbox.serve():
        for count in (1, 2):
            send_text(sandbox)
            sandbox.clock.advance(minutes=1)  # type: ignore[attr-defined]
            wait_until(
                lambda count=count: len([each for each in sandbox.callbacks.deliveries if each.outcomes]) == count
            )


def test_time_goes_on_after_a_function_that_raises(caplog: pytest.LogCaptureFixture) -> None:
    posted = list[bytes]()

    def post(_url: str, _headers: object, body: bytes) -> int:
        posted.append(body)
        raise LookupError("to 07700 900 123")

    sandbox = sandbox_with_callbacks(post)
    sandbox.delivery.progress = "timed"
    with sandbox.serve():
        for count in (1, 2):
            send_text(sandbox)
            sandbox.clock.advance(seconds=30)  # type: ignore[attr-defined]
            wait_until(lambda count=count: len(posted) == count)
        wait_until(lambda: len([each for each in sandbox.callbacks.deliveries if each.outcomes == [None]]) == 2)
    assert "callbacks can't be posted: LookupError" in caplog.text
    assert "07700" not in caplog.text


def test_an_exception_of_a_test_is_raised_once_all_were_posted() -> None:
    posted = list[bytes]()

    def post(_url: str, _headers: object, body: bytes) -> int:
        posted.append(body)
        assert len(posted) != 1
        return 204

    sandbox = sandbox_with_callbacks(post)
    send_text(sandbox)
    send_text(sandbox)
    with pytest.raises(AssertionError):
        sandbox.advance()
    assert [each.outcomes for each in sandbox.callbacks.deliveries] == [[None], [204]]


def test_a_status_that_cannot_be_kept_leaves_time_and_other_messages_going(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    sandbox = sandbox_with_callbacks(lambda *_: 204)
    sandbox.delivery.progress = "timed"
    bad, good = send_text(sandbox), send_text(sandbox)
    full = [True]

    def keep(message: object) -> None:
        if full and getattr(message, "id", None) == bad.id:
            raise OSError(28, "No space left on device")

    sandbox.state.watchers.append(keep)

    def statuses() -> list[str]:
        return [sandbox.state.notifications[each.id].status for each in (bad, good)]

    for _ in range(3):
        sandbox.clock.advance(seconds=10)  # type: ignore[attr-defined]
        sandbox.catch_up()
    assert statuses()[1] == "delivered"
    assert "a status can't be changed yet: OSError" in caplog.text
    full.clear()
    for _ in range(3):
        sandbox.clock.advance(seconds=10)  # type: ignore[attr-defined]
        sandbox.catch_up()
    assert statuses() == ["delivered", "delivered"]


def test_a_request_that_fails_is_answered_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    sandbox = sandbox_with_callbacks(lambda *_: 204)

    def fail(request: object) -> object:
        raise LookupError("07700 900 123")

    with sandbox.serve() as server:
        sandbox.handle = fail  # type: ignore[assignment, method-assign]
        answer = httpx.get(f"{server.url}/v2/templates")
    assert (answer.status_code, answer.json()["errors"]) == (
        500,
        [{"error": "LookupError", "message": "Internal server error"}],
    )
    assert "no answer to GET /v2/templates: LookupError (test_posting.py, line " in caplog.text
    assert "07700" not in caplog.text
