"""Events: each is plain data, and each can change a row."""

from __future__ import annotations

import dataclasses
import pickle
from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from notify_sdk.outbox import events as events_module
from notify_sdk.outbox.events import Event, Seen
from notify_sdk.outbox.states import decide
from tests.outbox.strategies import NOW, events, rows

RESEND = timedelta(seconds=300)
KINDS = get_args(Event)


def test_every_class_of_the_module_is_an_event() -> None:
    defined = {
        each for each in vars(events_module).values() if dataclasses.is_dataclass(each) and isinstance(each, type)
    }
    assert defined - {Seen} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_event_changes_some_row(kind: type) -> None:
    pairs = st.tuples(rows(), events.filter(lambda event: isinstance(event, kind)))
    first = settings(phases=[Phase.generate], database=None, max_examples=5000)
    assert find(pairs, lambda pair: decide(*pair, NOW, RESEND) != {}, settings=first)


@given(events)
def test_events_are_values(event: Event) -> None:
    """Threads share them, so they are immutable."""
    assert pickle.loads(pickle.dumps(event)) == event
    assert len({event, dataclasses.replace(event)}) == 1
    for field in dataclasses.fields(event):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(event, field.name, None)
