"""A server on loopback that does to requests what networks, gateways and tired services do."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any
from uuid import UUID

from notify_sdk.sandbox import Request, Sandbox

FAULTS = {
    "hang before reading": False,
    "hang after reading": False,
    "hang after the work": True,
    "reset before reading": False,
    "reset after reading": False,
    "reset after the work": True,
    "close after the work": True,
    "half the head": True,
    "half the body": True,
    "garbage for an answer": True,
    "garbage for a body": True,
    "garbage, no work": False,
    "HTML from a gateway": False,
    "500 before the work": False,
    "500 after the work": True,
    "503 after the work": True,
    "length too long": True,
    "length too short": True,
    "429": False,
    "429 of a gateway": False,
    "403 of a firewall": False,
    "redirect": False,
    "the answer to another send": True,
    "two answers at once": True,
    "another answer a moment later": True,
    "drip without end": True,
    "packed without end": True,
    "slow drip": True,
}
"""What happens, and whether the message is made."""

HARMLESS = {"429", "slow drip", "two answers at once", "another answer a moment later"}
"""What a send comes through as sent, now or at the next attempt."""


@dataclass
class Scripted:
    """A sandbox behind faults. The same seed gives the same fault to the same message.

    Attributes:
        sandbox: What does the work.
        seed: The seed of the faults.
        sends: How likely a fault is for a send.
        reads: How likely one is for a read.
        kinds: Which faults there are, and how often each beside the others.
        delay: Seconds between the work and its answer.
    """

    sandbox: Sandbox
    seed: int = 0
    sends: float = 1.0
    reads: float = 0.0
    kinds: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(FAULTS, 1.0))
    delay: float = 0.0
    met: dict[str, list[str]] = field(default_factory=dict)
    """What each message met, by its reference, attempt by attempt."""
    url: str = ""
    _reads: int = 0
    _over: asyncio.Event | None = None

    def choose_fault(self, request: Request) -> str:
        if request.method != "POST" or request.path.endswith("/preview"):
            self._reads += 1
            random = Random(f"{self.seed} {self._reads}")
            return self._fault(random) if random.random() < self.reads else "fine"
        if not self.sends:
            return "fine"
        reference = json.loads(request.body)["reference"]
        met = self.met.setdefault(reference, [])
        random = Random(f"{self.seed} {reference if reference[0] == 's' else len(self.met)} {len(met)}")
        found = self._fault(random) if random.random() < self.sends else "fine"
        met.append(found)
        return found

    def _fault(self, random: Random) -> str:
        return random.choices(list(self.kinds), list(self.kinds.values()))[0]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._answer(reader, writer):
                    pass
            writer.close()
            with suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()
        finally:
            writer.transport.abort()  # whatever is still to be written

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = head[0].split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        path, _, query = target.partition("?")
        request = Request(method, path, query, headers, body)
        fault = self.choose_fault(request)
        worked = FAULTS.get(fault, True)
        answer = self.sandbox.handle(request) if worked else None
        if self.delay:
            await asyncio.sleep(self.delay)
        if fault.startswith("hang"):
            await reader.read()  # until the client has had enough
            return False
        if fault.startswith(("reset", "close")):
            if fault.startswith("reset"):
                made = writer.get_extra_info("socket")
                made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
            return False
        if answer is None or fault.startswith("50"):
            writer.write(WITHOUT_WORK.get(fault) or gateway(int(fault[:3])))
            await writer.drain()
            return fault in {"429", "redirect"}
        if fault == "the answer to another send":
            answer = replace(answer, body=stray(answer.body))
        length = len(answer.body) + {"length too long": 10, "length too short": -10}.get(fault, 0)
        lines = [f"HTTP/1.1 {answer.status} OK", f"Content-Length: {length}", "Content-Type: application/json"]
        lines.append(f"Date: {answer.headers['date']}")
        whole = "\r\n".join([*lines, "", ""]).encode() + answer.body
        match fault:
            case "half the head":
                whole = whole[:20]
            case "half the body":
                whole = whole[: -len(answer.body) // 2]
            case "garbage for an answer":
                whole = b"\x00\xff" * 40
            case "garbage for a body":
                whole = whole[: -len(answer.body)] + b"?" * len(answer.body)
            case "two answers at once":
                whole += whole.replace(answer.body, stray(answer.body))
            case "another answer a moment later":
                writer.write(whole)
                await writer.drain()
                await asyncio.sleep(0.002)
                whole = whole.replace(answer.body, stray(answer.body))
            case "packed without end":
                packed = PACKED
                head = f"HTTP/1.1 201 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
                whole = head.encode() + packed
            case "drip without end":
                for byte in whole[:-1]:
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(0.05)
                return False
            case "slow drip":
                for place in range(0, len(whole), 64):
                    writer.write(whole[place : place + 64])
                    await writer.drain()
                    await asyncio.sleep(0.0005)
                return True
        writer.write(whole)
        await writer.drain()
        return fault in KEEPS_THE_CONNECTION


KEEPS_THE_CONNECTION = {
    "fine",
    "length too short",
    "garbage for a body",
    "the answer to another send",
    "two answers at once",
    "another answer a moment later",
    "packed without end",
}


def stray(body: bytes) -> bytes:
    """The answer to the send of another client: this one with another id and another reference."""
    answer = json.loads(body)
    if "id" not in answer:
        return b"{}"
    return json.dumps({**answer, "id": str(UUID(int=0)), "reference": "another client's"}).encode()


def _packed() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return packer.compress(b" " * 40_000_000) + packer.flush()


PACKED = _packed()


def gateway(status: int) -> bytes:
    page = b"<html><h1>Sorry</h1></html>"
    return b"HTTP/1.1 %d Sorry\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (status, len(page), page)


_LIMIT = b'{"status_code":429,"errors":[{"error":"RateLimitError","message":"Exceeded rate limit"}]}'
WITHOUT_WORK = {
    "429": b"HTTP/1.1 429 Slow\r\nContent-Length: %d\r\n\r\n%s" % (len(_LIMIT), _LIMIT),
    "HTML from a gateway": gateway(502),
    "500 before the work": gateway(500),
    "garbage, no work": b"SSH-2.0-OpenSSH_9.2p1\r\n",
    "429 of a gateway": gateway(429),
    "403 of a firewall": gateway(403),
    "redirect": b"HTTP/1.1 302 Found\r\nLocation: https://login.example/\r\nContent-Length: 0\r\n\r\n",
}


@contextmanager
def faulty(sandbox: Sandbox, *, of: type[Scripted] = Scripted, **options: Any) -> Iterator[Scripted]:
    """Serves a sandbox in its own thread, one request at a time, until the block ends."""
    scripted = of(sandbox, **options)
    ready = threading.Event()

    async def main() -> None:
        scripted._over = asyncio.Event()
        loop = asyncio.get_running_loop()
        server = await asyncio.start_server(scripted.serve, "127.0.0.1", 0, backlog=512)
        scripted.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        stop.append(lambda: loop.call_soon_threadsafe(scripted._over.set))
        ready.set()
        await scripted._over.wait()
        for each in server.sockets:
            loop.remove_reader(each.fileno())
        for _ in range(
            10
        ):  # asyncio never closes what is accepted already, and has no task yet, when its server closes
            await asyncio.sleep(0)
        server.close()
        serving = asyncio.all_tasks() - {asyncio.current_task()}
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        await asyncio.sleep(0)

    stop = []
    thread = threading.Thread(target=asyncio.run, args=(main(),), name="faulty", daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield scripted
    finally:
        stop[0]()
        thread.join(10)


def held(sandbox: Sandbox) -> Counter[str]:
    """How many messages there are, by reference."""
    return Counter(str(each.reference) for each in sandbox.service.notifications)
