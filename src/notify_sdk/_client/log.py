"""The log of a call: one line for each attempt, without personal data at any level."""

from __future__ import annotations

import logging
import os
from typing import Literal, TypeAlias

from notify_sdk._calls.operations import Operation
from notify_sdk.errors import HTTPError, NotifyError, RequestValidationError

logger = logging.getLogger("notify_sdk")
logger.addHandler(logging.NullHandler())

Outcome: TypeAlias = Literal["sent", "not_sent", "unknown"]
"""Whether a message was sent."""

_VARIABLE = "NOTIFY_LOG"
_LEVELS = {"info": logging.INFO, "debug": logging.DEBUG}
_stderr = logging.StreamHandler()
_stderr.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))


def log_to_stderr_if_set() -> None:
    """Logs to stderr if the environment variable `NOTIFY_LOG` is set to `info` or `debug`.

    Raises:
        RequestValidationError: If it is set to anything else.
    """
    level = os.environ.get(_VARIABLE, "").strip().lower()
    if not level:
        return
    if level not in _LEVELS:
        raise RequestValidationError.of(f"{_VARIABLE} is not one of {', '.join(_LEVELS)}", "unset it to log nothing")
    logger.setLevel(_LEVELS[level])
    logger.addHandler(_stderr)  # the same one is added once


def outcome_of(operation: Operation[object], error: NotifyError | None) -> Outcome | None:
    """Whether the message of a send was sent; None if the operation sends nothing."""
    if not operation.sends:
        return None
    if error is None:
        return "sent"
    return "unknown" if error.outcome_unknown else "not_sent"


def log_attempt(
    operation: Operation[object],
    attempt: int,
    seconds: float,
    status_code: int | None,
    error: NotifyError | None,
    request_id: str | None = None,
) -> None:
    """Logs one attempt.

    Args:
        operation: What was tried.
        attempt: Which attempt it was, counting from 1.
        seconds: How long it took.
        status_code: The status of the answer; None if there was none.
        error: What went wrong; None if nothing did.
        request_id: The id of the request at Notify; None if no answer named one.
    """
    if not logger.isEnabledFor(logging.INFO):
        return
    name = None if error is None else type(error if status_code else error.__cause__ or error).__name__
    result = status_code if error is None or (status_code and isinstance(error, HTTPError)) else name
    fields = _fields(operation, attempt) | {
        "status_code": status_code,
        "error": name,
        "outcome": outcome_of(operation, error),
        "duration_ms": seconds * 1000,
        "redirected": operation.redirected,
        "request_id": request_id,
    }
    end = f", request {request_id}" if request_id else ""
    if operation.redirected:
        end += ", redirected"
    logger.info("%s: %s, %.0f ms, attempt %d%s", operation, result, seconds * 1000, attempt, end, extra=fields)


def log_delay(operation: Operation[object], attempt: int, seconds: float) -> None:
    """Logs when the next attempt follows."""
    logger.debug("%s: next attempt in %.1f s", operation, seconds, extra=_fields(operation, attempt))


def log_interruption(operation: Operation[object], attempt: int) -> None:
    """Logs that a send was cancelled, or stopped with Ctrl-C, after its request may have been sent."""
    fields = _fields(operation, attempt) | {"outcome": "unknown"}
    logger.warning("%s: interrupted, outcome unknown", operation, extra=fields)


def _fields(operation: Operation[object], attempt: int) -> dict[str, object]:
    return {
        "operation": operation.name,
        "method": operation.method,
        "path": operation.path,
        "template_id": operation.template_id,
        "attempt": attempt,
    }
