"""What `notify-sdk doctor` looks at: each check says what it found, and what to do about it.

No check shows a secret: not that of the key, and no user or password of a proxy.
"""

from __future__ import annotations

import os
import platform
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Literal, TypeAlias
from urllib.request import getproxies

from notify_sdk._version import __version__

if TYPE_CHECKING:
    from notify_sdk._transport.environment import Route

Verdict: TypeAlias = Literal["ok", "note", "wrong", "skipped"]

KEY_PAGE = "copy it whole from the API integration page of your service on the Notify website"
SANDBOX_KEY = "sandbox"
MAX_SKEW_SECONDS = 30
_NOTABLE_SKEW_SECONDS = 5
_SECONDS = 10.0
_PACKAGES = ("httpx", "pydantic", "PyJWT", "phonenumbers")
VARIABLES = (
    "NOTIFY_ALLOW_HTTP",
    "NOTIFY_API_KEY",
    "NOTIFY_API_KEY_FILE",
    "NOTIFY_BASE_URL",
    "NOTIFY_CALLBACK_TOKEN",
    "NOTIFY_LOG",
    "NOTIFY_OUTBOX",
)
"""The variables that this package reads."""


@dataclass(frozen=True)
class Finding:
    """What a check found.

    Attributes:
        check: Its name.
        verdict: Whether it is as it should be.
        found: What there is.
        advice: What to do, unless there is nothing to do.
    """

    check: str
    verdict: Verdict
    found: str
    advice: str | None = None


@dataclass(frozen=True)
class Reached:
    """How a request without a key went.

    Attributes:
        finding: That, as a finding.
        answered: Whether Notify answered, or a sandbox.
        ahead: Seconds by which this machine's clock is ahead of the server's; None without a date in the answer.
    """

    finding: Finding
    answered: bool = False
    ahead: float | None = None


def diagnose(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Makes every check, in the order in which one fault hides the next.

    Args:
        environment: The variables; those for proxies and certificates are read from `os.environ` by the transport.
    """
    __tracebackhide__ = True
    from notify_sdk._transport.address import BASE_URL
    from notify_sdk._transport.environment import route_to
    from notify_sdk.errors import RequestValidationError

    address = environment.get("NOTIFY_BASE_URL", "").strip()
    yield versions()
    yield from variables(environment)
    key, shape = key_in(environment)
    yield shape
    if key.strip() == SANDBOX_KEY and not address:
        yield Finding("address", "skipped", "the sandbox inside the process: no network is needed")
        return
    where = address_of(address)
    yield where
    if where.verdict == "wrong":
        return
    url = address or BASE_URL
    try:
        route = route_to(url)
    except RequestValidationError as error:
        detail = error.errors[0]
        check = "proxy" if (detail.field or "").lower().endswith("_proxy") else "certificates"
        yield Finding(check, "wrong", detail.message, detail.hint or "correct it, or unset it")
        return
    yield proxy(route)
    yield certificates(url, route)
    reached = reach(url, route)
    yield reached.finding
    if reached.answered:
        yield clock(reached.ahead)
    if reached.answered and shape.verdict == "ok":
        yield key_taken(key, url)


def versions() -> Finding:
    """The versions of what is at work."""
    packages = [f"{name} {_version_of(name)}" for name in _PACKAGES]
    python = f"Python {platform.python_version()} on {platform.system()}"
    return Finding("versions", "ok", ", ".join([f"notify-sdk {__version__}", python, *packages, ssl.OPENSSL_VERSION]))


def _version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # frozen into a program
        return "of an unknown version"


def variables(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Which of the variables of this package are set, and those that look like one and are not read."""
    __tracebackhide__ = True
    known = [name for name in VARIABLES if environment.get(name, "").strip()]
    yield Finding("environment", "ok", f"set: {', '.join(known)}" if known else "no variable of notify-sdk is set")
    for name in sorted(environment):
        if "NOTIFY" in name.upper() and name not in VARIABLES and not name.startswith("_"):
            meant = get_close_matches(name.upper(), VARIABLES, 1, 0.7)
            if meant:
                advice = f"rename it to {meant[0]}, if it is meant for notify-sdk"
                yield Finding("environment", "note", f"{name} is set, which notify-sdk does not read", advice)
    if environment.get("SSLKEYLOGFILE"):
        found = "SSLKEYLOGFILE is set: anyone who can read that file can read all traffic"
        yield Finding("environment", "note", found, "unset it, unless you are inspecting the traffic")


def key_in(environment: Mapping[str, str]) -> tuple[str, Finding]:
    """The key of the environment or of the file that it names, and whether it can be one."""
    __tracebackhide__ = True
    from notify_sdk._client.key_source import FILE_VARIABLE, key_file, read_key_file
    from notify_sdk.errors import RequestValidationError

    try:
        path = key_file(environment)
        if path is None:
            key = environment.get("NOTIFY_API_KEY", "")
            return key, key_shape(key)
        key = read_key_file(path)
        return key, key_shape(key, f"the file of {FILE_VARIABLE}")
    except RequestValidationError as error:
        detail = error.errors[0]
        return "", Finding("key", "wrong", detail.message, detail.hint)


def key_shape(key: str, name: str = "NOTIFY_API_KEY") -> Finding:
    """Whether the key can be one, by its shape.

    Args:
        key: The key.
        name: Where it is from.
    """
    __tracebackhide__ = True
    from notify_sdk._client.auth import APIKey, Signer
    from notify_sdk.errors import RequestValidationError

    text = key.strip()
    if not text:
        return Finding("key", "wrong", "NOTIFY_API_KEY is not set", f"set it; {KEY_PAGE}")
    if text == SANDBOX_KEY:
        return Finding("key", "ok", "`sandbox`: nothing is sent; the sandbox inside the process answers")
    try:
        signer = Signer(APIKey.parse(text, name))
    except RequestValidationError as error:
        detail = error.errors[0]
        return Finding("key", "wrong", f"{detail.message}; it has {len(text)} characters", detail.hint)
    name = text[:-74]
    named = f"named {name!r}, " if name else "without a name, "
    found = f"{named}of the service {signer.service_id}, fingerprint {signer.fingerprint}"
    return Finding("key", "ok", found)


def address_of(text: str) -> Finding:
    """Where requests go."""
    from notify_sdk._transport import address
    from notify_sdk.errors import RequestValidationError

    if not text:
        return Finding("address", "ok", f"{address.BASE_URL}, which is GOV.UK Notify")
    try:
        url, host = address.address_of(text, None)
    except RequestValidationError as error:
        detail = error.errors[0]
        fault = detail.message.replace("base_url", "NOTIFY_BASE_URL")
        return Finding("address", "wrong", fault, detail.hint or f"unset it for GOV.UK Notify, {address.BASE_URL}")
    if url == address.BASE_URL:
        return Finding("address", "ok", f"{url}, which is GOV.UK Notify")
    name = host.decode().rpartition(":")[0] or host.decode()
    if address.is_loopback(name.strip("[]")):
        return Finding("address", "ok", f"{url}, on this machine: a sandbox")
    return Finding("address", "note", f"{url}, which is not GOV.UK Notify", "unset NOTIFY_BASE_URL to send by Notify")


def proxy(route: Route) -> Finding:
    """What connections go through. A user and a password of the proxy are not shown."""
    if route.proxy is not None:
        url = route.proxy.url
        return Finding("proxy", "ok", f"connections go through {url.scheme}://{url.netloc.decode()}")
    set_here = {name for name in getproxies() if name in {"http", "https", "all"}}
    found = "connections are direct"
    return Finding("proxy", "ok", f"{found}: the proxy that is set is not for this address" if set_here else found)


def certificates(url: str, route: Route) -> Finding:
    """Whose certificates are trusted."""
    if not url.startswith("https"):
        return Finding("certificates", "skipped", "plain http on this machine needs none")
    set_here = [name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)]
    count = len(route.context.get_ca_certs())
    if not set_here:
        return Finding("certificates", "ok", f"{count} authorities of certifi {_version_of('certifi')}")
    found = f"{set_here[0]} is {os.environ[set_here[0]]}"
    return Finding("certificates", "ok", f"{found}, with {count} authorities" if count else found)


def reach(url: str, route: Route) -> Reached:
    """Requests `/_status`, which needs no key, by the way that the client takes."""
    import httpx

    host = httpx.URL(url).netloc.decode()
    proxy_host = None if route.proxy is None else route.proxy.url.netloc.decode()
    began, clock_then = time.monotonic(), time.time()
    try:
        with httpx.Client(verify=route.context, proxy=route.proxy, trust_env=False, timeout=_SECONDS) as client:
            answer = client.get(f"{url.rstrip('/')}/_status", params={"simple": "true"})
    except (httpx.HTTPError, OSError) as error:
        fault, advice = _explained(error, host, proxy_host)
        return Reached(Finding("reachability", "wrong", fault, advice))
    seconds = time.monotonic() - began
    ahead = None
    with suppress(LookupError, ValueError, OverflowError):
        ahead = clock_then + seconds / 2 - parsedate_to_datetime(answer.headers["date"]).timestamp()
    try:
        notify = answer.is_success and answer.json()["status"] == "ok"
    except (ValueError, LookupError, TypeError):
        notify = False
    if not notify:
        found = f"{host} answers with {answer.status_code}, and not as Notify does"
        advice = "a proxy, a gateway or a firewall on the way may have answered: check NOTIFY_BASE_URL and the network"
        return Reached(Finding("reachability", "wrong", found, advice))
    return Reached(
        Finding("reachability", "ok", f"{host} answers in {seconds * 1000:,.0f} ms"), answered=True, ahead=ahead
    )


def _explained(error: BaseException, host: str, proxy_host: str | None) -> tuple[str, str]:
    """Why there was no answer, and what to do about it, by what lies below the error of the HTTP library."""
    import httpx

    below = list[BaseException]()
    at: BaseException | None = error
    while at is not None and at not in below:
        below.append(at)
        at = at.__cause__ or at.__context__
    first = f"the proxy {proxy_host}" if proxy_host else host
    check = "check the proxy in the variable" if proxy_host else "check NOTIFY_BASE_URL"
    for each in below:
        match each:
            case socket.gaierror():
                return (
                    f"the name of {first} is not found",
                    f"{check}, and whether this network needs a proxy: HTTPS_PROXY",
                )
            case ssl.SSLCertVerificationError():
                why = f"the certificate of {host} is not trusted: {each.verify_message}"
                return why, "if a proxy here inspects TLS, name the file with its authority in SSL_CERT_FILE"
            case ssl.SSLError():
                return f"TLS with {host} failed: {each.reason}", f"{check}: that port may not use https"
            case httpx.ProxyError():
                return (
                    f"{first} does not lead to {host}",
                    "check the user and password in the variable, and what it allows",
                )
            case httpx.TimeoutException():
                return f"no answer from {host} within {_SECONDS:g} seconds", f"a firewall may be in between; {check}"
            case ConnectionRefusedError():
                return f"nothing listens at {first}", f"{check}; a sandbox is started with: notify-sdk sandbox"
            case _:
                pass
    return f"no connection to {first} ({type(below[-1]).__name__})", f"{check}, and the network"


def clock(ahead: float | None) -> Finding:
    """Whether this machine's clock is right enough for tokens."""
    if ahead is None:
        return Finding("clock", "note", "the answer has no date to compare with", "check the clock yourself")
    if abs(ahead) < _NOTABLE_SKEW_SECONDS:
        return Finding("clock", "ok", f"within {_NOTABLE_SKEW_SECONDS} seconds of the server's")
    found = f"{abs(ahead):,.0f} seconds {'ahead of' if ahead > 0 else 'behind'} the server's"
    if abs(ahead) <= MAX_SKEW_SECONDS:
        return Finding("clock", "note", found, f"set it: from {MAX_SKEW_SECONDS} seconds on, Notify refuses every key")
    return Finding("clock", "wrong", found, "set it (timedatectl set-ntp true), or make clients with clock='server'")


def key_taken(key: str, url: str) -> Finding:
    """Whether the key is taken at the address."""
    __tracebackhide__ = True
    from notify_sdk._client.retry import RetryPolicy
    from notify_sdk.client import NotificationsAPIClient
    from notify_sdk.errors import NotifyError

    try:
        with NotificationsAPIClient(key, url, sandbox="if-asked", retry=RetryPolicy.none()) as client:
            count = len(client.get_all_templates().templates)
    except NotifyError as error:
        detail = error.errors[0].summary if error.errors else str(error)
        return Finding("key at this address", "wrong", detail, error.hint or "try again later")
    templates = f"{count:,} template{'' if count == 1 else 's'}"
    kind = "only the Notify website shows whether it is live, team or test"
    return Finding("key at this address", "ok", f"it is accepted, and the service has {templates}; {kind}")
