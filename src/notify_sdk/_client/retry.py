"""The retry policy: what is retried, when, and why. Pure: no clock, no sleep, no network.

| what happened                        | a read, a list, a preview | a send                          |
|--------------------------------------|---------------------------|---------------------------------|
| no connection was made               | retry                     | retry: nothing was sent         |
| `RateLimitError`                     | wait, retry               | wait, retry: nothing was done   |
| no answer after the request was sent | retry                     | stop: outcome unknown           |
| an answer that is not Notify's       | retry                     | stop: outcome unknown           |
| `ServerError` (5xx)                  | retry                     | stop: outcome unknown           |
| `TooManyRequestsError`               | stop                      | stop: it lasts until midnight   |
| any other refusal                    | stop                      | stop: it would be refused again |

Notify has no idempotency key, so a send that is retried after it may have been done could reach a
citizen twice. With `reconcile` a send that stops here as unknown is looked up first; when it is certainly
not there, the send did not happen, so it is safe to retry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from notify_sdk._lazy import set_module
from notify_sdk.errors import NotifyError, PDFNotReadyError, RateLimitError, RequestValidationError

_MAX_SECONDS = 1_000_000_000
"""Some thirty years: more than any wait, and a number that every clock of the system takes."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often, and for how long, a call is retried where that is safe.

    The pause before attempt n+1 is drawn at random between 0 and `first_pause * 2**(n-1)` seconds, at
    most `longest_pause`. After a `RateLimitError` it starts from `rate_limit_pause` instead, and is drawn
    from the upper half: Notify counts what it refuses, too.

    Attributes:
        attempts: How often a call is made at most, the first time included.
        first_pause: Seconds; the longest that the first pause may be.
        longest_pause: Seconds; the longest that any pause may be.
        rate_limit_pause: Seconds; the longest that the first pause after a `RateLimitError` may be.
        total_seconds: No retry starts later than this after the first attempt began.
        reconcile: After a send whose outcome is unknown, look the message up by its reference: return it
            if it is there; if it is not, retry the send as if no connection had been made. A send without a
            reference is given one. Under your own reference a message must match in everything that Notify
            shows, otherwise the outcome stays unknown: see `docs/reliability.md`.
        reconcile_seconds: How long to look for it before it counts as not sent: longer than Notify may be
            at work on one request.
        unique_references: Whether each of your references is given to one message only, by anybody. What is found
            under it then is that message, as it is with a reference that the client made.

    Raises:
        RequestValidationError: If an option has no valid value; `field` of its `errors` names it.
    """

    attempts: int = 4
    first_pause: float = 0.5
    longest_pause: float = 30.0
    rate_limit_pause: float = 5.0
    total_seconds: float = 240.0
    reconcile: bool = False
    reconcile_seconds: float = 45.0
    unique_references: bool = False

    def __post_init__(self) -> None:
        attempts: object = self.attempts
        if not isinstance(attempts, int) or isinstance(attempts, bool) or attempts < 1:
            raise _refused("attempts", "is not a whole number from 1")
        for switch in ("reconcile", "unique_references"):
            if not isinstance(getattr(self, switch), bool):
                raise _refused(switch, "is not True or False")
        for name in _SECONDS:
            if not _is_wait(getattr(self, name)):
                raise _refused(name, f"is not a number of seconds from 0 to {_MAX_SECONDS:,}")

    @classmethod
    def none(cls) -> Self:
        """A policy with one attempt and no retries."""
        return cls(attempts=1)

    def pause(self, error: NotifyError, *, attempt: int, elapsed: float) -> tuple[float, float] | None:
        """The bounds of the pause before the next attempt.

        Args:
            error: The error of this attempt; its `retryable` and `outcome_unknown` count.
            attempt: Which attempt it was, counting from 1.
            elapsed: Seconds since the first attempt began.

        Returns:
            The shortest and the longest that the pause may be, in seconds; None if there is no further attempt.
        """
        if attempt >= self.attempts or not repeatable(error):
            return None
        limited = isinstance(error, RateLimitError)
        first = self.rate_limit_pause if limited else self.first_pause
        longest = min(first * 2.0 ** min(attempt - 1, 99), self.longest_pause)
        if elapsed + longest > self.total_seconds:
            return None
        return (longest / 2 if limited else 0.0), longest


def repeatable(error: NotifyError) -> bool:
    """Whether the call that ended with `error` may be retried, by the table above."""
    # to wait for a PDF is up to the caller: it takes longer than any pause of a policy
    return error.retryable and not isinstance(error, PDFNotReadyError)


def mark_outcome(error: NotifyError, *, sends: bool, reference: str | None) -> None:
    """Records on an error whether the message may have been sent, and under which reference.

    The class of the error says whether its request may have been carried out; only a send makes a message.
    """
    __tracebackhide__ = True
    error.outcome_unknown = sends and error.outcome_unknown
    error.reference = reference if error.outcome_unknown else None


_SECONDS = ("first_pause", "longest_pause", "rate_limit_pause", "total_seconds", "reconcile_seconds")


def _is_wait(seconds: object) -> bool:
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        return False
    return 0 <= seconds <= _MAX_SECONDS  # not so for NaN


def _refused(name: str, why: str) -> RequestValidationError:
    return RequestValidationError.of(f"{name} {why}", field=name)


set_module("notify_sdk", globals(), ("RetryPolicy",))
