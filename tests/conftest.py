"""What the tests of the foundation share."""

from __future__ import annotations

import pytest


@pytest.fixture(params=["sync", "async"])
def manner(request: pytest.FixtureRequest) -> str:
    """Which client a test uses: each test that asks runs with both."""
    return request.param
