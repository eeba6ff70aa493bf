"""A server that sends the bytes of a script, over plain TCP or over TLS, and clients of it."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from notify_sdk import RetryPolicy
from tests.support.clients import KEY, BlockingClient, ClientKind

ID = "7e870000-0000-4000-8000-00000000%04d"
STRAY = ID % 9999
"""The id in an unsolicited answer."""


def sent(identifier: str, reference: str | None = None) -> bytes:
    """The body of the answer to a text message."""
    template = {"id": ID % 1, "version": 1, "uri": "https://x/"}
    content = {"body": "Hello", "from_number": "GOVUK"}
    body = {"id": identifier, "reference": reference, "uri": "https://x/", "template": template, "content": content}
    return json.dumps({**body, "scheduled_for": None}).encode()


def answer(body: bytes, *headers: str, status: str = "201 Created", version: str = "1.1") -> bytes:
    """A whole answer with its length."""
    lines = [f"HTTP/{version} {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


GOOD = answer(sent(ID % 1))
"""The whole answer to the first text message."""


def chunked(body: bytes) -> bytes:
    """An answer with its body in two chunks."""
    head = b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n"
    halves = (body[:7], body[7:])
    return head + b"".join(b"%x\r\n%s\r\n" % (len(half), half) for half in halves) + b"0\r\n\r\n"


@dataclass
class Connection:
    """One connection of a client, on the server's side."""

    socket: socket.socket
    over: threading.Event

    def send(self, *parts: bytes, pause: float = 0.0) -> None:
        """Sends each part in a segment (and TLS record) of its own, with a pause between them."""
        for place, part in enumerate(parts):
            if place:
                self.over.wait(pause)
            self.socket.sendall(part)

    def drip(self, whole: bytes) -> None:
        """Sends a byte every 20 ms until the server ends."""
        for byte in whole:
            self.socket.sendall(bytes([byte]))
            if self.over.wait(0.02):
                return


Script = Callable[[int, Connection], bool | None]
"""Answers the nth request, counting from 1 over all connections. False ends the connection."""


@dataclass
class Scripted:
    """What the server received."""

    url: str = ""
    requests: list[str] = field(default_factory=list)
    connections: int = 0


@contextmanager
def scripted(script: Script, context: ssl.SSLContext | None = None, *, handshake: bool = True) -> Iterator[Scripted]:
    """Serves until the block ends; with a context over TLS. With `handshake=False` it takes connections and sends nothing."""
    state, over = Scripted(), threading.Event()
    connected: dict[int, socket.socket] = {}
    threads: list[threading.Thread] = []

    def serve(accepted: socket.socket) -> None:
        with suppress(OSError, ValueError):
            if not handshake:
                over.wait(10)
                return
            made = context.wrap_socket(accepted, server_side=True) if context else accepted
            connected[threading.get_ident()] = made
            connection = Connection(made, over)
            came = b""
            while not over.is_set():
                while b"\r\n\r\n" not in came:
                    more = made.recv(65536)
                    if not more:
                        return
                    came += more
                head, _, came = came.partition(b"\r\n\r\n")
                length = next((int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length")), 0)
                while len(came) < length:
                    came += made.recv(65536)
                came = came[length:]
                state.requests.append(head.decode("latin-1"))
                if script(len(state.requests), connection) is False:
                    return

    def run(accepted: socket.socket) -> None:
        try:
            serve(accepted)
        finally:
            connected.pop(threading.get_ident(), accepted).close()
            accepted.close()

    def accept() -> None:
        while not over.is_set():
            with suppress(TimeoutError):
                accepted, _ = listener.accept()
                accepted.settimeout(10)
                state.connections += 1
                threads.append(threading.Thread(target=run, args=(accepted,), daemon=True))
                threads[-1].start()

    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        listener.settimeout(0.05)
        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        state.url = f"{'https' if context or not handshake else 'http'}://localhost:{listener.getsockname()[1]}"
        try:
            yield state
        finally:
            over.set()
            for each in list(connected.values()):
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
            for thread in (accepting, *threads):
                thread.join(10)


ONCE = RetryPolicy.none()


@contextmanager
def calling(client_kind: ClientKind, server: Scripted, timeout: object = 5) -> Iterator[BlockingClient]:
    with BlockingClient(client_kind, KEY, server.url, timeout, retry=ONCE) as caller:
        yield caller


def text(caller: BlockingClient, **options: object) -> object:
    return caller.send_sms_notification("07700900900", ID % 1, **options)
