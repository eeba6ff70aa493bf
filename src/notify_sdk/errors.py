"""The errors of this package, as one tree.

    NotifyError
    ├── HTTPError                                    Notify answered with an error, or would have
    │   ├── RequestValidationError (also ValueError) the local check refused it; nothing was sent
    │   ├── BadRequestError                          the request can't be done as it is
    │   ├── ValidationError                          the body, the address or a filter is wrong
    │   ├── AuthError                                the API key or the token was refused
    │   │   └── ClockError                           ... because this machine's clock is wrong
    │   ├── NoResultFound                            there is no such message or template
    │   ├── RateLimitError                           too many requests this minute: wait, then repeat
    │   ├── TooManyRequestsError                     the day's limit is used up: repeating won't help
    │   ├── PDFNotReadyError                         the letter's PDF is still being made
    │   └── ServerError                              Notify failed (5xx)
    ├── TransportError                               no answer came back
    │   ├── NoConnectionError                        nothing was sent: safe to repeat
    │   └── NoAnswerError                            it may have been sent
    ├── ClientClosedError (also RuntimeError)        the client was closed; nothing was sent
    ├── InvalidResponseError                         an answer came back that is not Notify's
    │   └── UnreadFieldError (also AttributeError)   a field is read that the answer does not have
    └── WaitTimeoutError (also TimeoutError)         a message did not reach its final status in time

No error holds the API key, the token or the request that was made. `args` hold plain JSON values from which an
error is made again: one that is stored as class and `args`, as by Celery's result backends, stays complete.
`docs/errors.md` has the attributes, the codes and what to give to `autoretry_for=`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from notify_sdk._error_detail import Details, ErrorDetail, plain_details, read_details
from notify_sdk._lazy import set_module

if TYPE_CHECKING:
    import httpx

__all__ = [
    "SAFE_TO_REPEAT",
    "AuthError",
    "BadRequestError",
    "ClientClosedError",
    "ClockError",
    "ErrorDetail",
    "HTTPError",
    "InvalidResponseError",
    "NoAnswerError",
    "NoConnectionError",
    "NoResultFound",
    "NotifyError",
    "PDFNotReadyError",
    "RateLimitError",
    "RequestValidationError",
    "ServerError",
    "TooManyRequestsError",
    "TransportError",
    "UnreadFieldError",
    "ValidationError",
    "WaitTimeoutError",
]


class NotifyError(Exception):
    """The base of every error that this package raises for a call.

    Attributes:
        code: A stable code for the class of error: `"rate_limit"`, `"no_answer"`.
        outcome_unknown: True when the message may have been sent all the same: no answer came after the request had
            left, an answer came that is not Notify's, or Notify failed on a send.
        reference: The reference to look for when `outcome_unknown` is true; None if the call had none.
        request_id: The id under which Notify has logged the request: its support can search for it. None if no answer
            named one.
    """

    code: ClassVar[str] = "error"
    outcome_unknown: bool
    reference: str | None
    request_id: str | None
    _unknown_by_default: ClassVar[bool] = False
    _may_work_later: ClassVar[bool] = False
    _default_text: ClassVar[str] = ""

    def __init__(
        self,
        text: str = "",
        hint: str | None = None,
        outcome_unknown: bool | None = None,
        reference: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__()
        self._text = text or self._default_text
        self._hint = hint
        unknown = self._unknown_by_default if outcome_unknown is None else outcome_unknown
        vars(self).update(outcome_unknown=unknown, reference=reference, request_id=request_id)
        self._set_args()

    def __setattr__(self, name: str, value: object) -> None:
        __tracebackhide__ = True
        super().__setattr__(name, value)
        if name in {"outcome_unknown", "reference", "request_id"}:  # what may change of the `args`
            self._set_args()

    @property
    def status_code(self) -> int | None:
        """The HTTP status of the answer; None if no answer came."""
        return None

    @property
    def errors(self) -> list[ErrorDetail]:
        """Everything that is wrong, in the order in which Notify checks; empty if Notify named nothing."""
        return []

    @property
    def message(self) -> list[dict[str, str]]:
        """The errors as Notify writes them: a list of dicts with `error` and `message`."""
        return [{"error": detail.error, "message": detail.message} for detail in self.errors]

    @property
    def hint(self) -> str | None:
        """What to do about it, in plain English, where that is known; else None."""
        return self._hint

    @property
    def retryable(self) -> bool:
        """Whether nothing was done and the same call may work later."""
        return self._may_work_later and not self.outcome_unknown

    def _set_args(self) -> None:
        known = () if self.request_id is None else (self.request_id,)
        self.args: tuple[object, ...] = (*self._facts(), self.outcome_unknown, self.reference, *known)

    def _facts(self) -> tuple[object, ...]:
        """The first arguments that make this error again: plain values without personal data."""
        return self._text, self._hint

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), self.args

    def __str__(self) -> str:
        return self._text + (f" ({self._hint})" if self._hint else "")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._text!r})"


class TransportError(NotifyError):
    """No answer came back: no connection, a connection that broke, or a timeout.

    The `__cause__` is the error of the HTTP library or the operating system. The client raises one of the two
    subclasses: `NoConnectionError` or `NoAnswerError`.
    """

    code = "transport_error"
    _unknown_by_default = True
    _may_work_later = True


class NoConnectionError(TransportError):
    """No connection was made. Nothing was sent, so the call can be made again."""

    code = "no_connection"
    _unknown_by_default = False


class NoAnswerError(TransportError):
    """The request was sent, and no whole answer came back. The message may have been sent: see `outcome_unknown`."""

    code = "no_answer"


class ClientClosedError(NotifyError, RuntimeError):
    """The client takes no more calls. Nothing was sent."""

    code = "client_closed"
    _default_text = "this client is closed: make a new one"


class InvalidResponseError(NotifyError):
    """An answer came back that is not one of Notify's: it says nothing about the message.

    Attributes:
        body: The answer as it came. It may hold personal data, so it is in no `str`, `repr`, `args` or pickle.
    """

    code = "invalid_response"
    _unknown_by_default = True
    _may_work_later = True

    def __init__(
        self,
        text: str,
        status_code: int | None = None,
        body: bytes | None = None,
        hint: str | None = None,
        outcome_unknown: bool | None = None,
        reference: str | None = None,
        request_id: str | None = None,
    ) -> None:
        self._status_code = status_code
        self.body: bytes = body or b""
        super().__init__(text, hint, outcome_unknown, reference, request_id)

    @property
    def status_code(self) -> int | None:
        """The HTTP status of the answer."""
        return self._status_code

    def _facts(self) -> tuple[object, ...]:
        return self._text, self._status_code, None, self._hint


class UnreadFieldError(InvalidResponseError, AttributeError):
    """A field was read that is missing from an answer, or is not as documented. The rest of the answer can be read."""

    code = "unread_field"
    _unknown_by_default = False
    _may_work_later = False


class WaitTimeoutError(NotifyError, TimeoutError):
    """A message did not reach its final status within the given time. It may still do so.

    Attributes:
        status: The status that it had when last seen.
    """

    code = "wait_timeout"

    def __init__(
        self,
        text: str,
        status: str = "",
        outcome_unknown: bool | None = None,
        reference: str | None = None,
        request_id: str | None = None,
    ) -> None:
        self.status: str = status
        super().__init__(text, None, outcome_unknown, reference, request_id)

    def _facts(self) -> tuple[object, ...]:
        return self._text, self.status


class HTTPError(NotifyError):
    """Notify answered with an error, or would have: see `RequestValidationError`.

    Decide by the class, or by `error` of the `errors`; never by `message`, which may change.

    Attributes:
        response: The answer, without the request that it answers. None if no answer came, and in an error
            that was copied, pickled or carried as JSON.
    """

    code = "refused"

    def __init__(
        self,
        status_code: int,
        errors: Details,
        response: httpx.Response | None = None,
        outcome_unknown: bool | None = None,
        reference: str | None = None,
        request_id: str | None = None,
    ) -> None:
        self._status_code = status_code
        self._errors = read_details(errors, type(self).__name__)
        self.response: httpx.Response | None = response
        super().__init__(outcome_unknown=outcome_unknown, reference=reference, request_id=request_id)

    @property
    def status_code(self) -> int:
        """The HTTP status of the answer."""
        return self._status_code

    @property
    def errors(self) -> list[ErrorDetail]:
        """Everything that is wrong, in the order in which Notify checks."""
        return self._errors

    @property
    def hint(self) -> str | None:
        """What to do about it, in plain English, where that is known; else None."""
        return next((detail.hint for detail in self._errors if detail.hint), None)

    def _facts(self) -> tuple[object, ...]:
        return self._status_code, plain_details(self._errors), None

    def __str__(self) -> str:
        return f"{self._status_code} " + "; ".join(map(str, self._errors))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._status_code}, {self._errors!r})"


class RequestValidationError(HTTPError, ValueError):
    """The local check refused the request. Nothing was sent.

    It is what Notify would have answered: status 400, and everything that is wrong in Notify's own words and in the
    order in which Notify checks. `response` is None.
    """

    code = "invalid_request"

    def __init__(
        self,
        errors: Details,
        outcome_unknown: bool | None = None,
        reference: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(400, errors, None, outcome_unknown, reference, request_id)

    def _facts(self) -> tuple[object, ...]:
        return (plain_details(self._errors),)

    def __str__(self) -> str:
        return "; ".join(map(str, self._errors))

    def __repr__(self) -> str:
        return f"RequestValidationError({self._errors!r})"

    @classmethod
    def of(
        cls, message: str, hint: str | None = None, *, code: str = "invalid_option", field: str | None = None
    ) -> Self:
        """The error for one thing that is wrong.

        Args:
            message: What is wrong, beginning with the name of the argument or option.
            hint: What to change, if that is known.
            code: Which rule was broken.
            field: The name of the argument or option.
        """
        return cls([ErrorDetail("ValidationError", message, hint, code, field)])


class BadRequestError(HTTPError):
    """The request can't be done as it is, such as for missing personalisation or a recipient outside the team."""

    code = "bad_request"


class ValidationError(HTTPError):
    """A field of the body, the address of a letter or a filter is wrong."""

    code = "validation_error"


class AuthError(HTTPError):
    """The API key or the token was refused."""

    code = "not_authorised"


class ClockError(AuthError):
    """The token was refused because this machine's clock is more than 30 seconds wrong.

    Attributes:
        skew: How far this machine's clock is ahead of Notify's; negative when it is behind.
    """

    code = "wrong_clock"

    def __init__(
        self,
        status_code: int,
        errors: Details,
        response: httpx.Response | None = None,
        skew: timedelta | float = 0.0,
        outcome_unknown: bool | None = None,
        reference: str | None = None,
        request_id: str | None = None,
    ) -> None:
        seconds = skew.total_seconds() if isinstance(skew, timedelta) else skew
        self.skew: timedelta = timedelta(seconds=seconds)
        super().__init__(status_code, errors, response, outcome_unknown, reference, request_id)

    def _facts(self) -> tuple[object, ...]:
        return *super()._facts(), self.skew.total_seconds()

    def __str__(self) -> str:
        seconds = self.skew.total_seconds()
        way = "ahead of" if seconds > 0 else "behind"
        return f"{super().__str__()} (this machine's clock is {abs(seconds):.0f} seconds {way} Notify's)"


class NoResultFound(HTTPError):  # noqa: N818 - the documented name
    """There is no such message or template, or it is another service's."""

    code = "not_found"


class RateLimitError(HTTPError):
    """Too many requests within a minute. Nothing was done; the call can be made again after a pause."""

    code = "rate_limit"
    _may_work_later = True


class TooManyRequestsError(HTTPError):
    """The service's daily limit is used up. Retrying does not help before midnight."""

    code = "daily_limit"


class PDFNotReadyError(HTTPError):
    """The letter's PDF is still being made. It can be read later."""

    code = "pdf_not_ready"
    _may_work_later = True


class ServerError(HTTPError):
    """Notify failed: it answered with a status of 500 or more."""

    code = "server_error"
    _unknown_by_default = True
    _may_work_later = True


SAFE_TO_REPEAT: tuple[type[NotifyError], ...] = (NoConnectionError, RateLimitError)
"""The errors after which nothing was done, whatever the call was, and the call may work later.

For tools that retry by class: Celery's `autoretry_for=`, tenacity, stamina, backoff.
"""


set_module("notify_sdk", globals(), set(__all__) - {"ErrorDetail", "SAFE_TO_REPEAT"})
