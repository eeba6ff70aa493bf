"""Requests and answers as plain data: what they show, and that they do not change."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk._wire import Answer, Request, Timeouts

SECRET = "MALLORY"
words = st.text(st.characters(codec="ascii", exclude_categories=["C"]), max_size=10)
secrets = words.map(lambda text: f"{text}{SECRET}{text}")
requests = st.builds(
    Request,
    st.sampled_from(["GET", "POST"]),
    st.sampled_from(["/v2/templates", "/v2/notifications/sms"]),
    secrets.map(lambda text: f"https://example.com/v2/notifications?reference={text}"),
    st.lists(st.tuples(st.just(b"Authorization"), secrets.map(str.encode)), max_size=2).map(tuple),
    st.none() | secrets.map(str.encode),
)
answers = st.builds(Answer, st.integers(200, 599), st.dictionaries(words, secrets, max_size=2), secrets.map(str.encode))


@given(requests)
def test_a_request_shows_its_method_and_its_path_and_nothing_else(request_: Request) -> None:
    assert str(request_) == f"{request_.method} {request_.path}"
    assert repr(request_) == f"Request(method={request_.method!r}, path={request_.path!r})"
    assert SECRET not in f"{request_} {request_!r}"


@given(answers)
def test_an_answer_shows_its_status_and_nothing_else(answer: Answer) -> None:
    assert repr(answer) == str(answer) == f"Answer(status_code={answer.status_code})"


@pytest.mark.parametrize(
    "value", [Request("GET", "/", "https://x/", ()), Answer(200, {}, b""), Timeouts(1, 2, 3, 4, 5)], ids=repr
)
def test_requests_answers_and_timeouts_are_frozen(value: object) -> None:
    for field in dataclasses.fields(value):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, field.name, None)
    with pytest.raises((AttributeError, TypeError)):
        value.another = 1
