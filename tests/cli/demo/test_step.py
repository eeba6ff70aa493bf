"""What the steps work with is gone after them."""

from __future__ import annotations

from contextlib import suppress

import pytest

from notify_sdk import NoConnectionError, NotificationsAPIClient, RetryPolicy
from notify_sdk.cli.demo.step import Setup, set_up


def broken_off() -> Setup:
    """What steps work with, after one was broken off."""
    with suppress(KeyboardInterrupt), set_up() as setup:
        with client_of(setup) as client:
            client.get_all_templates()
        (setup.folder / "file").touch()
        raise KeyboardInterrupt
    return setup


def client_of(setup: Setup) -> NotificationsAPIClient:
    return NotificationsAPIClient(setup.commands.api_key, setup.commands.base_url, retry=RetryPolicy.none())


def test_nothing_is_left() -> None:
    setup = broken_off()
    assert not setup.folder.exists()
    with client_of(setup) as client, pytest.raises(NoConnectionError):
        client.get_all_templates()
