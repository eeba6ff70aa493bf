"""The options of `send`, its counts, and the faults that stop it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import RateLimit, RequestValidationError
from notify_sdk.errors import AuthError, ClockError, ErrorDetail
from notify_sdk.outbox import Outbox, SendingStopped, Tally
from notify_sdk.outbox import boot_clock as boot_clock_module
from notify_sdk.outbox.events import Answered, Event, LookedUp, NotSent, Refused, Unclear
from notify_sdk.outbox.states import State
from notify_sdk.outbox.terms import SHORTEST_LEASE, Outcome, Progress, SendOptions, lease_of
from notify_sdk.sandbox import Sandbox
from tests.outbox.conftest import Both


@pytest.mark.parametrize(
    ("options", "name"),
    [({"concurrency": 0}, "concurrency"), ({"concurrency": 101}, "concurrency"), ({"seconds": -1}, "seconds")],
)
def test_options_that_are_none_are_refused(both: Both, options: dict[str, Any], name: str) -> None:
    with pytest.raises(RequestValidationError, match=name):
        both.send(both.client(), **options)


def test_a_short_resend_after_is_refused(sandbox: Sandbox) -> None:
    with Outbox(":memory:", resend_after=80) as outbox, sandbox.client() as client:
        outbox.create_tables()
        with pytest.raises(RequestValidationError, match="resend_after is shorter than 90 seconds"):
            outbox.send(client)
        assert outbox.send(client.with_options(timeout=20)) == Tally()
    with Outbox(":memory:", resend_after=1, unsafe=True) as outbox, sandbox.client() as client:
        outbox.create_tables()
        assert outbox.send(client) == Tally()


def test_a_client_with_a_rate_limit_is_refused(sandbox: Sandbox) -> None:
    with Outbox(":memory:") as outbox, sandbox.client() as client:
        outbox.create_tables()
        with pytest.raises(RequestValidationError, match="rate_limit=2700"):
            outbox.send(client.with_options(rate_limit=RateLimit()))


SHARED = Sandbox()
ENDS = st.sampled_from(["refused a", "refused b", "sent", "unclear", "returned"])


def outcome(end: str) -> tuple[Outcome, tuple[State, State] | None]:
    claim = uuid4()
    events: dict[str, tuple[Event, State]] = {
        "refused a": (Refused(claim, "a", "words of a"), "refused"),
        "refused b": (Refused(claim, "b", "words of b"), "refused"),
        "sent": (Answered(claim, uuid4()), "sent"),
        "unclear": (Unclear(claim, "no_answer", "words"), "sending"),
        "returned": (NotSent(claim), "queued"),
    }
    event, after = events[end]
    return Outcome(uuid4(), event, channel="sms"), ("sending", after)


def taken(ends: Sequence[str]) -> Progress:
    progress = Progress()
    for end in ends:
        made, states = outcome(end)
        progress.take([made], [states], corrects=False)
    return progress


@given(st.lists(ENDS, max_size=40))
def test_each_outcome_is_counted_once(ends: list[str]) -> None:
    tally = taken(ends).tally
    assert tally == Tally(
        sent=ends.count("sent"),
        refused=ends.count("refused a") + ends.count("refused b"),
        returned=ends.count("returned"),
        unclear=ends.count("unclear"),
    )


@given(st.lists(ENDS, max_size=40), st.integers(0, 12))
def test_ten_equal_refusals_in_a_row_are_a_fault(ends: list[str], more: int) -> None:
    """A message that was not sent does not interrupt a row of refusals."""
    listed = [*ends, *["refused a"] * more]
    longest, row, last = 0, 0, ""
    for end in listed:
        if end == "returned":
            continue
        row = row + 1 if end == last else 1
        last = end
        longest = max(longest, row if end.startswith("refused") else 0)
    fault = taken(listed).fault
    assert isinstance(fault, SendingStopped) is (longest >= 10)
    if isinstance(fault, SendingStopped):
        assert fault.reason in {"a", "b"}
        assert f"words of {fault.reason}" in str(fault)


def test_a_message_that_is_found_is_counted_as_found() -> None:
    progress = Progress()
    found = LookedUp((), datetime.now(UTC), "key", "url")
    progress.take([Outcome(uuid4(), found)], [("sending", "sent")], corrects=False)
    progress.take([Outcome(uuid4(), found)], [("sending", "queued")], corrects=False)
    progress.take([Outcome(uuid4(), found)], [None], corrects=False)
    progress.expired(3)
    progress.paused(found.at)
    assert progress.tally == Tally(found=1, returned=1, expired=3, paused_until=found.at)
    assert progress.fault is None


def test_the_first_refusal_of_the_key_is_the_cause_of_the_fault() -> None:
    progress = Progress()
    errors = [AuthError(403, [ErrorDetail("AuthError", words)]) for words in ("first", "second")]
    for error in errors:
        progress.take(
            [Outcome(uuid4(), NotSent(uuid4()), "stop", "sms", error)], [("sending", "queued")], corrects=True
        )
    assert isinstance(progress.fault, SendingStopped)
    assert progress.fault.__cause__ is errors[0]


@pytest.mark.parametrize(("corrects", "times", "ends"), [(False, 1, True), (True, 3, False), (True, 4, True)])
def test_three_clock_errors_in_a_row_are_allowed_with_correction(
    monkeypatch: pytest.MonkeyPatch, corrects: bool, times: int, ends: bool
) -> None:
    progress = Progress()
    monkeypatch.setattr(boot_clock_module, "seconds", lambda: 100.0)
    for number in range(times):
        error = ClockError(403, [ErrorDetail("AuthError", "words")], skew=60)
        late = Outcome(uuid4(), NotSent(uuid4()), "stop", "sms", error, signed_at=100.0 + number)
        before_the_correction = Outcome(uuid4(), NotSent(uuid4()), "stop", "sms", error, signed_at=50.0)
        progress.take([late], [("sending", "queued")], corrects=corrects)
        if corrects and number < 2:
            progress.take([before_the_correction], [("sending", "queued")], corrects=corrects)
    assert (progress.fault is not None) is ends


@given(st.floats(0.1, 3600), st.floats(0, 7 * 24 * 3600), st.booleans())
def test_a_lease_outlasts_every_attempt(timeout: float, resend_after: float, unsafe: bool) -> None:
    with SHARED.client().with_options(timeout=timeout) as client:
        attempt = client._settings.timeouts.attempt
        try:
            lease = lease_of(client._settings, timedelta(seconds=resend_after), unsafe=unsafe)
        except RequestValidationError:
            assert not unsafe
            assert resend_after < attempt + 60
        else:
            assert unsafe or resend_after >= attempt + 59.999
            assert lease >= max(SHORTEST_LEASE, timedelta(seconds=attempt))


@given(st.integers(-5, 200) | st.floats() | st.text())
def test_concurrency_is_a_whole_number_up_to_the_size_of_the_pool(value: Any) -> None:
    if isinstance(value, int) and 1 <= value <= 100:
        assert SendOptions(value).concurrency == value
    else:
        with pytest.raises(RequestValidationError, match="concurrency"):
            SendOptions(value)
