"""A client's options, resolved in one place, and the requests that follow from them."""

from __future__ import annotations

import ipaddress
import logging
import os
import platform
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeVar, get_args
from urllib.parse import urlencode

import httpx

from notify_sdk._calls.allow_list import OnlyTo
from notify_sdk._calls.operations import Operation
from notify_sdk._calls.readers import Answer, refusal
from notify_sdk._calls.reconcile import referenced
from notify_sdk._client.auth import APIKey, Signer
from notify_sdk._client.retry import RetryPolicy, mark
from notify_sdk._transport.in_process import SandboxUse, stand_in
from notify_sdk._validation.base import CheckLevel, Checks
from notify_sdk._version import __version__
from notify_sdk.errors import (
    AuthError,
    ClockError,
    InvalidResponseError,
    NotifyError,
    RequestValidationError,
    TransportError,
)

if TYPE_CHECKING:
    from notify_sdk.rate_limit import RateLimit

T = TypeVar("T")
BASE_URL = "https://api.notifications.service.gov.uk"
MAX_ANSWER_BYTES = 32 * 1024 * 1024
"""No documented answer comes near this; a larger one is refused unread."""

MAX_ANSWER_SECONDS = 300
"""An answer that comes in drips is given up after this, however long each drip takes."""

MAX_SKEW_SECONDS = 30
"""How far a clock may be wrong before Notify refuses its tokens."""

Timeout = float | tuple[float, float, float, float] | httpx.Timeout | None
"""Seconds for each of connecting, reading, writing and waiting for a connection; or each in that order."""

logger = logging.getLogger("notify_sdk")
logger.addHandler(logging.NullHandler())

_USER_AGENT = f"notify-sdk/{__version__} python/{platform.python_version()}".encode()
_parsed = lru_cache(64)(httpx.URL)  # sends go to four addresses
_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a client was told, resolved. Its `repr` does not show the key.

    Attributes:
        base_url: Where requests go: scheme, host and path, without a slash at the end.
        signer: Makes tokens.
        timeout: As httpx takes it.
        retry: What is repeated.
        checks: How strictly requests are checked.
        clock: `"server"` corrects tokens by Notify's clock when this machine's is wrong.
        rate_limit: What sends wait for, if anything.
    """

    base_url: str
    signer: Signer
    timeout: httpx.Timeout
    retry: RetryPolicy
    checks: Checks
    clock: Literal["local", "server"]
    rate_limit: RateLimit | None

    @classmethod
    def resolve(
        cls,
        api_key: str | None,
        base_url: str | None,
        timeout: Timeout,
        retry: RetryPolicy,
        check: CheckLevel | Checks,
        clock: Literal["local", "server"],
        sandbox: SandboxUse,
        only_to: Iterable[str] | None,
        rate_limit: RateLimit | None,
    ) -> Settings:
        """Fills in what was not given from the environment and the defaults.

        Raises:
            RequestValidationError: If the key or the address is not one.
        """
        key = api_key if api_key is not None else os.environ.get("NOTIFY_API_KEY", "")
        address = base_url or os.environ.get("NOTIFY_BASE_URL")
        if isinstance(key, str) and (instead := stand_in(key, address, sandbox)):
            key, address = instead
        checks = check if isinstance(check, Checks) else Checks(_level(check))
        if only_to is not None:
            checks = replace(checks, only_to=OnlyTo.parse(only_to))
            logger.warning("This client writes to nobody but the recipients in only_to")
        return cls(
            base_url=_base_url(address or BASE_URL),
            signer=Signer(APIKey.parse(key)),
            timeout=httpx.Timeout(timeout),
            retry=retry,
            checks=checks,
            clock=clock,
            rate_limit=rate_limit,
        )

    def prepared(self, operation: Operation[T]) -> Operation[T]:
        """An operation as it is performed: with a reference, if it may have to be looked up."""
        return referenced(operation) if self.retry.reconcile and operation.sends else operation

    def request(self, operation: Operation[object]) -> httpx.Request:
        """The signed request for one attempt at an operation."""
        query = f"?{urlencode(operation.query)}" if operation.query else ""
        url = _parsed(f"{self.base_url}{operation.path}{query}")
        headers = [
            (b"Host", url.netloc),
            (b"Authorization", self.signer.authorization().encode()),
            (b"User-Agent", _USER_AGENT),
            (b"Accept", b"*/*"),
        ]
        if operation.body is not None:
            headers += [(b"Content-Type", b"application/json"), (b"Content-Length", b"%d" % len(operation.body))]
        # as a stream and with all its headers, a request costs httpx half as much to make
        return httpx.Request(
            operation.method,
            url,
            headers=headers,
            stream=httpx.ByteStream(operation.body or b""),
            extensions={"timeout": self.timeout.as_dict()},
        )

    def no_answer(self, operation: Operation[object], error: httpx.RequestError) -> NotifyError:
        """The error for a request that got no answer, or none that can be read."""
        error.request = httpx.Request(
            operation.method, f"{self.base_url}{operation.path}"
        )  # without the token and the body
        name = type(error).__name__
        if isinstance(error, httpx.DecodingError):
            return InvalidResponseError(f"{operation.method} {operation.path}: the answer can't be decoded", 0)
        left = not isinstance(error, _NEVER_LEFT)
        what = "no answer came back" if left else "no connection was made"
        found = TransportError(f"{operation.method} {operation.path}: {what} ({name})")
        found.outcome_unknown = left
        return found

    def refused(self, answer: Answer, offset: float) -> NotifyError:
        """The error for an answer that says no; a wrong clock is told apart from a wrong key.

        Args:
            answer: What was answered.
            offset: The signer's, when it signed: another thread may have corrected it since.
        """
        error = refusal(answer)
        if isinstance(error, AuthError):
            now = time.time()
            skew = _skew(answer, now + offset)
            if abs(skew) > MAX_SKEW_SECONDS:
                if self.clock == "server":
                    self.signer.offset = -_skew(answer, now)
                return ClockError(error.status_code, error.errors, error.response, timedelta(seconds=skew))
        return error

    def unresolved(self, operation: Operation[object], error: NotifyError) -> bool:
        """Marks an error with what is known of the message, and says whether to look for it."""
        mark(error, sends=operation.sends, reference=operation.reference)
        return error.outcome_unknown and self.retry.reconcile

    def pause(self, error: NotifyError, attempt: int, elapsed: float) -> float | None:
        """Seconds to wait before the next attempt, or None to raise `error`."""
        if isinstance(error, ClockError) and self.clock == "server" and attempt < max(self.retry.attempts, 2):
            return 0.0
        bounds = self.retry.pause(error, attempt=attempt, elapsed=elapsed)
        return None if bounds is None else random.uniform(*bounds)  # noqa: S311 - spreads load, keeps no secret

    def turn(self, operation: Operation[object]) -> RateLimit | None:
        """The limit that this operation waits for, if any."""
        return self.rate_limit if operation.sends else None

    def interrupted(self, operation: Operation[object], error: BaseException) -> None:
        """Says of a call that was cancelled, or broken off with Ctrl-C, that its message may have been sent."""
        if operation.sends and not isinstance(error, NotifyError):
            error.add_note(f"{operation.method} {operation.path} was broken off: the message may have been sent")
            logger.warning("%s %s: broken off, outcome unknown", operation.method, operation.path)

    def log(self, operation: Operation[object], attempt: int, started: float, outcome: int | str) -> None:
        """Writes one line for one attempt: nothing in it is personal."""
        milliseconds = (time.monotonic() - started) * 1000
        logger.info("%s %s: %s, %.0f ms, attempt %d", operation.method, operation.path, outcome, milliseconds, attempt)


def _level(check: CheckLevel) -> CheckLevel:
    if check not in get_args(CheckLevel):
        raise RequestValidationError.of("check is not one of error, warn, off")
    return check


@lru_cache(8)
def _base_url(text: str) -> str:
    try:
        url = httpx.URL(text.strip())
    except httpx.InvalidURL:
        raise RequestValidationError.of("base_url is not an address", f"the default is {BASE_URL}") from None
    if url.scheme != "https" and not (url.scheme == "http" and _is_loopback(url.host)):
        raise RequestValidationError.of("base_url is not an https address", "only this machine may be called by http")
    if not url.host or url.userinfo or set("?# ") & set(text.strip()):
        raise RequestValidationError.of("base_url is more, or less, than a scheme, a host and a path")
    return str(url).rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _skew(answer: Answer, now: float) -> float:
    """Seconds by which this machine's clock is ahead of the `Date` of an answer; 0 if it has none."""
    try:
        return now - parsedate_to_datetime(answer.headers["date"]).timestamp()
    except (LookupError, ValueError):
        return 0.0


def too_slow(operation: Operation[object]) -> TransportError:
    """The error for an answer that is given up because it never ends."""
    found = TransportError(f"{operation.method} {operation.path}: the answer took over {MAX_ANSWER_SECONDS} seconds")
    found.outcome_unknown = True
    return found


def too_large(operation: Operation[object], status_code: int) -> InvalidResponseError:
    """The error for an answer that is refused unread because of its size."""
    limit = MAX_ANSWER_BYTES // 1024 // 1024
    return InvalidResponseError(
        f"{operation.method} {operation.path}: the answer is larger than {limit} MiB", status_code
    )
