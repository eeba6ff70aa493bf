"""Parts of everything else: texts, ids and moments."""

from __future__ import annotations

import string
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

# a character that can't be written in UTF-8 can't be sent, and Notify crashes on NUL
texts: SearchStrategy[str] = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)
lines: SearchStrategy[str] = (
    st.text(string.ascii_letters + string.digits + " -'", min_size=1, max_size=30).map(str.strip).filter(bool)
)
ids: SearchStrategy[UUID] = st.uuids(version=4)
moments: SearchStrategy[datetime] = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001 - bounds have none
    datetime(2037, 1, 1),  # noqa: DTZ001 - bounds have none
    timezones=st.just(UTC),
)
