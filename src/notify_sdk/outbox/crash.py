"""Named points at which a process can kill itself, for tests of crashes."""

from __future__ import annotations

import os
import signal
from collections import Counter

VARIABLE = "NOTIFY_OUTBOX_CRASH_AT"
"""`after-claim` of the environment ends this process at that point; `after-claim:3` the third time it gets there."""

POINTS = (
    "before-add-commit",
    "after-add",
    "before-claim-commit",
    "after-claim",
    "before-request",
    "after-answer",
    "before-settle-commit",
    "after-settle",
    "after-look",
)
_reached = Counter[str]()


def point(name: str) -> None:
    """Kills this process by SIGKILL if the environment names this point."""
    wanted = os.environ.get(VARIABLE)
    if wanted is None:
        return
    at, _, times = wanted.partition(":")
    if at != name:
        return
    _reached[name] += 1
    if _reached[name] >= int(times or 1):
        os.kill(os.getpid(), signal.SIGKILL)
