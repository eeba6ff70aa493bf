"""Where the options of a client can be given, apart from its constructor.

Each place takes every option of the constructor, or says here why it does not: an option that is added is decided on.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pytest

import notify_sdk.client
from notify_sdk import AsyncNotificationsAPIClient, NotificationsAPIClient, compat
from notify_sdk.celery import attach
from notify_sdk.cli import session
from notify_sdk.django.client_options import ClientOptions
from notify_sdk.outbox import Outbox
from notify_sdk.sandbox import Sandbox
from tests.layout.drawing import ROOT

_OBJECT = "is an object with methods, which a setting can't name: make the client yourself"
_ITS_CONNECTIONS = "belongs to the connections or the key, which both clients share"
_OF_THE_SENDING_CLIENT = "is the client's that sends"
_WHOLE_CLIENT = "is the client's, which is passed whole"
_AS_IT_WAS = "the constructor is that of the official client; `of` takes a client with any option"
_OF_A_PROGRAM = "is for programs that send on their own; a command is started by somebody who reads what it prints"
_IN_CODE = "is decided where the client is made, so that no environment changes it unseen"


def parameters(function: Callable[..., object]) -> set[str]:
    return set(inspect.signature(function).parameters)


OPTIONS = parameters(NotificationsAPIClient)


def of_the_command_line() -> set[str]:
    """The options of the client that a command makes: those that are passed to the constructor."""
    seen = set[str]()
    signature, made = inspect.signature(NotificationsAPIClient), Sandbox().client()

    def client(*given: object, **named: object) -> NotificationsAPIClient:
        seen.update(signature.bind(*given, **named).arguments)
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notify_sdk.client, "NotificationsAPIClient", client)
        patch.setenv("NOTIFY_API_KEY", "sandbox")
        with session.notify(None):
            pass
    return seen


def of_the_environment() -> set[str]:
    """The options whose names, as variables of the environment, are read somewhere in the package."""
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "notify_sdk").rglob("*.py"))
    named = set(re.findall(r'"NOTIFY_([A-Z_]+)"', source))
    return {option for option in OPTIONS if option.upper() in named}


@dataclass(frozen=True)
class Place:
    """Where options of a client can be given.

    Attributes:
        takes: The names that it takes; those of others may be among them.
        not_taken: Each option that it does not take, and why.
    """

    takes: Callable[[], Iterable[str]]
    not_taken: Mapping[str, str]


def because(why: str, *options: str) -> dict[str, str]:
    return dict.fromkeys(options, why)


PLACES = {
    "the client for asyncio": Place(lambda: parameters(AsyncNotificationsAPIClient), {}),
    "with_options": Place(
        lambda: parameters(NotificationsAPIClient.with_options),
        because(_ITS_CONNECTIONS, "api_key", "base_url", "allow_http", "transport", "sandbox", "clock"),
    ),
    "Outbox": Place(
        lambda: parameters(Outbox),
        because(
            _OF_THE_SENDING_CLIENT,
            *("api_key", "base_url", "allow_http", "transport", "sandbox", "clock"),
            *("timeout", "retry", "only_to", "never_to", "redirect_to"),
        ),
    ),
    "Django's settings": Place(
        lambda: ClientOptions.__annotations__,
        {
            **because(_OBJECT, "retry", "transport"),
            "rate_limit": "mail is sent at once; `NOTIFY_OUTBOX` has one of its own, for all processes",
            "check": "what Notify would refuse is refused with it or without; a service's `Checks` are an object",
            "clock": "a server whose clock is wrong is mended there",
        },
    ),
    "Celery's tasks": Place(lambda: parameters(attach), because(_WHOLE_CLIENT, *OPTIONS)),
    "the official client's names": Place(
        lambda: parameters(compat.NotificationsAPIClient),
        because(_AS_IT_WAS, *(OPTIONS - {"api_key", "base_url", "timeout"})),
    ),
    "the environment": Place(of_the_environment, because(_IN_CODE, *(OPTIONS - {"api_key", "base_url", "allow_http"}))),
    "the command line": Place(
        of_the_command_line,
        {
            **because(
                _OF_A_PROGRAM, "timeout", "retry", "transport", "check", "clock", "rate_limit", "only_to", "never_to"
            ),
            "allow_http": "is read from `NOTIFY_ALLOW_HTTP`",
            "templates": "is given to `with_options`, once the template was found",
            "blanks": "an empty cell of a file is refused without --allow-blank, and what is typed as empty is meant so",
        },
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_each_option_is_taken_or_not_for_a_reason(place: str) -> None:
    taken = OPTIONS.intersection(PLACES[place].takes())
    assert taken | PLACES[place].not_taken.keys() == OPTIONS, "an option is neither taken nor is there a reason"
    assert not taken & PLACES[place].not_taken.keys(), "a reason is left of an option that is taken"


def test_what_django_takes_is_an_option() -> None:
    assert ClientOptions.__annotations__.keys() <= OPTIONS
