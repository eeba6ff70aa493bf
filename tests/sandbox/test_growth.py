"""What a sandbox does for a call does not grow with the messages that it holds: the steps of Python are counted."""

import gc
import sys
from datetime import timedelta
from uuid import UUID

import pytest

from notify_sdk.sandbox import Request, Sandbox
from notify_sdk.sandbox.web.control import control
from notify_sdk.sandbox.web.inbox_page import inbox_values
from notify_sdk.sandbox.web.message_page import message_values
from notify_sdk.sandbox.world.service_parts import Callback
from notify_sdk.sandbox.world.state import NotificationRecord, ReceivedTextRecord
from tests.sandbox.manual_clock import ManualClock
from tests.sandbox.signed_requests import send_request

FEW, MANY = 200, 2000
FAILED = 7
"""One message that failed; most others were delivered. Each has a recipient of its own, and most a reference of their own."""

SHARED = 4
"""Every fourth message has a reference that they share, as those of a mailing may."""

SHOWN = {
    "sms": ("security code", "07700{:06d}", {"code": "1", "app": False}),
    "email": ("application received", "{}@example.com", {"name": "A", "urgent": False, "items": ["a"]}),
}


def filled(size):
    clock = ManualClock()
    sandbox = Sandbox(clock=clock, page_size=20, post=lambda url, headers, body: 204)
    service = sandbox.service
    service.rate_limit_per_minute, service.daily_limits = 10**9, {}
    service.callbacks["delivery_receipt"] = Callback(url="https://a.example/", bearer_token="secret-token")
    for number in range(size):
        clock.advance(minutes=1)
        channel = "email" if number % 2 else "sms"
        template, to, values = SHOWN[channel]
        template_id = UUID(sandbox.templates[template])
        sandbox.state.add(
            NotificationRecord(
                id=UUID(int=number),
                service_id=service.id,
                type=channel,
                template_id=template_id,
                template_version=1,
                key_type="normal",
                status="created",
                to=to.format(900000 + number),
                created_at=clock(),
                personalisation=values,
                reference=f"r{number}" if number % SHARED else "mailing",
            )
        )
        sandbox.state.add(
            ReceivedTextRecord(
                id=UUID(int=number),
                created_at=clock(),
                service_id=service.id,
                notify_number="07700900800",
                user_number="447700900321",
                content="Stop",
            )
        )
    sandbox.finish(UUID(int=FAILED), "permanent-failure")
    sandbox.advance()
    for _ in range(3):
        send(sandbox)
    return sandbox


def send(sandbox):
    template, _, values = SHOWN["sms"]
    body = {"phone_number": "07700900321", "personalisation": values, "template_id": sandbox.templates[template]}
    return send_request(sandbox, "POST", "/v2/notifications/sms", body=body)


def listed(query, what="notifications"):
    """A call that lists something. `{near_the_end}` is the id of an old message, and `{middle}` of one in the middle."""

    def call(sandbox):
        ids = {"near_the_end": UUID(int=30), "middle": UUID(int=len(sandbox.state.received_texts) // 2)}
        answer = send_request(sandbox, "GET", f"/v2/{what}", query=query.format(**ids))
        assert answer.status == 200
        return len(answer.json()[what.replace("-", "_")])

    return call


def shown(query):
    def call(sandbox):
        last = len(sandbox.inbox) // 100
        return len(inbox_values(sandbox, Request("GET", "/", query.format(last=last)))["messages"])

    return call


CALLS = {
    "send": lambda sandbox: send(sandbox).status,
    "read one": lambda sandbox: send_request(sandbox, "GET", f"/v2/notifications/{UUID(int=30)}").status,
    "list": listed(""),
    "list by reference": listed(f"reference=r{FAILED}"),
    "list by reference, none": listed("reference=none"),
    "list by a shared reference": listed("reference=mailing"),
    "list by a shared reference, a page in the middle": listed("reference=mailing&older_than={middle}"),
    "list by status": listed("status=permanent-failure"),
    "list by status, none": listed("status=validation-failed"),
    "list by type, none": listed("template_type=letter"),
    "list of a status and a type": listed("status=delivered&template_type=email"),
    "list, a page in the middle": listed("older_than={middle}"),
    "list, a page near the end": listed("older_than={near_the_end}&status=delivered"),
    "received texts": listed("", "received-text-messages"),
    "received texts, a page near the end": listed("older_than={near_the_end}", "received-text-messages"),
    "len(inbox)": lambda sandbox: len(sandbox.inbox) > FEW,
    "inbox[5]": lambda sandbox: sandbox.inbox[5].reference,
    "inbox[-30]": lambda sandbox: sandbox.inbox[-30].type,
    "inbox[5:9]": lambda sandbox: [each.reference for each in sandbox.inbox[5:9]],
    "inbox.latest": lambda sandbox: sandbox.inbox.latest.to,
    "inbox.letters": lambda sandbox: sandbox.inbox.letters,
    "inbox.to a number": lambda sandbox: [each.reference for each in sandbox.inbox.to("+44 7700 900006")],
    "inbox.to an address": lambda sandbox: [each.reference for each in sandbox.inbox.to("900007@EXAMPLE.com")],
    "inbox.to nobody": lambda sandbox: sandbox.inbox.to("nobody"),
    "inbox as JSON, to": lambda sandbox: control(sandbox, Request("GET", "/_sandbox/inbox", "to=07700900006")).status,
    "one message as JSON": lambda sandbox: control(sandbox, Request("GET", f"/_sandbox/inbox/{UUID(int=9)}")).status,
    "the page": shown(""),
    "the page, by type": shown("type=email"),
    "the page, by status": shown("status=permanent-failure"),
    "the page, none": shown("status=delivered&type=letter"),
    "the page, one near the end": shown("page={last}"),
    "the page, one near the end by type": shown("page={last}&type=sms"),
    "the page of a message": lambda sandbox: len(
        message_values(sandbox, sandbox.state.notifications[UUID(int=9)])["callbacks"]
    ),
    "post_due": lambda sandbox: sandbox.callbacks.post_due() and None,
    "catch_up": lambda sandbox: sandbox.catch_up(),
    "advance": lambda sandbox: sandbox.advance(timedelta(0)),
    "receive a text": lambda sandbox: sandbox.receive_text("07700900321", "Stop").content,
    "finish": lambda sandbox: sandbox.finish(UUID(int=9), "temporary-failure"),
}


@pytest.fixture(scope="module")
def sandboxes():
    return filled(FEW), filled(MANY)


def steps(call):
    """How many steps of Python a call makes, and what it returns."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        result = call()
    finally:
        sys.settrace(before)
    return count, result


@pytest.mark.parametrize("call", CALLS)
def test_a_call_does_not_grow_with_what_the_sandbox_holds(sandboxes, call):
    counted = []
    for sandbox in sandboxes:
        CALLS[call](sandbox)  # whatever is kept from the first call is
        counted.append(steps(lambda sandbox=sandbox: CALLS[call](sandbox)))
    (few, result), (many, same) = counted
    assert result == same
    assert many <= 1.2 * few + 500, f"{few} steps with {FEW} messages, {many} with {MANY}"


@pytest.fixture(params=["a world", "a data file"])
def opened(request, tmp_path):
    """A call that opens what many messages are kept in."""
    if request.param == "a world":
        filled(MANY).dump(tmp_path / "world.json")
        return lambda: Sandbox.load(tmp_path / "world.json")
    sandbox = Sandbox(data=tmp_path / "file")
    sandbox.service.rate_limit_per_minute = 10**9
    for _ in range(MANY):
        send(sandbox)
    sandbox.close()
    return lambda: Sandbox(data=tmp_path / "file")


@pytest.mark.parametrize("enabled", [True, False])
def test_what_is_opened_is_not_collected_meanwhile(opened, enabled):
    """Each full collection goes through all that was opened so far."""
    before, seen = gc.isenabled(), []
    watch = lambda phase, info: seen.append(info["generation"]) if phase == "start" else None  # noqa: E731
    opened().close()
    gc.collect()
    (gc.enable if enabled else gc.disable)()
    gc.callbacks.append(watch)
    try:
        sandbox = opened()
        assert gc.isenabled() is enabled
    finally:
        gc.callbacks.remove(watch)
        (gc.enable if before else gc.disable)()
    sandbox.close()
    assert len(seen) < 20, f"{len(seen)} collections"
