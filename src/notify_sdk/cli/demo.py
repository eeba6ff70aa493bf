"""`notify-sdk demo`: each kind of message, sent and read back on the sandbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from .reading import recipient_of

if TYPE_CHECKING:
    from rich.console import Console

    from notify_sdk.client import NotificationsAPIClient

_ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}


def demo() -> None:
    """Send a text message, an email with a file and letters on a sandbox, read them back, and see two errors."""
    from rich.console import Console

    from notify_sdk.sandbox import Sandbox

    console = Console(highlight=False)
    console.rule("[bold]GOV.UK Notify, without a key: a sandbox in memory")
    sandbox = Sandbox()
    with sandbox.client() as client:
        _send(console, client, sandbox.templates)
        _read(console, client)
        _preview(console, client, sandbox.templates)
        _refusals(console, client, sandbox.templates)
    console.print("\nNext: [bold]notify-sdk sandbox[/] serves the same over HTTP, with an inbox in the browser.")


def _send(console: Console, client: NotificationsAPIClient, templates: Mapping[str, str]) -> None:
    from rich.panel import Panel

    from notify_sdk.uploads import prepare_upload

    text = client.send_sms_notification(
        "07700 900 900", templates["appointment reminder"], {"name": "Amala", "date": "3 March"}, reference="demo"
    )
    console.print(Panel(text.content.body, title="a text message", subtitle=f"from {text.content.from_number}"))
    file = prepare_upload(b"form,page\nA1,2\n", filename="form.csv", retention_period="4 weeks")
    email = client.send_email_notification(
        "amala@example.com",
        templates["document"],
        {"name": "Amala", "form_enclosed": True, "link_to_file": file},
        reference="demo",
    )
    console.print(
        Panel(email.content.body, title=f"an email: {email.content.subject}", subtitle=email.content.from_email)
    )
    letter = client.send_letter_notification(
        templates["decision letter"],
        {**_ADDRESS, "name": "Ms Bird", "reference": "A-17", "decision": ["We agree", "We will pay £20"]},
        reference="demo",
    )
    console.print(Panel(letter.content.body, title=f"a letter: {letter.content.subject}"))
    pdf = client.send_precompiled_letter_notification("demo", b"%PDF-1.4 made elsewhere", postage="first")
    console.print(f"a PDF of our own, by {pdf.postage} class: {pdf.id}\n")


def _read(console: Console, client: NotificationsAPIClient) -> None:
    from rich.table import Table

    table = Table("type", "to", "status", "cost", title="Read back: get_all_notifications_iterator(reference='demo')")
    for notification in client.get_all_notifications_iterator(reference="demo"):
        cost = notification.cost_in_pounds
        table.add_row(
            notification.type, recipient_of(notification), notification.status, "-" if cost is None else f"£{cost:.3f}"
        )
    console.print(table)


def _preview(console: Console, client: NotificationsAPIClient, templates: Mapping[str, str]) -> None:
    preview = client.post_template_preview(templates["security code"], {"code": "4711", "app": False})
    console.print(f"\n[bold]Previewed, not sent:[/] {preview.body}")


def _refusals(console: Console, client: NotificationsAPIClient, templates: Mapping[str, str]) -> None:
    def wrong_number() -> object:
        return client.send_sms_notification("07700 9", templates["appointment reminder"])

    def missing_code() -> object:
        return client.send_sms_notification("07700 900 900", templates["security code"], {"app": True})

    for heading, attempt in {
        "refused by the local check, nothing was sent": wrong_number,
        "refused by the service": missing_code,
    }.items():
        console.print(f"[bold red]{heading}:[/] {_error_of(attempt)}")


def _error_of(attempt: Callable[[], object]) -> str:
    from notify_sdk.errors import HTTPError

    try:
        attempt()
    except HTTPError as error:
        return str(error)
    return "was not refused"
