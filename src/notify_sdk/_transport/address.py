"""The base URL of Notify, and which others a client accepts."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

import httpx

from notify_sdk.errors import RequestValidationError

BASE_URL = "https://api.notifications.service.gov.uk"


@lru_cache(8)
def parse_base_url(text: str) -> tuple[str, bytes]:
    """The address that requests go below, without a slash at its end, and the `Host` header for it.

    Raises:
        RequestValidationError: If it is not an https address, or an http address of this machine, with a host and perhaps a path.
    """
    __tracebackhide__ = True
    try:
        url = httpx.URL(text.strip())
        host = url.host
    except (httpx.InvalidURL, UnicodeError):  # the latter for a host that begins with xn-- and is no Punycode
        raise RequestValidationError.of(
            "base_url is not a URL", f"the default is {BASE_URL}", field="base_url"
        ) from None
    if url.scheme != "https" and not (url.scheme == "http" and is_loopback(host)):
        raise RequestValidationError.of(
            "base_url is not an https URL", "http is allowed for this machine only", field="base_url"
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
