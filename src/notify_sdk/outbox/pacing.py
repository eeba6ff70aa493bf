"""The rate limit, and the pauses after Notify's limits. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

RATE_LIMIT_PAUSE = timedelta(seconds=5)
"""How long all workers wait after Notify's rate limit was reached."""

_AFTER_MIDNIGHT = timedelta(seconds=30)
_BURST = 0.1


def take(free_at: float | None, now: float, wanted: int, per_minute: int) -> tuple[int, float]:
    """Takes tokens of the rate limit: how many there are, and what to keep.

    Nine tenths of them come evenly through the minute and a tenth may be taken at once, so that no minute sees
    more than `per_minute`.

    Args:
        free_at: What was kept the last time, in seconds; None the first time.
        now: The time, in seconds.
        wanted: How many are wanted.
        per_minute: How many there may be in any minute.
    """
    burst = max(int(per_minute * _BURST), 1)
    interval = 60 / max(per_minute - burst, 0.5)
    # a clock that was set back does not stop everybody
    begin = max(now, min(free_at, now + burst * interval) if free_at is not None else 0.0)
    free = int((now + burst * interval - begin) / interval + 1e-6)
    taken = max(min(wanted, free), 0)
    return taken, begin + taken * interval


def next_day(now: datetime) -> datetime:
    """When Notify's daily limits are reset: after midnight UTC."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1) + _AFTER_MIDNIGHT
