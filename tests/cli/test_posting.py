"""What becomes of a callback that is posted: see also test_callbacks.py and test_forward.py."""

from __future__ import annotations

import pytest

from notify_sdk.cli.posting import Answer, Service
from tests.cli.receiver import TOKEN


@pytest.mark.parametrize(
    ("status", "taken", "again"),
    [
        *((status, True, False) for status in (200, 201, 204)),
        *((status, False, False) for status in (302, 400, 401)),
        *((status, False, True) for status in (429, 500, 503, None)),
    ],
)
def test_what_an_answer_means(status: int | None, taken: bool, again: bool) -> None:
    answer = Answer(status, "")
    assert (answer.is_success, answer.is_tried_again) == (taken, again)


def test_neither_the_token_nor_what_was_answered_is_shown() -> None:
    assert TOKEN not in repr(Service("http://localhost/", TOKEN))
    assert "07700900123" not in repr(Answer(500, "", "07700900123"))
