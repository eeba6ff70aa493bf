"""The rate limit, for any sequence of claims."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.outbox.pacing import next_day, take


@given(st.integers(1, 3000), st.lists(st.tuples(st.floats(0, 30), st.integers(0, 500)), max_size=60))
def test_no_minute_sees_more_than_the_limit(limit: int, demand: list[tuple[float, int]]) -> None:
    now, kept = 1_000_000_000.0, None
    sent: list[tuple[float, int]] = []
    for pause, wanted in demand:
        now += pause
        taken, kept = take(kept, now, wanted, limit)
        assert 0 <= taken <= wanted
        sent.append((now, taken))
    for begin, _ in sent:
        assert sum(count for at, count in sent if begin <= at < begin + 60) <= max(limit, 1) + 1e-6


@given(st.integers(1, 3000))
def test_the_limit_does_not_block_forever(limit: int) -> None:
    now, kept, sent = 1_000_000_000.0, None, 0
    for _ in range(600):
        taken, kept = take(kept, now, 10_000, limit)
        sent += taken
        now += 1
    assert sent >= limit * 10 * 0.4


@given(st.integers(2, 3000), st.floats(0, 1e9))
def test_a_clock_that_is_set_back_blocks_for_a_minute_at_most(limit: int, back: float) -> None:
    _, kept = take(None, 2e9, 10_000, limit)
    _, kept = take(kept, 2e9 - back, 10_000, limit)
    assert take(kept, 2e9 - back + 61, 1, limit)[0] == 1


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - the zone is apart
def test_the_next_day_begins_soon_after_midnight(now: datetime) -> None:
    assert now < next_day(now) <= now + timedelta(days=1, minutes=1)
    assert next_day(now).hour == 0
