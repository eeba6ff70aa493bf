"""Stops tests from calling the real Notify: resolving its host name raises an error that names the test.

Imports only the standard library and `_lazy`, since the pytest plugin needs this in every run.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable

from notify_sdk._lazy import set_module

REAL_HOST = "api.notifications.service.gov.uk"

_NO_PROXY = ("no_proxy", "NO_PROXY")


class RealNotifyCalled(BaseException):
    """A test called the real Notify.

    Not an `Exception`, so that the code under test does not handle it as an ordinary failure and carry on.
    """


class Guard:
    """Replaces the resolver of host names while it is installed.

    Every library resolves the name, in whichever thread it runs. A proxy would resolve it elsewhere, so this
    host is added to `NO_PROXY`.

    Attributes:
        allowed: Whether the real Notify may be called now.
        error: The error of a call since the last check, or None.
    """

    def __init__(self) -> None:
        self.allowed = False
        self.error: RealNotifyCalled | None = None
        self._getaddrinfo: Callable[..., object] | None = None
        self._environment: dict[str, str | None] = {}

    def install(self) -> None:
        """Starts the guard."""
        original = self._getaddrinfo = socket.getaddrinfo

        def getaddrinfo(host: object, *arguments: object, **options: object) -> object:
            if _is_real(host) and not self.allowed:
                self.error = _error()
                raise self.error
            return original(host, *arguments, **options)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType, reportCallIssue] - passed on as they came

        socket.getaddrinfo = getaddrinfo  # type: ignore[assignment] # pyright: ignore[reportAttributeAccessIssue] - the same signature, typed loosely
        self._environment = {name: os.environ.get(name) for name in _NO_PROXY}
        hosts = next((value for value in self._environment.values() if value), "")
        for name in _NO_PROXY:
            os.environ[name] = f"{hosts},{REAL_HOST}" if hosts else REAL_HOST

    def remove(self) -> None:
        """Stops the guard."""
        if self._getaddrinfo is not None:
            socket.getaddrinfo = self._getaddrinfo  # type: ignore[assignment] # pyright: ignore[reportAttributeAccessIssue] - as it was
            self._getaddrinfo = None
        for name, value in self._environment.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

    def check(self) -> None:
        """Raises the error again if the code under test swallowed it.

        Raises:
            RealNotifyCalled: The real Notify was called since the last check.
        """
        error, self.error = self.error, None
        if error is not None:
            raise error


def _error() -> RealNotifyCalled:
    test = os.environ.get("PYTEST_CURRENT_TEST", "this test")
    return RealNotifyCalled(
        f"{test} called the real GOV.UK Notify ({REAL_HOST}).\n"
        "Use the notify_sandbox fixture, or `with sandboxed():`, and make the client inside the test without "
        "an api_key or a base_url.\n"
        "Mark a test that is meant to call it with @pytest.mark.notify(live=True)."
    )


def _is_real(host: object) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    return isinstance(name, str) and name.rstrip(".").lower() == REAL_HOST


set_module("notify_sdk.testing", globals(), ("RealNotifyCalled",))
