"""What an error means for its message, and for all the others. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias
from uuid import UUID

from notify_sdk.errors import (
    AuthError,
    ClientClosedError,
    HTTPError,
    NoConnectionError,
    NotifyError,
    RateLimitError,
    TooManyRequestsError,
)
from notify_sdk.outbox.events import NotSent, Refused, Unclear

Effect: TypeAlias = Literal["none", "pause", "pause kind", "no connection", "stop"]
"""What an error means for others: nothing; a rate limit or daily limit was reached; Notify can't be reached; the
fault is the service's or the key's, so that every message would fail."""

_SUMMARY_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an error means.

    Attributes:
        event: For the message.
        effect: For the others.
    """

    event: Refused | NotSent | Unclear
    effect: Effect = "none"


def verdict(claim: UUID, error: NotifyError, *, late: bool) -> Verdict:
    """What an error means.

    Args:
        claim: The claim of the message whose request ended with it.
        error: Its `outcome_unknown` says whether the message may have been sent.
        late: Whether its token was too old by then to be accepted.
    """
    code, summary = code_of(error), str(error)[:_SUMMARY_LENGTH]
    if error.outcome_unknown:
        return Verdict(Unclear(claim, code, summary))
    back = NotSent(claim, code, summary)
    match error:
        case AuthError():
            return Verdict(back, "none" if late else "stop")
        case RateLimitError():
            return Verdict(back, "pause")
        case TooManyRequestsError():
            return Verdict(back, "pause kind")
        case NoConnectionError():
            return Verdict(back, "no connection")
        case ClientClosedError():
            return Verdict(back, "stop")
        case HTTPError():
            return Verdict(back, "stop") if code == "no_such_address" else Verdict(Refused(claim, code, summary))
        case _:
            return Verdict(Unclear(claim, code, summary))


def code_of(error: NotifyError) -> str:
    """The most specific stable code of an error."""
    return next((detail.code for detail in error.errors if detail.code), None) or error.code
