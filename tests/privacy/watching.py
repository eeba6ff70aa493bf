"""Reads the local variables of the package's frames at every line of a call: what a crash there would show.

An error that a test can raise passes only some frames. An unforeseen one may be raised at any line, so all are checked.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import _lru_cache_wrapper
from linecache import getline
from types import FrameType
from typing import Any

from tests.privacy.frames import PACKAGE, is_hidden, safe

_NOT_WATCHED = tuple(f"{PACKAGE}/{name}" for name in ("sandbox/", "testing/", "models/", "errors.py"))
"""Files that handle only the data of tests, that have no code, or that only format errors."""


def exposed(call: Callable[[], object], secrets: Sequence[str]) -> set[str]:
    """Where a secret could be read if a call crashed, as `file function local`, whether it fails or not."""
    found = set[str]()
    reading = False

    def check_locals(frame: FrameType) -> None:
        nonlocal reading
        reading = True
        try:
            for name, value in frame.f_locals.items():
                text = safe(value)
                if any(secret in text for secret in secrets):
                    where = frame.f_code.co_filename.removeprefix(PACKAGE)
                    found.add(f"{where} {frame.f_code.co_qualname} {name}")
        finally:
            reading = False

    def enter(frame: FrameType, event: str, _: Any) -> Any:
        return step if _is_watched(frame) and not reading and not _is_comprehension(frame) else None

    def step(frame: FrameType, event: str, _: Any) -> Any:
        hides = event == "line" and "__tracebackhide__" in getline(frame.f_code.co_filename, frame.f_lineno)
        if event in {"line", "return"} and not hides:
            if not is_hidden(frame):
                check_locals(frame)
            caller = frame.f_back
            while caller is not None and _is_watched(caller) and _is_comprehension(caller):
                check_locals(caller)
                caller = caller.f_back
        return step

    _empty_caches()
    before = sys.gettrace()
    sys.settrace(enter)
    try:
        call()
    except BaseException:  # noqa: BLE001 - the result of the call does not matter
        pass
    finally:
        sys.settrace(before)
    return found


def _empty_caches() -> None:
    """Empties the package's caches: a function whose result is cached is not called, so its frame would not be read."""
    for name, module in list(sys.modules.items()):
        if name.startswith("notify_sdk"):
            for each in list(vars(module).values()):
                if isinstance(each, _lru_cache_wrapper) and each.cache_parameters()["maxsize"] is not None:
                    each.cache_clear()


def _is_watched(frame: FrameType) -> bool:
    file = frame.f_code.co_filename
    return file.startswith(PACKAGE) and not file.startswith(_NOT_WATCHED) and "__qualname__" not in frame.f_locals


def _is_comprehension(frame: FrameType) -> bool:
    """Whether a frame belongs to a comprehension; it is read only when it calls a function."""
    return frame.f_code.co_name in {"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"}
