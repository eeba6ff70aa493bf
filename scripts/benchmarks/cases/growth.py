"""What a call to the sandbox costs when 1,000, 10,000 and 100,000 messages are stored."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from scripts.benchmarks import environments
from scripts.benchmarks.bodies import PERSONALISATION
from scripts.benchmarks.clients import repeated
from scripts.benchmarks.figures import Sheet
from scripts.benchmarks.operations import Run
from scripts.benchmarks.recipients import phone_number
from scripts.benchmarks.rounds import Bench, Candidate, Operation

if TYPE_CHECKING:
    from notify_sdk.sandbox import Sandbox

_SIZES = (1_000, 10_000, 100_000)
_QUICK_SIZES = (100, 200)
_TEMPLATE = "appointment reminder"
_OURS, _ONE = "07700 900901", "case-5"
"""The recipient of ten of the messages, and the reference of one."""

_SHARED = "march"
"""The reference of half of the messages, as those of one mailing may have."""

SANDBOX = {
    "send": Operation(100),
    "send, then inbox.to(recipient)": Operation(50),
    "inbox[-1]": Operation(200),
    "inbox[0]": Operation(200),
    "inbox.to(recipient), ten messages": Operation(100),
    "inbox.sms, a message": Operation(1, each=True),
    "read by id": Operation(200),
    "list by a reference, one message": Operation(100),
    "list by a reference, newest 250 of half": Operation(10),
    "list, newest 250": Operation(10),
    "list, 250 from the middle": Operation(10),
    "list, oldest 250": Operation(10),
    "list by status, newest 250": Operation(10),
    "received texts, oldest 250": Operation(20),
    "receive a text": Operation(100),
    "inbox page, newest": Operation(20),
    "inbox page, oldest": Operation(20),
    "inbox page, newest with a status": Operation(20),
    "inbox page, search": Operation(2),
    "message page": Operation(20),
    "advance the clock, nothing due": Operation(200),
    "send, then advance until delivered": Operation(50),
    "set the last status of a message": Operation(100),
    "post callbacks, none due": Operation(200),
    "send, set its last status and post that": Operation(50),
}
FILES = {
    "write a world, a message": Operation(1, each=True),
    "load a world, a message": Operation(1, each=True),
    "begin a data file with a world, a message": Operation(1, each=True),
    "open a data file, a message": Operation(1, each=True),
    "send, with a data file": Operation(50),
    "advance until delivered, with a data file": Operation(20),
}


def filled(stored: int, *, callbacks: bool = False, data: Path | None = None) -> Sandbox:
    """A sandbox that holds so many delivered text messages.

    They are copies of one that was sent, each with an id, a recipient and values of its own; half have a reference of
    their own, half share one.
    """
    from notify_sdk.sandbox import Sandbox

    sandbox = Sandbox(magic_recipients=False, post=_accepted, data=data)
    _lift_limits(sandbox)
    state = sandbox.state
    sandbox.client().send_sms_notification(phone_number(0), sandbox.templates[_TEMPLATE], PERSONALISATION)
    first = state.notifications[sandbox.inbox[0].id]
    if callbacks:
        _receive_callbacks(sandbox)
    for number in range(1, stored):
        state.add(
            replace(
                first,
                id=uuid4(),
                to=_OURS if number % (stored // 10) == 1 else phone_number(number),
                reference=f"case-{number}" if number % 2 else _SHARED,
                personalisation={"name": f"Amala {number}", "date": "3 March"},
                created_at=first.created_at + timedelta(microseconds=number),
            )
        )
    sandbox.advance()
    return sandbox


def _lift_limits(sandbox: Sandbox) -> None:
    sandbox.service.rate_limit_per_minute = 10**9
    sandbox.service.daily_limits = {}


def _accepted(_: str, __: Mapping[str, str], ___: bytes) -> int:
    return 204


def _receive_callbacks(sandbox: Sandbox) -> None:
    from notify_sdk.sandbox.world.service_parts import Callback

    sandbox.service.callbacks["delivery_receipt"] = Callback(url="http://127.0.0.1:9/", bearer_token="t" * 16)


def in_memory(_: ExitStack, stored: int) -> Mapping[str, Run]:
    """Everything that a sandbox does without a file, by the names of `SANDBOX`."""
    sandbox = filled(stored, callbacks=True)
    for number in range(stored):
        sandbox.receive_text(phone_number(number), "Yes, I will come")
    client, template = sandbox.client(), sandbox.templates[_TEMPLATE]
    inbox, index = sandbox.inbox, sandbox.state.index
    page, half = sandbox.state.settings.page_size, stored // 2
    oldest, middle = inbox[min(page, half)].id, inbox[half].id
    oldest_text = sandbox.service.received_text_messages[min(page, half)].id
    last_page = f"page={len(index.every) // 50}"
    numbers = count()

    def send() -> Any:
        to = phone_number(next(numbers))
        return client.send_sms_notification(to, template, PERSONALISATION)

    def send_and_find() -> None:
        send()
        inbox.to(_OURS)

    def send_and_deliver() -> None:
        send()
        sandbox.advance()

    calls: dict[str, Callable[[], object]] = {
        "send": send,
        "send, then inbox.to(recipient)": send_and_find,
        "inbox[-1]": lambda: inbox[-1],
        "inbox[0]": lambda: inbox[0],
        "inbox.to(recipient), ten messages": lambda: inbox.to(_OURS),
        "inbox.sms, a message": lambda: inbox.sms,
        "read by id": lambda: client.get_notification_by_id(middle),
        "list by a reference, one message": lambda: client.get_all_notifications(reference=_ONE),
        "list by a reference, newest 250 of half": lambda: client.get_all_notifications(reference=_SHARED),
        "list, newest 250": client.get_all_notifications,
        "list, 250 from the middle": lambda: client.get_all_notifications(older_than=middle),
        "list, oldest 250": lambda: client.get_all_notifications(older_than=oldest),
        "list by status, newest 250": lambda: client.get_all_notifications(status="delivered"),
        "received texts, oldest 250": lambda: client.get_received_texts(older_than=oldest_text),
        "receive a text": lambda: sandbox.receive_text(_OURS, "Yes, I will come"),
        "inbox page, newest": partial(_inbox_page, sandbox, ""),
        "inbox page, oldest": partial(_inbox_page, sandbox, last_page),
        "inbox page, newest with a status": partial(_inbox_page, sandbox, "status=delivered"),
        "inbox page, search": partial(_inbox_page, sandbox, f"search={_ONE}"),
        "message page": partial(_message_page, sandbox, middle),
        "advance the clock, nothing due": lambda: sandbox.advance(timedelta(microseconds=1)),
        "send, then advance until delivered": send_and_deliver,
        "set the last status of a message": lambda: sandbox.finish(middle, "delivered"),
        "post callbacks, none due": sandbox.callbacks.post_due,
        "send, set its last status and post that": lambda: sandbox.finish(send().id, "delivered"),
    }
    return {name: repeated(call) for name, call in calls.items()}


def on_file(stack: ExitStack, stored: int) -> Mapping[str, Run]:
    """Everything that a sandbox does with a file, by the names of `FILES`."""
    from notify_sdk.sandbox import Sandbox

    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    world, data, copy, kept = (folder / name for name in ("world.json", "data.db", "copy.db", "kept.db"))
    filled(stored, data=data).close()
    shutil.copy(data, kept)
    sandbox = Sandbox(data=kept, magic_recipients=False)
    stack.callback(sandbox.close)
    _lift_limits(sandbox)
    sandbox.dump(world)
    client, template = sandbox.client(), sandbox.templates[_TEMPLATE]
    numbers = count()

    def begin() -> None:
        copy.unlink(missing_ok=True)
        Sandbox.load(world, data=copy).close()

    def send() -> None:
        client.send_sms_notification(phone_number(next(numbers)), template, PERSONALISATION)

    def send_and_deliver() -> None:
        send()
        sandbox.advance()

    calls: dict[str, Callable[[], object]] = {
        "write a world, a message": lambda: sandbox.dump(world),
        "load a world, a message": lambda: Sandbox.load(world),
        "begin a data file with a world, a message": begin,
        "open a data file, a message": lambda: Sandbox(data=data).close(),
        "send, with a data file": send,
        "advance until delivered, with a data file": send_and_deliver,
    }
    return {name: repeated(call) for name, call in calls.items()}


def look_up(_: ExitStack, stored: int) -> Run:
    """Finds single messages in each way, of which none should depend on how many are stored."""
    sandbox = filled(stored)
    client, last = sandbox.client(), sandbox.inbox[-1].id

    def find() -> None:
        sandbox.inbox[-1]
        sandbox.inbox.to(phone_number(2))
        client.get_notification_by_id(last)
        client.get_all_notifications(reference=_ONE)
        sandbox.advance(timedelta(microseconds=1))

    return repeated(find)


def _inbox_page(sandbox: Sandbox, query: str) -> object:
    """What the inbox page shows, without the HTML of the 50 messages, which is the same at any size."""
    from notify_sdk.sandbox.web.inbox_page import inbox_values
    from notify_sdk.sandbox.wire import Request

    return inbox_values(sandbox, Request("GET", "/", query))


def _message_page(sandbox: Sandbox, identifier: UUID) -> object:
    from notify_sdk.sandbox.web.message_page import message_values

    return message_values(sandbox, sandbox.state.notifications[identifier])


def tables(bench: Bench) -> list[Sheet]:
    sizes = _QUICK_SIZES if bench.quick else _SIZES
    sandbox, files = (
        {size: Candidate(environments.SDK_SANDBOX, make, (size,)) for size in sizes} for make in (in_memory, on_file)
    )
    return [
        bench.grow(
            "The sandbox, by the messages that it holds",
            sandbox,
            SANDBOX,
            note="As many received texts and callbacks are there, too. `a message`: divided by the messages, as it shows all.",
        ),
        bench.grow(
            "The files of a sandbox, by the messages that it holds",
            files,
            FILES,
            rounds=3,
            note="`a message`: divided by the messages, since all of them are read or written.",
        ),
    ]
