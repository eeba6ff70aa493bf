"""A typed client for GOV.UK Notify, and a sandbox that answers as Notify does.

    >>> from notify_sdk.sandbox import Sandbox
    >>> client = Sandbox().client()

Everything here is imported when it is first used, so that `import notify_sdk` costs next to nothing.
"""

from __future__ import annotations

from notify_sdk._lazy import lazy_exports
from notify_sdk._version import __version__

TYPE_CHECKING: bool = False  # checkers take it for true; importing `typing` for it would be most of this import's cost

if TYPE_CHECKING:
    from notify_sdk import models
    from notify_sdk._calls.readers import UnrecognisedWarning
    from notify_sdk._calls.references import reference_for
    from notify_sdk._client.retry import RetryPolicy
    from notify_sdk._transport.in_process import SandboxWarning
    from notify_sdk._validation.checks import Checks, CheckWarning
    from notify_sdk.async_client import AsyncNotificationsAPIClient
    from notify_sdk.client import NotificationsAPIClient
    from notify_sdk.errors import (
        SAFE_TO_REPEAT,
        AuthError,
        BadRequestError,
        ClientClosedError,
        ClockError,
        ErrorDetail,
        HTTPError,
        InvalidResponseError,
        NoAnswerError,
        NoConnectionError,
        NoResultFound,
        NotifyError,
        PDFNotReadyError,
        RateLimitError,
        RequestValidationError,
        ServerError,
        TooManyRequestsError,
        TransportError,
        UnreadFieldError,
        ValidationError,
        WaitTimeoutError,
    )
    from notify_sdk.models import LetterAddress
    from notify_sdk.payloads import check_payload
    from notify_sdk.rate_limit import RateLimit
    from notify_sdk.schemas import schema
    from notify_sdk.uploads import prepare_upload

_MODULES = {
    "SAFE_TO_REPEAT": ".errors",
    "AsyncNotificationsAPIClient": ".async_client",
    "AuthError": ".errors",
    "BadRequestError": ".errors",
    "CheckWarning": "._validation.checks",
    "Checks": "._validation.checks",
    "ClientClosedError": ".errors",
    "ClockError": ".errors",
    "ErrorDetail": ".errors",
    "HTTPError": ".errors",
    "InvalidResponseError": ".errors",
    "LetterAddress": ".models",
    "NoAnswerError": ".errors",
    "NoConnectionError": ".errors",
    "NoResultFound": ".errors",
    "NotificationsAPIClient": ".client",
    "NotifyError": ".errors",
    "PDFNotReadyError": ".errors",
    "RateLimit": ".rate_limit",
    "RateLimitError": ".errors",
    "RequestValidationError": ".errors",
    "RetryPolicy": "._client.retry",
    "SandboxWarning": "._transport.in_process",
    "ServerError": ".errors",
    "TooManyRequestsError": ".errors",
    "TransportError": ".errors",
    "UnreadFieldError": ".errors",
    "UnrecognisedWarning": "._calls.readers",
    "ValidationError": ".errors",
    "WaitTimeoutError": ".errors",
    "check_payload": ".payloads",
    "models": "",
    "prepare_upload": ".uploads",
    "reference_for": "._calls.references",
    "schema": ".schemas",
}

__all__ = [
    "SAFE_TO_REPEAT",
    "AsyncNotificationsAPIClient",
    "AuthError",
    "BadRequestError",
    "CheckWarning",
    "Checks",
    "ClientClosedError",
    "ClockError",
    "ErrorDetail",
    "HTTPError",
    "InvalidResponseError",
    "LetterAddress",
    "NoAnswerError",
    "NoConnectionError",
    "NoResultFound",
    "NotificationsAPIClient",
    "NotifyError",
    "PDFNotReadyError",
    "RateLimit",
    "RateLimitError",
    "RequestValidationError",
    "RetryPolicy",
    "SandboxWarning",
    "ServerError",
    "TooManyRequestsError",
    "TransportError",
    "UnreadFieldError",
    "UnrecognisedWarning",
    "ValidationError",
    "WaitTimeoutError",
    "__version__",
    "check_payload",
    "models",
    "prepare_upload",
    "reference_for",
    "schema",
]


if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_exports(__name__, _MODULES)
