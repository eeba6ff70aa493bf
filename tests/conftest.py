"""What the tests of the foundation share."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from tests.support.services.fixtures import postgresql, rabbitmq, redis

__all__ = ["client_kind", "postgresql", "rabbitmq", "redis"]

settings.register_profile("tests", deadline=None)  # no test asserts a timing: the machine may have other things to do
settings.register_profile("quick", settings.get_profile("tests"), max_examples=20)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "tests"))


@pytest.fixture(params=["sync", "async"])
def client_kind(request: pytest.FixtureRequest) -> str:
    """The kind of client: a test that takes it runs with both."""
    return request.param
