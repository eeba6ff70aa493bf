"""Nothing doubled, nothing lost without an error, nothing denied that was done."""

from __future__ import annotations

import os

import pytest

from notify_sdk import RetryPolicy
from tests.faults.campaign import PATIENT, campaign
from tests.faults.server import FAULTS, HARMLESS
from tests.manner import Manner

SENDS = int(os.environ.get("FAULT_SENDS", "2000"))
pytestmark = pytest.mark.xdist_group("faults")


def test_each_send_ends_as_sent_not_sent_or_unknown(manner: Manner) -> None:
    tally = campaign(manner, SENDS, RetryPolicy())
    assert len(tally.said) == SENDS
    assert {name for name, *_ in tally.rows()} == set(FAULTS)
    assert (tally.doubled, tally.lost, tally.denied, tally.strangers) == ([], [], [], 0)
    for reference, met in tally.met.items():
        last = met[-1]
        assert set(met[:-1]) <= {"429"}, "only a rate limit is repeated"
        if last not in HARMLESS:
            assert tally.said[reference] == "unknown", last


def test_those_who_ask_have_each_message_sent_exactly_once(manner: Manner) -> None:
    tally = campaign(manner, SENDS, PATIENT, seed=1, likely=0.5, reads=0.15)
    assert set(tally.said.values()) == {"sent"}
    assert (tally.doubled, tally.lost, tally.strangers) == ([], [], 0)
    assert set(tally.held.values()) == {1}
    assert len(tally.held) == SENDS


def test_a_policy_of_none_meets_each_fault_once(manner: Manner) -> None:
    tally = campaign(manner, 200, RetryPolicy.none(), seed=2)
    assert {len(met) for met in tally.met.values()} == {1}
    assert (tally.doubled, tally.lost, tally.denied) == ([], [], [])
