"""`notify-sdk callbacks ...`: posts what Notify would post, to a service on your own machine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal, TypeAlias
from uuid import UUID, uuid4

import typer

from notify_sdk._statuses import POSTED

from .forward import forward
from .help import Command, Group, examples
from .options import CallbackUrl as Url
from .options import Reference
from .output import json_line, note, say
from .posting import Service, notify_time
from .session import NO, NO_ANSWER

_URL = "http://localhost:8000/notify/callbacks"

app: typer.Typer = typer.Typer(
    help="Try out how your service handles callbacks.",
    no_args_is_help=True,
    cls=Group,
    epilog=examples(
        f"notify-sdk callbacks trigger delivery-receipt \\\n    {_URL} --status permanent-failure",
        f"notify-sdk callbacks forward {_URL}",
    ),
)
trigger: typer.Typer = typer.Typer(
    help="Post a callback to your service, as Notify would. The bearer token comes from NOTIFY_CALLBACK_TOKEN, or is"
    " typed in. Exits with 0 if your service accepted it, 1 if it did not, 5 if there was no answer.",
    no_args_is_help=True,
    cls=Group,
    epilog=examples(
        f"notify-sdk callbacks trigger delivery-receipt \\\n    {_URL} --status permanent-failure",
        f'notify-sdk callbacks trigger received-text \\\n    {_URL} --message "Yes, I will come"',
    ),
)
app.add_typer(trigger, name="trigger")
app.command(
    cls=Command,
    short_help="Post what happens at Notify to your service, as callbacks.",
    epilog=examples(
        f"notify-sdk callbacks forward {_URL}",
        f"notify-sdk callbacks forward \\\n    {_URL} --listen 9000",
    ),
)(forward)

_MAX_PRINTED = 2000
"""How much of an answer is printed: the error page of a framework is long."""

_POSTED = POSTED | {"sent"}

Id: TypeAlias = Annotated[
    UUID | None, typer.Option("--id", help="The id of the message; a new one if left out.", show_default=False)
]
TemplateId: TypeAlias = Annotated[
    UUID | None, typer.Option(help="The id of its template; a new one if left out.", show_default=False)
]
Version: TypeAlias = Annotated[int, typer.Option(min=1, metavar="NUMBER", help="The version of its template.")]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Write what was posted and answered as JSON.")]


@trigger.command(
    "delivery-receipt",
    cls=Command,
    short_help="Post the final status of a text message or an email.",
    epilog=examples(f"notify-sdk callbacks trigger delivery-receipt \\\n    {_URL} --status permanent-failure"),
)
def delivery_receipt(
    url: Url,
    message_id: Id = None,
    reference: Reference = None,
    status: Annotated[str, typer.Option(metavar="STATUS", help="The status of the message.")] = "delivered",
    kind: Annotated[Literal["sms", "email"], typer.Option("--type", help="The type of the message.")] = "sms",
    to: Annotated[
        str | None, typer.Option(metavar="RECIPIENT", help="The recipient of the message.", show_default=False)
    ] = None,
    template_id: TemplateId = None,
    template_version: Version = 1,
    as_json: AsJson = False,
) -> None:
    """Post a delivery receipt: the final status of a text message or an email."""
    if status not in _POSTED:
        note(f"Note: Notify itself posts no receipt for {status}.")
    now = datetime.now(UTC)
    payload = {
        "id": str(message_id or uuid4()),
        "reference": reference,
        "to": to or ("07700900123" if kind == "sms" else "amala@example.com"),
        "status": status,
        "created_at": notify_time(now - timedelta(seconds=6)),
        "completed_at": notify_time(now),
        "sent_at": notify_time(now - timedelta(seconds=5)),
        "notification_type": kind,
        "template_id": str(template_id or uuid4()),
        "template_version": template_version,
    }
    _post(url, payload, as_json=as_json)


@trigger.command(
    "received-text",
    cls=Command,
    epilog=examples(f'notify-sdk callbacks trigger received-text \\\n    {_URL} --message "Yes, I will come"'),
)
def received_text(
    url: Url,
    text_id: Annotated[
        UUID | None, typer.Option("--id", help="The id of the text; a new one if left out.", show_default=False)
    ] = None,
    source: Annotated[str, typer.Option("--from", metavar="NUMBER", help="The number it came from.")] = "447700900123",
    to: Annotated[str, typer.Option(metavar="NUMBER", help="Your service's number.")] = "07700900800",
    message: Annotated[str, typer.Option(metavar="TEXT", help="The text.")] = "Yes",
    as_json: AsJson = False,
) -> None:
    """Post a text message that your service has received."""
    payload = {
        "id": str(text_id or uuid4()),
        "source_number": source,
        "destination_number": to,
        "message": message,
        "date_received": notify_time(datetime.now(UTC)),
    }
    _post(url, payload, as_json=as_json)


@trigger.command(
    "returned-letter",
    cls=Command,
    epilog=examples(f"notify-sdk callbacks trigger returned-letter \\\n    {_URL} --reference A-17"),
)
def returned_letter(
    url: Url,
    letter_id: Id = None,
    reference: Reference = None,
    template_id: TemplateId = None,
    template_name: Annotated[str, typer.Option(metavar="NAME", help="The name of its template.")] = "decision letter",
    template_version: Version = 1,
    sent_by: Annotated[
        str, typer.Option(metavar="EMAIL", help="The email address of the user who sent it from the Notify website.")
    ] = "API",
    as_json: AsJson = False,
) -> None:
    """Post a returned letter: it could not be delivered."""
    payload = {
        "notification_id": str(letter_id or uuid4()),
        "reference": reference,
        "date_sent": notify_time(datetime.now(UTC) - timedelta(days=14)),
        "sent_by": sent_by,
        "template_name": template_name,
        "template_id": str(template_id or uuid4()),
        "template_version": template_version,
        "spreadsheet_file_name": None,
        "spreadsheet_row_number": None,
        "upload_letter_file_name": None,
    }
    _post(url, payload, as_json=as_json)


@trigger.command(
    "complaint",
    cls=Command,
    short_help="Post that a recipient has marked an email as spam.",
    epilog=examples(f"notify-sdk callbacks trigger complaint \\\n    {_URL} --to amala@example.com"),
)
def complaint(
    url: Url,
    message_id: Id = None,
    reference: Reference = None,
    to: Annotated[str, typer.Option(metavar="RECIPIENT", help="The recipient of the email.")] = "amala@example.com",
    as_json: AsJson = False,
) -> None:
    """Post a complaint: a recipient has marked an email as spam."""
    payload = {
        "notification_id": str(message_id or uuid4()),
        "complaint_id": str(uuid4()),
        "reference": reference,
        "to": to,
        "complaint_date": notify_time(datetime.now(UTC)),
    }
    _post(url, payload, as_json=as_json)


def _post(url: str, payload: Mapping[str, object], *, as_json: bool) -> None:
    """Posts once, and prints the answer.

    Raises:
        typer.Exit: Unless the service took it.
    """
    answer = Service.at(url).post(payload)
    if as_json:
        json_line({"posted": payload, "status": answer.status, "answer": answer.text})
    if answer.status is None:
        note(f"No answer: {answer.reason}")
        raise typer.Exit(NO_ANSWER)
    if not as_json:
        say(f"{answer.status} {answer.reason}".rstrip())
        if answer.text and answer.text.strip():
            say(answer.text[:_MAX_PRINTED].rstrip() + (" ..." if len(answer.text) > _MAX_PRINTED else ""))
    if not answer.is_success:
        raise typer.Exit(NO)
