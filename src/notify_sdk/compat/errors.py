"""The error classes of the official client. The client of `notify_sdk.compat` raises them from this package's own errors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Protocol, cast

from notify_sdk import errors
from notify_sdk._client.failures import httpx_response
from notify_sdk._wire import Answer
from notify_sdk.errors import ClientClosedError, InvalidResponseError, NotifyError, TransportError

__all__ = [
    "REQUEST_ERROR_MESSAGE",
    "REQUEST_ERROR_STATUS_CODE",
    "APIError",
    "ErrorResponse",
    "HTTP503Error",
    "HTTPError",
    "InvalidResponse",
    "TokenAlgorithmError",
    "TokenDecodeError",
    "TokenError",
    "TokenExpiredError",
    "TokenIssuedAtError",
    "TokenIssuerError",
]

REQUEST_ERROR_STATUS_CODE: int = 503
REQUEST_ERROR_MESSAGE: str = "Request failed"

_FACTS = {"error", "args"}
"""The keys of the dict from which an error of the client can be made again."""


class ErrorResponse(Protocol):
    """What can be read of the response of an error. Those of httpx and of requests have it."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        ...

    @property
    def text(self) -> str:
        """The body as text."""
        ...

    def json(self) -> Any:
        """The body as JSON; raises ValueError if it is none."""
        ...


class APIError(Exception):
    """The base of the errors of a call.

    Args:
        response: The answer. The client passes the error of its own that this one is raised for.
        message: What to say if the answer says nothing.

    Attributes:
        response: The answer of Notify, or the one that it would have given if the local check refused the request; None
            if no answer came.
    """

    response: ErrorResponse | None

    def __init__(
        self, response: ErrorResponse | NotifyError | dict[str, Any] | None = None, message: str | None = None
    ) -> None:
        __tracebackhide__ = True
        self.args: tuple[object, ...] = (response, message)
        self._message = message
        self._typed: NotifyError | None = None
        if isinstance(response, dict) and response.keys() == _FACTS:
            response = _from_facts(response)
        if isinstance(response, NotifyError):
            self._typed = response
            response = _response(response)
            if isinstance(self, InvalidResponse):
                self._message = str(self._typed)
            # plain values, from which Celery's result backends make the error again
            self.args = ({"error": type(self._typed).__name__, "args": list(self._typed.args)},)
        self.response = cast("ErrorResponse | None", response)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), self.args

    def __repr__(self) -> str:
        return super().__repr__() if self._typed is None else f"{type(self).__name__}({self._typed!r})"

    def __str__(self) -> str:
        __tracebackhide__ = True
        return f"{self.status_code} - {self.message}"

    @property
    def status_code(self) -> int:
        """The HTTP status; 503 if no answer came."""
        return getattr(self.response, "status_code", REQUEST_ERROR_STATUS_CODE)

    @property
    def message(self) -> Any:
        """The errors in Notify's answer, as a list of dicts with `error` and `message`; else a text.

        It is `Any`: with a union of the two, `error.message[0]["error"]` would be an error in every checker.
        """
        __tracebackhide__ = True
        try:
            body: object = self.response.json() if self.response is not None else None
        except (ValueError, RecursionError, AttributeError, TypeError):  # tests pass all kinds of responses
            body = None
        if isinstance(body, Mapping):
            found = cast("Mapping[str, object]", body)
            said = found.get("message", found.get("errors"))
            if said is not None:
                return said
        return self._message or REQUEST_ERROR_MESSAGE

    @property
    def typed(self) -> NotifyError | None:
        """The error as this package's own client raises it; None if this one was made by anything but the client.

        Unlike `__cause__`, it stays when the error is pickled.
        """
        return self._typed

    @property
    def outcome_unknown(self) -> bool:
        """Whether the message may have been sent all the same: check before you send it again."""
        return self._typed is not None and self._typed.outcome_unknown


class HTTPError(APIError):
    """Notify refused the request, or would have; or its answer came from a proxy or a gateway."""


class HTTP503Error(HTTPError):
    """The answer has status 503, or none came. `outcome_unknown` says whether the message may have been sent."""


class InvalidResponse(APIError):  # noqa: N818 - the official name
    """The answer has a status of success, and is not one of Notify's."""


class TokenError(Exception):
    """The base of the errors for tokens. They come from code that checks tokens: no client raises one."""

    def __init__(self, message: str | None = None, token: Mapping[str, Any] | None = None) -> None:
        self.message: str = message or "The token is not valid"
        self.token: Mapping[str, Any] | None = token


class TokenExpiredError(TokenError):
    """The token is too old, or from the future."""


class TokenAlgorithmError(TokenError):
    """The token is not signed with HS256."""

    def __init__(self) -> None:
        super().__init__("The token is not signed with HS256")


class TokenDecodeError(TokenError):
    """The token can't be read."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or "The token can't be read")


class TokenIssuerError(TokenDecodeError):
    """The token does not say who made it."""

    def __init__(self) -> None:
        super().__init__("The token has no iss")


class TokenIssuedAtError(TokenDecodeError):
    """The token does not say when it was made."""

    def __init__(self) -> None:
        super().__init__("The token has no iat")


class OfficialErrors:
    """A context in which errors of this package are raised as the official classes, with the original as the cause."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # a closed client is a mistake of the program, for which there is no official class
        if isinstance(error, NotifyError) and not isinstance(error, ClientClosedError):
            raise official_error(error) from error


def official_error(error: NotifyError) -> APIError:
    """The error of the official client for one of this package."""
    if isinstance(error, TransportError):
        return HTTP503Error(error)
    status = error.status_code
    if status is None or status < 400:
        return InvalidResponse(error)
    return HTTP503Error(error) if status == REQUEST_ERROR_STATUS_CODE else HTTPError(error)


def _response(error: NotifyError) -> ErrorResponse | None:
    """The answer that an error is about; made again where it was not kept."""
    __tracebackhide__ = True
    if isinstance(error, errors.HTTPError):
        body = {"status_code": error.status_code, "errors": error.message}
        return error.response or _made(error.status_code, json.dumps(body).encode())
    if isinstance(error, InvalidResponseError) and error.status_code is not None:
        return _made(error.status_code, error.body)
    return None


def _made(status: int, body: bytes) -> ErrorResponse:
    __tracebackhide__ = True
    return httpx_response(Answer(status, {}, body))


def _from_facts(facts: Mapping[str, Any]) -> NotifyError:
    __tracebackhide__ = True
    kind: type[NotifyError] = getattr(errors, facts["error"])
    return kind(*facts["args"])
