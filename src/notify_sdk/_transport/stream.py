"""Watches the bytes on one connection, with httpx's `trace` extension.

Two things can't be seen from outside httpx: how much of an attempt's time is left for a read, and whether anything
came behind an answer. What came behind it would be taken for the answer to the next request.
"""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import Protocol, cast

from notify_sdk._transport.attempt import Attempt

_START_TLS = ".start_tls.complete"
_OPENED = (".connect_tcp.complete", _START_TLS)
_SENDING = ".send_request_headers.started"
_END_OF_HEAD = b"\r\n\r\n"


class NetworkStream(Protocol):
    """A connection as httpcore hands it to `trace`. For tasks, `read` and `write` are awaited."""

    read: Callable[..., object]
    write: Callable[..., object]

    def get_extra_info(self, info: str) -> object:
        """Further information about the connection, by name."""
        ...

    def close(self) -> None:
        """Closes the connection. For asyncio there is `aclose` instead."""
        ...

    async def aclose(self) -> None:
        """Closes it."""
        ...


class WatchedConnection:
    """The answer that arrives on a connection, and the attempt that it answers."""

    __slots__ = ("_attempt", "_begin", "_head_length", "_is_tls", "_received", "_stream")

    def __init__(self) -> None:
        self._attempt: Attempt | None = None
        self._stream: NetworkStream | None = None
        self._begin = b""
        self._head_length = 0
        self._is_tls = False
        self._received = 0

    def begin_attempt(self, attempt: Attempt) -> bool:
        """Starts another attempt on the connection. Returns whether its steps must be traced.

        They are on a new connection. On one that was in use nothing can happen before the request leaves.
        """
        self._attempt = attempt
        self._begin, self._head_length, self._received = b"", 0, 0
        is_new = self._stream is None
        # a late event of the request before, whose answer was let go of, says nothing about this one
        attempt.has_left = not is_new
        return is_new

    def trace(self, event: str, info: dict[str, object]) -> None:
        """Called by httpx for each step: watches a new connection, and starts a new answer with each request."""
        __tracebackhide__ = True
        if self._attempt is not None:
            self._attempt.trace(event, info)
        if event.endswith(_SENDING):
            self._begin, self._head_length, self._received = b"", 0, 0
        elif event.endswith(_OPENED):
            self._is_tls = self._is_tls or event.endswith(_START_TLS)
            self._watch(cast("NetworkStream", info["return_value"]))

    async def atrace(self, event: str, info: dict[str, object]) -> None:
        """As `trace`, for tasks."""
        __tracebackhide__ = True
        self.trace(event, info)

    def close(self) -> None:
        """Closes the connection, which httpx leaves open if a handshake is interrupted."""
        if self._stream is not None:
            self._stream.close()

    async def aclose(self) -> None:
        """As `close`, for tasks."""
        if self._stream is not None:
            await self._stream.aclose()

    def received_one_answer(self, content_length: str | None) -> bool:
        """Whether what was received is exactly one head and a body of that length.

        An answer without a `Content-Length`, or behind another (`103 Early Hints`), can't be told from two answers
        without reading HTTP once more; so it counts as not whole.
        """
        if not self._head_length or content_length is None or not content_length.isdecimal():
            return False
        return self._received == self._head_length + int(content_length)

    def is_quiet(self) -> bool:
        """Whether the connection is open, without unread bytes."""
        if self._stream is None or self._stream.get_extra_info("is_readable"):
            return False
        if not self._is_tls:
            return True
        tls = self._stream.get_extra_info("ssl_object")
        if isinstance(tls, ssl.SSLObject):  # between it and the socket lie bytes that only a read brings to light
            try:
                tls.read(1)
            except ssl.SSLWantReadError:
                return True
            except OSError:
                pass
            return False
        pending = getattr(tls, "pending", None)
        return pending is None or not pending()

    def _count_received(self, data: bytes) -> bytes:
        __tracebackhide__ = True
        self._received += len(data)
        if not self._head_length:
            searched = max(len(self._begin) - len(_END_OF_HEAD), 0)
            self._begin += data
            self._head_length = self._begin.find(_END_OF_HEAD, searched) + len(_END_OF_HEAD)
            if self._head_length < len(_END_OF_HEAD):
                self._head_length = 0
            else:
                self._begin = b""
        return data

    def _within_deadline(self, timeout: float | None) -> float | None:
        left = self._attempt.seconds_left() if self._attempt is not None else None
        return timeout if left is None else left if timeout is None else min(timeout, left)

    def _watch(self, stream: NetworkStream) -> None:
        read, write = stream.read, stream.write
        self._stream = stream
        if iscoroutinefunction(read):

            async def read_in_task(max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's own signature
                __tracebackhide__ = True
                return self._count_received(await cast("Awaitable[bytes]", read(max_bytes, timeout)))

            stream.read = read_in_task
            return

        def read_in_thread(max_bytes: int, timeout: float | None = None) -> bytes:
            __tracebackhide__ = True
            return self._count_received(cast("bytes", read(max_bytes, self._within_deadline(timeout))))

        def write_in_thread(buffer: bytes, timeout: float | None = None) -> None:
            __tracebackhide__ = True
            write(buffer, self._within_deadline(timeout))

        stream.read, stream.write = read_in_thread, write_in_thread
