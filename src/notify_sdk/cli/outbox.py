"""`notify-sdk outbox ...`: the messages of an outbox, whichever program added them."""

from __future__ import annotations

import re
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from .draining import drain
from .help import Command, Group, examples
from .options import AcceptNewKey, AsJson, BaseUrl, ResendAfter
from .output import json_line, note, say
from .report import STATES, cells, counts, save_report, summary_code, summary_text, write_report
from .session import NO, notify, outbox_at, quoted, refuse
from .stopping import reader_may_leave, stop_on_signals
from .tables import Column, print_table

if TYPE_CHECKING:
    from notify_sdk.outbox import Summary

app: typer.Typer = typer.Typer(
    help="Work with an outbox: messages in a file or a database, each sent once.",
    no_args_is_help=True,
    cls=Group,
    epilog=examples(
        "notify-sdk outbox status people.csv.outbox",
        "notify-sdk outbox send people.csv.outbox",
        "notify-sdk outbox report people.csv.outbox --out report.csv",
    ),
)

Place: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="OUTBOX",
        envvar="NOTIFY_OUTBOX",
        help="A SQLite file, such as people.csv.outbox, or the URL of a database. Put a URL with a password into the"
        " environment: others on this machine can see arguments.",
        show_default=False,
    ),
]
Tag: TypeAlias = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Only messages with this tag.", show_default=False)
]
Forever: TypeAlias = Annotated[
    bool, typer.Option("--forever", help="Keep running until Ctrl-C or SIGTERM, as a worker does.")
]

_POLL = 0.5


@app.command(
    cls=Command,
    epilog=examples(
        "notify-sdk outbox status people.csv.outbox",
    ),
)
def status(outbox: Place, tag: Tag = None, as_json: AsJson = False) -> None:
    """Count the messages of an outbox by state."""
    with outbox_at(outbox) as opened:
        found = counts(opened.summary(tag=tag))
    if as_json:
        json_line(found)
        return
    shown = [name for name in STATES if found[name] or name in {"queued", "sending", "sent"}]
    rows = [(name.replace("_", " "), f"{found[name]:,}", STATES[name]) for name in shown]
    print_table((Column("state"), Column("messages", right=True), Column("", cut=True)), rows, "No messages.")


@app.command(
    cls=Command,
    epilog=examples(
        "notify-sdk outbox send people.csv.outbox",
        "notify-sdk outbox send postgresql+psycopg://user@host/name --forever",
        "notify-sdk outbox send people.csv.outbox --seconds 50 --rate-limit 1000",
    ),
)
def send(
    outbox: Place,
    concurrency: Annotated[
        int, typer.Option(min=1, max=100, metavar="NUMBER", help="How many requests are in flight at a time.")
    ] = 10,
    seconds: Annotated[
        float | None,
        typer.Option(
            min=0,
            metavar="SECONDS",
            help="Start no request after this time. By default it runs until nothing is left.",
            show_default=False,
        ),
    ] = None,
    forever: Forever = False,
    wait: Annotated[
        bool, typer.Option(help="Wait for messages whose answer was lost, until each is known to be sent or not sent.")
    ] = True,
    resend_after: ResendAfter = 300,
    rate_limit: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="NUMBER",
            help="How many messages a minute at most, by all processes that send this outbox together.",
            show_default=False,
        ),
    ] = None,
    accept_new_key: AcceptNewKey = False,
    as_json: AsJson = False,
    base_url: BaseUrl = None,
) -> None:
    """Send what is queued. Any number of processes may do so at a time.

    It does not ask first. Messages whose `not_before` is later stay queued. Exits with 1 if a message expired, with
    4 if one was refused, with 6 if it is unknown whether one was sent; the highest that applies. Else with 0, or as
    `notify-sdk --help` says.
    """
    with (
        notify(base_url, as_json=as_json) as client,
        outbox_at(outbox, resend_after=resend_after, rate_limit=rate_limit) as opened,
    ):
        before = opened.summary()
        code = drain(
            opened,
            client,
            before,
            concurrency=concurrency,
            seconds=seconds,
            worker=forever,
            wait=wait,
            accept_new_key=accept_new_key,
        )
        after = opened.summary()
    note(summary_text(after))
    if after.unfinished:
        note(f"To go on: notify-sdk outbox send {quoted(outbox)}")
    if as_json:
        json_line(counts(after))
    if code := code or summary_code(_new(before, after)):
        raise typer.Exit(code)


def _new(before: Summary, after: Summary) -> Summary:
    """What a run has to answer for: not what was so before, and not what is queued for later."""
    return replace(
        after,
        queued=0,
        cancelled=0,
        refused=after.refused - before.refused,
        expired=after.expired - before.expired,
        unknown=after.unknown - before.unknown,
    )


@app.command(
    cls=Command,
    short_help="Read the statuses of sent messages from Notify.",
    epilog=examples(
        "notify-sdk outbox follow people.csv.outbox",
        "notify-sdk outbox follow people.csv.outbox --forever --every 600",
    ),
)
def follow(
    outbox: Place,
    forever: Forever = False,
    every: Annotated[
        float, typer.Option(min=1, metavar="SECONDS", help="Seconds between two rounds of --forever.")
    ] = 300,
    accept_new_key: AcceptNewKey = False,
    as_json: AsJson = False,
    base_url: BaseUrl = None,
) -> None:
    """Read the statuses of sent messages from Notify, of those that are due.

    A text message or an email is followed for 72 hours, a letter for 14 days, first after a minute and then less and
    less often. Where your service records delivery receipts in the outbox, there is less to read.
    """
    with notify(base_url, as_json=as_json) as client, outbox_at(outbox) as opened, stop_on_signals() as stop:
        while True:
            read = opened.follow(client, accept_new_key=accept_new_key)
            if as_json:
                json_line({"read": read})
            else:
                note(f"{read:,} statuses read")
            until = time.monotonic() + every
            while forever and not stop() and time.monotonic() < until:
                time.sleep(_POLL)
            if not forever or stop():
                break
    if stop.code:
        raise typer.Exit(stop.code)


@app.command(
    cls=Command,
    short_help="Write a row for each message: state, id, error.",
    epilog=examples(
        "notify-sdk outbox report people.csv.outbox --out report.csv",
        "notify-sdk outbox report people.csv.outbox --json",
    ),
)
def report(
    outbox: Place,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            dir_okay=False,
            help="The CSV file to write; standard output if left out.",
            show_default=False,
        ),
    ] = None,
    tag: Tag = None,
    as_json: AsJson = False,
) -> None:
    """Write a row for each message: its line in the CSV file it came from, its key, state, status, id and error.

    Recipients and values are not in it: an outbox deletes them when a message is settled. Find them by the line.
    """
    with outbox_at(outbox) as opened:
        rows = opened.rows(tag=tag)
        if as_json:
            with reader_may_leave():
                for each in rows:
                    json_line(cells(each))
        elif out is None:
            opened.summary()  # what is wrong with the outbox is said before the first line
            with reader_may_leave():
                write_report(rows, sys.stdout)
        else:
            note(f"{out}: {save_report(rows, out):,} messages")


@app.command(
    cls=Command,
    short_help="Queue messages again whose state is unknown.",
    epilog=examples(
        "notify-sdk outbox requeue people.csv.outbox --unknown",
        "notify-sdk outbox requeue people.csv.outbox order-17 order-18",
    ),
)
def requeue(
    outbox: Place,
    keys: Annotated[list[str] | None, typer.Argument(metavar="KEY", help="The keys of messages.")] = None,
    unknown: Annotated[bool, typer.Option("--unknown", help="All messages whose state is unknown.")] = False,
    as_json: AsJson = False,
) -> None:
    """Queue messages again of which it is unknown whether they were sent.

    Only after you have checked: one that was sent after all is sent again. Exits with 1 if a key is not of such a
    message.
    """
    if bool(keys) == unknown:
        raise refuse("give keys, or --unknown for all")
    with outbox_at(outbox) as opened:
        queued = opened.requeue(*keys or (), unknown=unknown)
    if as_json:
        json_line({"queued": queued})
    else:
        say(f"{queued:,} queued again")
    if queued:
        note(f"To send them: notify-sdk outbox send {quoted(outbox)}")
    if keys and queued < len(set(keys)):
        raise typer.Exit(NO)


@app.command(
    cls=Command,
    epilog=examples(
        "notify-sdk outbox cancel people.csv.outbox order-17",
    ),
)
def cancel(
    outbox: Place,
    keys: Annotated[list[str], typer.Argument(metavar="KEY", help="The keys of messages.")],
    as_json: AsJson = False,
) -> None:
    """Cancel messages that are still queued.

    Exits with 1 if one was not queued: it was sent, may have been sent, or is not there.
    """
    with outbox_at(outbox) as opened:
        done = {key: opened.cancel(key) for key in dict.fromkeys(keys)}
    for key, cancelled in done.items():
        if as_json:
            json_line({"key": key, "cancelled": cancelled})
        else:
            say(f"{key}: {'cancelled' if cancelled else 'not queued, so not cancelled'}")
    if not all(done.values()):
        raise typer.Exit(NO)


@app.command(
    cls=Command,
    epilog=examples(
        "notify-sdk outbox purge people.csv.outbox --before 90",
        "notify-sdk outbox purge people.csv.outbox --before 2026-11-01",
    ),
)
def purge(
    outbox: Place,
    before: Annotated[
        str, typer.Option(metavar="DATE|DAYS", help="A date, such as 2026-11-01 (UTC), or how many days ago.")
    ],
    unknown: Annotated[
        bool, typer.Option("--unknown", help="Also messages of which it is unknown whether they were sent.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Delete messages that were settled before a date.

    The outbox then has no record that they were sent: once all messages of a CSV file are deleted,
    `send --recipients` sends that file again.
    """
    moment = _moment(before, datetime.now(UTC))
    with outbox_at(outbox) as opened:
        deleted = opened.purge(before=moment, unknown=unknown)
    if as_json:
        json_line({"deleted": deleted})
    else:
        say(f"{deleted:,} deleted")


def _moment(text: str, now: datetime) -> datetime:
    """The time that a text says: a date or time, in UTC unless it says otherwise, or a number of days ago."""
    try:
        if re.fullmatch(r"[0-9]{1,5}", text):
            return now - timedelta(days=int(text))
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise refuse(f"--before is a date, such as 2026-11-01, or a number of days: {text!r} is neither") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
