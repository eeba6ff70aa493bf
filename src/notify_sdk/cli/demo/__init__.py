"""`notify-sdk demo`: six things that go wrong, and what becomes of each, on a sandbox."""

from __future__ import annotations

from typing import Annotated

import typer


def demo(
    no_pause: Annotated[bool, typer.Option("--no-pause", help="Do not pause after each step on a terminal.")] = False,
) -> None:
    """See in a minute what goes wrong with messages, and what the SDK does about it.

    Each step really happens, against a sandbox on this computer: it needs no key, and nobody gets a message. Exits with
    1 if a step did not end as it says.
    """
    from .run import run

    code = run(pauses=not no_pause)
    if code:
        raise typer.Exit(code)
