"""The recorded exchanges, replayed: every answer as the service gave it."""

from functools import cache

import pytest

from tests.conformance.data import rows
from tests.conformance.posted import WRONG, posted
from tests.conformance.recordings import FIRST, KNOWN, RECORDINGS, Recording
from tests.conformance.replay import Report, recorded_sandbox, replay, replay_rows

GROUPS = [(each, group) for each in RECORDINGS for group in sorted({row["group"] for row in each.rows()})]
KINDS = [(each, kind) for each in RECORDINGS for kind in sorted({row.get("differed") or "" for row in each.rows()})]


@cache
def report(recording: Recording) -> Report:
    return replay(recording)


@pytest.mark.parametrize(("recording", "group"), GROUPS, ids=lambda value: getattr(value, "name", value))
def test_every_answer_of_the_group_is_as_recorded(recording, group):
    assert [found for found in report(recording).different if found.group == group and found.case not in KNOWN] == []


@pytest.mark.parametrize(("recording", "kind"), KINDS, ids=lambda value: getattr(value, "name", value))
def test_every_kind_of_fault_that_there_was_is_closed(recording, kind):
    assert [found for found in report(recording).different if found.kind == kind and found.case not in KNOWN] == []


def test_known_differences_are_few():
    assert len(KNOWN) == 3


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda recording: recording.name)
def test_the_local_check_agrees_on_every_body_that_was_posted(recording):
    # a number that is not finite is refused on purpose: docs/sandbox-differences.md
    wrong = [each for each in posted(recording) if each.kind in WRONG and each.case not in KNOWN]
    assert [each for each in wrong if not any("type float can't be sent" in message for message in each.ours)] == []


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda recording: recording.name)
def test_only_the_services_own_crashes_are_left_out(recording):
    crashed = {row["case"] for row in recording.rows() if row["response"]["status"] >= 500}
    assert set(report(recording).crashes) == crashed


def test_a_wrong_answer_is_found():
    row = next(row for row in rows("exchanges") if row["case"] == "template-sms-name")
    wrong = {**row, "response": {**row["response"], "body": {**row["response"]["body"], "name": "other"}}}
    found = Report()
    replay_rows([wrong], recorded_sandbox(began=FIRST.began), found)
    assert [difference.what for difference in found.different] == ['/name is "sms-name" instead of "other"']
