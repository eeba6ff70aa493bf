"""The signed request for one attempt at an operation."""

from __future__ import annotations

import platform
from typing import NamedTuple
from urllib.parse import urlencode

from notify_sdk._calls.operations import Operation
from notify_sdk._client.settings import Settings
from notify_sdk._version import __version__
from notify_sdk._wire import Request

_USER_AGENT = f"notify-sdk/{__version__} python/{platform.python_version()}".encode()


class Signed(NamedTuple):
    """A signed request. Its `repr` shows neither token, query nor body.

    Attributes:
        request: The request.
        offset: The seconds by which the signer corrected this machine's clock.
    """

    request: Request
    offset: float


def signed(settings: Settings, operation: Operation[object]) -> Request:
    """The request for one attempt, signed now: a token is good for 30 seconds."""
    __tracebackhide__ = True
    query = f"?{urlencode(operation.query)}" if operation.query else ""
    headers = [
        (b"Host", settings.host),
        (b"Authorization", settings.signer.authorization().encode()),
        (b"User-Agent", _USER_AGENT),
        (b"Accept", b"*/*"),
    ]
    if operation.body is not None:
        headers += [(b"Content-Type", b"application/json"), (b"Content-Length", b"%d" % len(operation.body))]
    url = f"{settings.base_url}{operation.path}{query}"
    return Request(operation.method, operation.path, url, tuple(headers), operation.body)
