"""Nothing personal is left of what was settled: not in the table, its files, logs or reprs."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from notify_sdk.outbox import Email, Outbox, Sms
from notify_sdk.sandbox import Fault, Sandbox
from tests.outbox.campaign.gateway import Clock, Gateway

SECRET, NUMBER, EMAIL = "xyzzy-personal", "07700 912345", "ada.personal@example.com"
PERSONAL = (SECRET, NUMBER, NUMBER.replace(" ", ""), "447700912345", EMAIL)


def settle(outbox: Outbox, clock: Clock, sandbox: Sandbox) -> str:
    """Lets messages come to every end; gives what was shown meanwhile."""
    code, gateway = sandbox.templates["security code"], Gateway(sandbox)
    values = {"code": SECRET, "app": SECRET}
    messages: list[Sms | Email] = [Sms(NUMBER, code, values, key=f"sent-{each}") for each in range(20)]
    messages += [Sms(NUMBER, code, {"code": SECRET}, key="refused")]
    messages += [Sms(NUMBER, code, values, key="late", expires_at=clock() - timedelta(seconds=1))]
    messages += [Sms(NUMBER, code, values, key="cancelled"), Email(EMAIL, code, values, key="of another kind")]
    shown = [repr(messages)]
    outbox.add(messages)
    outbox.cancel("cancelled")
    sandbox.faults.add(Fault("reset", work="done", method="POST", times=3))
    sandbox.faults.add(Fault("answer", work="done", status=500, method="POST", times=3))
    with gateway.client() as client:
        for _ in range(4):
            shown.append(repr(outbox.send(client)))
            clock.advance(400)
    assert outbox.summary().unfinished == 0
    assert outbox.summary().sent == 20
    return "".join([*shown, repr(outbox), *map(repr, outbox.rows())])


def test_nothing_is_left(place: str, sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    caplog.set_level(logging.DEBUG)
    with Outbox(place, _clock=clock) as outbox:
        outbox.create_tables()
        shown = settle(outbox, clock, sandbox)
        with outbox._database._engine.connect() as connection:
            for table in outbox.metadata.sorted_tables:
                shown += "".join(map(str, connection.execute(table.select())))
        files = list(Path(place).parent.glob("outbox.db*")) if "://" not in place else []
        held = b"".join(each.read_bytes() for each in files)  # with WAL and SHM, while it is open
    for personal in PERSONAL:
        assert personal not in shown + caplog.text
        assert personal.encode() not in held
