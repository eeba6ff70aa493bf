"""The history of a message in words: each state, and each other fact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from notify_sdk._statuses import FINAL, IN_PROGRESS
from notify_sdk.django.models import OutboxMessage
from notify_sdk.django.story import story

ADDED, CLAIMED, SETTLED, READ, NEXT = (datetime(2026, 11, 26, 12, tzinfo=UTC) + timedelta(hours=n) for n in range(5))
STATES = [state for state, _ in OutboxMessage._meta.get_field("state").choices]
LEARNT = [learnt for learnt, _ in OutboxMessage._meta.get_field("learnt").choices]


def steps_of(**fields: object) -> list[tuple[datetime | None, str]]:
    return list(story(OutboxMessage(**{"created_at": ADDED, "attempts": 0, **fields})))


@pytest.mark.parametrize(
    ("state", "at", "words"),
    [
        ("queued", None, "waits to be sent"),
        ("sending", None, "its request may have been sent"),
        ("sent", SETTLED, "sent"),
        ("refused", SETTLED, "refused"),
        ("expired", SETTLED, "expired: it was not sent in time"),
        ("cancelled", SETTLED, "cancelled: it is not sent any more"),
        ("unknown", SETTLED, "unknown: a person has to check whether it was sent"),
    ],
)
def test_each_state(state: str, at: datetime | None, words: str) -> None:
    assert steps_of(state=state, settled_at=SETTLED, status="delivered" if state == "sent" else None)[:2] == [
        (ADDED, "added"),
        (at, words),
    ]


def test_no_state_is_without_words() -> None:
    words = [steps_of(state=state, settled_at=SETTLED, status="delivered")[1][1] for state in STATES]
    assert len(set(words)) == len(STATES)
    assert "Notify's status: delivered" not in words


@pytest.mark.parametrize("learnt", LEARNT)
def test_each_way_of_learning_that_it_was_sent(learnt: str) -> None:
    words = {"answer": "by Notify's answer", "look-up": "by a look-up", "callback": "by a callback"}[learnt]
    assert (SETTLED, f"sent, learnt {words}") in steps_of(state="sent", settled_at=SETTLED, learnt=learnt)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"attempts": 1}, "claimed"),
        ({"attempts": 1, "sender": "host:17"}, "claimed by host:17"),
        ({"attempts": 2, "sender": "host:17"}, "claimed by host:17, 2 times so far"),
    ],
)
@pytest.mark.parametrize("state", STATES)
def test_a_claim_comes_before_the_state(state: str, fields: Mapping[str, object], words: str) -> None:
    steps = steps_of(state=state, claimed_at=CLAIMED, settled_at=SETTLED, **fields)
    assert steps[:2] == [(ADDED, "added"), (CLAIMED, words)]


@pytest.mark.parametrize("next_look", [None, NEXT], ids=["never", "later"])
@pytest.mark.parametrize("status", [None, *sorted({*IN_PROGRESS, *FINAL})])
def test_the_status_and_when_it_is_read_again(status: str | None, next_look: datetime | None) -> None:
    steps = steps_of(state="sent", settled_at=SETTLED, status=status, status_at=READ, next_look=next_look)
    expected: list[tuple[datetime | None, str]] = [(ADDED, "added"), (SETTLED, "sent")]
    if status is not None:
        expected.append((READ, f"Notify's status: {status}"))
    if status not in FINAL:
        again = "its status is read again then, unless a callback reports it first"
        expected.append((NEXT, again) if next_look else (None, "its final status never came"))
    assert steps == expected


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"error_code": "no_connection"}, ["last error: no_connection"]),
        ({"error_code": "no_connection", "error_summary": "nobody answers"}, ["last error: nobody answers"]),
        ({"found": 1}, []),
        ({"found": 2}, ["Notify has it 2 times"]),
        ({"found": 3, "error_summary": "e"}, ["last error: e", "Notify has it 3 times"]),
    ],
)
@pytest.mark.parametrize("state", STATES)
def test_the_last_error_and_doubles_hold_now(state: str, fields: Mapping[str, object], words: list[str]) -> None:
    steps = steps_of(state=state, settled_at=SETTLED, **fields)
    assert [step for step in steps if step not in steps_of(state=state, settled_at=SETTLED)] == [
        (None, each) for each in words
    ]
