"""What each error means for its message and for the other messages."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from notify_sdk import errors
from notify_sdk.errors import ErrorDetail, HTTPError, NotifyError
from notify_sdk.outbox.events import NotSent, Refused, Unclear
from notify_sdk.outbox.outcomes import code_of, verdict

CLAIM = uuid4()
NOTHING_DONE = {
    "AuthError": "stop",
    "ClockError": "stop",
    "ClientClosedError": "stop",
    "NoConnectionError": "no connection",
    "RateLimitError": "pause",
    "TooManyRequestsError": "pause kind",
}
"""Errors after which the message is queued again, and their effect on the other messages."""

REFUSED = {
    "BadRequestError",
    "HTTPError",
    "NoResultFound",
    "PDFNotReadyError",
    "RequestValidationError",
    "ServerError",
    "ValidationError",
}
UNCLEAR = {
    "InvalidResponseError",
    "NoAnswerError",
    "NotifyError",
    "TransportError",
    "UnreadFieldError",
    "WaitTimeoutError",
}
KINDS = {
    each.__name__: each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, NotifyError)
}


def made(kind: type[NotifyError], *, unknown: bool, words: str = "words", code: str = "a_code") -> NotifyError:
    details = [ErrorDetail(kind.__name__, words, None, code)]
    if kind is errors.RequestValidationError:
        return errors.RequestValidationError(details, outcome_unknown=unknown)
    if issubclass(kind, HTTPError):
        return kind(400, details, outcome_unknown=unknown)
    return kind(words, outcome_unknown=unknown)


def test_every_error_is_in_one_of_the_tables() -> None:
    assert sorted([*NOTHING_DONE, *REFUSED, *UNCLEAR]) == sorted(KINDS)


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("name", KINDS)
def test_a_message_that_may_have_been_sent_is_never_queued_again(name: str, late: bool) -> None:
    found = verdict(CLAIM, made(KINDS[name], unknown=True), late=late)
    assert isinstance(found.event, Unclear)
    assert (found.event.claim, found.effect) == (CLAIM, "none")


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("name", KINDS)
def test_what_an_error_means(name: str, late: bool) -> None:
    error = made(KINDS[name], unknown=False)
    found = verdict(CLAIM, error, late=late)
    expected = NotSent if name in NOTHING_DONE else Refused if name in REFUSED else Unclear
    assert isinstance(found.event, expected)
    assert (found.event.claim, found.event.code) == (CLAIM, code_of(error))
    an_old_token = late and isinstance(error, errors.AuthError)
    assert found.effect == ("none" if an_old_token else NOTHING_DONE.get(name, "none"))


def test_a_wrong_base_url_stops_sending() -> None:
    found = verdict(CLAIM, made(errors.NoResultFound, unknown=False, code="no_such_address"), late=False)
    assert isinstance(found.event, NotSent)
    assert found.effect == "stop"


def test_a_summary_fits_its_column() -> None:
    found = verdict(CLAIM, made(errors.BadRequestError, unknown=False, words="x" * 2000), late=False)
    assert isinstance(found.event, Refused)
    assert len(found.event.summary) == 500


def test_the_code_of_an_error_is_that_of_its_first_detail_with_one() -> None:
    details = [ErrorDetail("A", "a", None, None), ErrorDetail("B", "b", None, "second")]
    assert code_of(errors.BadRequestError(400, details)) == "second"
    assert code_of(errors.BadRequestError(400, details[:1])) == "bad_request"
    assert code_of(errors.ClockError(403, details[:1], skew=timedelta(hours=1))) == "wrong_clock"
