"""The state under threads: everything that reads it, while everything that changes it runs."""

from __future__ import annotations

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from notify_sdk.sandbox import Request, Sandbox
from notify_sdk.sandbox.web.control import control
from notify_sdk.sandbox.web.pages import pages
from tests.sandbox.manual_clock import ADDRESS
from tests.sandbox.signed_requests import send_request

ROUNDS = 3
BODIES = {
    "sms": {"phone_number": "07700900123", "personalisation": {"code": "1", "app": False}},
    "email": {"email_address": "ada@example.com", "personalisation": {"name": "A", "urgent": False, "items": ["a"]}},
    "letter": {"personalisation": {**ADDRESS, "name": "A", "reference": "B", "decision": ["c"]}},
    "international_sms": {"phone_number": "+1 202 555 0104", "personalisation": {"code": "1", "app": False}},
}
TEMPLATES = {
    "sms": "security code",
    "email": "application received",
    "letter": "decision letter",
    "international_sms": "security code",
}


@pytest.fixture(autouse=True)
def _threads_that_take_turns_often():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)
    yield
    sys.setswitchinterval(before)


def letting_others_run(frame, event, argument):
    """A trace function: after each line of the sandbox the other threads get to run."""
    if "/sandbox/" not in frame.f_code.co_filename:
        return None
    time.sleep(0)
    return letting_others_run


def send(sandbox, kind):
    body = {**BODIES[kind], "template_id": sandbox.templates[TEMPLATES[kind]]}
    return send_request(sandbox, "POST", f"/v2/notifications/{kind.removeprefix('international_')}", body=body)


def listed(sandbox, what):
    answer = send_request(sandbox, "GET", f"/v2/{what}").json()
    return [each["id"] for each in next(value for value in answer.values() if isinstance(value, list))]


def page(sandbox, path, query=""):
    answer = pages(sandbox, Request("GET", path, query))
    assert answer.status == 200
    return answer


READERS = {
    "GET notifications": lambda sandbox: listed(sandbox, "notifications"),
    "GET received texts": lambda sandbox: listed(sandbox, "received-text-messages"),
    "inbox": lambda sandbox: [each.id for each in sandbox.inbox],
    "inbox.sms": lambda sandbox: [each.id for each in sandbox.inbox.sms],
    "inbox.to": lambda sandbox: [each.id for each in sandbox.inbox.to("07700900123")],
    "inbox.latest": lambda sandbox: sandbox.inbox.latest if len(sandbox.inbox) > 1 else None,
    "inbox, as JSON": lambda sandbox: control(sandbox, Request("GET", "/_sandbox/inbox")),
    "the page": lambda sandbox: page(sandbox, "/"),
    "the page, filtered": lambda sandbox: page(sandbox, "/", "status=created&search=a"),
    "dump": lambda sandbox: control(sandbox, Request("GET", "/_sandbox/dump")),
    "callbacks": lambda sandbox: control(sandbox, Request("GET", "/_sandbox/callbacks")),
}
WRITERS = {
    **{f"send {kind}": lambda sandbox, kind=kind: send(sandbox, kind) for kind in BODIES},
    "receive a text": lambda sandbox: sandbox.receive_text("07700900321", "Stop"),
    "catch up": lambda sandbox: sandbox.catch_up(),
    "advance": lambda sandbox: sandbox.advance(),
}


def at_once(*calls, rounds):
    """Makes all the calls at the same time, again and again, until the last thread is through. Raises what one raised."""
    start = threading.Barrier(len(calls))

    def run(call):
        before = sys.gettrace()
        start.wait()
        sys.settrace(letting_others_run)
        try:
            return [call() for _ in range(rounds)]
        finally:
            sys.settrace(before)

    with ThreadPoolExecutor(len(calls)) as threads:
        return [done.result() for done in [threads.submit(run, call) for call in calls]]


@pytest.mark.parametrize("reader", READERS)
def test_whatever_reads_may_run_while_whatever_changes_runs(reader):
    sandbox = Sandbox(progress="timed", pdf=lambda letter: b"%PDF-")
    sandbox.service.rate_limit_per_minute = 1_000_000
    send(sandbox, "sms"), send(sandbox, "sms")
    writers = [lambda change=change: change(sandbox) for change in WRITERS.values()]
    done = at_once(lambda: READERS[reader](sandbox), *writers, rounds=ROUNDS)
    for found in done[0]:
        if isinstance(found, list):
            assert len(found) == len(set(found)), "a message is listed twice"


@pytest.mark.parametrize("reader", [name for name in READERS if name != "inbox.latest"])
def test_whatever_reads_may_run_while_everything_is_cleared(reader):
    sandbox = Sandbox(progress="timed", pdf=lambda letter: b"%PDF-")
    sandbox.service.rate_limit_per_minute = 1_000_000
    at_once(
        lambda: READERS[reader](sandbox),
        lambda: send(sandbox, "email"),
        lambda: sandbox.catch_up(),
        lambda: sandbox.reset(),
        rounds=ROUNDS,
    )


@pytest.mark.parametrize("kind", BODIES)
def test_threads_do_not_pass_a_days_limit_together(kind):
    sandbox = Sandbox(pdf=lambda letter: b"%PDF-")
    sandbox.service.rate_limit_per_minute = 1_000_000
    sandbox.service.daily_limits[kind] = 20
    answers = at_once(*[lambda: send(sandbox, kind).status] * 12, rounds=5)
    statuses = [status for each in answers for status in each]
    assert (statuses.count(201), statuses.count(429)) == (20, 40)
    assert len(sandbox.inbox) == 20
