"""Requests and responses of the sandbox: written as the service writes them."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.sandbox.wire import (
    NO_STORE,
    Request,
    Response,
    bad_request,
    format_time,
    html_response,
    json_response,
    no_result_found,
    plain_error,
    server_error,
    validation_error,
)
from tests.conformance.recordings import RECORDINGS

START = datetime(1990, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(), timedelta(days=40_000)).map(lambda since: START + since)
times = st.builds(datetime.astimezone, moments, st.timezones() | st.just(UTC))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
RECORDED_TIMES = sorted(
    {
        row["response"]["body"]["created_at"]
        for recording in RECORDINGS
        for row in recording.rows()
        if isinstance(row["response"].get("body"), dict) and row["response"]["body"].get("created_at")
    }
)


@given(times)
def test_a_time_is_written_in_utc_with_six_decimals(time):
    text = format_time(time)
    assert (len(text), text[-1]) == (27, "Z")
    assert datetime.fromisoformat(text) == time.astimezone(UTC)


@given(st.lists(times, min_size=2, max_size=5))
def test_times_are_sorted_as_texts_as_they_are_in_time(found):
    assert sorted(map(format_time, found)) == [
        format_time(each) for each in sorted(found, key=lambda time: time.astimezone(UTC))
    ]


def test_recorded_times_are_written_as_they_were():
    assert len(RECORDED_TIMES) > 3
    assert [format_time(datetime.fromisoformat(text)) for text in RECORDED_TIMES] == RECORDED_TIMES
    assert format_time(None) is None


@given(st.dictionaries(st.text(), json_values))
def test_json_is_sorted_without_spaces_in_ascii_and_ends_its_line(data):
    response = json_response(data, 201)
    assert (response.status, response.json()) == (201, data)
    assert response.body.isascii()
    assert response.body == json.dumps(data, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    assert list(response.json()) == sorted(data)
    assert response.headers == {
        "content-type": "application/json",
        "cache-control": NO_STORE,
        "content-length": str(len(response.body)),
    }


@given(st.text(st.characters(codec="utf-8")))
def test_the_length_of_html_is_that_of_its_bytes(text):
    response = html_response(text, 308, location="/v2/templates")
    assert response.body.decode() == text
    assert response.headers["content-length"] == str(len(response.body))
    assert response.headers["location"] == "/v2/templates"


@pytest.mark.parametrize(
    ("refusal", "status", "errors"),
    [
        (bad_request("no"), 400, [("BadRequestError", "no")]),
        (bad_request("no", 403), 403, [("BadRequestError", "no")]),
        (validation_error("a", "b"), 400, [("ValidationError", "a"), ("ValidationError", "b")]),
        (no_result_found(), 404, [("NoResultFound", "No result found")]),
        (no_result_found("DataError"), 404, [("DataError", "No result found")]),
        (server_error("KeyError"), 500, [("KeyError", "Internal server error")]),
    ],
)
def test_a_refusal_names_each_error_and_its_status(refusal, status, errors):
    assert refusal.response.status == status
    body = refusal.response.json()
    assert body["status_code"] == status
    assert [(each["error"], each["message"]) for each in body["errors"]] == errors


def test_outside_the_v2_api_an_error_is_one_message():
    assert plain_error(401, {"token": ["x"]}).json() == {"message": {"token": ["x"]}, "result": "error"}


@pytest.mark.parametrize(
    ("headers", "root"),
    [
        ({}, "http://localhost"),
        ({"host": "notify.test:8080"}, "http://notify.test:8080"),
        ({"host": "notify.test", "x-forwarded-proto": "https"}, "https://notify.test"),
    ],
)
def test_links_begin_with_the_address_that_was_called(headers, root):
    assert Request("GET", "/v2/templates", "", headers).root == root


def test_no_repr_shows_a_header_or_a_body():
    shown = f"{Request('GET', '/', '', {'authorization': 'SECRET'}, b'SECRET')!r} {Response(200, {}, b'SECRET')!r}"
    assert "SECRET" not in shown
