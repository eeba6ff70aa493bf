"""Warnings that point at the line of the user's code that caused them."""

from __future__ import annotations

import inspect
import warnings

_INSIDE = {"notify_sdk", "pydantic"}


def warn(warning: Warning) -> None:
    """Warns at the nearest caller outside this package, so that each line of the user's code gets its own warning."""
    level = 1
    frame = inspect.currentframe()
    while frame and frame.f_globals.get("__name__", "").partition(".")[0] in _INSIDE:
        frame = frame.f_back
        level += 1
    warnings.warn(warning, stacklevel=level)  # from Python 3.12 on, skip_file_prefixes does this
