"""The resolved options of a client."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import TYPE_CHECKING, Literal, TypeVar, get_args

from notify_sdk._calls.allow_list import Allowed, AllowList, ClientChecks
from notify_sdk._calls.operations import Operation
from notify_sdk._client.auth import APIKey, Signer
from notify_sdk._client.failures import refusal
from notify_sdk._client.log import log_to_stderr_if_set, logger
from notify_sdk._client.retry import RetryPolicy, mark_outcome
from notify_sdk._transport.address import BASE_URL, address_of
from notify_sdk._transport.in_process import SandboxUse, resolve_sandbox_key
from notify_sdk._transport.timeouts import Timeout, parse_timeout
from notify_sdk._validation.checks import CheckLevel, Checks
from notify_sdk._wire import Answer, Timeouts
from notify_sdk.errors import AuthError, ClockError, NotifyError, RequestValidationError

if TYPE_CHECKING:
    from notify_sdk.rate_limit import RateLimit

T = TypeVar("T")
MAX_SKEW_SECONDS = 30
"""How far a clock may be wrong before Notify refuses its tokens."""

MAX_CORRECTION_SECONDS = 24 * 60 * 60
"""A `Date` that is further away than this is not trusted."""


class NotGiven(Enum):
    """The default of options that stay unchanged, where None means something else."""

    NOT_GIVEN = "not given"


NOT_GIVEN = NotGiven.NOT_GIVEN


@dataclass(frozen=True, slots=True)
class Settings:
    """The resolved options of a client. Its `repr` does not show the key.

    Attributes:
        base_url: Where requests go: scheme, host and path, without a slash at the end.
        host: The `Host` header for it.
        signer: Makes tokens.
        timeouts: How long each part of an attempt may take.
        retry: What is repeated.
        checks: How strictly requests are checked, and which recipients are allowed.
        clock: `"server"` corrects tokens by Notify's clock when this machine's is wrong.
        rate_limit: What sends wait for, if anything.
    """

    base_url: str
    host: bytes
    signer: Signer
    timeouts: Timeouts
    retry: RetryPolicy
    checks: ClientChecks
    clock: Literal["local", "server"]
    rate_limit: RateLimit | None

    @classmethod
    def resolve(
        cls,
        *,
        api_key: str | None,
        base_url: str | None,
        allow_http: Iterable[str] | None,
        timeout: Timeout,
        retry: RetryPolicy,
        check: CheckLevel | Checks,
        clock: Literal["local", "server"],
        sandbox: SandboxUse,
        only_to: Iterable[Allowed] | None,
        rate_limit: RateLimit | None,
    ) -> Settings:
        """Resolves the options: what was not given comes from the environment and the defaults.

        Raises:
            RequestValidationError: If an option is not valid.
        """
        __tracebackhide__ = True
        log_to_stderr_if_set()
        key = api_key if api_key is not None else os.environ.get("NOTIFY_API_KEY", "")
        address = base_url or os.environ.get("NOTIFY_BASE_URL")
        if isinstance(key, str) and (instead := resolve_sandbox_key(key, address, sandbox)):
            key, address = instead
        checks = _checks(check, _allow_list(only_to))
        url, host = address_of(address or BASE_URL, allow_http)
        return cls(
            base_url=url,
            host=host,
            signer=Signer(APIKey.parse(key)),
            timeouts=parse_timeout(timeout),
            retry=retry,
            checks=checks,
            clock=clock,
            rate_limit=rate_limit,
        )

    def with_options(
        self,
        *,
        timeout: Timeout | NotGiven,
        retry: RetryPolicy | NotGiven,
        check: CheckLevel | Checks | NotGiven,
        only_to: Iterable[Allowed] | NotGiven | None,
        rate_limit: RateLimit | NotGiven | None,
    ) -> Settings:
        """These options with some of them changed. `only_to` stays, whatever `check` says.

        Raises:
            RequestValidationError: If one of them is not valid.
        """
        checks = self.checks
        if not isinstance(check, NotGiven):
            checks = _checks(check, checks.only_to)
        if not isinstance(only_to, NotGiven):
            checks = replace(checks, only_to=_allow_list(only_to))
        return replace(
            self,
            timeouts=self.timeouts if isinstance(timeout, NotGiven) else parse_timeout(timeout),
            retry=self.retry if isinstance(retry, NotGiven) else retry,
            checks=checks,
            rate_limit=self.rate_limit if isinstance(rate_limit, NotGiven) else rate_limit,
        )

    def http_error(self, answer: Answer, offset: float) -> NotifyError:
        """The error for an unsuccessful answer: `ClockError` if this machine's clock is wrong.

        With `clock="server"` it corrects the signer's clock by up to a day, and takes a correction back under
        which the token was refused all the same.

        Args:
            answer: What was answered.
            offset: The signer's, when it signed: another thread may have corrected it since.
        """
        error = refusal(answer)
        if not isinstance(error, AuthError):
            return error
        local = _skew(answer, time.time())
        skew = local + offset
        if abs(skew) > MAX_SKEW_SECONDS:
            if self.clock == "server" and abs(local) <= MAX_CORRECTION_SECONDS:
                self.signer.offset = -local
            return ClockError(error.status_code, error.errors, error.response, timedelta(seconds=skew))
        if offset and self.signer.offset == offset:
            self.signer.offset = 0.0
        return error

    def is_unknown(self, operation: Operation[object], error: NotifyError) -> bool:
        """Records on an error whether the message may have been sent; returns it."""
        mark_outcome(error, sends=operation.sends, reference=operation.reference)
        return error.outcome_unknown

    def retry_delay(self, error: NotifyError, attempt: int, elapsed: float) -> float | None:
        """Seconds to wait before the next attempt, or None to raise `error`."""
        if isinstance(error, ClockError) and self.clock == "server" and attempt < max(self.retry.attempts, 2):
            return 0.0 if abs(error.skew).total_seconds() <= MAX_CORRECTION_SECONDS else None
        bounds = self.retry.pause(error, attempt=attempt, elapsed=elapsed)
        return None if bounds is None else random.uniform(*bounds)  # noqa: S311 - spreads load, keeps no secret

    def rate_limit_for(self, operation: Operation[object]) -> RateLimit | None:
        """The rate limit that applies to this operation, if any."""
        return self.rate_limit if operation.sends else None


def _checks(check: CheckLevel | Checks, only_to: AllowList | None) -> ClientChecks:
    if not isinstance(check, Checks):
        if check not in get_args(CheckLevel):
            raise RequestValidationError.of("check is not one of error, warn, off", field="check")
        return ClientChecks(check, only_to=only_to)
    numbers, landlines, addresses = check.international_numbers, check.landlines, check.international_addresses
    return ClientChecks(check.level, numbers, landlines, addresses, only_to)


def _allow_list(only_to: Iterable[Allowed] | None) -> AllowList | None:
    __tracebackhide__ = True
    if only_to is None:
        return None
    logger.warning("This client sends only to the recipients in only_to")
    return AllowList.parse(only_to)


def _skew(answer: Answer, now: float) -> float:
    """Seconds by which this machine's clock is ahead of the `Date` of an answer; 0 if it has none."""
    try:
        return now - parsedate_to_datetime(answer.headers["date"]).timestamp()
    except (LookupError, ValueError, OverflowError):
        return 0.0
