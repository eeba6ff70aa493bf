"""Options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

Kind: TypeAlias = Literal["sms", "email", "letter"]

AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Write JSON, one object a line, for scripts.")]
BaseUrl: TypeAlias = Annotated[
    str | None, typer.Option(envvar="NOTIFY_BASE_URL", help="Where Notify is, such as a sandbox.", show_default=False)
]
Snapshot: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        exists=True, dir_okay=False, help="Read the templates from this file, not from Notify: no key needed."
    ),
]
Values: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--value", "-v", metavar="NAME=TEXT", help="The value of a placeholder. Twice makes a list."),
]
ValuesFile: TypeAlias = Annotated[
    Path | None,
    typer.Option("--values", exists=True, dir_okay=False, help="A JSON file with the values of the placeholders."),
]
Template: TypeAlias = Annotated[str, typer.Option("--template", "-t", help="The template: its id, or its name.")]
Several: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--recipients", exists=True, dir_okay=False, help="A CSV file: a column for the recipient, one a placeholder."
    ),
]
AllowBlank: TypeAlias = Annotated[
    bool, typer.Option("--allow-blank", help="Take an empty cell of the file for an empty text.")
]
SkipInvalid: TypeAlias = Annotated[
    bool, typer.Option("--skip-invalid", help="Leave out rows of the file that are wrong, and send the rest.")
]
Reference: TypeAlias = Annotated[str | None, typer.Option(help="Your own reference, to find the messages by.")]
DryRun: TypeAlias = Annotated[bool, typer.Option("--dry-run", help="Check and show what would be sent. Send nothing.")]
Yes: TypeAlias = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before sending to more than one person.")]
