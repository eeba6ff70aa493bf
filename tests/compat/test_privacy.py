"""No frame and no `repr` shows personal data, as for the typed client: see tests/privacy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from notify_sdk import NotificationsAPIClient, RetryPolicy, compat
from notify_sdk._client.waiting import without_waiting
from tests.privacy.calls import BAD, FAULTS, sends, service
from tests.privacy.frames import leaks
from tests.privacy.watching import exposed

CALLS = ["sms", "email", "letter", "precompiled", "preview", "list", "each", "one"]


@pytest.fixture(scope="module")
def client() -> Iterator[compat.NotificationsAPIClient]:
    found = service()
    typed = NotificationsAPIClient(found.key, transport=found.sandbox.transport, retry=RetryPolicy(attempts=2))
    with without_waiting(), compat.NotificationsAPIClient.of(typed) as made:
        yield made


def calls(client: Any) -> dict[str, Callable[[], object]]:
    found = sends(client, service().sandbox)
    return {name: found[name] for name in CALLS}


def clean(call: Callable[[], object]) -> None:
    """The call shows nothing at any line, nor in the error that it raises."""
    secrets = service().secrets
    raised: list[BaseException] = []

    def caught() -> None:
        try:
            call()
        except compat.errors.APIError as error:
            raised.append(error)

    assert exposed(caught, secrets) == set()
    for error in raised:
        assert leaks(error, secrets) == set()
        assert not any(secret in repr(error) for secret in secrets)


@pytest.mark.parametrize("name", CALLS)
def test_a_call_that_works_shows_nothing(client: compat.NotificationsAPIClient, name: str) -> None:
    clean(calls(client)[name])


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("fault", [each for each in FAULTS if not each.delay], ids=repr)
def test_a_call_that_fails_shows_nothing(client: compat.NotificationsAPIClient, name: str, fault: Any) -> None:
    faults = service().sandbox.faults
    faults.add(fault)
    try:
        clean(calls(client)[name])
    finally:
        faults.clear()


@pytest.mark.parametrize("name", [name for name in BAD if name != "argument"])
def test_a_call_that_is_refused_here_shows_nothing(client: compat.NotificationsAPIClient, name: str) -> None:
    clean(lambda: BAD[name](client))
