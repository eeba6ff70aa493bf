"""No test reaches the real Notify: looking its address up fails, by the name of the test.

Only the standard library is imported here, since the pytest plugin needs this in every run.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable

REAL_HOST = "api.notifications.service.gov.uk"

_NO_PROXY = ("no_proxy", "NO_PROXY")


class RealNotifyCalled(BaseException):
    """A test has called the real Notify.

    No `Exception`, so that the code under test can't take it for an ordinary failure and carry on.
    """


class Guard:
    """Watches the look-up of host names while it is installed.

    Whatever library makes the call, and in whichever thread, it has to look the name up. Proxies, which
    would do that elsewhere, are told to leave this one host alone.

    Attributes:
        allowed: Whether the real Notify may be called now.
        error: The error for a call since the last check, or None.
    """

    def __init__(self) -> None:
        self.allowed = False
        self.error: RealNotifyCalled | None = None
        self._look_up: Callable[..., object] | None = None
        self._environment: dict[str, str | None] = {}

    def install(self) -> None:
        """Starts to watch."""
        before = self._look_up = socket.getaddrinfo

        def getaddrinfo(host: object, *arguments: object, **options: object) -> object:
            if _is_real(host) and not self.allowed:
                self.error = _error()
                raise self.error
            return before(host, *arguments, **options)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType, reportCallIssue] - passed on as they came

        socket.getaddrinfo = getaddrinfo  # type: ignore[assignment] # pyright: ignore[reportAttributeAccessIssue] - the same signature, said loosely
        self._environment = {name: os.environ.get(name) for name in _NO_PROXY}
        kept = next((value for value in self._environment.values() if value), "")
        for name in _NO_PROXY:
            os.environ[name] = f"{kept},{REAL_HOST}" if kept else REAL_HOST

    def remove(self) -> None:
        """Stops to watch."""
        if self._look_up is not None:
            socket.getaddrinfo = self._look_up  # type: ignore[assignment] # pyright: ignore[reportAttributeAccessIssue] - as it was
            self._look_up = None
        for name, value in self._environment.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

    def check(self) -> None:
        """Raises the error again if the code under test has swallowed it.

        Raises:
            RealNotifyCalled: If the real Notify was called since the last check.
        """
        error, self.error = self.error, None
        if error is not None:
            raise error


def _error() -> RealNotifyCalled:
    test = os.environ.get("PYTEST_CURRENT_TEST", "this test")
    return RealNotifyCalled(
        f"{test} called the real GOV.UK Notify ({REAL_HOST}).\n"
        "Use the notify_sandbox fixture, or `with sandboxed():`, and make the client inside the test with neither "
        "a key nor an address of its own.\n"
        "A test that is meant to call it is marked @pytest.mark.notify(live=True)."
    )


def _is_real(host: object) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    return isinstance(name, str) and name.rstrip(".").lower() == REAL_HOST
