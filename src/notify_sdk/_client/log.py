"""What is logged of a call: one line for each attempt, and nothing personal."""

from __future__ import annotations

import logging
import time

from notify_sdk._calls.operations import Operation

logger = logging.getLogger("notify_sdk")
logger.addHandler(logging.NullHandler())


def log_attempt(operation: Operation[object], attempt: int, started: float, outcome: int | str) -> None:
    """Writes the line for one attempt.

    Args:
        operation: What was tried.
        attempt: The how manieth attempt it was, from 1.
        started: When it began, by `time.monotonic`.
        outcome: The status of the answer, or the name of the error.
    """
    milliseconds = (time.monotonic() - started) * 1000
    logger.info("%s: %s, %.0f ms, attempt %d", operation, outcome, milliseconds, attempt)


def log_broken_off(operation: Operation[object]) -> None:
    """Writes that a send was cancelled, or broken off with Ctrl-C, after its request may have left."""
    logger.warning("%s: broken off, outcome unknown", operation)
