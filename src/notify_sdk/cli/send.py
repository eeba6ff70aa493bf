"""`notify-sdk send sms|email|letter|precompiled`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias, cast
from uuid import UUID

import typer

from . import sending as deliver
from .options import (
    AllowBlank,
    BaseUrl,
    DryRun,
    Kind,
    Reference,
    Several,
    SkipInvalid,
    Template,
    Values,
    ValuesFile,
    Yes,
)
from .options import AsJson as Json
from .recipients_file import CsvFile, Person, people, values_of
from .session import notify, refuse

if TYPE_CHECKING:
    from notify_sdk.client import NotificationsAPIClient
    from notify_sdk.models import (
        SendEmailResponse,
        SendLetterResponse,
        SendPrecompiledLetterResponse,
        SendSmsResponse,
    )

app: typer.Typer = typer.Typer(help="Send messages: to one person, or to a CSV file of them.", no_args_is_help=True)

To: TypeAlias = Annotated[list[str] | None, typer.Option("--to", metavar="RECIPIENT", help="Whom to. Repeat for more.")]
Addresses: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="ADDRESS", help="An address, its lines parted by commas. Repeat for more letters."),
]


@app.command()
def sms(
    template: Template,
    to: To = None,
    recipients: Several = None,
    allow_blank: AllowBlank = False,
    skip_invalid: SkipInvalid = False,
    values: Values = None,
    values_file: ValuesFile = None,
    reference: Reference = None,
    sender: Annotated[str | None, typer.Option(metavar="ID", help="Which of the service's senders to show.")] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
    base_url: BaseUrl = None,
) -> None:
    """Send text messages."""
    __tracebackhide__ = True
    given = values_of(values, values_file)
    several = CsvFile(recipients, allow_blank, skip_invalid) if recipients else None
    with notify(base_url, as_json=as_json) as client:
        chosen = _template(client, template, "sms", needed=dry_run or several is not None)
        everybody = people("sms", to, several, given, chosen.placeholders)

        def send(person: Person) -> SendSmsResponse:
            __tracebackhide__ = True
            return client.send_sms_notification(str(person.to), chosen.id, person.values, reference, sender)

        def body(person: Person) -> dict[str, object]:
            __tracebackhide__ = True
            return {"phone_number": person.to, "sms_sender_id": sender, "reference": reference}

        job = deliver.Job("sms", everybody, send, body)
        _run(job, chosen, dry_run=dry_run, yes=yes, as_json=as_json)


@app.command()
def email(
    template: Template,
    to: To = None,
    recipients: Several = None,
    allow_blank: AllowBlank = False,
    skip_invalid: SkipInvalid = False,
    values: Values = None,
    values_file: ValuesFile = None,
    file: Annotated[
        list[str] | None, typer.Option(metavar="NAME=PATH", help="A file to link to, by its placeholder.")
    ] = None,
    reference: Reference = None,
    reply_to: Annotated[
        str | None, typer.Option(metavar="ID", help="Which of the service's reply-to addresses.")
    ] = None,
    unsubscribe_url: Annotated[
        str | None, typer.Option(help="An https address that unsubscribes the recipient.")
    ] = None,
    sanitise: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A placeholder whose value comes from a stranger.")
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
    base_url: BaseUrl = None,
) -> None:
    """Send emails."""
    __tracebackhide__ = True
    given = values_of(values, values_file) | _files(file)
    several = CsvFile(recipients, allow_blank, skip_invalid) if recipients else None
    with notify(base_url, as_json=as_json) as client:
        chosen = _template(client, template, "email", needed=dry_run or several is not None)
        everybody = people("email", to, several, given, chosen.placeholders)

        def send(person: Person) -> SendEmailResponse:
            __tracebackhide__ = True
            return client.send_email_notification(
                str(person.to), chosen.id, person.values, reference, reply_to, unsubscribe_url, sanitise
            )

        def body(person: Person) -> dict[str, object]:
            __tracebackhide__ = True
            return {
                "email_address": person.to,
                "email_reply_to_id": reply_to,
                "one_click_unsubscribe_url": unsubscribe_url,
                "sanitise_content_for": sanitise,
                "reference": reference,
            }

        job = deliver.Job("email", everybody, send, body)
        _run(job, chosen, dry_run=dry_run, yes=yes, as_json=as_json)


@app.command()
def letter(
    template: Template,
    to: Addresses = None,
    recipients: Several = None,
    allow_blank: AllowBlank = False,
    skip_invalid: SkipInvalid = False,
    values: Values = None,
    values_file: ValuesFile = None,
    reference: Reference = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
    base_url: BaseUrl = None,
) -> None:
    """Send letters made from a template."""
    __tracebackhide__ = True
    given = values_of(values, values_file)
    several = CsvFile(recipients, allow_blank, skip_invalid) if recipients else None
    with notify(base_url, as_json=as_json) as client:
        chosen = _template(client, template, "letter", needed=dry_run or several is not None)
        everybody = [
            Person(each.row, each.to, {**cast("dict[str, object]", each.to), **each.values})
            for each in people("letter", to, several, given, chosen.placeholders)
        ]

        def send(person: Person) -> SendLetterResponse:
            __tracebackhide__ = True
            return client.send_letter_notification(chosen.id, person.values, reference)

        def body(_: Person) -> dict[str, object]:
            __tracebackhide__ = True
            return {"reference": reference}

        job = deliver.Job("letter", everybody, send, body)
        _run(job, chosen, dry_run=dry_run, yes=yes, as_json=as_json)


@app.command()
def precompiled(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The PDF.")],
    reference: Annotated[str, typer.Option(help="Your own reference for the letter.")],
    postage: Annotated[Literal["first", "second", "economy"] | None, typer.Option(help="The class of post.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check it. Send nothing.")] = False,
    as_json: Json = False,
    base_url: BaseUrl = None,
) -> None:
    """Send a PDF of your own as a letter."""
    __tracebackhide__ = True
    with notify(base_url, as_json=as_json) as client:

        def send(_: Person) -> SendPrecompiledLetterResponse:
            __tracebackhide__ = True
            return client.send_precompiled_letter_notification(reference, file, postage)

        def body(_: Person) -> dict[str, object]:
            __tracebackhide__ = True
            return {"reference": reference, "content": _encoded(file), "postage": postage}

        job = deliver.Job("letter", [Person(1, {}, {})], send, body)
        if dry_run:
            deliver.rehearse(job, None, as_json=as_json)
        else:
            deliver.deliver(job, as_json=as_json)


def _run(job: deliver.Job, template: deliver.Chosen, *, dry_run: bool, yes: bool, as_json: bool) -> None:
    if dry_run:
        deliver.rehearse(job, template, as_json=as_json)
        return
    deliver.confirm(job, yes=yes)
    deliver.deliver(job, as_json=as_json)


def _template(client: NotificationsAPIClient, text: str, kind: Kind, *, needed: bool) -> deliver.Chosen:
    """The template; if an id is all that is needed, Notify is not asked for it."""
    from .templates import find

    try:
        identifier = UUID(text)
    except ValueError:
        identifier = None
    if identifier and not needed:
        return deliver.Chosen(identifier, None)
    found = find(client, text, kind)
    if found.type != kind:
        raise refuse(f"{found.name!r} is a template of another kind: {found.type}")
    return deliver.Chosen(found.id, found)


def _files(pairs: list[str] | None) -> dict[str, object]:
    from notify_sdk.errors import RequestValidationError
    from notify_sdk.uploads import prepare_upload

    uploads = dict[str, object]()
    for pair in pairs or ():
        name, _, path = pair.partition("=")
        try:
            uploads[name] = prepare_upload(Path(path), filename=Path(path).name)
        except OSError as error:
            raise refuse(f"{path} can't be read: {error.strerror}") from None
        except RequestValidationError as error:
            raise refuse(f"{path} can't be sent: {error}") from None
    return uploads


def _encoded(file: Path) -> str:
    from notify_sdk.uploads import encoded

    return encoded(file, str(file))
