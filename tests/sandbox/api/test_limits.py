"""Rate limits and daily limits."""

from datetime import UTC, datetime, timedelta

import pytest

from notify_sdk.sandbox import Sandbox
from tests.sandbox.signed_requests import send_request

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEXT = {"phone_number": "07700900123", "personalisation": {"name": "Ada", "date": "today"}}


class ManualClock:
    """A clock that moves only when `move` is called."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def move(self, **by):
        self.now += timedelta(**by)


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def sandbox(clock):
    return Sandbox(clock=clock)


def send(sandbox, key=None, number="07700900123"):
    body = {**TEXT, "phone_number": number, "template_id": sandbox.templates["appointment reminder"]}
    return send_request(sandbox, "POST", "/v2/notifications/sms", body=body, key=key)


def test_a_bucket_is_refilled_token_by_token(sandbox, clock):
    sandbox.service.rate_limit_per_minute = 6
    assert [send(sandbox).status for _ in range(3)] == [201, 201, 429]
    clock.move(seconds=10)
    assert send(sandbox).status == 429
    clock.move(seconds=20)
    assert [send(sandbox).status for _ in range(2)] == [201, 429]


def test_each_type_of_key_has_its_own_bucket(sandbox):
    sandbox.service.rate_limit_per_minute = 3
    assert [send(sandbox).status for _ in range(2)] == [201, 429]
    assert send(sandbox, sandbox.test_api_key).status == 201
    refused = send(sandbox, sandbox.test_api_key).json()
    assert refused["errors"][0] == {
        "error": "RateLimitError",
        "message": "Exceeded rate limit for key type TEST of 3 requests per 60 seconds",
    }


def test_a_limit_of_nothing_refuses_everything(sandbox, clock):
    sandbox.service.rate_limit_per_minute = 0
    assert send(sandbox).status == 429
    clock.move(hours=1)
    assert send(sandbox).status == 429


def test_reads_and_previews_are_never_limited(sandbox):
    sandbox.service.rate_limit_per_minute = 0
    assert send_request(sandbox, "GET", "/v2/notifications").status == 200
    template = sandbox.templates["security code"]
    body = {"personalisation": {"code": 1, "app": True}}
    assert send_request(sandbox, "POST", f"/v2/template/{template}/preview", body=body).status == 200


def test_the_days_messages_are_counted_until_midnight(sandbox, clock):
    sandbox.service.daily_limits = {"sms": 1}
    assert [send(sandbox).status for _ in range(2)] == [201, 429]
    clock.move(hours=12)
    assert send(sandbox).status == 201


def test_texts_abroad_count_twice(sandbox):
    sandbox.service.daily_limits = {"sms": 3, "international_sms": 1}
    assert [send(sandbox, number="+33612345678").status for _ in range(2)] == [201, 429]
    assert [send(sandbox).status for _ in range(3)] == [201, 201, 429]


@pytest.mark.parametrize("number", ["+447797712345", "+447781123456", "07624 456789"])
def test_jersey_guernsey_and_man_do_not_count_as_abroad(sandbox, clock, tmp_path, number):
    sandbox.service.daily_limits = {"sms": 9, "international_sms": 1}
    assert [send(sandbox, number=number).status for _ in range(2)] == [201, 201]
    sandbox.dump(tmp_path / "world.json")
    for each in (sandbox, Sandbox.load(tmp_path / "world.json", clock=clock)):
        assert [send(each, number="+33612345678").status for _ in range(2)] == [201, 429]


def test_test_keys_and_simulated_numbers_use_nothing_up(sandbox):
    sandbox.service.daily_limits = {"sms": 1}
    assert [send(sandbox, sandbox.test_api_key).status for _ in range(2)] == [201, 201]
    assert [send(sandbox, number="07700900111").status for _ in range(2)] == [201, 201]
    assert send(sandbox).status == 201


def test_what_was_sent_before_a_restart_counts(sandbox, clock, tmp_path):
    sandbox.service.daily_limits = {"sms": 1}
    send(sandbox)
    sandbox.dump(tmp_path / "world.json")
    again = Sandbox.load(tmp_path / "world.json", clock=clock)
    assert send(again).status == 429
