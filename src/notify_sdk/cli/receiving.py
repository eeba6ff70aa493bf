"""Receives callbacks at a port of this machine, and passes them on."""

from __future__ import annotations

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .posting import Answer, Service

_SECONDS = 10
"""How long a client may take to send its request."""


def receiving(service: Service, port: int, show: Callable[[str, Answer], None]) -> ThreadingHTTPServer:
    """A server that passes callbacks on to a service, and answers what the service answers; 502 if nothing.

    One without the bearer token of the service is answered with 401, and goes no further.

    Args:
        service: Where they are posted.
        port: Where it listens; a free port if 0.
        show: Called with what each callback is, and with the answer to it.

    Raises:
        OSError: If the port can't be listened on.
    """
    from notify_sdk._receiving import LONGEST
    from notify_sdk.callbacks import verify

    class Handler(BaseHTTPRequestHandler):
        timeout = _SECONDS

        def do_POST(self) -> None:
            """Passes on one callback."""
            __tracebackhide__ = True
            digits = self.headers.get("content-length", "")
            if not digits.isdecimal() or int(digits) > LONGEST:
                self._answer(400)
                return
            body = self.rfile.read(int(digits))
            if not verify(self.headers, service.token):
                show("a request without the bearer token", Answer(401, "not passed on"))
                self._answer(401)
                return
            answer = service.post(body)
            show(_what(body), answer)
            self._answer(502 if answer.status is None else answer.status)

        def _answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            """Writes nothing: `show` does."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def _what(body: bytes) -> str:
    """Which callback it is, without the recipient."""
    from notify_sdk.callbacks import (
        CallbackError,
        ComplaintCallback,
        DeliveryReceipt,
        ReceivedTextCallback,
        ReturnedLetterCallback,
        parse,
    )

    __tracebackhide__ = True
    try:
        callback = parse(body)
    except CallbackError:
        return "no callback of Notify's that is known"
    match callback:
        case DeliveryReceipt():
            return f"delivery receipt, {callback.id} {getattr(callback, 'status', '')}".rstrip()
        case ReceivedTextCallback():
            return f"received text, {callback.id}"
        case ReturnedLetterCallback():
            return f"returned letter, {callback.notification_id}"
        case ComplaintCallback():
            return f"complaint, {callback.notification_id}"
