"""Commands that read messages: `status`, `list`, `watch`, `pdf`, `received`."""

from __future__ import annotations

import sys
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from notify_sdk._statuses import ARRIVED, FINAL, IN_PROGRESS

from .files import replacing, require_replaceable
from .options import AsJson, BaseUrl
from .output import json_line, note, notes, say
from .session import NO, notify, refuse
from .tables import Column, print_facts, print_table

if TYPE_CHECKING:
    from notify_sdk.client import NotificationsAPIClient
    from notify_sdk.models import Notification, ReceivedText


def _kinds(incomplete: str) -> list[str]:
    return [kind for kind in ("sms", "email", "letter") if kind.startswith(incomplete)]


def _statuses(incomplete: str) -> list[str]:
    return [status for status in sorted({*IN_PROGRESS, *FINAL}) if status.startswith(incomplete)]


_MESSAGES = (
    Column("created"),
    Column("type"),
    Column("status"),
    Column("to", cut=True),
    Column("reference", cut=True),
    Column("id"),
)
_TEXTS = (Column("received"), Column("from"), Column("to"), Column("text", cut=True))

Id: TypeAlias = Annotated[str, typer.Argument(metavar="ID", help="The id of the message.")]
LetterId: TypeAlias = Annotated[str, typer.Argument(metavar="ID", help="The id of the letter.")]
Limit: TypeAlias = Annotated[
    int, typer.Option(min=1, metavar="NUMBER", help="How many at most; the newest come first.")
]
OlderThan: TypeAlias = Annotated[
    str | None, typer.Option(metavar="ID", help="Only those older than the one with this id.")
]
Every: TypeAlias = Annotated[float, typer.Option(min=0.01, metavar="SECONDS", help="Seconds between two requests.")]


def status(notification_id: Id, as_json: AsJson = False, base_url: BaseUrl = None) -> None:
    """Print one message: its status, its content, its cost."""
    __tracebackhide__ = True
    with notify(base_url, as_json=as_json) as client:
        found = client.get_notification_by_id(notification_id)
    if as_json:
        json_line(found)
        return
    print_facts({name: value for name, value in _facts(found).items() if value})


def list_messages(
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--type",
            metavar="TYPE",
            autocompletion=_kinds,
            help="Only messages of this type: sms, email or letter. Repeat for more.",
        ),
    ] = None,
    with_status: Annotated[
        list[str] | None,
        typer.Option(
            "--status",
            metavar="STATUS",
            autocompletion=_statuses,
            help="Only messages with this status, such as delivered. Repeat for more.",
        ),
    ] = None,
    reference: Annotated[str | None, typer.Option(metavar="TEXT", help="Only messages with this reference.")] = None,
    older_than: OlderThan = None,
    jobs: Annotated[bool, typer.Option("--jobs", help="Also messages sent from the Notify website.")] = False,
    limit: Limit = 50,
    as_json: AsJson = False,
    base_url: BaseUrl = None,
) -> None:
    """List the messages that the service has sent, newest first."""
    __tracebackhide__ = True
    with notify(base_url, as_json=as_json) as client:
        found = client.get_all_notifications_iterator(
            kind or None,
            with_status or None,
            reference,
            older_than,
            jobs or None,
        )
        shown = islice(found, limit)
        if as_json:
            for each in shown:
                json_line(each)
        else:
            print_table(_MESSAGES, map(_message_row, shown), "No messages.")


def watch(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help="The messages to watch.")] = None,
    reference: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Watch all messages with this reference.")
    ] = None,
    every: Every = 2,
    give_up: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="When to stop waiting; 0 waits without end.")
    ] = 0,
    as_json: AsJson = False,
    base_url: BaseUrl = None,
) -> None:
    """Watch messages until each has its final status.

    Prints a line for each change. Exits with 1 if one was not delivered, or had no final status before --give-up.
    """
    deadline = time.monotonic() + give_up if give_up else None
    last = dict[str, str]()
    with notify(base_url, as_json=as_json) as client, notes().status("waiting") as waiting:
        wanted = list(ids or ())
        if reference is not None:
            wanted += [str(each.id) for each in client.get_all_notifications_iterator(reference=reference)]
        if not wanted:
            raise refuse("there is no message to watch: give ids, or a --reference that messages have")
        while True:
            for each in wanted:
                if last.get(each) not in FINAL:
                    _print_change(client, each, last, as_json=as_json)
            left = [each for each in wanted if last[each] not in FINAL]
            waiting.update(f"waiting for {len(left)} of {len(wanted)}")
            if not left or (deadline and time.monotonic() >= deadline):
                break
            time.sleep(every)
    if left or not ARRIVED.issuperset(last.values()):
        raise typer.Exit(NO)


def _print_change(client: NotificationsAPIClient, identifier: str, last: dict[str, str], *, as_json: bool) -> None:
    found = client.get_notification_by_id(identifier)
    if found.status != last.get(identifier):
        last[identifier] = found.status
        if as_json:
            json_line({"id": identifier, "type": found.type, "status": found.status})
        else:
            say(f"{identifier}  {found.type:6}  {found.status}")


def pdf(
    notification_id: LetterId,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file to write, - for standard output; ID.pdf if left out.")
    ] = None,
    wait: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="How long to wait while Notify is still making it.")
    ] = 0,
    base_url: BaseUrl = None,
) -> None:
    """Download the PDF of a letter."""
    path = out or Path(f"{notification_id}.pdf")
    if str(out) != "-":
        require_replaceable(path, "a PDF", _is_pdf)
    with notify(base_url) as client, notes().status("waiting for the PDF"):
        content = client.get_pdf_for_letter(notification_id, wait).getvalue()
    if str(out) == "-":
        sys.stdout.buffer.write(content)
        return
    with replacing(path, "a PDF", _is_pdf) as new:
        new.write_bytes(content)
    note(f"{path}: {len(content):,} bytes")


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5) == b"%PDF-"


def received(
    older_than: OlderThan = None, limit: Limit = 50, as_json: AsJson = False, base_url: BaseUrl = None
) -> None:
    """List the text messages that the service has received, newest first."""
    with notify(base_url, as_json=as_json) as client:
        shown = islice(client.get_received_texts_iterator(older_than), limit)
        if as_json:
            for each in shown:
                json_line(each)
        else:
            print_table(_TEXTS, map(_text_row, shown), "No received texts.")


def recipient_of(message: Notification) -> str:
    """The recipient of a message as Notify shows it; of a letter, the first line of the address."""
    match message.type:
        case "sms":
            return message.phone_number
        case "email":
            return message.email_address
        case "letter":
            return message.line_1 or ""


def _message_row(message: Notification) -> tuple[object, ...]:
    __tracebackhide__ = True
    who = recipient_of(message)
    return message.created_at, message.type, message.status, who, message.reference, message.id


def _text_row(text: ReceivedText) -> tuple[object, ...]:
    __tracebackhide__ = True
    return text.created_at, text.user_number, text.notify_number, text.content


def _facts(message: Notification) -> dict[str, object]:
    cost = message.cost_in_pounds
    return {
        "id": message.id,
        "type": message.type,
        "status": message.status,
        "to": recipient_of(message),
        "reference": message.reference,
        "created": message.created_at,
        "sent": message.sent_at,
        "completed": message.completed_at,
        "cost": "" if cost is None else f"£{cost:.4f}".rstrip("0").rstrip("."),
        "template": f"{message.template.id}, version {message.template.version}",
        "subject": None if message.type == "sms" else message.subject,
        "body": message.body,
    }
