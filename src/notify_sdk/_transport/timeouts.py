"""Reads the `timeout` of a client: the seconds that each part of an attempt may take."""

from __future__ import annotations

import math
from typing import TypeAlias, cast

import httpx

from notify_sdk._wire import Timeouts
from notify_sdk.errors import RequestValidationError

Timeout: TypeAlias = float | tuple[float | None, float | None, float | None, float | None] | httpx.Timeout | None
"""Seconds for a whole attempt; or for each of connecting, reading, writing and waiting in the queue, in that order."""

MAX_ATTEMPT_SECONDS = 300.0
"""An attempt without a timeout ends after this, however slowly the answer arrives."""

_MAX_SECONDS = 24 * 60 * 60.0


def parse_timeout(value: object) -> Timeouts:
    """Reads a client's `timeout`.

    Args:
        value: One number for all; four, each of which may be None; an `httpx.Timeout`; or None for no limit on any
            part. The attempt as a whole is limited in every case.

    Raises:
        RequestValidationError: If it is none of them, or a number that is not above 0 and at most a day.
    """
    parts: tuple[object, ...]
    if isinstance(value, httpx.Timeout):
        parts = (value.connect, value.read, value.write, value.pool)
    elif isinstance(value, tuple):
        parts = cast("tuple[object, ...]", value)
    else:
        seconds = _seconds(value)
        whole = MAX_ATTEMPT_SECONDS if seconds is None else seconds
        return Timeouts(seconds, seconds, seconds, seconds, whole)
    if len(parts) != 4:
        raise _refused("as a tuple, it has four numbers: connecting, reading, writing, waiting in the queue")
    connect, read, write, queue = map(_seconds, parts)
    limited = [each for each in (connect, read, write) if each is not None]
    return Timeouts(connect, read, write, queue, sum(limited) if len(limited) == 3 else MAX_ATTEMPT_SECONDS)


def _seconds(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refused("write the seconds as a number, such as 30")
    if not math.isfinite(value) or not 0 < value <= _MAX_SECONDS:
        raise _refused("write the seconds as a number above 0 and at most 86,400, a day")
    return float(value)


def _refused(hint: str) -> RequestValidationError:
    return RequestValidationError.of("timeout is not a number of seconds", hint, field="timeout")
