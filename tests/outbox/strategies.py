"""Hypothesis strategies for rows and events of an outbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import UUID, uuid4

from hypothesis import strategies as st

from notify_sdk.callbacks import STATUS_ORDER
from notify_sdk.outbox.events import (
    Answered,
    Cancelled,
    Event,
    Followed,
    FollowFailed,
    LookedUp,
    LookFailed,
    NotSent,
    Received,
    Refused,
    Requeued,
    Seen,
    Unclear,
)
from notify_sdk.outbox.states import Held, State

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


MINE, OTHERS = uuid4(), uuid4()


MINE, OTHERS = uuid4(), uuid4()


IDS = [UUID(int=number) for number in (1, 2)]


KEY, URL = "0123456789ab", "https://example"


KEY, URL = "0123456789ab", "https://example"


SETTLED = {"sent", "refused", "expired", "cancelled"}


moments = st.integers(-9 * 24 * 3600, 3600).map(lambda seconds: NOW + timedelta(seconds=seconds))


statuses = st.sampled_from([*STATUS_ORDER, "a-new-one"])


seen = st.builds(Seen, st.sampled_from(IDS), statuses)


keys = st.sampled_from([KEY, "another key"])


events: st.SearchStrategy[Event] = st.one_of(
    st.builds(Answered, st.sampled_from([MINE, OTHERS]), st.sampled_from(IDS)),
    st.builds(Refused, st.sampled_from([MINE, OTHERS]), st.just("code"), st.just("words")),
    st.builds(NotSent, st.sampled_from([MINE, OTHERS]), st.just("code"), st.just("words"), st.just(timedelta(0))),
    st.builds(Unclear, st.sampled_from([MINE, OTHERS]), st.just("code"), st.just("words")),
    st.builds(LookedUp, st.lists(seen, max_size=2).map(tuple), moments, keys, st.just(URL), st.booleans()),
    st.just(LookFailed()),
    st.builds(Followed, st.none() | statuses, keys, st.just(URL)),
    st.just(FollowFailed()),
    st.builds(Received, st.sampled_from(IDS), statuses),
    st.just(Cancelled()),
    st.just(Requeued()),
)


@st.composite
def rows(draw: st.DrawFn, state: State | None = None) -> Held:
    state = state or draw(st.sampled_from(get_args(State)))
    claimed = draw(moments)
    return Held(
        state=state,
        letter=draw(st.booleans()),
        exact=draw(st.booleans()),
        has_body=state in {"queued", "sending", "unknown"} or (state == "sent" and draw(st.booleans())),
        claim=MINE if state == "sending" else None,
        claimed_at=claimed if state in {"sending", "sent", "unknown"} else None,
        expires_at=draw(st.none() | moments),
        attempts=draw(st.integers(1, 7)) if state != "queued" else draw(st.integers(0, 5)),
        looks=draw(st.integers(0, 30)),
        api_key=KEY,
        base_url=URL,
        notification_id=IDS[0] if state == "sent" else None,
        learnt=draw(st.sampled_from(["answer", "look-up", "callback"])) if state == "sent" else None,
        confirm_at=draw(st.none() | moments) if state == "sent" else None,
        status=draw(statuses) if state == "sent" else None,
        settled_at=claimed if state in SETTLED else None,
    )
