"""Killed again and again, with answers that get lost: everybody gets one, and the table knows it."""

from __future__ import annotations

import pytest

from tests.outbox.campaign.survival import LUCK, Plan, survive

pytestmark = pytest.mark.xdist_group("survival")


def test_each_message_is_sent_once_through_kills(place: str) -> None:
    verdict = survive(place, Plan(messages=200, kills=6, processes=2, in_real_time=False, delay=0.2))
    assert verdict.kills >= 4
    assert set(verdict.met) & set(LUCK), "there was no bad luck"
    assert verdict.clean, verdict
    assert verdict.told == 0
    assert verdict.looked_up, "no kill has cost an answer"
