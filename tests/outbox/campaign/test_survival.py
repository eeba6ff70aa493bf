"""Killed again and again, with answers that get lost: everybody gets one, and the table knows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.outbox.campaign.survival import LUCK, Plan, lock, survive
from tests.support.services import servers

pytestmark = pytest.mark.xdist_group("survival")


def test_each_message_is_sent_once_through_kills(place: str) -> None:
    verdict = survive(place, Plan(messages=200, kills=6, processes=2, in_real_time=False, delay=0.2))
    assert verdict.kills >= 4
    assert set(verdict.met) & set(LUCK), "there was no bad luck"
    assert verdict.clean, verdict
    assert verdict.told == 0
    assert verdict.looked_up, "no kill has cost an answer"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_all_are_sent_after_an_outage_of_the_database(kind: str, tmp_path: Path) -> None:
    """PostgreSQL is killed and started again; SQLite's file is locked by somebody else for longer than it waits."""
    plan = Plan(messages=120, processes=2, in_real_time=False, delay=0.2)
    if kind == "sqlite":
        place = str(tmp_path / "outbox.db")
        verdict = survive(place, plan, lambda: lock(place, 7))
    else:
        try:
            with servers.interruptible_postgresql() as (place, interrupt):
                verdict = survive(place, plan, lambda: interrupt(2))
        except servers.MissingError as error:
            pytest.skip(str(error))
    assert verdict.clean, verdict
    assert verdict.told == 0
