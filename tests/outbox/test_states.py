"""The changes that each event makes to each row."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk._statuses import FINAL
from notify_sdk.callbacks import STATUS_ORDER
from notify_sdk.outbox.events import (
    Answered,
    Event,
    Followed,
    LookedUp,
    NotSent,
    Received,
    Refused,
    Requeued,
    Unclear,
)
from notify_sdk.outbox.states import MAX_ATTEMPTS, Held, decide
from tests.outbox.strategies import IDS, KEY, MINE, NOW, OTHERS, URL, events, rows, statuses

RESEND = timedelta(seconds=300)


@given(rows(), events)
def test_only_messages_that_were_not_sent_are_queued_again(row: Held, event: Event) -> None:
    changes = decide(row, event, NOW, RESEND)
    if changes.get("state") != "queued":
        return
    match event:
        case NotSent(claim):
            assert (row.state, claim) == ("sending", MINE)
        case Requeued():
            assert row.state == "unknown"
        case LookedUp():
            assert not event.messages
            assert not row.exact
            assert row.attempts < MAX_ATTEMPTS
            assert event.api_key == row.api_key or event.any_key
            assert row.claimed_at is not None
            if row.state == "sending":
                assert RESEND <= event.at - row.claimed_at <= timedelta(days=7)
            else:
                assert (row.state, row.learnt, row.has_body) == ("sent", "look-up", True)
        case _:
            pytest.fail(f"{event} does not say that it is not there")


@given(rows(), events)
def test_sent_is_final_unless_a_found_message_was_deleted(row: Held, event: Event) -> None:
    after = decide(row, event, NOW, RESEND).get("state", row.state)
    if row.state == "sent" and after != "sent":
        assert row.learnt == "look-up"
        assert isinstance(event, LookedUp)
        assert not event.messages


@given(rows(), events)
def test_a_message_that_can_be_sent_again_keeps_its_body(row: Held, event: Event) -> None:
    changes = decide(row, event, NOW, RESEND)
    after = changes.get("state", row.state)
    has_body = row.has_body and "body" not in changes
    if after in {"queued", "sending"}:
        assert has_body
    if after in {"refused", "expired", "cancelled"}:
        assert not has_body
    if after == "unknown" and row.state != "unknown":
        assert has_body


@given(rows(), events)
def test_evidence_of_a_message_makes_it_sent_under_any_claim(row: Held, event: Event) -> None:
    facts = isinstance(event, Answered | Received) or (
        isinstance(event, LookedUp) and event.messages and not row.exact and row.state != "sent"
    )
    if facts:
        after = decide(row, event, NOW, RESEND)
        assert after.get("state", row.state) == "sent"


@given(rows("sent"), st.sampled_from(IDS))
def test_a_second_id_of_a_message_counts_as_doubled(row: Held, identifier: UUID) -> None:
    changes = decide(row, Answered(OTHERS, identifier), NOW, RESEND)
    assert (changes.get("found", 0) == 2) is (identifier != row.notification_id)


@given(rows(), events)
def test_the_outcome_of_another_claim_changes_nothing(row: Held, event: Event) -> None:
    if isinstance(event, Refused | NotSent | Unclear) and (row.state != "sending" or event.claim != MINE):
        assert decide(row, event, NOW, RESEND) == {}


@given(rows(), events)
def test_a_claimed_message_always_has_a_time_for_a_look_up(row: Held, event: Event) -> None:
    changes = decide(row, event, NOW, RESEND)
    if row.state == "sending" and changes and changes.get("state", "sending") == "sending":
        until = changes["lease_until"]
        assert until is not None
        assert NOW < until <= NOW + timedelta(hours=1)


@given(rows(), events)
def test_a_message_of_several_attempts_is_counted_later(row: Held, event: Event) -> None:
    changes = decide(row, event, NOW, RESEND)
    if changes.get("state") == "sent" and row.attempts > 1 and not row.exact:
        assert changes["confirm_at"] is not None
        assert changes["confirm_at"] > NOW


@given(rows(), events)
def test_a_found_message_that_may_be_deleted_keeps_its_body(row: Held, event: Event) -> None:
    changes = decide(row, event, NOW, RESEND)
    if changes.get("state") == "sent" and isinstance(event, LookedUp) and event.messages:
        may_go = event.messages[0].status in {"created", "accepted", "pending-virus-check"}
        assert ("body" not in changes) is may_go
        if may_go:
            assert changes["confirm_at"] is not None


@given(rows("sent"), statuses)
def test_statuses_only_go_forward_and_a_final_one_ends_the_reading(row: Held, status: str) -> None:
    changes = decide(row, Received(IDS[0], status), NOW, RESEND)
    unknown = STATUS_ORDER["sent"] + 0.5
    order = {**STATUS_ORDER}
    if "status" in changes:
        assert order.get(status, unknown) >= order.get(row.status or "", -1)
        assert (changes.get("next_look", NOW) is None) is (status in FINAL)


@given(rows("sent"))
def test_reading_of_statuses_ends(row: Held) -> None:
    looks, moment, status = 0, row.settled_at or NOW, "sending"
    from dataclasses import replace

    row = replace(row, status="created", looks=0)
    while True:
        changes = decide(replace(row, looks=looks), Followed(status, KEY, URL), moment, RESEND)
        after = changes["next_look"]
        if after is None:
            break
        assert timedelta(minutes=1) <= after - moment <= timedelta(hours=6)
        moment, looks = after, looks + 1
        assert looks < 100
    days = 14 if row.letter else 3
    assert timedelta(days=days - 1) < moment - (row.settled_at or NOW) <= timedelta(days=days)
