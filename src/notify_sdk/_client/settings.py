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

from notify_sdk._calls.blanks import Blanks, parse_blanks
from notify_sdk._calls.client_checks import ClientChecks
from notify_sdk._calls.operations import Operation
from notify_sdk._client.auth import Signer
from notify_sdk._client.failures import refusal
from notify_sdk._client.key_source import ApiKey, signer_and_address
from notify_sdk._client.log import log_to_stderr_if_set, logger
from notify_sdk._client.retry import RetryPolicy, mark_outcome
from notify_sdk._transport.address import BASE_URL, address_of
from notify_sdk._transport.in_process import SandboxUse
from notify_sdk._transport.timeouts import Timeout, parse_timeout
from notify_sdk._validation.checks import CheckLevel, Checks
from notify_sdk._wire import Answer, Timeouts
from notify_sdk.errors import AuthError, ClockError, NotifyError, RequestValidationError

if TYPE_CHECKING:
    from notify_sdk._calls.guard import Guard, Target
    from notify_sdk._calls.known_templates import KnownTemplates
    from notify_sdk._calls.recipient_list import Allowed
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
        checks: How strictly requests are checked, and whom messages go to.
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
        api_key: ApiKey | None,
        base_url: str | None,
        allow_http: Iterable[str] | None,
        timeout: Timeout,
        retry: RetryPolicy,
        check: CheckLevel | Checks,
        clock: Literal["local", "server"],
        sandbox: SandboxUse,
        only_to: Iterable[Allowed] | None,
        never_to: Iterable[Allowed] | None,
        redirect_to: Target | Iterable[Target] | None,
        rate_limit: RateLimit | None,
        templates: KnownTemplates | None,
        blanks: Blanks,
    ) -> Settings:
        """Resolves the options: what was not given comes from the environment and the defaults.

        Raises:
            RequestValidationError: If an option is not valid.
        """
        __tracebackhide__ = True
        log_to_stderr_if_set()
        signer, address = signer_and_address(api_key, base_url or os.environ.get("NOTIFY_BASE_URL"), sandbox)
        guard = _guard(None, only_to, never_to, redirect_to)
        own = ClientChecks(guard=guard, templates=templates, blanks=parse_blanks(blanks))
        checks = with_check(own, check)
        url, host = address_of(address or BASE_URL, allow_http)
        return cls(
            base_url=url,
            host=host,
            signer=signer,
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
        never_to: Iterable[Allowed] | NotGiven | None,
        redirect_to: Target | Iterable[Target] | NotGiven | None,
        rate_limit: RateLimit | NotGiven | None,
        templates: KnownTemplates | NotGiven | None,
        blanks: Blanks | NotGiven,
    ) -> Settings:
        """These options with some of them changed. Whatever `check` says, it changes none of the others.

        Raises:
            RequestValidationError: If one of them is not valid.
        """
        __tracebackhide__ = True
        checks = self.checks
        if not isinstance(check, NotGiven):
            checks = with_check(checks, check)
        if not only_to is never_to is redirect_to is NOT_GIVEN:
            checks = replace(checks, guard=_guard(checks.guard, only_to, never_to, redirect_to))
        if not isinstance(templates, NotGiven):
            checks = replace(checks, templates=templates)
        if not isinstance(blanks, NotGiven):
            checks = replace(checks, blanks=parse_blanks(blanks))
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


def with_check(checks: ClientChecks, check: CheckLevel | Checks) -> ClientChecks:
    """The same with what `check` says, which is nothing of whom messages go to, `templates` and `blanks`."""
    if not isinstance(check, Checks):
        if check not in get_args(CheckLevel):
            raise RequestValidationError.of("check is not one of error, warn, off", field="check")
        check = Checks(check)
    return replace(
        checks,
        level=check.level,
        international_numbers=check.international_numbers,
        landlines=check.landlines,
        international_addresses=check.international_addresses,
        precompiled_letters=check.precompiled_letters,
    )


def _guard(
    before: Guard | None,
    only_to: Iterable[Allowed] | NotGiven | None,
    never_to: Iterable[Allowed] | NotGiven | None,
    redirect_to: Target | Iterable[Target] | NotGiven | None,
) -> Guard | None:
    """Whom messages go to: as before, but for what is given; None for everybody."""
    __tracebackhide__ = True
    if all(each is NOT_GIVEN or (each is None and before is None) for each in (only_to, never_to, redirect_to)):
        return before
    from notify_sdk._calls.guard import Guard, Redirect
    from notify_sdk._calls.recipient_list import RecipientList

    guard = before or Guard()
    if not isinstance(only_to, NotGiven):
        guard = replace(guard, only_to=None if only_to is None else RecipientList.parse(only_to, "only_to"))
    if not isinstance(never_to, NotGiven):
        guard = replace(guard, never_to=None if never_to is None else RecipientList.parse(never_to, "never_to"))
    if not isinstance(redirect_to, NotGiven):
        guard = replace(guard, redirect_to=None if redirect_to is None else Redirect.parse(redirect_to))
    guard.check()
    if isinstance(only_to, Iterable):
        logger.warning("This client sends only to the recipients in only_to")
    if isinstance(redirect_to, Iterable):
        logger.warning("This client sends every message to redirect_to, not to its recipient")
    return None if guard == Guard() else guard


def _skew(answer: Answer, now: float) -> float:
    """Seconds by which this machine's clock is ahead of the `Date` of an answer; 0 if it has none."""
    try:
        return now - parsedate_to_datetime(answer.headers["date"]).timestamp()
    except (LookupError, ValueError, OverflowError):
        return 0.0
