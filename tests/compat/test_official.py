"""Call by call: what the official client does, and the same with ours in its shape.

Both call the same sandbox over HTTP. Answers are compared as data, errors by class name, status and shape of their message.
"""

from __future__ import annotations

import importlib
import inspect
import logging
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notifications_python_client import errors as official_errors
from notifications_python_client.base import BaseAPIClient
from notifications_python_client.notifications import NotificationsAPIClient as Official

from notify_sdk import RetryPolicy, compat
from notify_sdk._client.waiting import without_waiting
from notify_sdk.sandbox import Fault, Response, Sandbox
from tests.compat.pair import NOBODY, RIGHT, Outcome, Pair, calling, outcome, pair, shape
from tests.crowd import world
from tests.crowd.calls import calls
from tests.support.http_server import listening


@pytest.fixture(autouse=True)
def _without_waiting(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level("ERROR", "notifications_python_client")  # it logs every error with its message
    with without_waiting():
        yield


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    made = world.sandbox(progress="manual")
    made.service.rate_limit_per_minute = 10**6
    made.service.daily_limits = dict.fromkeys(made.service.daily_limits, 10**6)
    return made


@pytest.fixture(scope="module")
def both(sandbox: Sandbox) -> Iterator[Pair]:
    # it logs what was refused, in which xdist can't hand over half a character
    logger = logging.getLogger("notifications_python_client")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    with sandbox.serve() as server, pair(sandbox.api_key, server.url, retry=RetryPolicy(attempts=2)) as made:
        yield made
    logger.setLevel(before)


# --- names and arguments ---

LEFT_OUT = {
    "get_all_template_versions": "calls an address that no API key may read",
    "BaseAPIClient": "makes requests of any kind",
    **dict.fromkeys(("TOKEN_ERROR_GUIDANCE", "TOKEN_ERROR_DEFAULT_ERROR_MESSAGE"), "texts about tokens"),
    **dict.fromkeys(("get", "post", "put", "delete", "request", "generate_headers"), "makes requests of any kind"),
}
"""Names that ours does not have, and what they are."""

MODULES = ("", ".errors", ".notifications", ".utils")


def arguments(function: Callable[..., object]) -> list[tuple[str, object]]:
    """The names of the arguments in their order, with their defaults."""
    parameters = inspect.signature(function).parameters.values()
    assert {each.kind for each in parameters} == {inspect.Parameter.POSITIONAL_OR_KEYWORD}
    return [(each.name, each.default) for each in parameters]


def methods(kind: type) -> set[str]:
    return {name for name, value in inspect.getmembers(kind, inspect.isfunction) if name[0] != "_"}


def test_ours_has_every_method_that_sends_or_reads_and_no_other_but_close() -> None:
    ours = methods(compat.NotificationsAPIClient) - {"close"}
    assert methods(Official) - LEFT_OUT.keys() == ours == RIGHT.keys()
    assert methods(BaseAPIClient) < LEFT_OUT.keys()


@pytest.mark.parametrize("method", RIGHT)
def test_the_arguments_of_a_method_are_the_same(method: str) -> None:
    assert arguments(getattr(compat.NotificationsAPIClient, method)) == arguments(getattr(Official, method))
    assert [name for name, _ in arguments(getattr(Official, method))] == ["self", *RIGHT[method]]


def test_the_arguments_of_the_client_are_the_same_and_two_may_be_left_to_the_environment() -> None:
    own, official = (dict(arguments(kind.__init__)) for kind in (compat.NotificationsAPIClient, Official))
    assert list(own) == list(official)
    assert {name: own[name] for name in own if own[name] != official[name]} == {"api_key": None, "base_url": None}


@pytest.mark.parametrize("name", MODULES)
def test_a_module_has_the_names_of_the_official_one(name: str) -> None:
    official = importlib.import_module(f"notifications_python_client{name}")
    ours = importlib.import_module(f"notify_sdk.compat{name}")
    public = {each for each, value in vars(official).items() if each.isupper() or _is_official(value)}
    assert public
    assert public - vars(ours).keys() - LEFT_OUT.keys() == set()


def _is_official(value: object) -> bool:
    """Whether it is a class or a function of the official package."""
    home = getattr(value, "__module__", None)
    return isinstance(home, str) and home.startswith("notifications_python_client")


ERRORS = [
    value
    for value in vars(official_errors).values()
    if inspect.isclass(value) and value.__module__ == official_errors.__name__
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_an_error_has_the_bases_of_the_official_one(error: type[Exception]) -> None:
    ours = getattr(compat.errors, error.__name__)
    assert [base.__name__ for base in ours.__mro__] == [base.__name__ for base in error.__mro__]


# --- right calls ---


def test_the_calls_of_the_official_suites() -> None:
    """As `tests.crowd` makes them with the official client."""
    served = world.sandbox(progress="instant")
    with served.serve() as server, calls(world.settings(served, server.url), compat) as found:
        for call in found.values():
            call()


@pytest.mark.parametrize("method", RIGHT)
def test_a_right_call_is_answered_alike(both: Pair, method: str) -> None:
    for left_out in range(len(RIGHT[method]) + 1):
        given = list(RIGHT[method].values())[: len(RIGHT[method]) - left_out]

        def call(client: Any, given: list[Callable[[], object]] = given) -> object:
            return getattr(client, method)(*(make() for make in given))

        official, ours = both.outcomes(call)
        if left_out == 0 or official.kind != "TypeError":
            assert shape(official) == shape(ours)


READS: list[Callable[..., object]] = [
    lambda text, email, letter, pdf, client: client.get_notification_by_id(text["id"]),
    lambda text, email, letter, pdf, client: client.get_notification_by_id(email["id"]),
    lambda text, email, letter, pdf, client: client.get_notification_by_id(letter["id"]),
    lambda text, email, letter, pdf, client: client.get_notification_by_id(pdf["id"]),
    lambda text, email, letter, pdf, client: client.get_all_notifications(),
    lambda text, email, letter, pdf, client: client.get_all_notifications(older_than=pdf["id"]),
    lambda text, email, letter, pdf, client: client.get_all_notifications_iterator(),
    lambda text, email, letter, pdf, client: client.get_all_notifications_iterator("created", "sms", "mine"),
    lambda text, email, letter, pdf, client: client.get_all_notifications_iterator(template_type=["sms", "letter"]),
    lambda text, email, letter, pdf, client: client.get_received_texts_iterator(),
    lambda text, email, letter, pdf, client: client.get_template_version(text["template"]["id"], "1"),
    lambda text, email, letter, pdf, client: client.get_all_templates(),
]
"""Reads of what the four sends have made."""


def test_what_was_sent_is_read_alike() -> None:
    sandbox = world.sandbox(progress="manual")
    sandbox.state.settings.page_size = 2
    with sandbox.serve() as server, pair(sandbox.api_key, server.url) as both:
        sent: list[Any] = [calling(method)(both.ours) for method in RIGHT if method.startswith("send_")]
        for call in READS:
            official, ours = both.outcomes(partial(call, *sent))
            assert shape(official) == shape(ours)
            assert official.kind == "answer"
        sandbox.advance()
        kinds = []
        for each in sent:
            official, ours = both.outcomes(lambda client, each=each: client.get_pdf_for_letter(each["id"]))
            assert official == ours
            kinds.append(official.kind)
        assert kinds == ["HTTPError", "HTTPError", "answer", "answer"]


# --- wrong calls ---

WRONG = (
    *(
        None,
        "",
        "x",
        5,
        0,
        True,
        1.5,
        [],
        ["x"],
        {},
        {"x": 1},
        {1, 2},
        "x" * 3000,
        NOBODY,
        UUID(NOBODY),
        b"x",
        object(),
    ),
    *(date(2026, 1, 2), datetime(2026, 1, 2, tzinfo=UTC), Decimal(1), "sms", "email", "cafe\u0301 \ud800"),
)
"""Values that are wrong for most arguments. Where one is right, the answers are compared."""

Difference = Callable[[str, str, object, Outcome, Outcome], bool]
DIFFERENT: dict[str, Difference] = {
    "what Python refuses there is refused here in Notify's words": lambda method, name, value, official, ours: (
        official.local and shape(ours)[:2] == ("HTTPError", 400)
    ),
    "what Python refuses there may be right here: a date, a UUID, a file as bytes, any text in an address": (
        lambda method, name, value, official, ours: (
            official.local
            and not isinstance(value, datetime | Decimal)
            and (isinstance(value, UUID | date | bytes) or name in {"reference", "include_jobs", "personalisation"})
        )
    ),
    "an empty id or a version that is no number is another address there": lambda method, name, value, official, ours: (
        (name == "version" or value == "") and official.status in {404, 405} and ours.status == 400
    ),
    "1 as a Decimal is no version here": lambda method, name, value, official, ours: (
        (name, value) == ("version", Decimal(1)) and ours.status == 400
    ),
    "of several things that are wrong, another may be named first": lambda method, name, value, official, ours: (
        name == "personalisation" and official.status == ours.status == 400
    ),
    "whatever is true includes jobs": lambda method, name, value, official, ours: (
        name == "include_jobs" and bool(value)
    ),
    "a list or bytes as the reference to look for are written as Python writes them": (
        lambda method, name, value, official, ours: name == "reference" and official.kind == ours.kind == "answer"
    ),
    "half a character can't be sent": lambda method, name, value, official, ours: (
        "\ud800" in str(value) and ours.status == 400
    ),
}
"""Where the outcomes differ by intention, and how to recognise it."""


Found = tuple[str, str, object, Outcome, Outcome]


@pytest.fixture(scope="module")
def differences(both: Pair, sandbox: Sandbox) -> list[Found]:
    """Every call with one wrong argument that led to something else with ours: method, argument, value, both outcomes."""
    found: list[Found] = []
    for method, right in RIGHT.items():
        for name in right:
            for value in WRONG:
                call = calling(method, **{name: lambda value=value: value})
                official = outcome(both.official, call)
                before = len(sandbox.inbox)
                ours = outcome(both.ours, call)
                assert ours.kind == "answer" or len(sandbox.inbox) == before, "what is refused is not sent"
                if shape(official) != shape(ours):
                    found.append((method, name, value, official, ours))
    return found


def test_a_wrong_argument_leads_to_the_same_but_for_the_named_differences(differences: list[Found]) -> None:
    assert [found for found in differences if not any(is_meant(*found) for is_meant in DIFFERENT.values())] == []


@pytest.mark.parametrize("why", DIFFERENT)
def test_a_named_difference_is_one(differences: list[Found], why: str) -> None:
    assert any(DIFFERENT[why](*found) for found in differences), "remove it from the list"


@pytest.mark.parametrize("method", RIGHT)
@pytest.mark.parametrize("wrong", ["missing", "unknown"])
def test_an_argument_that_is_missing_or_unknown_is_a_type_error(both: Pair, method: str, wrong: str) -> None:
    extra = {"telephone": 1} if wrong == "unknown" else {}
    official, ours = both.outcomes(lambda client: getattr(client, method)(**extra))
    assert (official.kind, official.status) == (ours.kind, ours.status)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
TEXTS = st.text() | st.from_regex(r"\A\+?[0-9 ()-]{5,16}\Z") | st.from_regex(r"\A[a-z.']{1,9}@[a-z.-]{1,9}\Z")


@settings(max_examples=25)
@given(value=JSON_VALUES, key=st.just("name") | st.text(), to=TEXTS, reference=TEXTS)
@pytest.mark.parametrize("method", ["send_sms_notification", "send_email_notification"])
def test_any_message_leads_to_the_same(
    both: Pair, method: str, value: object, key: str, to: str, reference: str
) -> None:
    recipient = "phone_number" if method == "send_sms_notification" else "email_address"
    for name, changed in (("personalisation", {key: value}), (recipient, to), ("reference", reference)):
        official, ours = both.outcomes(calling(method, **{name: lambda changed=changed: changed}))
        known = any(is_meant(method, name, changed, official, ours) for is_meant in DIFFERENT.values())
        fails = (official.status, ours.status) == (500, 400)  # what would make Notify fail is refused here
        assert shape(official) == shape(ours) or known or fails


# --- refusals of Notify, gateways, broken connections ---

FAULTS = [
    *(Fault("answer", status=status) for status in (400, 403, 404, 405, 413, 418, 429, 500, 501, 502, 503, 504, 599)),
    *(Fault(kind) for kind in ("refuse", "reset", "truncate")),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.kind} {fault.status}")
def test_a_fault_leads_to_the_same(both: Pair, sandbox: Sandbox, fault: Fault) -> None:
    sandbox.faults.add(fault)
    try:
        for method in RIGHT:
            official, ours = both.outcomes(calling(method))
            assert official == ours, method
            assert official.kind in {"HTTPError", "HTTP503Error"}
    finally:
        sandbox.faults.clear()


def test_a_key_that_is_nobodys_leads_to_the_same(both: Pair, sandbox: Sandbox) -> None:
    for key in (f"x-{NOBODY}-{NOBODY}", sandbox.api_key[:-1] + ("0" if sandbox.api_key[-1] != "0" else "1")):
        with pair(key, both.official.base_url) as other:
            for method in RIGHT:
                official, ours = other.outcomes(calling(method))
                assert official == ours, method
                assert official.status == 403


@pytest.mark.parametrize("where", ["nothing listens", "nothing answers"])
def test_no_answer_leads_to_the_same(sandbox: Sandbox, where: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        if where == "nothing listens":
            silent.close()
        with pair(sandbox.api_key, f"http://127.0.0.1:{port}", timeout=0.05, retry=RetryPolicy.none()) as made:
            for method in RIGHT:
                official, ours = made.outcomes(calling(method))
                assert official == ours == Outcome("HTTP503Error", 503, "Request failed"), method


JSON, HTML = {"content-type": "application/json"}, {"content-type": "text/html"}
UNLIKE_NOTIFY = {
    "a page": Response(200, HTML, b"<h1>Welcome</h1>"),
    "nothing": Response(200, JSON, b""),
    "half an object": Response(200, JSON, b'{"id": "00000000'),
    "nested too deep": Response(200, JSON, b"[" * 100_000),
    "a page of a gateway": Response(502, HTML, b"<h1>Bad gateway</h1>"),
    "a page that says later": Response(503, HTML, b"<h1>Later</h1>"),
    "JSON of a gateway": Response(502, JSON, b'{"detail": "upstream"}'),
    "JSON with a message": Response(403, JSON, b'{"message": "Forbidden"}'),
    "a list of a gateway": Response(500, JSON, b"[1]"),
    "another status than it says": Response(
        400, JSON, b'{"status_code": 404, "errors": [{"error": "a", "message": "b"}]}'
    ),
    "no errors": Response(400, JSON, b'{"status_code": 400, "errors": []}'),
    "no body": Response(404, {}, b""),
    "a status that there is not": Response(499, HTML, b"x"),
}
"""Answers that both take for no answer of Notify."""

ODD = {
    "an empty object": Response(200, JSON, b"{}"),
    "another object": Response(200, JSON, b'{"ok": true}'),
    "a list": Response(200, JSON, b"[]"),
    "a text": Response(200, JSON, b'"ok"'),
    "null": Response(200, JSON, b"null"),
    "no UTF-8": Response(200, JSON, b'"\xff\xfe\xfd"'),
}
"""Answers that the official client hands on, whatever they are. Here they are `InvalidResponse`."""


class Canned:
    """Answers every request alike, in the place of a sandbox."""

    def __init__(self) -> None:
        self.response = Response(200, {})

    def handle(self, request: object) -> Response:
        return self.response


@pytest.fixture(scope="module")
def canned(sandbox: Sandbox) -> Iterator[tuple[Canned, Pair]]:
    answers: Any = Canned()
    with listening(answers) as url, pair(sandbox.api_key, url, retry=RetryPolicy.none()) as made:
        yield answers, made


@pytest.mark.parametrize("name", UNLIKE_NOTIFY)
def test_an_answer_that_is_not_notifys_leads_to_the_same(canned: tuple[Canned, Pair], name: str) -> None:
    answers, made = canned
    answers.response = UNLIKE_NOTIFY[name]
    for method in RIGHT:
        official, ours = made.outcomes(calling(method))
        if official.kind == "RecursionError":
            assert ours.kind == "InvalidResponse"
        elif official.kind == "InvalidResponse":
            assert (official.kind, official.status, str) == (ours.kind, ours.status, type(ours.data)), method
        elif official.data is None:  # in place of a message, where JSON has none
            assert shape(official)[:2] == shape(ours)[:2]
            assert ours.data == "Request failed"
        else:
            assert shape(official) == shape(ours), method


@pytest.mark.parametrize("name", ODD)
def test_json_that_is_not_notifys_is_an_invalid_response(canned: tuple[Canned, Pair], name: str) -> None:
    answers, made = canned
    answers.response = ODD[name]
    for method in RIGHT:
        official, ours = made.outcomes(calling(method))
        if method == "get_pdf_for_letter":
            assert official == ours
        else:
            assert official.kind in {"answer", "AttributeError", "TypeError"}
            assert (ours.kind, ours.status, type(ours.data)) == ("InvalidResponse", 200, str), method
