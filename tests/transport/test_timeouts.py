"""The `timeout` of a client: what it may be, and that each request carries it."""

from __future__ import annotations

import httpx
import pytest

from notify_sdk import RequestValidationError
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
def test_timeouts_go_with_each_request(client_kind, timeout, each):
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
def test_a_timeout_that_is_none_is_refused_when_the_client_is_made(client_kind, timeout):
    with pytest.raises(RequestValidationError, match="timeout is not a number of seconds"):
        BlockingClient(client_kind, KEY, timeout=timeout)
    with (
        BlockingClient(client_kind, KEY) as caller,
        pytest.raises(RequestValidationError, match="timeout is not a number of seconds"),
    ):
        caller.client.with_options(timeout=timeout)
