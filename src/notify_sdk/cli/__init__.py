"""The command line: `notify-sdk ...`. Needs the extra `cli`."""

from __future__ import annotations

from typing import Annotated

import typer

from notify_sdk._version import __version__

from . import callbacks, outbox, reading, send, templates
from .check import check
from .demo import demo
from .failures import Commands
from .sandbox import sandbox

app: typer.Typer = typer.Typer(
    name="notify-sdk",
    help="GOV.UK Notify from the command line: send messages, read them, test without sending.",
    epilog="The API key comes from NOTIFY_API_KEY, or is typed in; `sandbox` is a key that sends nothing. Exit codes:"
    " 0 done; 1 the answer is no; 2 wrong usage; 3 refused by the local check; 4 refused by Notify; 5 no answer;"
    " 6 unknown whether sent; 7 output could not be written.",
    no_args_is_help=True,
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
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


app.add_typer(send.app, name="send")
app.command()(reading.status)
app.command("list")(reading.list_messages)
app.command()(reading.watch)
app.command()(reading.pdf)
app.command()(reading.received)
app.add_typer(outbox.app, name="outbox")
app.add_typer(callbacks.app, name="callbacks")
app.add_typer(templates.app, name="templates")
app.command()(templates.preview)
app.command()(check)
app.command()(demo)
app.command()(sandbox)

__all__ = ["app"]
