"""Everything that can go wrong, as one tree.

    NotifyError
    ├── RequestValidationError (also a ValueError)   the local check refused it; nothing was sent
    ├── TransportError                               no answer came back
    ├── ClientClosedError (also a RuntimeError)      the client was closed; nothing was sent
    ├── InvalidResponseError                         an answer came back that is not Notify's
    ├── WaitTimeoutError (also a TimeoutError)       a message did not reach its last status in time
    └── HTTPError                                    Notify answered with an error
        ├── BadRequestError                          the request can't be done as it is
        ├── ValidationError                          the body, the address or a filter is wrong
        ├── AuthError                                the API key or the token was refused
        │   └── ClockError                           ... because this machine's clock is wrong
        ├── NoResultFound                            there is no such message or template
        ├── RateLimitError                           too many requests this minute: wait, then repeat
        ├── TooManyRequestsError                     the day's limit is used up: repeating won't help
        ├── PDFNotReadyError                         the letter's PDF is still being made
        └── ServerError                              Notify failed (5xx)

No error holds the API key, the token or the request that was made, and each of them can be pickled.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import httpx

__all__ = [
    "AuthError",
    "BadRequestError",
    "ClientClosedError",
    "ClockError",
    "ErrorDetail",
    "HTTPError",
    "InvalidResponseError",
    "NoResultFound",
    "NotifyError",
    "PDFNotReadyError",
    "RateLimitError",
    "RequestValidationError",
    "ServerError",
    "TooManyRequestsError",
    "TransportError",
    "ValidationError",
    "WaitTimeoutError",
]


_QUOTING = re.compile(r"(?!Cannot create )(.*)( is too long| is not of type [a-z, ]+)", re.DOTALL)
"""Notify's messages that quote a value, and what they say of it. The one about QR codes quotes nothing."""


@dataclass(frozen=True, slots=True)
class ErrorDetail:
    """One thing that is wrong with a request.

    Attributes:
        error: The kind of error, such as `"ValidationError"`. Notify does not change it; decide by it.
        message: What is wrong, in Notify's own words. It may quote a value of the request, so the
            `repr` of this object and the `str` of the errors show `summary` instead.
        hint: What to change, in plain English, where the local check knows; else None.
    """

    error: str
    message: str = field(repr=False)
    hint: str | None = None

    @property
    def summary(self) -> str:
        """The message without the value that it quotes, fit for a log."""
        found = _QUOTING.fullmatch(self.message)
        if not found:
            return self.message
        name, space, _ = found[1].partition(" ")
        return (name if space and name.isidentifier() else "the value") + found[2]

    def __str__(self) -> str:
        return f"{self.error}: {self.summary}" + (f" ({self.hint})" if self.hint else "")

    def __repr__(self) -> str:
        return f"ErrorDetail(error={self.error!r}, message={self.summary!r}, hint={self.hint!r})"

    def __reduce__(self) -> tuple[type[ErrorDetail], tuple[str, str, str | None]]:
        kept = self.summary
        if kept != self.message:  # what stands in the place of the value lets the summary stay as it is
            name, _, verdict = kept.removeprefix("the value").partition(" ")
            kept = f"{name} … {verdict}".lstrip()
        return ErrorDetail, (self.error, kept, self.hint)


class NotifyError(Exception):
    """The base of every error that this package raises for a call.

    Attributes:
        outcome_unknown: True when the message may have been sent all the same: no answer came after
            the request had left, the answer could not be read, or Notify failed on a send.
        reference: The reference to look for when `outcome_unknown` is true; None if the call had none.
    """

    outcome_unknown: bool = False
    reference: str | None = None

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (type(self), self._arguments(), self.outcome_unknown, self.reference)

    def _arguments(self) -> tuple[object, ...]:
        return self.args


def _restore(
    kind: type[NotifyError], arguments: tuple[object, ...], outcome_unknown: bool, reference: str | None
) -> NotifyError:
    error = kind(*arguments)
    error.outcome_unknown = outcome_unknown
    error.reference = reference
    return error


class RequestValidationError(NotifyError, ValueError):
    """The local check refused the request. Nothing was sent.

    Attributes:
        errors: Everything that is wrong, in Notify's own words and in the order in which Notify checks.
    """

    def __init__(self, errors: Sequence[ErrorDetail]) -> None:
        super().__init__(errors)
        self.errors: list[ErrorDetail] = list(errors)

    def _arguments(self) -> tuple[object, ...]:
        return (self.errors,)

    def __str__(self) -> str:
        return "; ".join(map(str, self.errors))

    def __repr__(self) -> str:
        return f"RequestValidationError({self.errors!r})"

    @classmethod
    def of(cls, message: str, hint: str | None = None) -> Self:
        """Makes the error for one thing that is wrong."""
        return cls([ErrorDetail("ValidationError", message, hint)])


class TransportError(NotifyError):
    """No answer came back: no connection, a connection that broke, or a time-out.

    What happened underneath is the `__cause__`.
    """


class ClientClosedError(NotifyError, RuntimeError):
    """The client takes no more calls. Nothing was sent."""

    def __init__(self, message: str = "this client is closed: make a new one") -> None:
        super().__init__(message)


class InvalidResponseError(NotifyError):
    """An answer came back that is not one of Notify's.

    Attributes:
        status_code: The HTTP status of the answer.
        body: The answer as it came. It may hold personal data, so it is in no `str`, `repr` or pickle.
    """

    def __init__(self, message: str, status_code: int, body: bytes = b"") -> None:
        super().__init__(message)
        self.status_code = status_code
        self.body = body

    def _arguments(self) -> tuple[object, ...]:
        return (str(self), self.status_code)


class WaitTimeoutError(NotifyError, TimeoutError):
    """A message has not reached its last status in the time that was given. It may still do so.

    Attributes:
        status: The status that it had when last seen.
    """

    def __init__(self, message: str, status: str) -> None:
        super().__init__(message)
        self.status = status

    def _arguments(self) -> tuple[object, ...]:
        return (str(self), self.status)


class HTTPError(NotifyError):
    """Notify answered with an error.

    Attributes:
        status_code: The HTTP status of the answer.
        errors: Everything that is wrong, in the order in which Notify checks. Decide by `error`, never
            by `message`, which may change.
        response: The answer, without the request that it answers. None after unpickling.
    """

    def __init__(self, status_code: int, errors: Sequence[ErrorDetail], response: httpx.Response | None = None) -> None:
        super().__init__(status_code, errors)
        self.status_code = status_code
        self.errors: list[ErrorDetail] = list(errors)
        self.response = response

    @property
    def message(self) -> list[dict[str, str]]:
        """The errors as Notify wrote them: a list of dicts with `error` and `message`."""
        return [{"error": detail.error, "message": detail.message} for detail in self.errors]

    def _arguments(self) -> tuple[object, ...]:
        return (self.status_code, self.errors)

    def __str__(self) -> str:
        return f"{self.status_code} " + "; ".join(map(str, self.errors))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.status_code}, {self.errors!r})"


class BadRequestError(HTTPError):
    """The request can't be done as it is: missing personalisation, a recipient outside the team, ..."""


class ValidationError(HTTPError):
    """A field of the body, the address of a letter or a filter is wrong."""


class AuthError(HTTPError):
    """The API key or the token was refused."""


class ClockError(AuthError):
    """The token was refused because this machine's clock is more than 30 seconds wrong.

    Attributes:
        skew: How far this machine's clock is ahead of Notify's; negative when it is behind.
    """

    def __init__(
        self,
        status_code: int,
        errors: Sequence[ErrorDetail],
        response: httpx.Response | None = None,
        skew: timedelta = timedelta(0),
    ) -> None:
        super().__init__(status_code, errors, response)
        self.skew = skew

    def _arguments(self) -> tuple[object, ...]:
        return (self.status_code, self.errors, None, self.skew)

    def __str__(self) -> str:
        seconds = self.skew.total_seconds()
        way = "ahead of" if seconds > 0 else "behind"
        return f"{super().__str__()} (this machine's clock is {abs(seconds):.0f} seconds {way} Notify's)"


class NoResultFound(HTTPError):  # noqa: N818 - the documented name
    """There is no such message or template, or it is another service's."""


class RateLimitError(HTTPError):
    """Too many requests within a minute. Waiting and repeating helps."""


class TooManyRequestsError(HTTPError):
    """The service's limit for the day is used up. Repeating does not help before midnight."""


class PDFNotReadyError(HTTPError):
    """The letter's PDF is still being made. Asking again later helps."""


class ServerError(HTTPError):
    """Notify failed, or something between you and Notify did (any status from 500)."""
