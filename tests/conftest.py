"""What the tests of the foundation share."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("tests", deadline=None)  # no test asserts a timing: the machine may have other things to do
settings.load_profile("tests")


@pytest.fixture(params=["sync", "async"])
def manner(request: pytest.FixtureRequest) -> str:
    """Which client a test uses: each test that asks runs with both."""
    return request.param
