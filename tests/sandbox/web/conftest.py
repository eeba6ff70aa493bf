"""A sandbox that listens."""

import httpx
import pytest

from notify_sdk.sandbox import Sandbox
from tests.support.browser import INSTALLED, chromium, show_as_usual


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


@pytest.fixture(scope="session")
def chrome(tmp_path_factory):
    """One browser for all tests; they are marked for one process of xdist."""
    if not INSTALLED:
        pytest.skip("chromium and chromium-driver are not installed")
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def browser(chrome):
    """The browser at its usual width and in its usual colours, with nothing in its log."""
    show_as_usual(chrome)
    chrome.get("about:blank")
    chrome.get_log("browser")
    return chrome
