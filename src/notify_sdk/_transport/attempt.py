"""One attempt to send a request: its deadline, and whether any of the request was sent."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

import httpx

from notify_sdk._transport.frames import without_frames
from notify_sdk._wire import Request
from notify_sdk.errors import NoAnswerError, NoConnectionError, TransportError

_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
"""The errors before anything was sent, for transports that report no progress."""

_ENDED = ": the transport that was given belongs to another event loop, or is closed: give its class"


class Attempt:
    """Follows one request through a transport, by httpx's `trace` extension.

    A thread can't be broken off at a deadline: the pool gives each read what is left of the time, and `check` is
    called as the answer grows.

    Attributes:
        deadline: When to give up, by `time.monotonic`.
        has_left: Whether the first byte of the request may have been sent. A `CONNECT` to a proxy is not the request.
    """

    __slots__ = ("_reported", "_seconds", "deadline", "has_left")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._reported = False
        self.deadline = time.monotonic() + seconds
        self.has_left = False

    def trace(self, event: str, info: dict[str, object]) -> None:
        """Called by httpx's transport for each step."""
        self._reported = True
        if not self.has_left and event.endswith(".send_request_headers.started"):
            self.has_left = getattr(info.get("request"), "method", None) != b"CONNECT"

    def may_have_left(self, error: BaseException) -> bool:
        """Whether the request may have reached Notify, by how the attempt ended."""
        return self.has_left if self._reported else not isinstance(error, _NEVER_LEFT)

    def seconds_left(self) -> float:
        """Seconds until the deadline; after it a millisecond, so that a read times out."""
        return max(self.deadline - time.monotonic(), 0.001)

    def timed_out(self) -> httpx.ReadTimeout:
        """The error for an attempt that has reached its deadline."""
        return httpx.ReadTimeout(f"the attempt took over {self._seconds:g} seconds")

    def check(self) -> None:
        """Raises `httpx.ReadTimeout` after the deadline."""
        if time.monotonic() > self.deadline:
            raise self.timed_out()

    def error(self, request: Request, error: Exception) -> TransportError:
        """The package's error for one of the transport, without the request, its token and its recipient."""
        if isinstance(error, httpx.RequestError):
            error.request = httpx.Request(request.method, request.url.partition("?")[0])
        without_frames(error)
        why = f"({type(error).__name__}{_ENDED if isinstance(error, RuntimeError) else ''})"
        if self.may_have_left(error):
            return NoAnswerError(f"{request}: no answer came back {why}")
        return NoConnectionError(f"{request}: no connection was made to {httpx.URL(request.url).netloc.decode()} {why}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        pass
