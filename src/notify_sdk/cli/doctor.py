"""`notify-sdk doctor`: whether messages could be sent from here, and what to do if not."""

from __future__ import annotations

import os
import shutil
import textwrap
from typing import TYPE_CHECKING

import typer

from . import tables
from .options import AsJson
from .output import json_line, say
from .session import NO

if TYPE_CHECKING:
    from .diagnosis import Finding

_VERDICT, _INDENT = 9, 30
_UNBROKEN = 10_000
_COLOURS = {"ok": typer.colors.GREEN, "note": typer.colors.YELLOW, "wrong": typer.colors.RED, "skipped": None}


def doctor(as_json: AsJson = False) -> None:
    """Find out why messages cannot be sent from here: key, clock, network, proxies, certificates, versions.

    Sends nothing, and shows neither the secret of the key nor a password. The key is read from NOTIFY_API_KEY or
    the file of NOTIFY_API_KEY_FILE, and the address from NOTIFY_BASE_URL, as by an application. Exits with 1 if something is wrong.
    """
    from .diagnosis import diagnose

    wrong = 0
    for each in diagnose(os.environ):
        wrong += each.verdict == "wrong"
        if as_json:
            json_line({"check": each.check, "verdict": each.verdict, "found": each.found, "advice": each.advice})
        else:
            _print(each)
    if not as_json:
        say(f"\n{wrong} wrong." if wrong else "\nNothing is wrong.")
    if wrong:
        raise typer.Exit(NO)


def _print(finding: Finding) -> None:
    indent = " " * _INDENT
    width = max(shutil.get_terminal_size().columns - _INDENT, 20) if tables.on_terminal() else _UNBROKEN
    fill = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    lines = fill.wrap(finding.found)
    if finding.advice:
        fill.subsequent_indent = "   "
        lines += fill.wrap(f"-> {finding.advice}")
    colour = None if os.environ.get("NO_COLOR") else _COLOURS[finding.verdict]
    typer.secho(f"{finding.verdict:{_VERDICT}}", nl=False, fg=colour)
    say(f"{finding.check:{_INDENT - _VERDICT}}" + f"\n{indent}".join(lines))
