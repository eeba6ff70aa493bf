"""What the tests of the foundation share."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("tests", deadline=None)  # no test asserts a timing: the machine may have other things to do
settings.load_profile("tests")


@pytest.fixture(params=["sync", "async"])
def client_kind(request: pytest.FixtureRequest) -> str:
    """The kind of client: a test that takes it runs with both."""
    return request.param
