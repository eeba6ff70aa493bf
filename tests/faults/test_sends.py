"""Nothing doubled, nothing lost without an error, nothing denied that was done."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from notify_sdk import RetryPolicy
from tests.faults.campaign import NO_CONNECTION, PATIENT, campaign
from tests.faults.server import FAULTS, HARMLESS
from tests.support.clients import ClientKind

SENDS = int(os.environ.get("FAULT_SENDS", "1000"))
pytestmark = pytest.mark.xdist_group("faults")


def test_each_send_ends_as_sent_not_sent_or_unknown(client_kind: ClientKind) -> None:
    tally = campaign(client_kind, SENDS, RetryPolicy())
    assert len(tally.said) == SENDS
    assert {name for name, *_ in tally.rows()} - {NO_CONNECTION} == set(FAULTS)
    assert (tally.doubled, tally.lost, tally.denied, tally.strangers) == ([], [], [], 0)
    assert "sent" not in {tally.said[each] for each in tally.said.keys() - tally.met.keys()}
    ends: dict[str, Counter[str]] = {}
    for reference, met in tally.met.items():
        last = met[-1]
        assert set(met[:-1]) <= {"429"}, "only a rate limit is repeated"
        ends.setdefault(last, Counter())[tally.said[reference]] += 1
    for name in FAULTS.keys() - HARMLESS:
        assert set(ends[name]) == {"unknown"}, name
    for name in HARMLESS - {"429"}:  # on a machine with other things to do, some end at their deadline
        assert not ends[name]["not sent"], name


def test_a_harmless_fault_ends_as_sent(client_kind: ClientKind) -> None:
    tally = campaign(
        client_kind, 200, RetryPolicy(), seed=3, kinds=HARMLESS - {"429", "another answer a moment later"}, seconds=60
    )
    assert set(tally.said.values()) == {"sent"}
    assert tally.strangers == 0


def test_an_answer_that_comes_later_is_nobody_elses(client_kind: ClientKind) -> None:
    """One at a time, on one connection: it comes between two sends, or is refused by the next as another message's."""
    tally = campaign(client_kind, 100, RetryPolicy(), at_once=1, kinds=["another answer a moment later"], seconds=60)
    assert set(tally.said.values()) <= {"sent", "unknown"}
    assert set(tally.held.values()) == {1}
    assert tally.strangers == 0


def test_those_who_ask_have_each_message_sent_exactly_once(client_kind: ClientKind) -> None:
    tally = campaign(client_kind, SENDS, PATIENT, seed=1, likely=0.5, reads=0.15)
    assert set(tally.said.values()) == {"sent"}
    assert (tally.doubled, tally.lost, tally.strangers) == ([], [], 0)
    assert set(tally.held.values()) == {1}
    assert len(tally.held) == SENDS


def test_a_policy_of_none_meets_each_fault_once(client_kind: ClientKind) -> None:
    tally = campaign(client_kind, 200, RetryPolicy.none(), seed=2)
    assert {len(met) for met in tally.met.values()} == {1}
    assert (tally.doubled, tally.lost, tally.denied) == ([], [], [])
