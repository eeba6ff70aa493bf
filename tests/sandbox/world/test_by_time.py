"""Messages in order of time: the same as one sorted list, for any order of changes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.sandbox.world import by_time
from notify_sdk.sandbox.world.by_time import ByTime

START = datetime(2026, 11, 23, tzinfo=UTC)


def at(minute):
    return START + timedelta(minutes=minute)


@pytest.fixture(autouse=True, scope="module")
def _small_blocks():
    before, by_time.BLOCK = by_time.BLOCK, 3
    yield
    by_time.BLOCK = before


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=60), st.integers(-1, 10))
def test_it_is_what_a_sorted_list_is(changes, limit):
    entries, expected = ByTime(), []
    for number, (minute, is_removal) in enumerate(changes):
        if is_removal and expected:
            gone = expected[minute % len(expected)]
            expected.remove(gone)
            entries.remove(gone)
        else:
            expected.append((at(minute), number, None))
            expected.sort()
            entries.add(expected[expected.index((at(minute), number, None))])
        assert len(entries) == len(expected)
    assert entries.oldest_first() == expected
    assert [entries[place] for place in range(len(entries))] == expected
    assert list(entries.newest_first()) == expected[::-1]
    for before in [(at(limit),), *expected]:
        older = [entry for entry in expected if entry < before]
        assert list(entries.newest_first(before)) == older[::-1]
        assert entries.count_before(before) == len(older)
    for place in (len(expected), -1):
        with pytest.raises(IndexError):
            entries[place]
