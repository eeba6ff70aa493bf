"""Parts of everything else: texts, ids and moments."""

from __future__ import annotations

import string
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

# Half a character can't be sent, and Notify crashes on NUL. Ranges, because categories take hypothesis a second to load.
_letters = st.characters(min_codepoint=1, max_codepoint=0xD7FF, exclude_categories=()) | st.characters(
    min_codepoint=0xE000, max_codepoint=0x10FFFF, exclude_categories=()
)
texts: SearchStrategy[str] = st.text(_letters, max_size=60)
lines: SearchStrategy[str] = (
    st.text(string.ascii_letters + string.digits + " -'", min_size=1, max_size=30).map(str.strip).filter(bool)
)
ids: SearchStrategy[UUID] = st.uuids(version=4)
moments: SearchStrategy[datetime] = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001 - bounds have none
    datetime(2037, 1, 1),  # noqa: DTZ001 - bounds have none
    timezones=st.just(UTC),
)
