"""The names that a server answers to, and the websites whose forms it takes.

A page on the internet can have its own name resolve to 127.0.0.1 and then read what it likes from a server that answers to
any name. So a server on loopback answers to the names of loopback, and others to no name that a stranger could choose.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable

from notify_sdk._transport.address import is_loopback

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""The names of this machine that a server on loopback answers to."""

_EVERYWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - what a server listens on
_NAME = re.compile(r"(\[[0-9a-f:.]+\]|[^\s:@/?#\[\]]+)(?::(\d{1,5}))?", re.IGNORECASE)
_ELSEWHERE = ("192.0.2.1", 9)
"""An address in no network: connecting a datagram socket to it sends nothing, and shows from which address it would."""


class KnownHosts:
    """The names that a server answers to.

    Args:
        host: The address that it listens on.
        more: Names that it also answers to, such as that of its container; each may have a port after a colon.

    Raises:
        ValueError: One of the names is none.
    """

    def __init__(self, host: str, more: Iterable[str] = ()) -> None:
        if isinstance(more, str):
            raise ValueError("allow_hosts is a list of names")  # noqa: TRY004 - as for a name that is none
        self.more: frozenset[str] = frozenset(name.strip().lower() for name in more)
        for name in self.more:
            if not _NAME.fullmatch(name):
                raise ValueError(f"{name!r} is not the name of a host; leave out http:// and any path")
        self.on_network: bool = host in _EVERYWHERE or not is_loopback(host)
        own = {socket.gethostname().lower()} if self.on_network else set[str]()
        if host not in _EVERYWHERE:
            own.add(_bracketed(host.lower()))
        self._names = LOOPBACK | own | {_name_of(name) for name in self.more}

    def answers_to(self, hosts: Iterable[str]) -> bool:
        """Whether a request with these `Host` headers is meant for this server: one header, with a name of its own.

        A server that other machines reach also answers to any IP address, which no stranger can have resolve to it.
        """
        name = _name_of(*hosts)
        return name in self._names or (self.on_network and _is_address(name))

    def takes_forms_of(self, origin: str, port: int, address: str) -> bool:
        """Whether a page of this `Origin` is one of this server's own.

        Args:
            origin: The header.
            port: The port that the server listens on.
            address: The address of this machine at which the request came in.
        """
        scheme, _, place = origin.lower().partition("://")
        own = self._names | ({_bracketed(address)} if self.on_network else set[str]())
        known = self.more | {f"{name}:{port}" for name in own} | (own if port == 80 else frozenset[str]())
        return scheme in {"http", "https"} and place in known


def network_address(host: str) -> str | None:
    """The address at which other machines reach a server that listens on `host`; None if they cannot."""
    if host not in _EVERYWHERE:
        return None if is_loopback(host) else _bracketed(host)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)
        except OSError:  # no network at all
            return socket.gethostname()
        return str(probe.getsockname()[0])


def _name_of(*hosts: str) -> str:
    found = _NAME.fullmatch(hosts[0].lower()) if len(hosts) == 1 else None
    return found[1] if found else ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
