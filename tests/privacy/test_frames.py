"""No frame of the package shows personal data, neither in a raised error nor in a crash at any other line."""

from __future__ import annotations

from functools import cache
from typing import Any

import httpx
import pytest
import sentry_sdk
from sentry_sdk.utils import event_from_exception

from notify_sdk import RetryPolicy
from tests.privacy.calls import Scenario, sends, service
from tests.privacy.frames import PACKAGE, chain, leaks
from tests.privacy.scenarios import FAILING, WORKING
from tests.privacy.watching import exposed
from tests.support.clients import BlockingClient, ClientKind
from tests.support.http_server import listening

EVERYTHING = {**WORKING, **FAILING}


@cache
def sentry_options() -> dict[str, Any]:
    """Sentry's default options."""
    return sentry_sdk.Client().options


def error_of(run: Scenario, client_kind: ClientKind) -> BaseException:
    with pytest.raises(BaseException) as raised:  # noqa: PT011 - whichever it is
        run(client_kind)
    return raised.value


@pytest.mark.parametrize("name", FAILING)
def test_no_frame_that_an_error_came_through_shows_anything_personal(client_kind: ClientKind, name: str) -> None:
    assert leaks(error_of(FAILING[name], client_kind), service().secrets) == set()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", EVERYTHING)
def test_no_line_of_the_package_would_show_anything_personal(client_kind: ClientKind, name: str) -> None:
    """Where this fails: remove the value from the local variable or its `repr`, or set `__tracebackhide__`."""
    assert exposed(lambda: EVERYTHING[name](client_kind), service().secrets) == set()


def test_a_secret_in_a_local_variable_is_detected() -> None:
    secret = service().secrets[0]
    names: dict[str, Any] = {}
    exec(compile("def fail(recipient):\n    raise ValueError", f"{PACKAGE}/made_up.py", "exec"), names)
    error = error_of(lambda _: names["fail"](secret), "sync")
    assert leaks(error, [secret]) == {"/made_up.py fail recipient"}
    assert exposed(lambda: names["fail"](secret), [secret]) == {"/made_up.py fail recipient"}


@pytest.mark.parametrize("kind", ["sms", "email", "letter", "list"])
def test_frames_of_httpx_do_not_stay_with_an_error(client_kind: ClientKind, kind: str) -> None:
    """Frames of httpx hold the token and the body."""
    found = service()
    for url in ("http://127.0.0.1:9", None):
        with (
            listening(found.sandbox) as address,
            BlockingClient(client_kind, found.key, url or address, 0.000001, retry=RetryPolicy.none()) as caller,
        ):
            error = error_of(lambda _, c=caller: sends(c, found.sandbox)[kind](), client_kind)
        assert isinstance(error.__cause__, httpx.RequestError)
        own = {each for each in chain(error) if each.__traceback__ is not None}
        assert all(type(each).__module__.startswith("notify_sdk") for each in own)


@pytest.mark.parametrize("name", FAILING)
def test_sentry_takes_nothing_personal(client_kind: ClientKind, name: str) -> None:
    """With Sentry's default options. The frames of the tests hold personal data, so they are skipped."""
    error = error_of(FAILING[name], client_kind)
    event, _ = event_from_exception(error, client_options=sentry_options())
    for exception in event["exception"]["values"]:
        for frame in exception.get("stacktrace", {}).get("frames", ()):
            if (frame["module"] or "").startswith("notify_sdk"):
                text = str(frame["vars"])
                assert not [secret for secret in service().secrets if secret in text]
