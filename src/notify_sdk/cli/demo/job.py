"""A step of the demo: a job of many messages, killed and resumed."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from notify_sdk.cli.report import summary_text

from .display import Display
from .step import Setup

if TYPE_CHECKING:
    from notify_sdk.outbox import Summary

PEOPLE, SENT, ARRIVED, LOST = 200, 100, 5, 3
"""How many people there are; before the job is killed, how many messages are answered, how many more arrive, and how many
more, at least, are under way and will not arrive."""

COMMAND = """\
notify-sdk send sms \\
    -t "appointment reminder" \\
    --recipients people.csv --yes"""
_SEND = ("notify_sdk", "send", "sms", "-t", "appointment reminder", "--recipients", "people.csv", "--yes")

_PATIENCE = 60.0
_HELD = 15.0
"""Seconds that answers are held back, so that requests are under way when the job is killed."""

_FIRST = 600
"""Of the numbers that Ofcom keeps for drama, 07700 900 600 to 799 have no meaning in a sandbox."""

_LATER = timedelta(minutes=6)
"""Longer than an outbox waits before it sends again what is not at Notify."""


def a_killed_job(show: Display, setup: Setup) -> None:
    """Kills a process in the middle of a job, and starts the same command again."""
    numbers = _write_people(setup.folder / "people.csv")
    outbox = setup.folder / "people.csv.outbox"
    inbox = setup.sandbox.inbox
    before = len(inbox)
    show.text(f"A job for {PEOPLE} people:")
    show.command(COMMAND)
    with show.waiting("Sending"):
        killed = _send_and_kill(setup, outbox)
    arrived = len(inbox) - before - killed.sent
    show.text("In the middle, its process is killed:")
    show.output(summary_text(killed), "red")
    show.text(
        f"{killed.sending} requests were under way. {arrived} of them have arrived, but the job can't know which. "
        "Six minutes later (the demo sets the job's clock) the same command again:"
    )
    _let_time_pass(outbox)
    setup.sandbox.faults.clear()  # not before: a late request of the dead process would arrive uncounted
    show.command("notify-sdk send sms ...")
    with show.waiting("Looking up, and sending the rest"):
        done = setup.commands.run(*_SEND)
    show.output(done.stderr.strip())
    some = 0 < arrived < killed.sending
    show.proof(f"{killed.sending} looked up: {arrived} found, {killed.sending - arrived} sent.", some)
    got = Counter(each.to for each in inbox.sms if each.to in numbers)
    once = got == dict.fromkeys(numbers, 1) and len(inbox) == before + PEOPLE
    show.proof(f"{PEOPLE} people, {len(inbox) - before} messages: one each.", once and done.returncode == 0)


def _write_people(file: Path) -> set[str]:
    numbers = [f"07700 900 {_FIRST + number}" for number in range(PEOPLE)]
    rows = [f"{number},Amala,3 March\n" for number in numbers]
    file.write_text("".join(["phone number,name,date\n", *rows]), encoding="utf-8")
    return set(numbers)


def _send_and_kill(setup: Setup, outbox: Path) -> Summary:
    """Kills a job while some of its requests have arrived without an answer, and others will never arrive.

    Returns:
        What its outbox then has.
    """
    from notify_sdk.outbox import Outbox
    from notify_sdk.sandbox import Fault

    inbox, faults = setup.sandbox.inbox, setup.sandbox.faults
    to_arrive = len(inbox) + SENT + ARRIVED
    for fault in (
        Fault(path="notifications/sms", times=SENT),
        Fault(path="notifications/sms", times=ARRIVED, delay=_HELD),
        Fault("reset", path="notifications/sms", delay=_HELD),
    ):
        faults.add(fault)
    with Outbox(outbox) as opened:

        def under_way() -> bool:
            if len(inbox) < to_arrive:
                return False
            summary = opened.summary()
            return summary.sent >= SENT and summary.sending >= ARRIVED + LOST

        until = time.monotonic() + _PATIENCE
        with setup.commands.started(*_SEND) as process:
            while not under_way() and process.poll() is None and time.monotonic() < until:
                time.sleep(0.01)
        return opened.summary()


def _let_time_pass(outbox: Path) -> None:
    """Moves what is under way into the past: an outbox waits until no request of a dead process can still arrive."""
    from sqlalchemy import URL, create_engine, select, update

    from notify_sdk.outbox import Tables

    table = Tables().outbox
    times = (table.c.claimed_at, table.c.lease_until)
    engine = create_engine(URL.create("sqlite", database=str(outbox)))
    with engine.begin() as connection:
        for identifier, *moments in connection.execute(select(table.c.id, *times).where(table.c.state == "sending")):
            earlier = {column.name: moment - _LATER for column, moment in zip(times, moments, strict=True)}
            connection.execute(update(table).where(table.c.id == identifier).values(earlier))
    engine.dispose()
