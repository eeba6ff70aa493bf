"""Makes the same request again and again over several connections, and prints how long each took, as JSON.

It needs nothing but Python, and reads of an answer only its status and its length.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time


class _Connection(asyncio.Protocol):
    """One connection: a request follows the answer to the one before, until none is left."""

    def __init__(self, request: bytes, left: list[int], seconds: list[float]) -> None:
        self._request, self._left, self._seconds = request, left, seconds
        self._received = b""
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, rest = self._received.partition(b"\r\n\r\n")
        if not found or len(rest) < _length(head):
            return
        self._seconds.append(time.perf_counter() - self._began)
        self._received = b""
        if not head.startswith(b"HTTP/1.1 20"):
            self._end(RuntimeError(f"{head!r} {rest!r}"))
        else:
            self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(exc or RuntimeError("the connection was closed"))

    def _next(self) -> None:
        if self._left[0]:
            self._left[0] -= 1
            self._began = time.perf_counter()
            self._transport.write(self._request)
        else:
            self._end(None)
            self._transport.close()

    def _end(self, error: Exception | None) -> None:
        if self.ended.done():
            return
        if error:
            self.ended.set_exception(error)
        else:
            self.ended.set_result(None)


def _length(head: bytes) -> int:
    lowered = head.lower() + b"\r\n"
    start = lowered.index(b"\r\ncontent-length:") + len(b"\r\ncontent-length:")
    return int(lowered[start : lowered.index(b"\r\n", start)])


async def _seconds(host: str, port: int, request: bytes, times: int, at_once: int) -> list[float]:
    loop = asyncio.get_running_loop()
    left, seconds = [times], list[float]()
    made = [
        await loop.create_connection(lambda: _Connection(request, left, seconds), host, port) for _ in range(at_once)
    ]
    await asyncio.gather(*(connection.ended for _, connection in made))
    return seconds


def main() -> None:
    asked = json.load(sys.stdin)
    began = time.perf_counter()
    seconds = asyncio.run(
        _seconds(asked["host"], asked["port"], asked["request"].encode(), asked["times"], asked["at_once"])
    )
    rate = len(seconds) / (time.perf_counter() - began)
    parts = statistics.quantiles(seconds, n=100)
    print(json.dumps({"rate": rate, "p50": parts[49], "p99": parts[98]}))


if __name__ == "__main__":
    main()
