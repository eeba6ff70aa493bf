"""A service that receives callbacks, and can be waited for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE = 60.0
TOKEN = "the-token-that-notify-has"


class Receiver:
    """Answers with a status, and keeps what came."""

    def __init__(self) -> None:
        self.url = ""
        self.status = 204
        self.bodies: list[bytes] = []
        self.tokens: list[str | None] = []
        self._came = threading.Condition()

    def take(self, body: bytes, token: str | None) -> None:
        with self._came:
            self.bodies.append(body)
            self.tokens.append(token)
            self._came.notify_all()

    def wait_for(self, count: int) -> list[bytes]:
        """What came, once that is so many."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.bodies) >= count, PATIENCE)
            return list(self.bodies)


@contextmanager
def receiver() -> Iterator[Receiver]:
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            made.take(body, self.headers["authorization"])
            self.send_response(made.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        made.url = f"http://127.0.0.1:{server.server_port}/"
        yield made
        server.shutdown()
        thread.join()
