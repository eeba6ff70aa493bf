"""The `timeout` of a client: what it may be, and that each request carries it."""

from __future__ import annotations

import math

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import RequestValidationError
from notify_sdk._transport.timeouts import MAX_ATTEMPT_SECONDS, parse_timeout
from notify_sdk._wire import Timeouts
from tests.support.clients import ID, KEY, BlockingClient, recording


@pytest.mark.parametrize(
    ("timeout", "each"),
    [
        (30, (30, 30, 30, 30)),
        (0.5, (0.5, 0.5, 0.5, 0.5)),
        (None, (None, None, None, None)),
        ((1, 2, 3, 4), (1, 2, 3, 4)),
        (httpx.Timeout(5, read=60), (5, 60, 5, 5)),
    ],
)
def test_each_request_carries_its_timeouts(client_kind, timeout, each):
    client, recorded = recording(client_kind, httpx.Response(200, content=b"%PDF"), timeout=timeout)
    with client:
        client.get_pdf_for_letter(ID)
    expected = dict(zip(("connect", "read", "write", "pool"), each, strict=True))
    assert recorded.requests[0].extensions["timeout"] == expected


def test_thirty_seconds_are_the_default(client_kind):
    with BlockingClient(client_kind, KEY) as caller:
        assert caller.client._settings.timeouts == Timeouts(30, 30, 30, 30, 30)


BAD_TIMEOUTS = [
    0,
    -1,
    float("nan"),
    float("inf"),
    1e30,
    "5",
    True,
    (1, 2, 3),
    (1, 2, 3, "4"),
    (1, 2, 3, 0),
    [1, 2, 3, 4],
]


@pytest.mark.parametrize("timeout", [*BAD_TIMEOUTS, httpx.Timeout(-1), httpx.Timeout(5, read=float("nan"))], ids=str)
def test_a_bad_timeout_is_refused_when_the_client_is_made(client_kind, timeout):
    with pytest.raises(RequestValidationError, match="timeout is not a number of seconds"):
        BlockingClient(client_kind, KEY, timeout=timeout)
    with (
        BlockingClient(client_kind, KEY) as caller,
        pytest.raises(RequestValidationError, match="timeout is not a number of seconds"),
    ):
        caller.client.with_options(timeout=timeout)


numbers = st.floats(0, 86_400, exclude_min=True, allow_subnormal=False) | st.integers(1, 86_400)
parts = st.none() | numbers


@given(numbers)
def test_one_number_limits_each_part_and_the_attempt(number):
    assert parse_timeout(number) == Timeouts(number, number, number, number, number)


def test_none_limits_only_the_attempt():
    assert parse_timeout(None) == Timeouts(None, None, None, None, MAX_ATTEMPT_SECONDS)


@given(st.tuples(parts, parts, parts, parts))
def test_four_numbers_limit_the_attempt_to_their_sum(four):
    """Except for the wait in the queue, which comes before the attempt."""
    connect, read, write, queue = four
    whole = MAX_ATTEMPT_SECONDS if None in (connect, read, write) else float(connect) + float(read) + float(write)
    assert parse_timeout(four) == Timeouts(connect, read, write, queue, whole)
    of_httpx = httpx.Timeout(connect=connect, read=read, write=write, pool=queue)
    assert parse_timeout(of_httpx) == parse_timeout(four)


@given(
    st.floats(max_value=0) | st.floats(min_value=86_400, exclude_min=True) | st.just(math.nan) | st.text() | st.binary()
)
def test_other_values_are_refused_alone_and_as_a_part(value):
    for timeout in (value, (1, value, 1, 1)):
        with pytest.raises(RequestValidationError) as caught:
            parse_timeout(timeout)
        assert caught.value.errors[0].field == "timeout"
