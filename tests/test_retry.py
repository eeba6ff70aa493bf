"""What is repeated, when: the table of `_client/retry.py`, row by row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import (
    AuthError,
    BadRequestError,
    ErrorDetail,
    HTTPError,
    InvalidResponseError,
    NotifyError,
    RateLimitError,
    RetryPolicy,
    ServerError,
    TooManyRequestsError,
    TransportError,
)
from notify_sdk._client.retry import mark

DETAIL = [ErrorDetail("Error", "message")]


def transport(*, left: bool) -> TransportError:
    error = TransportError("no answer")
    error.outcome_unknown = left
    return error


def refused(kind: type[HTTPError], status: int) -> HTTPError:
    return kind(status, DETAIL)


TABLE = [
    # what happened, a read is repeated, a send is repeated, the outcome of a send is unknown
    (lambda: transport(left=False), True, True, False),
    (lambda: refused(RateLimitError, 429), True, True, False),
    (lambda: transport(left=True), True, False, True),
    (lambda: InvalidResponseError("unreadable", 200), True, False, True),
    (lambda: refused(ServerError, 500), True, False, True),
    (lambda: refused(ServerError, 503), True, False, True),
    (lambda: refused(TooManyRequestsError, 429), False, False, False),
    (lambda: refused(BadRequestError, 400), False, False, False),
    (lambda: refused(AuthError, 403), False, False, False),
    (lambda: refused(HTTPError, 418), False, False, False),
]


@pytest.mark.parametrize("sends", [False, True])
@pytest.mark.parametrize("row", range(len(TABLE)))
def test_what_is_repeated(row: int, sends: bool) -> None:
    make, read, send, unknown = TABLE[row]
    error = make()
    mark(error, sends=sends, reference="R")
    assert (RetryPolicy().pause(error, attempt=1, elapsed=0) is not None) is (send if sends else read)
    assert error.outcome_unknown is (unknown and sends)
    assert error.reference == ("R" if unknown and sends else None)


@pytest.mark.parametrize(
    ("error", "attempt", "elapsed", "bounds"),
    [
        (transport(left=False), 1, 0, (0, 0.5)),
        (transport(left=False), 2, 0, (0, 1)),
        (transport(left=False), 3, 0, (0, 2)),
        (transport(left=False), 4, 0, None),  # the fourth attempt was the last
        (transport(left=False), 1, 239.6, None),  # it might begin after 240 seconds
        (refused(RateLimitError, 429), 1, 0, (2.5, 5)),
        (refused(RateLimitError, 429), 2, 0, (5, 10)),
        (refused(RateLimitError, 429), 3, 0, (10, 20)),
        (refused(RateLimitError, 429), 3, 221, None),
    ],
    ids=range(9),
)
def test_the_bounds_of_pauses(error: NotifyError, attempt: int, elapsed: float, bounds: object) -> None:
    assert RetryPolicy().pause(error, attempt=attempt, elapsed=elapsed) == bounds


def test_none_repeats_nothing() -> None:
    for make, *_ in TABLE:
        assert RetryPolicy.none().pause(make(), attempt=1, elapsed=0) is None


@given(
    st.builds(
        RetryPolicy,
        attempts=st.integers(1, 9),
        first_pause=st.floats(0, 100),
        longest_pause=st.floats(0, 100),
        rate_limit_pause=st.floats(0, 100),
        total_seconds=st.floats(0, 500),
    ),
    st.sampled_from(range(len(TABLE))),
    st.integers(1, 12),
    st.floats(0, 600),
)
def test_a_pause_keeps_to_the_policy(policy: RetryPolicy, row: int, attempt: int, elapsed: float) -> None:
    bounds = policy.pause(TABLE[row][0](), attempt=attempt, elapsed=elapsed)
    if bounds is not None:
        shortest, longest = bounds
        assert 0 <= shortest <= longest <= policy.longest_pause
        assert attempt < policy.attempts
        assert elapsed + longest <= policy.total_seconds
