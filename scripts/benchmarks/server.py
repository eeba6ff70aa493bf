"""A stub server for Notify on loopback, in a separate process: it reads only the request line, and answers from memory."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Generator
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from scripts.benchmarks import bodies, clean_environment, cores

_ROOT = Path(__file__).parents[2]

_HEADERS = (
    "Content-Type: application/json\r\n"
    "Cache-Control: no-store, no-cache, private, must-revalidate\r\n"
    "Date: Mon, 23 Nov 2026 12:00:00 GMT\r\n"
    "Server: nginx\r\n"
    "Strict-Transport-Security: max-age=31536000; includeSubDomains; preload\r\n"
    "X-B3-SpanId: 3a29c4d2f8e1b706\r\n"
    "X-B3-TraceId: 740e58343a2946b49a6f16142fde533a\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Connection: keep-alive\r\n"
)


def _response(status: str, body: bytes) -> bytes:
    return f"HTTP/1.1 {status}\r\n{_HEADERS}Content-Length: {len(body)}\r\n\r\n".encode() + body


_SENT = _response("201 CREATED", bodies.sent())
_ONE = _response("200 OK", bodies.one())
_TEMPLATE = _response("200 OK", bodies.template())
_TEMPLATES = _response("200 OK", bodies.templates())


def _answer(head: bytes) -> bytes:
    method, target, _ = head.split(b" ", 2)
    if method == b"POST":
        return _SENT
    url = urlsplit(target.decode())
    if url.path.endswith("/v2/templates"):
        return _TEMPLATES
    if "/v2/template/" in url.path:
        return _TEMPLATE
    if not url.path.endswith("/v2/notifications"):
        return _ONE
    older_than = parse_qs(url.query).get("older_than", [bodies.cursor(bodies.PAGE_SIZE)])[0]
    return _response("200 OK", bodies.listed(UUID(older_than).int))


def _length(head: bytes) -> int:
    lowered = head.lower()
    start = lowered.find(b"\r\ncontent-length:")
    return int(lowered[start + 17 : lowered.find(b"\r\n", start + 2)]) if start >= 0 else 0


class Stub(asyncio.Protocol):
    """One connection. Each request follows the answer to the one before: there is no pipelining."""

    def __init__(self, latency: float) -> None:
        self._latency = latency
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, rest = self._received.partition(b"\r\n\r\n")
        if not found or len(rest) < _length(head + b"\r\n"):
            return
        self._received = b""
        if self._latency:
            asyncio.get_running_loop().call_later(self._latency, self._transport.write, _answer(head))
        else:
            self._transport.write(_answer(head))


async def _serve(latency: float) -> None:
    server = await asyncio.get_running_loop().create_server(partial(Stub, latency), "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    # the end of standard input means that the process that started this one has ended
    await asyncio.to_thread(sys.stdin.read)


@contextlib.contextmanager
def running(latency: float = 0) -> Generator[str, None, None]:
    """Runs a stub server in a separate process until the block ends; gives its address."""
    command = [sys.executable, "-m", "scripts.benchmarks.server", "--latency", str(latency)]
    with started(command) as (line, _):
        yield f"http://127.0.0.1:{int(line)}"


@contextlib.contextmanager
def started(command: list[str], *, measured: bool = False) -> Generator[tuple[str, int], None, None]:
    """Runs a program that prints a line once it is ready, and ends when its standard input does.

    Gives that line, and the id of the process. One that is measured runs on the core of the candidates.
    """
    with contextlib.nullcontext() if measured else cores.for_servers():
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_ROOT, env=clean_environment()
        )
    with process:
        assert process.stdin
        assert process.stdout
        try:
            yield process.stdout.readline().strip(), process.pid
        finally:
            process.stdin.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--latency", type=float, default=0, help="seconds before each answer")
    asyncio.run(_serve(parser.parse_args().latency))


if __name__ == "__main__":
    main()
