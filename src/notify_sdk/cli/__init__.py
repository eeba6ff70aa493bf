"""The command line: `notify-sdk ...`. Needs the extra `cli`."""

from __future__ import annotations

from typing import Annotated

import typer

from notify_sdk._version import __version__

from . import callbacks, outbox, reading, send, templates
from .check import check
from .demo import demo
from .doctor import doctor
from .help import Command, TopGroup, examples
from .sandbox import sandbox

_ID = "740e5834-3a29-46b4-9a6f-16142fde533a"

app: typer.Typer = typer.Typer(
    name="notify-sdk",
    help="GOV.UK Notify from the command line: send messages, read them, test without sending.",
    epilog=examples(
        'notify-sdk send sms -t "appointment reminder" --to "07700 900 900" \\\n    -v name=Amala -v "date=3 March"',
        "notify-sdk list --type email --status delivered",
        "notify-sdk doctor",
        "notify-sdk sandbox",
    )
    + "\n\nThe API key comes from NOTIFY_API_KEY, or from the file that NOTIFY_API_KEY_FILE names, or is typed in. With the key"
    " `sandbox` nothing is sent."
    + "\n\nExit codes: 0 done; 1 a negative result, such as a message that was not delivered; 2 wrong usage; 3 refused by the"
    " local check; 4 refused by Notify; 5 no answer from Notify; 6 unknown whether a message was sent; 7 output could not be"
    " written; 130 or 143 ended by Ctrl-C or SIGTERM.",
    no_args_is_help=True,
    cls=TopGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,  # plain help is there in half the time, and flags have no type
    pretty_exceptions_show_locals=False,  # they may hold a key or a recipient
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


# in the order of use: see TopGroup
app.add_typer(send.app, name="send", short_help="Send text messages, emails and letters.")
app.command(
    "list",
    cls=Command,
    epilog=examples(
        "notify-sdk list --type email --status permanent-failure",
        "notify-sdk list --reference visit-1 --json",
        "notify-sdk list --limit 1000 | cut -f 6",
    ),
)(reading.list_messages)
app.command(cls=Command, epilog=examples(f"notify-sdk status {_ID}"))(reading.status)
app.command(
    cls=Command,
    epilog=examples(f"notify-sdk watch {_ID}", "notify-sdk watch --reference visit-1 --give-up 300"),
)(reading.watch)
app.command(cls=Command, epilog=examples(f"notify-sdk pdf {_ID} --wait 60"))(reading.pdf)
app.command(
    cls=Command,
    short_help="List the text messages that the service has received.",
    epilog=examples("notify-sdk received --limit 10"),
)(reading.received)
app.add_typer(outbox.app, name="outbox", short_help="Work with many messages in a file or a database.")
app.command(
    cls=Command,
    short_help="Find out why messages cannot be sent from here.",
    epilog=examples("notify-sdk doctor", "notify-sdk doctor --json"),
)(doctor)
app.command(cls=Command, short_help="Fill in a template and print it.", epilog=templates.PREVIEW_EXAMPLES)(
    templates.preview
)
app.command(
    cls=Command,
    epilog=examples("notify-sdk check sms payload.json", "my-program --print-payload | notify-sdk check email -"),
)(check)
app.add_typer(templates.app, name="templates", short_help="List your templates, and make typed classes of them.")
app.command(
    cls=Command,
    short_help="Serve a sandbox of Notify that sends nothing, with an inbox.",
    epilog=examples(
        "notify-sdk sandbox",
        "notify-sdk sandbox world.yaml --port 9000 --data sandbox.sqlite",
    ),
)(sandbox)
app.command(
    cls=Command,
    short_help="See what goes wrong with messages, and what the SDK does.",
    epilog=examples("notify-sdk demo"),
)(demo)
app.add_typer(callbacks.app, name="callbacks")

__all__ = ["app"]
