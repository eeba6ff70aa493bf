"""What a call costs when 1,000 and when 100,000 messages are stored or listed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.benchmarks import environments
from scripts.benchmarks.bodies import PERSONALISATION
from scripts.benchmarks.clients import repeated
from scripts.benchmarks.figures import Table
from scripts.benchmarks.rounds import Bench, Candidate, Run, counted

if TYPE_CHECKING:
    from notify_sdk.sandbox import Sandbox

_SIZES = (1_000, 100_000)
_NUMBER = "07700 910001"


def filled(stored: int) -> Sandbox:
    """A sandbox that holds so many text messages, to a thousand recipients, each with its own reference."""
    from notify_sdk.sandbox import Sandbox

    sandbox = Sandbox()
    sandbox.service.rate_limit_per_minute = 10**9
    sandbox.service.daily_limits = {}
    client, template = sandbox.client(), sandbox.templates["appointment reminder"]
    for number in range(stored):
        client.send_sms_notification(f"07700 91{number % 1000:04}", template, PERSONALISATION, reference=str(number))
    return sandbox


def _on(stored: int, call: Callable[[Sandbox, Any], object]) -> Run:
    sandbox = filled(stored)
    client = sandbox.client()
    return repeated(lambda: call(sandbox, client))


def send(_: ExitStack, stored: int) -> Run:
    sandbox = filled(stored)
    client, template = sandbox.client(), sandbox.templates["appointment reminder"]
    return repeated(lambda: client.send_sms_notification(_NUMBER, template, PERSONALISATION))


def inbox_to(_: ExitStack, stored: int) -> Run:
    return _on(stored, lambda sandbox, _: len(list(sandbox.inbox.to(_NUMBER))[-1:]))


def inbox_latest(_: ExitStack, stored: int) -> Run:
    return _on(stored, lambda sandbox, _: sandbox.inbox[-1])


def by_id(_: ExitStack, stored: int) -> Run:
    sandbox = filled(stored)
    client, identifier = sandbox.client(), sandbox.inbox[0].id
    return repeated(lambda: client.get_notification_by_id(identifier))


def by_reference(_: ExitStack, stored: int) -> Run:
    return _on(stored, lambda _, client: client.get_all_notifications(reference="500"))


def first_page(_: ExitStack, stored: int) -> Run:
    return _on(stored, lambda _, client: client.get_all_notifications())


def last_page(_: ExitStack, stored: int) -> Run:
    sandbox = filled(stored)
    client, older_than = sandbox.client(), sandbox.inbox[min(250, stored - 1)].id
    return repeated(lambda: client.get_all_notifications(older_than=older_than))


def inbox_page(_: ExitStack, stored: int) -> Run:
    from notify_sdk.sandbox.web.inbox_page import inbox_values
    from notify_sdk.sandbox.wire import Request

    request = Request("GET", "/")
    return _on(stored, lambda sandbox, _: inbox_values(sandbox, request))


def advance(_: ExitStack, stored: int) -> Run:
    return _on(stored, lambda sandbox, _: sandbox.advance(timedelta(seconds=1)))


def dump(stack: ExitStack, stored: int) -> Run:
    file = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "world.json"
    sandbox = filled(stored)
    return repeated(lambda: sandbox.dump(file))


def load(stack: ExitStack, stored: int) -> Run:
    from notify_sdk.sandbox import Sandbox

    file = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "world.json"
    filled(stored).dump(file)
    return repeated(lambda: Sandbox.load(file))


def tables(bench: Bench) -> list[Table]:
    sizes = (20, 40) if bench.quick else _SIZES
    paths: dict[str, tuple[Callable[..., Run], int]] = {
        "send": (send, 200),
        "inbox.to(number), one message of it": (inbox_to, 50),
        "inbox[-1]": (inbox_latest, 200),
        "read by id": (by_id, 200),
        "list by reference": (by_reference, 100),
        "list, newest 250": (first_page, 10),
        "list, oldest 250": (last_page, 10),
        "inbox page, what it shows": (inbox_page, 20),
        "advance the clock": (advance, 100),
    }
    tables = [_growth(bench, f"Sandbox: {what}", make, operations, sizes) for what, (make, operations) in paths.items()]
    for what, make in (("write a world", dump), ("load a world", load)):
        tables.append(_growth(bench, f"Sandbox: {what}, a message", make, 1, sizes, each=True))
    return tables


def _growth(
    bench: Bench, title: str, make: Callable[..., Run], operations: int, sizes: tuple[int, ...], *, each: bool = False
) -> Table:
    costs: dict[str, float] = {}
    for size in sizes:
        name = f"{size:,} stored"
        candidate = {name: Candidate(environments.SDK, make, (size,))}
        per = 1e6 / size if each else 1e6
        found = bench.compare(title, "us", candidate, base=name, rounds=3, operations=operations, per=per)
        costs[name] = found.rows[0].cost.median
    return counted(title, "us of CPU", costs, f"{sizes[0]:,} stored")
