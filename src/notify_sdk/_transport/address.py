"""The base URL of Notify, and which others a client accepts."""

from __future__ import annotations

import ipaddress
import logging
import os
from collections.abc import Iterable
from functools import lru_cache

import httpx

from notify_sdk.errors import RequestValidationError

BASE_URL = "https://api.notifications.service.gov.uk"

_logger = logging.getLogger("notify_sdk")


def address_of(text: str, allow_http: Iterable[str] | None) -> tuple[str, bytes]:
    """The address that requests go below, and the `Host` header for it. Plain http to another machine is logged.

    Args:
        text: The address.
        allow_http: The hosts besides this machine that may be called by plain http; those of `NOTIFY_ALLOW_HTTP` if None.

    Raises:
        RequestValidationError: If one of them is not valid, or plain http is not allowed to this host.
    """
    __tracebackhide__ = True
    if allow_http is None:
        allow_http = filter(str.strip, os.environ.get("NOTIFY_ALLOW_HTTP", "").split(","))
    elif isinstance(allow_http, str):
        raise RequestValidationError.of("allow_http is not a list", 'write allow_http=["..."]', field="allow_http")
    url, host = parse_base_url(text, frozenset(_host_name(entry, place) for place, entry in enumerate(allow_http)))
    name = httpx.URL(url).host
    if url.startswith("http:") and not is_loopback(name):
        _logger.warning("This client calls %s by plain http: its tokens and messages can be read on the way", name)
    return url, host


def _host_name(entry: str, place: int) -> str:
    """The name or address of a host as `httpx.URL.host` has it."""
    __tracebackhide__ = True
    try:
        host = httpx.URL(scheme="http", host=entry.strip()).host
    except (AttributeError, httpx.InvalidURL):
        host = ""
    if not host or set("*%") & set(host):
        raise RequestValidationError.of(
            f"allow_http[{place}] is not the name of a host",
            "write it without http:// and without a port",
            field="allow_http",
        )
    return host


@lru_cache(8)
def parse_base_url(text: str, allow_http: frozenset[str] = frozenset()) -> tuple[str, bytes]:
    """The address that requests go below, without a slash at its end, and the `Host` header for it.

    Raises:
        RequestValidationError: If it is not an https address, or an http address of this machine or of a host in
            `allow_http`, with a host and perhaps a path.
    """
    __tracebackhide__ = True
    try:
        url = httpx.URL(text.strip())
        host = url.host
    except (httpx.InvalidURL, UnicodeError):  # the latter for a host that begins with xn-- and is no Punycode
        raise RequestValidationError.of(
            "base_url is not a URL", f"the default is {BASE_URL}", field="base_url"
        ) from None
    if url.scheme != "https" and not (url.scheme == "http" and (is_loopback(host) or host in allow_http)):
        raise RequestValidationError.of(
            "base_url is not an https URL",
            "http is allowed for this machine only, and for hosts in allow_http or NOTIFY_ALLOW_HTTP",
            field="base_url",
        )
    if not host or url.userinfo or not 0 <= (url.port or 0) <= 65535 or set("?# ") & set(text.strip()):
        raise RequestValidationError.of(
            "base_url must have a scheme, a host, optionally a port and a path, and nothing else", field="base_url"
        )
    return str(url).rstrip("/"), url.netloc


def is_loopback(host: str) -> bool:
    """Whether a host name or address belongs to this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
