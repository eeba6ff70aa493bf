"""What messages cost and when letters arrive."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from notify_sdk.sandbox import NotificationRecord
from notify_sdk.sandbox.api.costs import bank_holidays, cost, estimated_delivery
from tests.conformance.data import rows


def message(**facts):
    defaults = {"id": UUID(int=1), "service_id": UUID(int=2), "template_id": UUID(int=3), "template_version": 1}
    defaults |= {
        "key_type": "normal",
        "status": "delivered",
        "to": "",
        "created_at": datetime(2026, 11, 16, tzinfo=UTC),
    }
    return NotificationRecord(**{**defaults, **facts})


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
        (2022, "01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27"),
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
        (2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
    ],
)
def test_bank_holidays_and_their_substitutes(year, expected):
    assert bank_holidays(year) == {date.fromisoformat(f"{year}-{day}") for day in expected.split()}


@pytest.mark.parametrize(
    ("created", "postage", "delivered"),
    [
        ("2026-11-16T17:29:59+00:00", "first", "2026-11-18T16:00:59+00:00"),
        ("2026-11-16T17:30:00+00:00", "first", "2026-11-19T16:00:00+00:00"),
        ("2026-07-13T16:30:00+00:00", "first", "2026-07-16T15:00:00+00:00"),
        ("2026-12-23T12:00:00+00:00", "first", "2026-12-26T16:00:00+00:00"),
        ("2026-12-24T18:00:00+00:00", "rest-of-world", "2027-01-11T16:00:00+00:00"),
        ("2026-04-02T12:00:00+00:00", "second", "2026-04-14T15:00:00+00:00"),
    ],
)
def test_a_letter_arrives_on_a_working_day_at_four_in_london(created, postage, delivered):
    assert estimated_delivery(datetime.fromisoformat(created), postage) == datetime.fromisoformat(delivered)


def test_every_recorded_letter_arrives_when_the_service_said():
    bodies = [row["response"].get("body") for row in rows("exchanges")]
    letters = [body for body in bodies if isinstance(body, dict) and "estimated_delivery" in body]
    assert len(letters) > 100
    for letter in letters:
        estimate = estimated_delivery(datetime.fromisoformat(letter["created_at"]), letter["postage"])
        assert estimate == datetime.fromisoformat(letter["estimated_delivery"])


def test_nothing_is_known_of_a_text_that_has_not_gone_out():
    unknown = {"cost_details": {}, "cost_in_pounds": None, "is_cost_data_ready": False}
    assert cost(message(type="sms", status="created")) == unknown


def test_a_text_costs_its_fragments_at_the_rate_of_its_day():
    text = message(type="sms", billable_units=6, rate_multiplier=1.0)
    assert cost(text)["cost_in_pounds"] == 0.14400000000000002
    text.created_at = datetime(2026, 3, 31, 22, 59, 59, tzinfo=UTC)
    assert cost(text)["cost_details"] == {
        "billable_sms_fragments": 6,
        "international_rate_multiplier": 1.0,
        "sms_rate": 0.0233,
    }


def test_a_letter_that_was_never_printed_costs_nothing():
    letter = message(type="letter", status="validation-failed", billable_units=3, postage="first")
    assert cost(letter) == {
        "cost_details": {"billable_sheets_of_paper": 0, "postage": "first"},
        "cost_in_pounds": 0.0,
        "is_cost_data_ready": True,
    }


def test_emails_are_free():
    assert cost(message(type="email")) == {"cost_details": {}, "cost_in_pounds": 0.0, "is_cost_data_ready": True}
