"""Which processor cores the measured processes and the servers run on."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator

_CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def for_candidates() -> None:
    """Pins this process, and all that it starts, to the first core."""
    _pin(_CORES[:1])


@contextlib.contextmanager
def for_servers() -> Generator[None, None, None]:
    """What is started inside of the block runs on the other cores."""
    before = os.sched_getaffinity(0) if _CORES else set[int]()
    _pin(_CORES[1:])
    try:
        yield
    finally:
        _pin(sorted(before))


def _pin(cores: list[int]) -> None:
    if cores:  # none where there is only one core, or where the system can't pin
        os.sched_setaffinity(0, cores)
