"""`notify-sdk send sms|email|letter|precompiled`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from .help import Command, Group, examples
from .job import JobOptions
from .local_check import check_each, dry_run_each
from .options import (
    AcceptNewKey,
    AllowBlank,
    BaseUrl,
    DryRun,
    OutboxAt,
    RecipientsFile,
    RedirectTo,
    Reference,
    ResendAfter,
    SendSnapshot,
    SkipInvalid,
    Template,
    Values,
    ValuesFile,
    Yes,
)
from .options import AsJson as Json
from .output import note
from .recipients_file import CsvFile, Recipient, values_of
from .send_command import SendCommand
from .sending import send_each
from .session import notify, refuse

if TYPE_CHECKING:
    from notify_sdk.models import (
        SendEmailResponse,
        SendLetterResponse,
        SendPrecompiledLetterResponse,
        SendSmsResponse,
    )
    from notify_sdk.outbox import Message

app: typer.Typer = typer.Typer(
    help="Send messages: one after the other to the recipients of --to, or through an outbox to those of a CSV file.",
    no_args_is_help=True,
    cls=Group,
    epilog=examples(
        'notify-sdk send sms -t "appointment reminder" --to "07700 900 900" \\\n    -v name=Amala -v "date=3 March"',
        'notify-sdk send sms -t "appointment reminder" \\\n    --recipients people.csv --dry-run',
    ),
)

To: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="RECIPIENT", help="The recipient. Sent at once, without an outbox. Repeat for more."),
]
Addresses: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--to",
        metavar="ADDRESS",
        help="The address, its lines separated by commas. Sent at once, without an outbox. Repeat for more letters.",
    ),
]


@app.command(
    cls=Command,
    epilog=examples(
        'notify-sdk send sms -t "appointment reminder" --to "07700 900 900" \\\n    -v name=Amala -v "date=3 March"',
        'notify-sdk send sms -t "appointment reminder" \\\n    --recipients people.csv --dry-run',
        'notify-sdk send sms -t "appointment reminder" \\\n    --recipients people.csv --reference march',
    ),
)
def sms(
    template: Template,
    snapshot: SendSnapshot = None,
    to: To = None,
    recipients: RecipientsFile = None,
    allow_blank: AllowBlank = False,
    skip_invalid: SkipInvalid = False,
    values: Values = None,
    values_file: ValuesFile = None,
    reference: Reference = None,
    sender: Annotated[str | None, typer.Option(metavar="ID", help="Which of the service's senders to show.")] = None,
    outbox: OutboxAt = None,
    resend_after: ResendAfter = 300,
    accept_new_key: AcceptNewKey = False,
    redirect_to: RedirectTo = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
    base_url: BaseUrl = None,
) -> None:
    """Send text messages."""
    __tracebackhide__ = True
    csv = _csv(to, recipients, allow_blank=allow_blank, skip_invalid=skip_invalid, redirect_to=redirect_to)
    given = values_of(values, values_file)
    fields = {"sms_sender_id": sender, "reference": reference}
    options = JobOptions(outbox, resend_after, accept_new_key)
    command = SendCommand("sms", template, snapshot, to, csv, given, fields, options, dry_run, yes, as_json)
    if command.try_without_client():
        return
    with notify(base_url, as_json=as_json, redirect_to=redirect_to) as plain:
        client, chosen = command.prepare(plain)

        def send(recipient: Recipient) -> SendSmsResponse:
            __tracebackhide__ = True
            return client.send_sms_notification(str(recipient.to), chosen.id, recipient.values, reference, sender)

        def message(recipient: Recipient) -> Message:
            __tracebackhide__ = True
            from notify_sdk.outbox import Sms

            address = str(recipient.to)
            return Sms(address, chosen.id, recipient.values, reference=reference, sms_sender_id=sender)

        command.run(client, chosen, send, message)


@app.command(
    cls=Command,
    epilog=examples(
        "notify-sdk send email -t document --to amala@example.com \\\n    -v name=Amala -v form_enclosed=yes --file link_to_file=form.pdf",
        "notify-sdk send email -t document --recipients people.csv \\\n    --values same-for-all.json --dry-run",
    ),
)
def email(
    template: Template,
    snapshot: SendSnapshot = None,
    to: To = None,
    recipients: RecipientsFile = None,
    allow_blank: AllowBlank = False,
    skip_invalid: SkipInvalid = False,
    values: Values = None,
    values_file: ValuesFile = None,
    file: Annotated[
        list[str] | None, typer.Option(metavar="NAME=PATH", help="A file to link to, by its placeholder.")
    ] = None,
    reference: Reference = None,
    reply_to: Annotated[
        str | None, typer.Option(metavar="ID", help="Which of the service's reply-to addresses to use.")
    ] = None,
    unsubscribe_url: Annotated[
        str | None, typer.Option(metavar="URL", help="An https address that unsubscribes the recipient.")
    ] = None,
    sanitise: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A placeholder whose value comes from a stranger.")
    ] = None,
    outbox: OutboxAt = None,
    resend_after: ResendAfter = 300,
    accept_new_key: AcceptNewKey = False,
    redirect_to: RedirectTo = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
    base_url: BaseUrl = None,
) -> None:
    """Send emails."""
    __tracebackhide__ = True
    csv = _csv(to, recipients, allow_blank=allow_blank, skip_invalid=skip_invalid, redirect_to=redirect_to)
    given = values_of(values, values_file) | _files(file)
    fields = {
        "email_reply_to_id": reply_to,
        "one_click_unsubscribe_url": unsubscribe_url,
        "sanitise_content_for": sanitise,
        "reference": reference,
    }
    options = JobOptions(outbox, resend_after, accept_new_key)
    command = SendCommand("email", template, snapshot, to, csv, given, fields, options, dry_run, yes, as_json)
    if command.try_without_client():
        return
    with notify(base_url, as_json=as_json, redirect_to=redirect_to) as plain:
        client, chosen = command.prepare(plain)

        def send(recipient: Recipient) -> SendEmailResponse:
            __tracebackhide__ = True
            return client.send_email_notification(
                str(recipient.to), chosen.id, recipient.values, reference, reply_to, unsubscribe_url, sanitise
            )

        def message(recipient: Recipient) -> Message:
            __tracebackhide__ = True
            from notify_sdk.outbox import Email

            return Email(
                str(recipient.to),
                chosen.id,
                recipient.values,
                reference=reference,
                email_reply_to_id=reply_to,
                one_click_unsubscribe_url=unsubscribe_url,
                sanitise_content_for=sanitise,
            )

        command.run(client, chosen, send, message)


@app.command(
    cls=Command,
    epilog=examples(
        'notify-sdk send letter -t "change of address" \\\n    --to "Amala Bird, 102 High Street, SW14 6BH" -v "date=1 May"',
        'notify-sdk send letter -t "change of address" \\\n    --recipients people.csv --skip-invalid',
    ),
)
def letter(
    template: Template,
    snapshot: SendSnapshot = None,
    to: Addresses = None,
    recipients: RecipientsFile = None,
    allow_blank: AllowBlank = False,
    skip_invalid: SkipInvalid = False,
    values: Values = None,
    values_file: ValuesFile = None,
    reference: Reference = None,
    outbox: OutboxAt = None,
    resend_after: ResendAfter = 300,
    accept_new_key: AcceptNewKey = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
    base_url: BaseUrl = None,
) -> None:
    """Send letters made from a template."""
    __tracebackhide__ = True
    csv = _csv(to, recipients, allow_blank=allow_blank, skip_invalid=skip_invalid)
    given = values_of(values, values_file)
    options = JobOptions(outbox, resend_after, accept_new_key)
    command = SendCommand(
        "letter", template, snapshot, to, csv, given, {"reference": reference}, options, dry_run, yes, as_json
    )
    if command.try_without_client():
        return
    with notify(base_url, as_json=as_json) as plain:
        client, chosen = command.prepare(plain)

        def send(recipient: Recipient) -> SendLetterResponse:
            __tracebackhide__ = True
            return client.send_letter_notification(chosen.id, recipient.values, reference)

        def message(recipient: Recipient) -> Message:
            __tracebackhide__ = True
            from notify_sdk.outbox import Letter

            return Letter(chosen.id, recipient.values, reference=reference)

        command.run(client, chosen, send, message)


@app.command(
    cls=Command,
    epilog=examples(
        "notify-sdk send precompiled letter.pdf --reference case-17 --postage first",
    ),
)
def precompiled(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The PDF.")],
    reference: Annotated[str, typer.Option(metavar="TEXT", help="Your own reference for the letter.")],
    postage: Annotated[Literal["first", "second", "economy"] | None, typer.Option(help="The class of post.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check it. Send nothing.")] = False,
    as_json: Json = False,
    base_url: BaseUrl = None,
) -> None:
    """Send a PDF of your own as a letter."""
    __tracebackhide__ = True
    recipients = [Recipient(1, {}, {})]
    _note_fault(file)
    with notify(base_url, as_json=as_json) as client:

        def send(_: Recipient) -> SendPrecompiledLetterResponse:
            __tracebackhide__ = True
            return client.send_precompiled_letter_notification(reference, file, postage)

        if dry_run:
            fields = {"reference": reference, "content": _encoded(file), "postage": postage}
            dry_run_each("letter", check_each("letter", recipients, None, fields), None, as_json=as_json)
        else:
            send_each(recipients, send, as_json=as_json)


def _csv(
    to: list[str] | None, file: Path | None, *, allow_blank: bool, skip_invalid: bool, redirect_to: str | None = None
) -> CsvFile | None:
    __tracebackhide__ = True
    if to and file:
        raise refuse("--to is sent at once and --recipients through an outbox: give one of them")
    if file and redirect_to:
        raise refuse("--redirect-to goes with --to: the outbox of a file would count what was redirected as sent")
    return CsvFile(file, allow_blank, skip_invalid) if file else None


def _files(pairs: list[str] | None) -> dict[str, object]:
    from notify_sdk.errors import RequestValidationError
    from notify_sdk.uploads import prepare_upload

    uploads = dict[str, object]()
    for pair in pairs or ():
        name, equals, path = pair.partition("=")
        if not equals or not name.strip():
            raise refuse(f"a file is NAME=PATH, such as link_to_file=form.pdf, which {pair!r} is not")
        try:
            uploads[name] = prepare_upload(Path(path), filename=Path(path).name)
        except OSError as error:
            raise refuse(f"{path} can't be read: {error.strerror}") from None
        except RequestValidationError as error:
            raise refuse(f"{path} can't be sent: {error}") from None
    return uploads


def _note_fault(file: Path) -> None:
    """Says why Notify would not print a PDF. It takes it all the same, and fails it later."""
    __tracebackhide__ = True
    from notify_sdk._letter_pdf import examine

    try:
        fault = examine(file.read_bytes()).fault
    except OSError:  # sending it says so
        return
    if fault:
        note(f"{file}: {fault.message} ({fault.hint}). Notify takes it, but will not print it: validation-failed.")


def _encoded(file: Path) -> str:
    from notify_sdk.uploads import encoded

    return encoded(file, str(file))
