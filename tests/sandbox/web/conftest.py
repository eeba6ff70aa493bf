"""A sandbox that listens."""

import httpx
import pytest

from notify_sdk.sandbox import Sandbox


@pytest.fixture
def sandbox():
    return Sandbox()


@pytest.fixture
def url(sandbox):
    with sandbox.serve() as server:
        yield server.url


@pytest.fixture
def http(url):
    with httpx.Client(base_url=url) as client:
        yield client
