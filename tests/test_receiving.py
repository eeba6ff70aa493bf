"""What the views of every framework decide: by the head of a request, by its body, and when the user's code raises."""

from __future__ import annotations

import json
import logging

import pytest

from notify_sdk._receiving import LONGEST, handling, read, refusal
from notify_sdk.callbacks import DeliveryReceipt
from tests.callbacks.payloads import RECEIPT

TOKENS = ("token", "the-one-before-it")
GOOD = {"Authorization": "Bearer token"}


@pytest.mark.parametrize(
    ("length", "status"),
    [
        (None, None),
        ("", None),
        ("0", None),
        (str(LONGEST), None),
        (str(LONGEST + 1), 413),
        ("9" * 5000, 413),
        ("-1", None),
        ("many", None),
    ],
)
def test_the_head_decides(length: str | None, status: int | None, caplog: pytest.LogCaptureFixture) -> None:
    assert refusal(GOOD, length, TOKENS) == status
    assert refusal({"Authorization": "Bearer other"}, length, TOKENS) == 401
    assert {record.levelno for record in caplog.records} == {logging.WARNING}
    assert len(caplog.records) == 2 - (status is None)


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"{}", 400), (b"\xff", 400), (b" " * LONGEST, 400), (b" " * (LONGEST + 1), 413)],
    ids=range(5),
)
def test_a_body_that_is_refused(body: bytes, status: int, caplog: pytest.LogCaptureFixture) -> None:
    assert read(body) == status
    assert f"refused with {status}" in caplog.text


def test_the_log_has_nothing_of_the_body(caplog: pytest.LogCaptureFixture) -> None:
    assert read(json.dumps({**RECEIPT, "id": "amala@example.com"}).encode()) == 400
    assert "example.com" not in caplog.text
    assert RECEIPT["to"] not in caplog.text


def test_a_callback() -> None:
    assert isinstance(read(json.dumps(RECEIPT).encode()), DeliveryReceipt)


def test_what_the_user_raises_is_the_cause_of_an_error_that_no_framework_knows() -> None:
    with pytest.raises(RuntimeError, match="Notify posts it again") as caught, handling():
        raise LookupError
    assert type(caught.value) is RuntimeError
    assert isinstance(caught.value.__cause__, LookupError)


def test_an_interruption_stays_one() -> None:
    with pytest.raises(KeyboardInterrupt), handling():
        raise KeyboardInterrupt
