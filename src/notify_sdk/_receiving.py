"""What the views for callbacks decide, whatever their framework."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterable
from contextlib import contextmanager

from notify_sdk.callbacks import Callback, CallbackError, Headers, parse, verify

LONGEST = 1_000_000
"""How many bytes a body may have; Notify's have some hundred."""

_logger = logging.getLogger("notify_sdk")


def refusal(headers: Headers, length: str | None, tokens: Iterable[str]) -> int | None:
    """Decides by the head of a request, before its body is read.

    Args:
        headers: The headers.
        length: The header `Content-Length`.
        tokens: The bearer tokens that Notify may have.

    Returns:
        The status to refuse it with; None if it carries a token and may be read.
    """
    __tracebackhide__ = True
    if not verify(headers, tokens):
        _logger.warning("A callback was refused with 401: it does not carry the bearer token")
        return 401
    digits = (length or "")[:20]
    if digits.isdecimal() and int(digits) > LONGEST:
        _logger.warning("A callback was refused with 413: its body is longer than %s bytes", LONGEST)
        return 413
    return None


def read(body: bytes) -> Callback | int:
    """Reads the body of a request that carries a token.

    Returns:
        The callback; or the status to refuse the body with.
    """
    __tracebackhide__ = True
    if len(body) > LONGEST:  # of an unannounced length
        _logger.warning("A callback was refused with 413: its body is longer than %s bytes", LONGEST)
        return 413
    try:
        return parse(body)
    except CallbackError as error:
        _logger.warning("A callback was refused with %s: %s", error.status_code, error)
        return error.status_code


@contextmanager
def handling() -> Generator[None]:
    """Makes whatever the user's code raises an error that every framework answers with 500.

    An application may answer its own errors, or its framework's such as "not found", with a status on which Notify
    gives up.

    Raises:
        RuntimeError: With the user's error as its cause.
    """
    try:
        yield
    except Exception as error:
        raise RuntimeError("a callback was not handled: it is answered with 500, and Notify posts it again") from error
