"""Proxies and trusted certificate authorities, from the environment or as given.

A variable or an argument with a wrong value is refused when a client is made. The error names it without its value, which
may hold a password.
"""

from __future__ import annotations

import ipaddress
import os
import ssl
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.request import getproxies

import httpx

from notify_sdk.errors import RequestValidationError

_PROXY_SCHEMES = ("http", "https", "socks5", "socks5h")


@dataclass(frozen=True, slots=True)
class Route:
    """How connections to one address are made.

    Attributes:
        context: What verifies the server.
        proxy: What connections go through; None for straight ones.
    """

    context: ssl.SSLContext
    proxy: httpx.Proxy | None


def route_to(base_url: str, proxy: httpx.Proxy | None = None, context: ssl.SSLContext | None = None) -> Route:
    """The route to an address, by `HTTP(S)_PROXY`, `ALL_PROXY`, `NO_PROXY`, `SSL_CERT_FILE` and `SSL_CERT_DIR`.

    Args:
        base_url: The address.
        proxy: What takes the place of the first four.
        context: What takes the place of the last two.

    Raises:
        RequestValidationError: If one of them has a value that can't be used.
    """
    url = httpx.URL(base_url)
    return Route(context or _context(url.scheme), proxy or _proxy(url))


def _proxy(url: httpx.URL) -> httpx.Proxy | None:
    proxies = getproxies()
    name = url.scheme if proxies.get(url.scheme) else "all"
    text = proxies.get(name)
    if not text or bypasses_proxy(url.host, url.port or {"http": 80, "https": 443}[url.scheme], proxies.get("no", "")):
        return None
    variable = next(
        (each for each in (f"{name}_proxy", f"{name.upper()}_PROXY") if each in os.environ), f"{name}_proxy"
    )
    return proxy_at(text, variable)


def proxy_at(text: str, name: str) -> httpx.Proxy:
    """The proxy at an address.

    Args:
        text: The address.
        name: The variable or argument that it is from.

    Raises:
        RequestValidationError: If it is not the address of a proxy, or of one that can't be used.
    """
    __tracebackhide__ = True
    try:
        proxy = httpx.URL(text if "://" in text else f"http://{text}")
    except httpx.InvalidURL:
        proxy = httpx.URL("")
    if proxy.scheme not in _PROXY_SCHEMES or not proxy.host or not 0 <= (proxy.port or 0) <= 65535:
        hint = f"write it as http://proxy.example:3128; the scheme is one of {', '.join(_PROXY_SCHEMES)}"
        raise RequestValidationError.of(f"{name} is not the address of a proxy", hint, field=name)
    if proxy.scheme.startswith("socks") and find_spec("socksio") is None:
        raise RequestValidationError.of(
            f"{name} names a SOCKS proxy", 'it needs: pip install "httpx[socks]"', field=name
        )
    return httpx.Proxy(proxy)


def bypasses_proxy(host: str, port: int, no_proxy: str) -> bool:
    """Whether a host is among those of `NO_PROXY`.

    Args:
        host: A name or an address.
        port: Its port.
        no_proxy: Names (with all below them), addresses, networks (`10.0.0.0/8`, `fd00::/8`), each perhaps with a
            port, with commas between them; or `*` for everything. Anything else is ignored, as other
            programs do.
    """
    return any(_is_named(host.lower().strip("[]"), port, entry.strip().lower()) for entry in no_proxy.split(","))


def _is_named(host: str, port: int, entry: str) -> bool:
    if entry == "*":
        return True
    entry = entry.rpartition("://")[2]
    name, colon, digits = entry.rpartition(":")
    if colon and digits.isdecimal() and (":" not in name or name.endswith("]")):  # not the end of an IPv6 address
        if int(digits) != port:
            return False
        entry = name
    entry = entry.strip("[]")
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        name = entry.lstrip("*").lstrip(".")
        return bool(name) and (host == name or host.endswith(f".{name}"))


def _context(scheme: str) -> ssl.SSLContext:
    """The SSL context that verifies the server. For plain http, one without certificates."""
    if scheme != "https":
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if file and not Path(file).is_file():
        raise RequestValidationError.of("SSL_CERT_FILE names a file that is not there", field="SSL_CERT_FILE")
    if folder and not file and not Path(folder).is_dir():
        raise RequestValidationError.of("SSL_CERT_DIR names a folder that is not there", field="SSL_CERT_DIR")
    try:
        return _trusting(file, folder)
    except OSError as error:  # of which ssl.SSLError is one
        named = [name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE") if os.environ.get(name)]
        raise RequestValidationError.of(
            f"{' or '.join(named) or 'certifi'} can't be used ({type(error).__name__})",
            "it must contain CA certificates in PEM format",
        ) from None


def context_of(verify: str | os.PathLike[str] | ssl.SSLContext | bool) -> ssl.SSLContext | None:
    """The SSL context for certificates that are to be trusted; None for those of the environment.

    Args:
        verify: A file or folder of CA certificates, or an SSL context; True for those of the environment.

    Raises:
        RequestValidationError: If it can't be used, or does not verify servers.
    """
    if verify is True:
        return None
    if isinstance(verify, ssl.SSLContext):
        if verify.verify_mode is ssl.CERT_REQUIRED and verify.check_hostname:
            return verify
        raise _not_verified("verify is an SSL context that does not verify servers")
    if verify is False:
        raise _not_verified("verify is False")
    try:
        path = Path(verify)
    except TypeError:
        raise RequestValidationError.of("verify is neither a path nor an SSL context", field="verify") from None
    if not path.exists():
        raise RequestValidationError.of("verify names a file that is not there", field="verify")
    try:
        if path.is_dir():
            return ssl.create_default_context(capath=path)
        return ssl.create_default_context(cafile=path)
    except OSError as error:
        raise RequestValidationError.of(
            f"verify can't be used ({type(error).__name__})",
            "it must contain CA certificates in PEM format",
            field="verify",
        ) from None


def _not_verified(why: str) -> RequestValidationError:
    hint = "the server is always verified: give the certificates of the authority that it is to be verified by"
    return RequestValidationError.of(why, hint, field="verify")


@cache
def _trusting(file: str | None, folder: str | None) -> ssl.SSLContext:  # noqa: ARG001 - httpx looks for itself
    """The SSL context for the environment's authorities, or certifi's. Made once for all clients: it takes 20 ms."""
    return httpx.create_ssl_context()
