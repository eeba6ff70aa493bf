"""What the tests of the foundation share."""

from __future__ import annotations

import pytest
from hypothesis import settings


@pytest.fixture(params=["sync", "async"])
def manner(request: pytest.FixtureRequest) -> str:
    """Which client a test uses: each test that asks runs with both."""
    return request.param


# how long an example takes says more about the machine than about the code
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")
