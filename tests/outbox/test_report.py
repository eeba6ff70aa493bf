"""Reports: the messages of an outbox, listed and counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk._statuses import ARRIVED, FAILED, FINAL
from notify_sdk.outbox import Outbox
from notify_sdk.outbox import report as report_module
from notify_sdk.outbox.report import Row, Summary
from notify_sdk.outbox.states import State
from notify_sdk.sandbox import Sandbox
from tests.outbox.messages import text_to, texts
from tests.outbox.strategies import NOW, statuses

STATES: tuple[State, ...] = get_args(State)


@given(
    st.lists(
        st.tuples(st.sampled_from(STATES), statuses, st.booleans(), st.integers(1, 5), st.integers(0, 5)), max_size=12
    )
)
def test_a_summary_counts_each_message_once(counts: list[tuple[State, str, bool, int, int]]) -> None:
    """The input is grouped as the database groups it."""
    counts = [(*each[:4], min(each[3], each[4])) for each in counts]
    summary = report_module._summed(counts)
    by_state = Counter[str]()
    for state, _, _, count, _ in counts:
        by_state[state] += count
    assert {state: getattr(summary, state) for state in STATES} == {state: by_state[state] for state in STATES}
    assert summary.total == sum(count for _, _, _, count, _ in counts)
    assert summary.unfinished == by_state["queued"] + by_state["sending"]
    sent = [each for each in counts if each[0] == "sent"]
    assert summary.delivered == sum(count for _, status, _, count, _ in sent if status in ARRIVED)
    assert summary.failed == sum(count for _, status, _, count, _ in sent if status in FAILED)
    assert summary.not_told == sum(
        count for _, status, nothing_due, count, _ in sent if nothing_due and status not in FINAL
    )
    assert summary.doubled == sum(doubled for *_, doubled in sent)


def test_a_summary_of_an_empty_outbox_is_zero(in_memory: Outbox) -> None:
    assert in_memory.summary() == Summary()


def test_the_states_of_the_rows_are_those_of_the_summary(place: str, sandbox: Sandbox) -> None:
    with Outbox(place) as outbox:
        outbox.create_tables()
        outbox.add(texts(sandbox, len(STATES), tag="all"))
        table = outbox.tables.outbox

        def set_states(connection: Any) -> None:
            for number, state in enumerate(STATES):
                change = table.update().where(table.c.key == f"key-{number}")
                connection.execute(change.values(state=state, status="delivered", found=2, next_look=NOW))

        outbox._database.run(set_states)
        outbox.add(text_to(sandbox, 99))
        summary = outbox.summary(tag="all")
        assert {state: getattr(summary, state) for state in STATES} == dict.fromkeys(STATES, 1)
        assert (summary.total, summary.delivered, summary.failed, summary.not_told, summary.doubled) == (7, 1, 0, 0, 1)
        assert replace(summary, queued=2) == outbox.summary()
        for number, state in enumerate(STATES):
            assert [row.key for row in outbox.rows(state=state, tag="all")] == [f"key-{number}"]
        settled = [row.state for row in outbox.rows(state=("sent", "refused"))]
        assert sorted(settled) == ["refused", "sent"]
        assert [row.key for row in outbox.rows(keys=["key-2", "key-0", "nobody"])] == ["key-0", "key-2"]


def test_rows_are_in_order_across_pages(in_memory: Outbox, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_module, "PAGE", 3)
    for count in range(8):
        assert [row.key for row in in_memory.rows()] == [f"key-{number}" for number in range(count)]
        in_memory.add(text_to(sandbox, count))


def test_a_row_has_no_recipient_and_no_values(in_memory: Outbox, sandbox: Sandbox) -> None:
    in_memory.add(text_to(sandbox, 1, reference="case", tag="t"))
    (row,) = in_memory.rows()
    assert not {"body", "to", "personalisation", "digest"} & set(Row.__dataclass_fields__)
    assert "secret" not in repr(row)
    assert row.reference.startswith("case.")
    assert (row.kind, row.tag, row.state, row.attempts) == ("sms", "t", "queued", 0)
