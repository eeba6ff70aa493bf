"""The error classes, beside the official ones, and what the client's own errors become."""

from __future__ import annotations

import copy
import io
import json
import pickle
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest
import requests
from notifications_python_client import errors as official

from notify_sdk import errors as typed
from notify_sdk.compat import errors
from notify_sdk.compat.errors import HTTP503Error, HTTPError, InvalidResponse, OfficialErrors, official_error

KINDS = ["APIError", "HTTPError", "HTTP503Error", "InvalidResponse"]
BODIES = [
    b"",
    b"<h1>Bad gateway</h1>",
    b"null",
    b"[1]",
    b'"text"',
    b'{"status_code": 400, "errors": [{"error": "BadRequestError", "message": "m"}]}',
    b'{"result": "error", "message": "Not found"}',
    b'{"message": "m", "errors": [1]}',
    b'{"result": "error", "message": {"id": ["wrong"]}}',
]


def answered(status: int, body: bytes) -> requests.Response:
    response = requests.Response()
    response.status_code, response.raw = status, io.BytesIO(body)
    return response


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("message", [None, "another message"])
def test_an_error_that_a_test_makes_says_what_the_official_one_says(
    kind: str, body: bytes, message: str | None
) -> None:
    ours, theirs = (getattr(each, kind)(answered(418, body), message) for each in (errors, official))
    assert (ours.status_code, ours.message, str(ours)) == (theirs.status_code, theirs.message, str(theirs))
    assert ours.response.status_code == 418
    assert (ours.typed, ours.outcome_unknown) == (None, False)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("arguments", [{}, {"message": "m"}, {"response": None}])
def test_an_error_without_an_answer_says_what_the_official_one_says(kind: str, arguments: dict[str, Any]) -> None:
    ours, theirs = (getattr(each, kind)(**arguments) for each in (errors, official))
    assert (ours.status_code, ours.message, str(ours)) == (theirs.status_code, theirs.message, str(theirs))


ODD_RESPONSES: list[Any] = [
    *(
        "a text",
        400,
        {"status_code": 400},
        {},
        SimpleNamespace(status_code=400),
        SimpleNamespace(json=lambda: {"message": "n"}),
    ),
    *(MagicMock(status_code=400), MagicMock(status_code=418, json=lambda: {"errors": [1]}), Exception("boom")),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("response", ODD_RESPONSES, ids=lambda each: type(each).__name__)
def test_whatever_a_test_takes_for_a_response_is_read_as_by_the_official_client(kind: str, response: Any) -> None:
    ours, theirs = (getattr(each, kind)(response, "m") for each in (errors, official))
    assert ours.status_code == theirs.status_code
    assert isinstance(theirs.message, MagicMock) or (ours.message, str(ours)) == (theirs.message, str(theirs))
    assert ours.response is response


@pytest.mark.parametrize("body", [b'{"detail": "x"}', b'{"message": null}'])
def test_json_without_a_message_is_no_message(body: bytes) -> None:
    """The official client says None there."""
    assert HTTPError(answered(500, body)).message == "Request failed"


def test_the_constants_are_the_official_ones() -> None:
    assert (errors.REQUEST_ERROR_STATUS_CODE, errors.REQUEST_ERROR_MESSAGE) == (503, official.REQUEST_ERROR_MESSAGE)


TOKENS: dict[str, tuple[object, ...]] = {
    "TokenError": ("m", {"iss": "a"}),
    "TokenExpiredError": ("m", {"iss": "a"}),
    "TokenAlgorithmError": (),
    "TokenDecodeError": (),
    "TokenIssuerError": (),
    "TokenIssuedAtError": (),
}


@pytest.mark.parametrize("name", TOKENS)
def test_a_token_error_is_made_and_caught_as_the_official_one(name: str) -> None:
    for arguments in (TOKENS[name], ()):
        ours, theirs = (getattr(each, name)(*arguments) for each in (errors, official))
        assert isinstance(ours, errors.TokenError)
        assert ours.token == theirs.token
        assert ours.message
        assert type(pickle.loads(pickle.dumps(ours))) is type(ours)


DETAILS = [
    typed.ErrorDetail("BadRequestError", "m"),
    typed.ErrorDetail("ValidationError", "n", "hint", "code", "field"),
]
LISTED = [{"error": "BadRequestError", "message": "m"}, {"error": "ValidationError", "message": "n"}]
CASES: list[tuple[typed.NotifyError, type[errors.APIError], int, object]] = [
    (typed.RequestValidationError(DETAILS), HTTPError, 400, LISTED),
    (typed.BadRequestError(400, DETAILS), HTTPError, 400, LISTED),
    (typed.ValidationError(400, DETAILS), HTTPError, 400, LISTED),
    (typed.AuthError(403, DETAILS), HTTPError, 403, LISTED),
    (typed.ClockError(403, DETAILS, skew=90), HTTPError, 403, LISTED),
    (typed.NoResultFound(404, DETAILS), HTTPError, 404, LISTED),
    (typed.RateLimitError(429, DETAILS), HTTPError, 429, LISTED),
    (typed.TooManyRequestsError(429, DETAILS), HTTPError, 429, LISTED),
    (typed.PDFNotReadyError(400, DETAILS), HTTPError, 400, LISTED),
    (typed.ServerError(500, DETAILS), HTTPError, 500, LISTED),
    (typed.ServerError(503, DETAILS), HTTP503Error, 503, LISTED),
    (typed.HTTPError(418, DETAILS), HTTPError, 418, LISTED),
    (typed.NoConnectionError("no connection"), HTTP503Error, 503, "Request failed"),
    (typed.NoAnswerError("no answer"), HTTP503Error, 503, "Request failed"),
    (typed.TransportError("something"), HTTP503Error, 503, "Request failed"),
    (typed.InvalidResponseError("odd", 200, b"<h1>"), InvalidResponse, 200, "odd"),
    (typed.InvalidResponseError("odd", 302, b""), InvalidResponse, 302, "odd"),
    (typed.InvalidResponseError("odd", 502, b"<h1>"), HTTPError, 502, "Request failed"),
    (typed.InvalidResponseError("odd", 503, b"<h1>"), HTTP503Error, 503, "Request failed"),
    (typed.InvalidResponseError("odd"), InvalidResponse, 503, "odd"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{type(case[0]).__name__} {case[0].status_code}")
def test_each_error_of_the_client_becomes_one_of_the_official_classes(
    case: tuple[typed.NotifyError, type[errors.APIError], int, object],
) -> None:
    error, kind, status, message = case
    with pytest.raises(errors.APIError) as raised, OfficialErrors():
        raise error
    made = raised.value
    assert (type(made), made.status_code, made.message) == (kind, status, message)
    assert str(made) == f"{status} - {message}"
    assert made.typed is made.__cause__ is error
    assert made.outcome_unknown == error.outcome_unknown
    if isinstance(error, typed.HTTPError):
        assert made.response is not None
        assert made.response.json() == {"status_code": status, "errors": message}
        assert made.response.text


def test_every_class_of_error_is_in_the_table() -> None:
    classes = {value for value in vars(typed).values() if isinstance(value, type) and issubclass(value, Exception)}
    others = {typed.NotifyError, typed.ClientClosedError, typed.UnreadFieldError, typed.WaitTimeoutError}
    assert {type(error) for error, *_ in CASES} == classes - others


REBUILT: dict[str, Callable[[errors.APIError], errors.APIError]] = {
    "pickle": lambda error: pickle.loads(pickle.dumps(error)),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "its args as JSON": lambda error: type(error)(*json.loads(json.dumps(error.args))),
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{type(case[0]).__name__} {case[0].status_code}")
@pytest.mark.parametrize("way", REBUILT)
def test_an_error_that_is_made_again_says_the_same(
    way: str, case: tuple[typed.NotifyError, type[errors.APIError], int, object]
) -> None:
    """As by multiprocessing, and by Celery's result backends."""
    error = official_error(case[0])
    made = REBUILT[way](error)
    assert (type(made), made.status_code, made.message) == (case[1], case[2], case[3])
    assert made.outcome_unknown == error.outcome_unknown
    assert type(made.typed) is type(case[0])


def test_an_error_that_a_test_made_is_pickled_as_well() -> None:
    made = pickle.loads(pickle.dumps(HTTPError(answered(418, BODIES[5]), "m")))
    assert (made.status_code, made.message) == (418, [{"error": "BadRequestError", "message": "m"}])
    assert pickle.loads(pickle.dumps(HTTPError(message="m"))).message == "m"


@pytest.mark.parametrize("error", [typed.ClientClosedError(), KeyError("x"), HTTPError(message="m")], ids=repr)
def test_other_errors_are_left_alone(error: Exception) -> None:
    with pytest.raises(type(error)) as raised, OfficialErrors():
        raise error
    assert raised.value is error


def test_no_pickle_has_the_answer() -> None:
    """It may hold personal data: what a gateway answers, it may have copied from the request."""
    error = official_error(typed.InvalidResponseError("odd", 502, b"amala@example.com"))
    assert error.response is not None
    assert "amala" in error.response.text
    assert b"amala" not in pickle.dumps(error)
    assert "amala" not in repr(error) + str(error)
