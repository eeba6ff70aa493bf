"""The tree of errors: what each shows, keeps and hides, and that it is the same after pickling, copying and Celery."""

from __future__ import annotations

import copy
import json
import pickle
import re
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import httpx
import pytest
from celery import Celery
from hypothesis import given, settings
from hypothesis import strategies as st

import notify_sdk
from notify_sdk import (
    SAFE_TO_REPEAT,
    AuthError,
    BadRequestError,
    ClientClosedError,
    ClockError,
    ErrorDetail,
    HTTPError,
    InvalidResponseError,
    NoAnswerError,
    NoConnectionError,
    NoResultFound,
    NotifyError,
    PDFNotReadyError,
    RateLimitError,
    RequestValidationError,
    ServerError,
    TooManyRequestsError,
    TransportError,
    UnreadFieldError,
    ValidationError,
    WaitTimeoutError,
    _letter_pdf,
    errors,
    outbox,
    recipients,
)
from notify_sdk._client.failures import MEANINGS
from notify_sdk._validation import details
from notify_sdk.outbox import DatabaseError, KeyReused, OutboxError, SendingStopped
from tests.support.clients import ID, recording

PRIVATE = "ada@example.com"
QUOTING = [
    ErrorDetail("ValidationError", f"email_address {PRIVATE} is not of type string", code="wrong_type"),
    ErrorDetail("ValidationError", f"reference {PRIVATE} is too long", "at most 1,000 characters", field="reference"),
]


def tree(kind: type[NotifyError]) -> list[type[NotifyError]]:
    """A class and every class below it that the package has."""
    found = [kind] + [each for below in kind.__subclasses__() for each in tree(below)]
    return [each for each in dict.fromkeys(found) if each.__module__.split(".")[0] == "notify_sdk"]


TREE = tree(NotifyError)
STATUSES = st.integers(300, 599)
# messages that quote nothing are kept as they are; those that quote a value have tests of their own
MESSAGES = st.text().filter(lambda text: ErrorDetail("E", text).summary == text)
DETAILS = st.lists(
    st.builds(ErrorDetail, st.text(), MESSAGES, st.none() | st.text(), st.none() | st.text(), st.none() | st.text()),
    min_size=1,
    max_size=3,
)
REPLIES = st.none() | st.builds(lambda status: httpx.Response(status, text=PRIVATE), STATUSES)
FACTS: dict[type[NotifyError], tuple[st.SearchStrategy[Any], ...]] = {
    RequestValidationError: (DETAILS,),
    ClockError: (STATUSES, DETAILS, REPLIES, st.timedeltas(timedelta(-4_000_000), timedelta(4_000_000))),
    HTTPError: (STATUSES, DETAILS, REPLIES),
    WaitTimeoutError: (st.text(), st.text()),
    InvalidResponseError: (st.text(), st.none() | STATUSES, st.binary(), st.none() | st.text()),
    KeyReused: (st.text(), st.lists(st.text())),
    SendingStopped: (st.text(), st.text(), st.none() | st.text()),
    NotifyError: (st.text(), st.none() | st.text()),
}
"""The arguments that make an error of a class and of those below it, up to its outcome."""
SHOWN = (
    *("status_code", "message", "errors", "code", "hint", "retryable", "outcome_unknown", "reference"),
    *("request_id", "skew", "status"),
)


def made_of(kind: type[NotifyError]) -> st.SearchStrategy[NotifyError]:
    facts = next(FACTS[base] for base in kind.__mro__ if base in FACTS)
    texts = st.none() | st.text()
    return st.builds(kind, *facts, outcome_unknown=st.none() | st.booleans(), reference=texts, request_id=texts)


def seen(error: BaseException) -> dict[str, object]:
    """All that a caller can see of an error, but the answer itself."""
    return {
        "type": type(error),
        "str": str(error),
        "repr": repr(error),
        "args": error.args,
        **{name: getattr(error, name, "none") for name in SHOWN},
    }


def pickled(protocol: int) -> Callable[[NotifyError], NotifyError]:
    return lambda error: pickle.loads(pickle.dumps(error, protocol))


def through_celery(error: NotifyError) -> NotifyError:
    """As Celery's result backends carry an error by default: class and `args`, as JSON."""
    kept = json.loads(json.dumps(BACKEND.prepare_exception(error)))
    return BACKEND.exception_to_python(BACKEND.decode(BACKEND.encode(kept)))


BACKEND = Celery(set_as_current=False, backend="cache+memory://").backend
CARRIERS = {
    "its args": lambda error: type(error)(*error.args),
    "args as JSON": lambda error: type(error)(*json.loads(json.dumps(error.args))),
    "celery": through_celery,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    **{f"pickle {protocol}": pickled(protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)},
}
every_class = pytest.mark.parametrize("kind", TREE, ids=lambda kind: kind.__name__)


def quoting(kind: type[NotifyError]) -> NotifyError:
    """An error that holds something private wherever it can."""
    if kind is RequestValidationError:
        return RequestValidationError(QUOTING)
    if issubclass(kind, HTTPError):
        return kind(418, QUOTING, httpx.Response(418, text=PRIVATE))
    if issubclass(kind, InvalidResponseError):
        return kind("the answer is not what Notify documents", 200, PRIVATE.encode())
    if kind is KeyReused:
        return KeyReused("nothing private", ["personalisation.name"])
    if kind is SendingStopped:
        return SendingStopped("nothing private", "not_authorised")
    return kind("nothing private")


def test_celery_carries_results_as_json_by_default():
    assert BACKEND.serializer == "json"
    sent = BACKEND.prepare_exception(ValueError("E"))
    assert sent == {"exc_type": "ValueError", "exc_message": ("E",), "exc_module": "builtins"}


@every_class
@pytest.mark.parametrize("carry", CARRIERS.values(), ids=CARRIERS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_an_error_is_carried_unchanged(kind, carry, data):
    error = data.draw(made_of(kind))
    before = seen(error)
    assert seen(carry(error)) == before
    error.outcome_unknown = not error.outcome_unknown
    error.reference = data.draw(st.none() | st.text())
    assert seen(carry(carry(error))) == seen(error)
    assert getattr(carry(error), "response", None) is None


@every_class
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_args_are_plain_values(kind, data):
    error = data.draw(made_of(kind))

    def plain(value: object) -> bool:
        if isinstance(value, list):
            return all(map(plain, value))
        if isinstance(value, dict):
            return all(type(name) is str for name in value) and all(map(plain, value.values()))
        return type(value) in {str, int, float, bool, type(None)}

    assert type(error.args) is tuple
    assert all(map(plain, error.args))


def raise_rebuilt(name: str, args: tuple[Any, ...]) -> None:
    raise getattr(errors if hasattr(errors, name) else outbox, name)(*args)


def test_errors_come_back_from_other_processes():
    sent = [quoting(kind) for kind in TREE]
    for error in sent:
        error.outcome_unknown, error.reference = True, "ref-1"
    context = get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        futures = [pool.submit(raise_rebuilt, type(error).__name__, error.args) for error in sent]
        back = [future.exception() for future in futures]
    assert [seen(error) for error in back] == [seen(type(error)(*error.args)) for error in sent]
    with context.Pool(1) as pool:
        for error in sent:
            with pytest.raises(type(error)) as caught:
                pool.apply(raise_rebuilt, (type(error).__name__, error.args))
            assert seen(caught.value) == seen(type(error)(*error.args))


@every_class
def test_an_error_shows_nothing_that_notify_quotes(kind):
    error = quoting(kind)
    assert PRIVATE not in f"{error} {error!r} {error.args} {error.errors} {error.hint}"
    for name, carry in CARRIERS.items():
        again = carry(error)
        assert (str(again), repr(again), again.args) == (str(error), repr(error), error.args), name
        assert PRIVATE not in f"{again.message} {again.errors}"
        assert PRIVATE.encode() not in pickle.dumps(again)


@every_class
def test_a_reference_is_kept_and_not_shown(kind):
    error = quoting(kind)
    error.outcome_unknown, error.reference = True, "case of Amala"
    assert "Amala" not in f"{error} {error!r}"
    assert "case of Amala" in error.args
    for carry in CARRIERS.values():
        assert (carry(error).outcome_unknown, carry(error).reference) == (True, "case of Amala")


UNKNOWN = {TransportError, NoAnswerError, InvalidResponseError, ServerError}
"""The classes after which a message may have been sent, unless the client knows better."""


@every_class
def test_errors_are_unknown_by_default_where_a_message_may_have_been_sent(kind):
    wholly = quoting(kind)
    without = type(wholly)(*wholly.args[:-2])
    assert without.outcome_unknown is (kind in UNKNOWN)
    assert without.reference is None
    assert not (without.outcome_unknown and without.retryable)


def test_an_error_can_be_made_of_a_text():
    assert TransportError("text").outcome_unknown
    assert str(HTTPError(500, "what a test of yours says")) == "500 HTTPError: what a test of yours says"
    assert str(InvalidResponseError("x")) == "x"


def test_every_error_can_be_imported_from_the_top():
    names = {kind.__name__ for kind in TREE if not issubclass(kind, OutboxError)}
    assert names <= {*errors.__all__, *notify_sdk.__all__}
    assert {kind.__name__ for kind in TREE} - names <= {*outbox.__all__}
    assert {name for name in errors.__all__ if name not in {"ErrorDetail", "SAFE_TO_REPEAT"}} <= names
    assert all(getattr(notify_sdk, name) is getattr(errors, name) for name in errors.__all__)


def test_the_tree_is_the_documented_one():
    below = {kind.__name__: {each.__name__ for each in TREE if kind in each.__bases__} for kind in TREE}
    assert {name: kinds for name, kinds in below.items() if kinds} == {
        "NotifyError": {
            *("HTTPError", "TransportError", "ClientClosedError", "InvalidResponseError", "WaitTimeoutError"),
            "OutboxError",
        },
        "HTTPError": {
            *("RequestValidationError", "BadRequestError", "ValidationError", "AuthError", "NoResultFound"),
            *("RateLimitError", "TooManyRequestsError", "PDFNotReadyError", "ServerError"),
        },
        "AuthError": {"ClockError"},
        "TransportError": {"NoConnectionError", "NoAnswerError"},
        "InvalidResponseError": {"UnreadFieldError"},
        "OutboxError": {"DatabaseError", "KeyReused", "SendingStopped"},
    }
    assert issubclass(RequestValidationError, ValueError)
    assert issubclass(WaitTimeoutError, TimeoutError)
    assert issubclass(ClientClosedError, RuntimeError)
    assert issubclass(UnreadFieldError, AttributeError)
    documented = errors.__doc__ or ""
    assert all(kind.__name__ in documented for kind in TREE if not issubclass(kind, OutboxError))


CODES = {
    NotifyError: "error",
    HTTPError: "refused",
    RequestValidationError: "invalid_request",
    BadRequestError: "bad_request",
    ValidationError: "validation_error",
    AuthError: "not_authorised",
    ClockError: "wrong_clock",
    NoResultFound: "not_found",
    RateLimitError: "rate_limit",
    TooManyRequestsError: "daily_limit",
    PDFNotReadyError: "pdf_not_ready",
    ServerError: "server_error",
    TransportError: "transport_error",
    NoConnectionError: "no_connection",
    NoAnswerError: "no_answer",
    InvalidResponseError: "invalid_response",
    UnreadFieldError: "unread_field",
    ClientClosedError: "client_closed",
    WaitTimeoutError: "wait_timeout",
    OutboxError: "outbox",
    DatabaseError: "outbox_database",
    KeyReused: "key_reused",
    SendingStopped: "outbox_stopped",
}


def test_each_class_has_a_code_of_its_own():
    assert {kind: kind.code for kind in TREE if kind in CODES} == CODES
    assert {kind.code for kind in TREE} == set(CODES.values())


def test_what_is_safe_to_repeat():
    assert (NoConnectionError, RateLimitError) == SAFE_TO_REPEAT
    for kind in TREE:
        error = quoting(kind)
        if issubclass(kind, SAFE_TO_REPEAT):
            assert error.retryable
        error.outcome_unknown = True
        assert not error.retryable
        error.outcome_unknown = False
        later = (*SAFE_TO_REPEAT, TransportError, InvalidResponseError, ServerError, PDFNotReadyError, DatabaseError)
        assert error.retryable is (issubclass(kind, later) and kind is not UnreadFieldError)


def test_a_local_refusal_is_what_notify_would_have_answered(client_kind):
    client, recorded = recording(client_kind, httpx.Response(500))
    with client, pytest.raises(HTTPError) as caught:
        client.send_sms_notification("not a number", ID)
    error = caught.value
    assert type(error) is RequestValidationError
    assert (error.status_code, error.response, error.outcome_unknown) == (400, None, False)
    assert [each["message"] for each in error.message] == ["phone_number Must not contain letters or symbols"]
    assert (error.errors[0].field, error.errors[0].code) == ("phone_number", "unknown_character")
    assert error.hint == error.errors[0].hint
    assert recorded.requests == []


def test_the_text_of_an_http_error():
    error = BadRequestError(400, [ErrorDetail("BadRequestError", "Missing personalisation: name")])
    assert str(error) == "400 BadRequestError: Missing personalisation: name"
    assert error.message == [{"error": "BadRequestError", "message": "Missing personalisation: name"}]
    assert repr(error).startswith("BadRequestError(400, [ErrorDetail(error='BadRequestError'")
    two = ValidationError(400, [ErrorDetail("ValidationError", text) for text in ("a is wrong", "b is wrong")])
    assert str(two) == "400 ValidationError: a is wrong; ValidationError: b is wrong"


def test_the_text_of_a_clock_error():
    ahead = ClockError(403, [ErrorDetail("AuthError", "Error")], skew=timedelta(seconds=90))
    behind = ClockError(403, [ErrorDetail("AuthError", "Error")], skew=timedelta(seconds=-90.4))
    assert str(ahead).endswith("(this machine's clock is 90 seconds ahead of Notify's)")
    assert str(behind).endswith("(this machine's clock is 90 seconds behind Notify's)")


def test_the_text_of_a_local_refusal():
    error = RequestValidationError([ErrorDetail("ValidationError", "postcode is missing", "add it")])
    assert str(error) == "ValidationError: postcode is missing (add it)"
    with pytest.raises(ValueError, match="postcode"):
        raise error


REFUSED = {"errors": [{"error": "BadRequestError", "message": "no"}], "status_code": 400}


def test_the_answer_in_an_error_has_no_request(client_kind):
    client, recorded = recording(client_kind, httpx.Response(400, json=REFUSED))
    with client, pytest.raises(BadRequestError) as caught:
        client.send_sms_notification("07700900123", ID)
    assert recorded.requests[0].headers["authorization"]
    with pytest.raises(RuntimeError, match="request"):
        _ = caught.value.response.request


def test_a_server_error_of_a_send_leaves_the_outcome_open(client_kind):
    body = {"errors": [{"error": "KeyError", "message": "Internal server error"}], "status_code": 500}
    client, _ = recording(client_kind, httpx.Response(500, json=body))
    with client:
        with pytest.raises(ServerError) as caught:
            client.send_email_notification("ada@example.com", ID, reference="ref-1")
        assert (caught.value.outcome_unknown, caught.value.reference) == (True, "ref-1")
        with pytest.raises(ServerError) as read:
            client.post_template_preview(ID)
        assert (read.value.outcome_unknown, read.value.reference) == (False, None)


PAGE = (Path(__file__).parents[1] / "docs" / "errors.md").read_text()


def test_the_page_has_the_tree():
    lines = [line.strip() for line in (errors.__doc__ or "").split("\n\n")[1].splitlines()]
    assert "\n".join(lines) in PAGE


def test_the_page_has_every_code_and_no_other():
    classes, local, refusals = (
        set(re.findall(r"`([a-z_]+)`", "".join(re.findall(r"^\| (`.*?) \|", part, re.MULTILINE)))) - {"code"}
        for part in re.split(
            r"`code` of an `ErrorDetail`|A refusal by Notify has one", PAGE.partition("## Error codes")[2]
        )
    )
    assert classes == {kind.code for kind in TREE}
    assert refusals == {meaning.code for meaning in MEANINGS} - {None}
    of_recipients = {
        code.lower()
        for path in Path(recipients.__file__).parent.glob("*.py")
        if "csv" not in path.name
        for code in re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', path.read_text())
    }
    raised = {
        code
        for path in Path(notify_sdk.__file__).parent.rglob("*.py")
        for code in re.findall(r'\bcode="(\w+)"', path.read_text())
        if "_client/failures" not in path.as_posix()
    }
    assert local == of_recipients | details.CODES | {*_letter_pdf.CODES} | raised | {"invalid_option"}
