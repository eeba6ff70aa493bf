"""Faults on purpose, in the process."""

import asyncio
import re

import httpx
import pytest

from notify_sdk import (
    AuthError,
    BadRequestError,
    ClockError,
    InvalidResponseError,
    NotificationsAPIClient,
    NotifyError,
    RateLimitError,
    RetryPolicy,
    ServerError,
)
from notify_sdk.sandbox import Fault, Faults, Sandbox
from tests.sandbox.manual_clock import ManualClock, send_text

ONCE = RetryPolicy.none()


@pytest.fixture
def sandbox():
    return Sandbox()


def text(sandbox, to="07700900123", **options):
    with NotificationsAPIClient(
        sandbox.api_key, "http://localhost", transport=sandbox.transport, retry=ONCE, **options
    ) as client:
        values = {"code": "1", "app": False}
        return client.send_sms_notification(to, sandbox.templates["security code"], values)


@pytest.mark.parametrize(
    ("fault", "made", "cause"),
    [
        (Fault("refuse"), 0, httpx.ConnectError),
        (Fault("reset"), 0, httpx.ReadError),
        (Fault("reset", work="done"), 1, httpx.ReadError),
        (Fault("truncate"), 1, httpx.RemoteProtocolError),
        (Fault(delay=30), 1, httpx.ReadTimeout),
    ],
    ids=["refuse", "reset", "reset after the work", "truncate", "too late"],
)
def test_connections_break_as_the_fault_says(sandbox, fault, made, cause):
    sandbox.faults.add(fault)
    with pytest.raises(NotifyError) as caught:
        text(sandbox, timeout=0.01)
    assert isinstance(caught.value.__cause__, cause)
    assert len(sandbox.inbox) == made


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, BadRequestError), (403, AuthError), (429, RateLimitError), (500, ServerError), (502, InvalidResponseError)],
)
@pytest.mark.parametrize("work", ["done", "undone"])
def test_error_responses_come_as_the_fault_says(sandbox, status, kind, work):
    sandbox.faults.add(Fault("answer", status=status, work=work))
    with pytest.raises(kind) as caught:
        text(sandbox)
    assert caught.value.status_code == status
    assert len(sandbox.inbox) == (work == "done")


def test_a_fault_happens_as_often_as_it_should(sandbox):
    sandbox.faults.add(Fault("answer", status=500, times=2))
    for _ in range(2):
        with pytest.raises(ServerError):
            text(sandbox)
    assert text(sandbox).id
    assert len(sandbox.faults) == 0


def test_a_fault_happens_to_the_requests_it_concerns(sandbox):
    sandbox.faults.add(Fault("answer", method="GET", path="^/v2/templates"))
    assert text(sandbox).id
    with sandbox.client() as client, pytest.raises(ServerError):
        client.get_all_templates()
    sandbox.faults.clear()
    with sandbox.client() as client:
        assert client.get_all_templates()


def test_chance_comes_out_the_same_with_the_same_seed():
    def outcomes(seed):
        faults = Faults(seed)
        faults.add(Fault("answer", probability=0.5))
        sandbox = Sandbox()
        sandbox.faults = faults
        results = []
        for _ in range(30):
            try:
                results.append(bool(text(sandbox)))
            except ServerError:
                results.append(False)
        return results

    assert outcomes(1) == outcomes(1)
    assert outcomes(1) != outcomes(2)
    assert 5 < sum(outcomes(1)) < 25


def test_the_clock_of_the_service_can_be_wrong(sandbox):
    sandbox.faults.add(Fault(skew=90))
    with pytest.raises(ClockError) as caught:
        text(sandbox)
    assert re.search("clock is (89|90) seconds", str(caught.value))
    assert "behind" in str(caught.value)


def test_a_late_answer_comes_to_a_task_too(sandbox):
    sandbox.faults.add(Fault(delay=0.01))

    async def send():
        async with sandbox.async_client() as client:
            values = {"code": "1", "app": False}
            return await client.send_sms_notification("07700900123", sandbox.templates["security code"], values)

    assert asyncio.run(send()).id
    assert len(sandbox.inbox) == 1


@pytest.mark.parametrize(
    ("status", "kind"), [(400, BadRequestError), (403, AuthError), (429, RateLimitError), (500, ServerError)]
)
def test_magic_recipients_provoke_errors(sandbox, status, kind):
    with pytest.raises(kind):
        text(sandbox, f"07700 900 {status}")
    values = {"name": "Ada", "urgent": False, "items": "-"}
    template = sandbox.templates["application received"]
    client = NotificationsAPIClient(sandbox.api_key, "http://localhost", transport=sandbox.transport, retry=ONCE)
    with client, pytest.raises(kind):
        client.send_email_notification(f"simulate{status}@sandbox.notify", template, values)
    assert len(sandbox.inbox) == 0


def test_a_world_of_your_own_has_no_magic_recipients_unless_switched_on(tmp_path):
    (tmp_path / "world.json").write_text(
        '{"services": {"mine": {"templates": [{"name": "hi", "type": "sms", "body": "hello"}]}}}'
    )
    for magic, answered in ((None, True), (True, False)):
        sandbox = Sandbox.load(tmp_path / "world.json", clock=ManualClock(), magic_recipients=magic)
        with NotificationsAPIClient(
            sandbox.api_key, "http://localhost", transport=sandbox.transport, retry=ONCE
        ) as client:
            template = next(iter(sandbox.templates.values()))
            if answered:
                assert client.send_sms_notification("07700900400", template)
            else:
                with pytest.raises(BadRequestError):
                    client.send_sms_notification("07700900400", template)


@pytest.mark.parametrize("wrong", [{"probability": 2}, {"status": 200}, {"path": "("}, {"status": 700}])
def test_a_fault_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"."):
        Fault("answer", **wrong)


def test_a_fault_leaves_the_next_call_alone(sandbox):
    sandbox.faults.add(Fault("reset", times=1))
    with pytest.raises(NotifyError):
        text(sandbox)
    assert send_text(sandbox).id
