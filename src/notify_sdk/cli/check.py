"""`notify-sdk check`: whether Notify would accept a request body."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from .options import AsJson
from .output import json_line, say
from .session import NO, refuse
from .templates import templates_in


def check(
    kind: Annotated[
        Literal["sms", "email", "letter", "preview"],
        typer.Argument(metavar="KIND", help="What the bodies would be sent as."),
    ],
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="JSON files with a body, or a list of bodies; - is standard input."),
    ],
    snapshot: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="Also check each message with its template, from this file, which `templates pull --save-snapshot`"
            " wrote.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check request bodies as Notify would, in its own words.

    Sends nothing and needs no key. Exits with 1 if one of them would be refused.
    """
    from notify_sdk.payloads import payload_errors
    from notify_sdk.templates.known import known_templates

    known = known_templates(templates_in(snapshot)) if snapshot else None
    wrong = False
    for file in files:
        bodies = _bodies(file)
        for number, body in enumerate(bodies):
            place = str(file) if len(bodies) == 1 else f"{file}[{number}]"
            errors = payload_errors(body, kind, known)
            wrong = wrong or bool(errors)
            if as_json:
                found = [{"error": each.error, "message": each.summary, "hint": each.hint} for each in errors]
                json_line({"payload": place, "errors": found})
            else:
                say("\n  ".join([f"{place}:" if errors else f"{place}: fine", *map(str, errors)]))
    if wrong:
        raise typer.Exit(NO)


def _bodies(file: Path) -> list[bytes]:
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise refuse(f"{file} can't be read: {error.strerror}") from None
    try:
        bodies: object = json.loads(content)
    except (ValueError, RecursionError):
        return [content]
    if not isinstance(bodies, list):
        return [content]
    if not bodies:
        raise refuse(f"{file} has no body")
    return [json.dumps(each).encode() for each in cast("list[object]", bodies)]
