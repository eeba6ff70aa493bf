"""What is repeated, when: the table of `_client/retry.py`, row by row."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import (
    AuthError,
    BadRequestError,
    ErrorDetail,
    HTTPError,
    InvalidResponseError,
    NoAnswerError,
    NoConnectionError,
    NotifyError,
    PDFNotReadyError,
    RateLimitError,
    RequestValidationError,
    RetryPolicy,
    ServerError,
    TooManyRequestsError,
    TransportError,
)
from notify_sdk._client.retry import mark_outcome

DETAIL = [ErrorDetail("Error", "message")]


def transport(*, left: bool) -> TransportError:
    return NoAnswerError("no answer") if left else NoConnectionError("no connection")


def refused(kind: type[HTTPError], status: int) -> HTTPError:
    return kind(status, DETAIL)


TABLE = [
    # what happened, a read is repeated, a send is repeated, the outcome of a send is unknown
    (lambda: transport(left=False), True, True, False),
    (lambda: refused(RateLimitError, 429), True, True, False),
    (lambda: transport(left=True), True, False, True),
    (lambda: TransportError("of which kind is not known"), True, False, True),
    (lambda: InvalidResponseError("unreadable", 200), True, False, True),
    (lambda: refused(ServerError, 500), True, False, True),
    (lambda: refused(ServerError, 503), True, False, True),
    (lambda: refused(TooManyRequestsError, 429), False, False, False),
    (lambda: refused(BadRequestError, 400), False, False, False),
    (lambda: refused(PDFNotReadyError, 400), False, False, False),
    (lambda: RequestValidationError(DETAIL), False, False, False),
    (lambda: refused(AuthError, 403), False, False, False),
    (lambda: refused(HTTPError, 418), False, False, False),
]


@pytest.mark.parametrize("sends", [False, True])
@pytest.mark.parametrize("row", range(len(TABLE)))
def test_what_is_repeated(row: int, sends: bool) -> None:
    make, read, send, unknown = TABLE[row]
    error = make()
    mark_outcome(error, sends=sends, reference="R")
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


SECONDS = ("first_pause", "longest_pause", "rate_limit_pause", "total_seconds", "reconcile_seconds")
NO_NUMBER = [math.nan, math.inf, -math.inf, -1, -0.001, 1e30, 10**400, "3", "", None, True, b"3", [1], 1j, Decimal(1)]
WRONG = [
    *[(name, value) for name in SECONDS for value in NO_NUMBER],
    *[("attempts", value) for value in [*NO_NUMBER, 0, 1.0, 2.5] if value != 10**400],
    *[("reconcile", value) for value in (0, 1, "no", None, math.nan)],
]


@pytest.mark.parametrize(("name", "value"), WRONG, ids=str)
def test_an_option_that_is_none_is_refused_when_made_and_named(name: str, value: object) -> None:
    options: dict[str, Any] = {name: value}
    with pytest.raises(RequestValidationError, match=f"^ValidationError: {name} is not") as caught:
        RetryPolicy(**options)
    (detail,) = caught.value.errors
    assert (detail.field, detail.code) == (name, "invalid_option")
    with pytest.raises(RequestValidationError, match=name):
        replace(RetryPolicy(), **options)


@given(
    st.builds(
        RetryPolicy,
        attempts=st.integers(1, 10**30),
        **{name: st.floats(0, 10**9) | st.integers(0, 10**9) for name in SECONDS},
    ),
    st.sampled_from(range(len(TABLE))),
    st.integers(1, 10**30),
    st.floats(0, 10**10),
)
def test_whatever_policy_can_be_made_pauses_are_numbers(
    policy: RetryPolicy, row: int, attempt: int, elapsed: float
) -> None:
    bounds = policy.pause(TABLE[row][0](), attempt=attempt, elapsed=elapsed)
    assert bounds is None or 0 <= bounds[0] <= bounds[1] <= 10**9


@pytest.mark.parametrize("attempt", [60, 1_023, 1_024, 1_025, 5_000, 10**9])
def test_the_pause_stays_the_longest_however_many_attempts_there_were(attempt: int) -> None:
    policy = RetryPolicy(attempts=10**10, total_seconds=10**9)
    assert policy.pause(transport(left=False), attempt=attempt, elapsed=0) == (0, 30)
    assert policy.pause(refused(RateLimitError, 429), attempt=attempt, elapsed=0) == (15, 30)
