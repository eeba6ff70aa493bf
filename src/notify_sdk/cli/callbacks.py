"""`notify-sdk callbacks trigger`: posts what Notify would post, to a service on your own machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal, TypeAlias
from uuid import UUID, uuid4

import typer

from .options import Reference
from .output import json_line, note, say
from .session import NO, NO_ANSWER, refuse

app: typer.Typer = typer.Typer(help="Try out how your service handles callbacks.", no_args_is_help=True)
trigger: typer.Typer = typer.Typer(
    help="Post a callback to your service, as Notify would. The bearer token comes from NOTIFY_CALLBACK_TOKEN, or is"
    " typed in. Exits with 0 if your service accepted it, 1 if it did not, 5 if there was no answer.",
    no_args_is_help=True,
)
app.add_typer(trigger, name="trigger")

_SECONDS = 5
"""How many seconds Notify waits for an answer."""

_MAX_PRINTED = 2000
"""How much of an answer is printed: the error page of a framework is long."""

_POSTED = frozenset({"delivered", "permanent-failure", "temporary-failure", "sent"})

Url: TypeAlias = Annotated[str, typer.Argument(metavar="URL", help="Where your service receives callbacks.")]
Id: TypeAlias = Annotated[
    UUID | None, typer.Option("--id", help="The id of the message; a new one if left out.", show_default=False)
]
TemplateId: TypeAlias = Annotated[
    UUID | None, typer.Option(help="The id of its template; a new one if left out.", show_default=False)
]
Version: TypeAlias = Annotated[int, typer.Option(min=1, help="The version of its template.")]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Write what was posted and answered as JSON.")]


@trigger.command("delivery-receipt")
def delivery_receipt(
    url: Url,
    message_id: Id = None,
    reference: Reference = None,
    status: Annotated[str, typer.Option(help="The status of the message.")] = "delivered",
    kind: Annotated[Literal["sms", "email"], typer.Option("--type", help="What kind of message.")] = "sms",
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
        "created_at": _time(now - timedelta(seconds=6)),
        "completed_at": _time(now),
        "sent_at": _time(now - timedelta(seconds=5)),
        "notification_type": kind,
        "template_id": str(template_id or uuid4()),
        "template_version": template_version,
    }
    _post(url, payload, as_json=as_json)


@trigger.command("received-text")
def received_text(
    url: Url,
    text_id: Annotated[
        UUID | None, typer.Option("--id", help="The id of the text; a new one if left out.", show_default=False)
    ] = None,
    source: Annotated[str, typer.Option("--from", metavar="NUMBER", help="The number it came from.")] = "447700900123",
    to: Annotated[str, typer.Option(metavar="NUMBER", help="Your service's number.")] = "07700900800",
    message: Annotated[str, typer.Option(help="The text.")] = "Yes",
    as_json: AsJson = False,
) -> None:
    """Post a text message that your service has received."""
    payload = {
        "id": str(text_id or uuid4()),
        "source_number": source,
        "destination_number": to,
        "message": message,
        "date_received": _time(datetime.now(UTC)),
    }
    _post(url, payload, as_json=as_json)


@trigger.command("returned-letter")
def returned_letter(
    url: Url,
    letter_id: Id = None,
    reference: Reference = None,
    template_id: TemplateId = None,
    template_name: Annotated[str, typer.Option(help="The name of its template.")] = "decision letter",
    template_version: Version = 1,
    sent_by: Annotated[
        str, typer.Option(help="The email address of the user who sent it from the Notify website.")
    ] = "API",
    as_json: AsJson = False,
) -> None:
    """Post that a letter was returned."""
    payload = {
        "notification_id": str(letter_id or uuid4()),
        "reference": reference,
        "date_sent": _time(datetime.now(UTC) - timedelta(days=14)),
        "sent_by": sent_by,
        "template_name": template_name,
        "template_id": str(template_id or uuid4()),
        "template_version": template_version,
        "spreadsheet_file_name": None,
        "spreadsheet_row_number": None,
        "upload_letter_file_name": None,
    }
    _post(url, payload, as_json=as_json)


@trigger.command("complaint")
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
        "complaint_date": _time(datetime.now(UTC)),
    }
    _post(url, payload, as_json=as_json)


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}Z"


def _post(url: str, payload: Mapping[str, object], *, as_json: bool) -> None:
    import httpx

    secure = _is_https(url)
    headers = {b"authorization": b"Bearer " + _token().encode()}
    try:
        # a proxy of the environment leads away from this machine
        answer = httpx.post(url, json=payload, headers=headers, timeout=_SECONDS, trust_env=secure)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:  # its text may quote the header with the token
        if as_json:
            json_line({"posted": payload, "status": None, "answer": None})
        note(f"No answer: {type(error).__name__}")
        raise typer.Exit(NO_ANSWER) from None
    if as_json:
        json_line({"posted": payload, "status": answer.status_code, "answer": answer.text})
    else:
        say(f"{answer.status_code} {answer.reason_phrase}".rstrip())
        if answer.text.strip():
            say(answer.text[:_MAX_PRINTED].rstrip() + (" ..." if len(answer.text) > _MAX_PRINTED else ""))
    if not answer.is_success:
        raise typer.Exit(NO)


def _is_https(url: str) -> bool:
    """Whether an address is https. Any other has to be on this machine."""
    import httpx

    from notify_sdk._transport.address import is_loopback

    try:
        found = httpx.URL(url.strip())
    except httpx.InvalidURL:
        raise refuse("URL is not an address") from None
    if found.scheme == "https" and found.host:
        return True
    if found.scheme == "http" and is_loopback(found.host):
        return False
    raise refuse("URL is not an http address on this machine, nor an https one")


def _token() -> str:
    token = os.environ.get("NOTIFY_CALLBACK_TOKEN", "").strip()
    if token:
        return token
    if not sys.stdin.isatty():
        raise refuse("there is no bearer token: put it into NOTIFY_CALLBACK_TOKEN. It is never an argument.")
    return str(typer.prompt("Bearer token", hide_input=True, err=True)).strip()
