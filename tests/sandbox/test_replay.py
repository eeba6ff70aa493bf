"""The recorded exchanges, replayed: every answer as the service gave it."""

from functools import cache

import pytest

from tests.conformance import rows
from tests.replay import Report, replay

GROUPS = sorted({row["group"] for row in rows("exchanges")})


@cache
def report() -> Report:
    return replay()


@pytest.mark.parametrize("group", GROUPS)
def test_every_answer_of_the_group_is_as_recorded(group):
    assert [difference for difference in report().different if difference.group == group] == []


def test_only_the_services_own_crashes_are_left_out():
    crashed = {row["case"] for row in rows("exchanges") if row["response"]["status"] >= 500}
    assert set(report().crashes) == crashed


def test_a_wrong_answer_is_found():
    row = next(row for row in rows("exchanges") if row["case"] == "template-sms-name")
    wrong = {**row, "response": {**row["response"], "body": {**row["response"]["body"], "name": "other"}}}
    assert [difference.what for difference in replay([wrong]).different] == ['/name is "sms-name" instead of "other"']
