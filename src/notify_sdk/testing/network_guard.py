"""Stops tests from calling the real Notify: an attempt to reach it raises an error that names the test.

Imports only the standard library and `_lazy`, since the pytest plugin needs this in every run.
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TypeAlias

from notify_sdk._lazy import set_module

REAL_HOST = "api.notifications.service.gov.uk"

# what a proxy is sent first: CONNECT, a method with a whole address, or the same in SOCKS 5
_TO_A_PROXY = re.compile(
    rb"(?:[A-Z]+ (?:https?://)?|\x05\x01\x00\x03.)" + re.escape(REAL_HOST.encode()) + rb"(?![\w.-])",
    re.DOTALL | re.IGNORECASE,
)
_SENDING = ("send", "sendall")
_Anything: TypeAlias = Callable[..., object]


class RealNotifyCalled(BaseException):
    """A test called the real Notify.

    Not an `Exception`, so that the code under test does not handle it as an ordinary failure and carry on.
    """


class Guard:
    """Replaces the resolver of host names while it is installed, and changes nothing else.

    Every library resolves the name, in whichever thread it runs. Where the environment names a proxy, the proxy
    resolves it, so sockets are then watched for requests to a proxy as well.

    Attributes:
        allowed: Whether the real Notify may be called now.
        error: The error of a call that has not been raised again, or None.
    """

    def __init__(self) -> None:
        self.allowed: bool = False
        self.error: RealNotifyCalled | None = None
        self._undo: list[Callable[[], None]] = []
        self._resolver: _Anything | None = None
        self._replaced: _Anything | None = None

    def install(self) -> None:
        """Starts the guard."""
        self.renew()
        if _has_proxy():
            for name in _SENDING:
                self._watch(name)
        _installed.append(self)

    def renew(self) -> None:
        """Replaces the resolver again if other code has put another one there."""
        original = _function(socket, "getaddrinfo")
        if original is self._resolver:
            return
        if self._resolver is None or original is not self._replaced:
            self._resolver, self._replaced = self._guarding(original), original
            self._replace(socket, "getaddrinfo", self._resolver)
        else:
            setattr(socket, "getaddrinfo", self._resolver)  # noqa: B010 - typed loosely

    def _guarding(self, original: _Anything) -> _Anything:
        def getaddrinfo(host: object, *arguments: object, **options: object) -> object:
            if _is_real(host):
                self._refuse()
            return original(host, *arguments, **options)

        return getaddrinfo

    def remove(self) -> None:
        """Stops the guard."""
        self.allowed = True  # code that kept a replaced function may still call it
        while self._undo:
            self._undo.pop()()
        _installed.remove(self)

    @contextmanager
    def checking(self) -> Generator[None, None, None]:
        """Raises the error again when a block ends, if the code in it swallowed it or made another one of it.

        Raises:
            RealNotifyCalled: The real Notify was called since the last such block.
        """
        try:
            yield
        except RealNotifyCalled:
            self.error = None
            raise
        except Exception as other:
            self._raise_again(other)
            raise
        self._raise_again(None)

    def _raise_again(self, cause: Exception | None) -> None:
        error, self.error = self.error, None
        if error is not None:
            raise error from cause

    def _refuse(self) -> None:
        if not self.allowed:
            self.error = _error()
            raise self.error

    def _watch(self, name: str) -> None:
        original = _function(socket.socket, name)

        def send(sender: socket.socket, data: bytes, *arguments: object) -> object:
            if _TO_A_PROXY.match(data):
                self._refuse()
            return original(sender, data, *arguments)

        self._replace(socket.socket, name, send)

    def _replace(self, owner: object, name: str, replacement: _Anything) -> None:
        inherited = name not in vars(owner)
        original = _function(owner, name)
        setattr(owner, name, replacement)

        def undo() -> None:
            if getattr(owner, name) is not replacement:
                return  # other code has replaced it since: that one stays
            if inherited:
                delattr(owner, name)
            else:
                setattr(owner, name, original)

        self._undo.append(undo)


_installed: list[Guard] = []


def installed_guard() -> Guard | None:
    """The guard that is installed at the moment, such as that of the pytest plugin."""
    return _installed[-1] if _installed else None


def _function(owner: object, name: str) -> _Anything:
    found: _Anything = getattr(owner, name)
    return found


def _has_proxy() -> bool:
    return any(
        value and name.lower().endswith("_proxy") and name.lower() != "no_proxy" for name, value in os.environ.items()
    )


def _error() -> RealNotifyCalled:
    test = os.environ.get("PYTEST_CURRENT_TEST", "this test")
    return RealNotifyCalled(
        f"{test} called the real GOV.UK Notify ({REAL_HOST}).\n"
        "Use the notify_sandbox fixture, or `with sandboxed():`, and make the client inside the test without a base_url.\n"
        "Mark a test that is meant to call it with @pytest.mark.notify(live=True)."
    )


def _is_real(host: object) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    return isinstance(name, str) and name.rstrip(".").lower() == REAL_HOST


set_module("notify_sdk.testing", globals(), ("RealNotifyCalled",))
