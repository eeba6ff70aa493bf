"""The tree of errors: what each says, keeps and hides, and what becomes of it in a pickle."""

from __future__ import annotations

import copy
import gzip
import json
import pickle
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import notify_sdk
from notify_sdk import (
    AuthError,
    BadRequestError,
    ClientClosedError,
    ClockError,
    ErrorDetail,
    HTTPError,
    InvalidResponseError,
    NoResultFound,
    NotifyError,
    PDFNotReadyError,
    RateLimitError,
    RequestValidationError,
    ServerError,
    TooManyRequestsError,
    TransportError,
    ValidationError,
    WaitTimeoutError,
    errors,
)
from tests.manner import ID, KEY, recording

PRIVATE = "ada@example.com"
QUOTING = [
    ErrorDetail("ValidationError", f"email_address {PRIVATE} is not of type string"),
    ErrorDetail("ValidationError", f"reference {PRIVATE} is too long", "at most 1,000 characters"),
]
HTTP_ERRORS = [
    HTTPError,
    BadRequestError,
    ValidationError,
    AuthError,
    NoResultFound,
    RateLimitError,
    TooManyRequestsError,
    PDFNotReadyError,
    ServerError,
]
EVERY: list[NotifyError] = [
    RequestValidationError(QUOTING),
    TransportError("GET /v2/templates: no answer came back (ReadTimeout)"),
    ClientClosedError(),
    WaitTimeoutError("the message is still sending after 60 seconds", "sending"),
    InvalidResponseError("the answer is not what Notify documents", 200, PRIVATE.encode()),
    ClockError(403, QUOTING, httpx.Response(403, text=PRIVATE), timedelta(seconds=-95)),
    *[kind(418, QUOTING, httpx.Response(418, text=PRIVATE)) for kind in HTTP_ERRORS],
]
VERDICTS = [" is not of type string", " is not of type array, null", " is too long"]
every_error = pytest.mark.parametrize("error", EVERY, ids=lambda error: type(error).__name__)


def tree(kind: type[BaseException]) -> set[type[BaseException]]:
    return {kind}.union(*map(tree, kind.__subclasses__()))


def test_every_error_is_tested_here_and_can_be_imported_from_the_top():
    kinds = {kind for kind in tree(NotifyError) if kind.__module__ == "notify_sdk.errors"}
    assert {type(error) for error in EVERY} == kinds - {NotifyError}
    assert {kind.__name__ for kind in kinds} | {"ErrorDetail"} == set(errors.__all__)
    assert all(getattr(notify_sdk, kind.__name__) is kind for kind in kinds)


def test_the_tree_is_the_documented_one():
    assert issubclass(RequestValidationError, ValueError)
    assert issubclass(ClockError, AuthError)
    for kind in HTTP_ERRORS:
        assert issubclass(kind, HTTPError)
    for kind in (RequestValidationError, TransportError, InvalidResponseError):
        assert not issubclass(kind, HTTPError)


@every_error
def test_an_error_shows_nothing_that_notify_quotes(error):
    assert PRIVATE not in f"{error} {error!r} {error.__dict__.get('errors')}"


@every_error
def test_an_error_comes_out_of_a_pickle_as_it_went_in_less_what_is_private(error):
    error.outcome_unknown, error.reference = True, "ref-1"
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        pickled = pickle.dumps(error, protocol)
        assert PRIVATE.encode() not in pickled
        again = pickle.loads(pickled)
        assert type(again) is type(error)
        assert (str(again), repr(again)) == (str(error), repr(error))
        assert (again.outcome_unknown, again.reference) == (True, "ref-1")
        facts = ("status_code", "skew")
        assert [getattr(again, fact, None) for fact in facts] == [getattr(error, fact, None) for fact in facts]


@every_error
def test_an_error_can_be_copied(error):
    assert str(copy.copy(error)) == str(copy.deepcopy(error)) == str(error)


def fail() -> None:
    raise ClockError(403, [ErrorDetail("AuthError", "Error: Your system clock must be accurate")], skew=timedelta(1))


def test_an_error_comes_back_from_another_process():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        error = pool.submit(fail).exception()
    assert isinstance(error, ClockError)
    assert error.skew == timedelta(1)
    assert error.response is None


def test_what_an_http_error_says():
    error = BadRequestError(400, [ErrorDetail("BadRequestError", "Missing personalisation: name")])
    assert str(error) == "400 BadRequestError: Missing personalisation: name"
    assert error.message == [{"error": "BadRequestError", "message": "Missing personalisation: name"}]
    assert repr(error).startswith("BadRequestError(400, [ErrorDetail(error='BadRequestError'")
    two = ValidationError(400, [ErrorDetail("ValidationError", text) for text in ("a is wrong", "b is wrong")])
    assert str(two) == "400 ValidationError: a is wrong; ValidationError: b is wrong"


def test_what_a_clock_error_says():
    ahead = ClockError(403, [ErrorDetail("AuthError", "Error")], skew=timedelta(seconds=90))
    behind = ClockError(403, [ErrorDetail("AuthError", "Error")], skew=timedelta(seconds=-90.4))
    assert str(ahead).endswith("(this machine's clock is 90 seconds ahead of Notify's)")
    assert str(behind).endswith("(this machine's clock is 90 seconds behind Notify's)")


def test_what_a_local_refusal_says():
    error = RequestValidationError([ErrorDetail("ValidationError", "postcode is missing", "add it")])
    assert str(error) == "ValidationError: postcode is missing (add it)"
    with pytest.raises(ValueError, match="postcode"):
        raise error


def test_a_detail_keeps_what_it_does_not_show():
    detail = QUOTING[1]
    assert detail.message == f"reference {PRIVATE} is too long"
    assert detail.summary == "reference is too long"
    assert str(detail) == "ValidationError: reference is too long (at most 1,000 characters)"
    assert ErrorDetail("ValidationError", f"{PRIVATE} is too long").summary == "the value is too long"
    whole = "Cannot create a usable QR code - the link is too long"
    assert ErrorDetail("ValidationError", whole).summary == whole


@given(st.text() | st.just(" is not of type SECRET") | st.just(" is too long: SECRET"), st.sampled_from(VERDICTS))
def test_a_quoted_value_is_never_shown_whatever_it_is(value, verdict):
    detail = ErrorDetail("ValidationError", f"phone_number MALLORY{value}{verdict}")
    assert not {"MALLORY", "SECRET"} & set(f"{detail} {detail!r}".split())
    assert str(detail) == f"ValidationError: phone_number{verdict}"


@given(st.builds(ErrorDetail, st.text(), st.text(), st.none() | st.text()))
def test_any_detail_can_be_pickled(detail):
    assert str(pickle.loads(pickle.dumps(detail))) == str(detail)


def test_a_compressed_refusal_is_read(manner):
    body = gzip.compress(json.dumps({"errors": [{"error": "BadRequestError", "message": "no"}]}).encode())
    answer = httpx.Response(400, content=body, headers={"content-encoding": "gzip", "x-id": "7"})
    client, _ = recording(manner, lambda request: answer)
    with client, pytest.raises(BadRequestError) as caught:
        client.get_template(ID)
    assert caught.value.message == [{"error": "BadRequestError", "message": "no"}]
    assert caught.value.response.json()["errors"]
    assert caught.value.response.headers["x-id"] == "7"


def test_an_answer_that_is_no_gzip_is_not_notifys(manner):
    answer = httpx.Response(200, stream=httpx.ByteStream(b"no gzip"), headers={"content-encoding": "gzip"})
    client, _ = recording(manner, lambda request: answer)
    with client, pytest.raises(InvalidResponseError, match="can't be decoded") as caught:
        client.send_sms_notification("07700900123", ID)
    assert caught.value.outcome_unknown


def test_the_answer_in_an_error_has_no_request(manner):
    client, recorded = recording(manner, httpx.Response(400, json={"errors": []}))
    with client, pytest.raises(BadRequestError) as caught:
        client.send_sms_notification("07700900123", ID)
    assert recorded.requests[0].headers["authorization"]
    with pytest.raises(RuntimeError, match="request"):
        _ = caught.value.response.request


NO_ANSWER = [
    (httpx.ConnectError, False),
    (httpx.ConnectTimeout, False),
    (httpx.PoolTimeout, False),
    (httpx.ReadTimeout, True),
    (httpx.WriteTimeout, True),
    (httpx.ReadError, True),
    (httpx.WriteError, True),
    (httpx.RemoteProtocolError, True),
    (httpx.ProxyError, False),
]


@pytest.mark.parametrize(("underneath", "unknown"), NO_ANSWER)
def test_no_answer_is_no_status_and_knows_whether_the_message_may_have_gone(manner, underneath, unknown):
    def break_off(request: httpx.Request) -> httpx.Response:
        raise underneath("broken", request=request)

    client, recorded = recording(manner, break_off)
    with client:
        with pytest.raises(TransportError, match=underneath.__name__) as caught:
            client.send_sms_notification("07700900123", ID, reference="ref-1")
        assert caught.value.outcome_unknown is unknown
        assert caught.value.reference == ("ref-1" if unknown else None)
        with pytest.raises(TransportError) as read:
            client.get_template(ID)
        assert read.value.outcome_unknown is False
    assert not hasattr(caught.value, "status_code")
    assert isinstance(caught.value.__cause__, underneath)
    token = recorded.requests[0].headers["authorization"]
    shown = f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__cause__.request.headers}"
    assert token.removeprefix("Bearer ") not in shown
    assert "authorization" not in caught.value.__cause__.request.headers
    assert caught.value.__cause__.request.content == b""
    assert KEY[-36:] not in shown


def test_a_server_error_of_a_send_leaves_the_outcome_open(manner):
    client, _ = recording(manner, httpx.Response(503, text="<h1>Service Unavailable</h1>"))
    with client:
        with pytest.raises(ServerError, match="proxy") as caught:
            client.send_email_notification("ada@example.com", ID, reference="ref-1")
        assert (caught.value.outcome_unknown, caught.value.reference) == (True, "ref-1")
        with pytest.raises(ServerError) as read:
            client.post_template_preview(ID)
        assert (read.value.outcome_unknown, read.value.reference) == (False, None)
