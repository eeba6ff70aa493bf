"""A clock of this machine that goes on while it sleeps, where there is one."""

from __future__ import annotations

import time

_BOOT_TIME: int | None = getattr(time, "CLOCK_BOOTTIME", None)


def seconds() -> float:
    """Seconds since some moment. Linux counts those of a suspended machine, too; elsewhere they may be missing."""
    return time.monotonic() if _BOOT_TIME is None else time.clock_gettime(_BOOT_TIME)
