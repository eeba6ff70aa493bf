"""The command line: `notify-sdk ...`. Needs the extra `cli`."""

from __future__ import annotations

from typing import Annotated

import typer

from notify_sdk._version import __version__

from .demo import demo
from .sandbox import sandbox

app = typer.Typer(
    name="notify-sdk",
    help="GOV.UK Notify from the command line: send, look, test without sending.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_show_locals=False,  # they may hold a key or a recipient
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


app.command()(demo)
app.command()(sandbox)

__all__ = ["app"]
