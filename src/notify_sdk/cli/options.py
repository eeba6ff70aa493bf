"""Options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Write JSON for scripts, one object a line.")]
BaseUrl: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="URL", envvar="NOTIFY_BASE_URL", help="The address of Notify, or of a sandbox.", show_default=False
    ),
]
CallbackUrl: TypeAlias = Annotated[str, typer.Argument(metavar="URL", help="Where your service receives callbacks.")]
Snapshot: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="Read the templates from this file instead of Notify; no key is needed.",
    ),
]
SendSnapshot: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--snapshot",
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="Find the template in this file, which `templates pull --save-snapshot` wrote, instead of reading it from"
        " Notify. With --dry-run no key is needed.",
    ),
]
Values: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--value",
        "-v",
        metavar="NAME=TEXT",
        help="The value of a placeholder. Repeat it with the same NAME for a list.",
    ),
]
ValuesFile: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--values", metavar="FILE", exists=True, dir_okay=False, help="A JSON file with the values of the placeholders."
    ),
]
Template: TypeAlias = Annotated[
    str, typer.Option("--template", "-t", metavar="ID_OR_NAME", help="The template: its id, or its name.")
]
RecipientsFile: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--recipients",
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="A CSV file with a column for the recipient and one for each placeholder. It is sent through an outbox:"
        " started again, the command sends what is left.",
    ),
]
AllowBlank: TypeAlias = Annotated[
    bool, typer.Option("--allow-blank", help="Take an empty cell of the file as an empty text.")
]
SkipInvalid: TypeAlias = Annotated[
    bool,
    typer.Option("--skip-invalid", help="Leave out the rows of the file that are wrong, and send the rest."),
]
Reference: TypeAlias = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Your own reference, to find messages by.")
]
DryRun: TypeAlias = Annotated[bool, typer.Option("--dry-run", help="Check and print what would be sent. Send nothing.")]
RedirectTo: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="RECIPIENT", help="Send all of them here, not to the recipients of --to, to see how they look."
    ),
]
Yes: TypeAlias = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before sending more than one message.")]
OutboxAt: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--outbox",
        metavar="FILE_OR_URL",
        envvar="NOTIFY_OUTBOX",
        help="Where the outbox of --recipients is: a SQLite file, or the URL of a database. If left out, a file beside"
        " the CSV file: people.csv.outbox.",
        show_default=False,
    ),
]
ResendAfter: TypeAlias = Annotated[
    float,
    typer.Option(
        min=90,
        metavar="SECONDS",
        help="When a message whose answer was lost, and which is not at Notify, counts as not sent and is sent again.",
    ),
]
AcceptNewKey: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--accept-new-key",
        help="Go on with another API key of the same type and service, after the old one was replaced.",
    ),
]
