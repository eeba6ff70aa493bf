"""A client and an outbox for a command, and what the command's exit code says.

| code | |
|---|---|
| 0 | done |
| 1 | a negative result: templates differ, a payload would be refused, a message was not delivered |
| 2 | the command can't be run as it is |
| 3 | the local check refused it: nothing was sent |
| 4 | Notify refused it: nothing was sent |
| 5 | Notify could not be reached, or its answer could not be read: nothing was sent |
| 6 | it is unknown whether it was sent |
| 7 | the output could not be written |
"""

from __future__ import annotations

import os
import re
import shlex
import sys
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from .output import json_line_beside, note

if TYPE_CHECKING:
    from notify_sdk.client import NotificationsAPIClient
    from notify_sdk.errors import ErrorDetail, NotifyError
    from notify_sdk.outbox import Outbox

NO, USAGE, REFUSED_HERE, REFUSED, NO_ANSWER, UNKNOWN, UNWRITTEN = 1, 2, 3, 4, 5, 6, 7

OUTCOMES = {
    REFUSED_HERE: "refused-here",
    REFUSED: "refused",
    NO_ANSWER: "no-answer",
    UNKNOWN: "unknown",
}
IN_WORDS = {
    REFUSED_HERE: "Refused by the local check, nothing was sent",
    REFUSED: "Refused by Notify",
    NO_ANSWER: "No answer from Notify",
    UNKNOWN: "It is unknown whether it was sent",
}


@contextmanager
def notify(
    base_url: str | None, *, as_json: bool = False, redirect_to: str | None = None
) -> Generator[NotificationsAPIClient]:
    """A client that signs with the key of the environment, or with one that is typed in. Its errors end the command."""
    __tracebackhide__ = True
    from notify_sdk.client import NotificationsAPIClient
    from notify_sdk.errors import NotifyError

    with warnings.catch_warnings():
        warnings.showwarning = print_warning  # type: ignore[assignment]  # the module passes the others by position
        try:
            with NotificationsAPIClient(_api_key(), base_url, sandbox="if-asked", redirect_to=redirect_to) as client:
                yield client
        except NotifyError as error:
            code = code_of(error)
            if as_json:
                json_line_beside({"outcome": OUTCOMES[code], "errors": details(error)})
            else:
                note(f"{IN_WORDS[code]}: {error}")
            raise typer.Exit(code) from None


def _api_key() -> str:
    """The API key: of the environment, of the file that it names, or typed in."""
    __tracebackhide__ = True
    from notify_sdk._client.key_source import VARIABLE, key_file, read_key_file

    path = key_file(os.environ)
    return secret(VARIABLE, "API key") if path is None else read_key_file(path)


@contextmanager
def outbox_at(
    where: str,
    *,
    resend_after: float = 300,
    rate_limit: int | None = None,
) -> Generator[Outbox]:
    """The outbox in a file or a database. What is wrong with that ends the command.

    Args:
        where: A path or a URL.
        resend_after: As for `Outbox`.
        rate_limit: As for `Outbox`.
    """
    try:
        from notify_sdk.outbox import DatabaseError, KeyReused, Outbox
    except ModuleNotFoundError as error:
        raise refuse(str(error)) from None
    try:
        with Outbox(where, resend_after=resend_after, rate_limit=rate_limit) as outbox:
            yield outbox
    except (DatabaseError, KeyReused) as error:
        # the hints are for programmers: they name methods
        raise refuse(str(error).removesuffix(f" ({error.hint})")) from None


def quoted(where: str) -> str:
    """The place of an outbox as a word of a shell, without its password."""
    return shlex.quote(re.sub(r"(?<=:)[^:@/]*(?=@)", "***", where) if "://" in where else where)


def print_warning(message: Warning | str, *_where: object) -> None:
    """Prints a warning as a note, in place of `warnings.showwarning`."""
    note(f"Note: {message}")


def code_of(error: NotifyError) -> int:
    """The exit code for an error."""
    from notify_sdk.errors import HTTPError, RequestValidationError

    if isinstance(error, RequestValidationError):
        return REFUSED_HERE
    if error.outcome_unknown:
        return UNKNOWN
    return REFUSED if isinstance(error, HTTPError) else NO_ANSWER


def details(error: NotifyError) -> list[dict[str, str]]:
    """The details of an error, each as `plain_detail` gives it."""
    if not error.errors:
        return [{"error": type(error).__name__, "message": str(error)}]
    return [plain_detail(each) for each in error.errors]


def plain_detail(detail: ErrorDetail) -> dict[str, str]:
    """A detail as Notify writes it, without the value that it quotes, and with its hint."""
    found = {"error": detail.error, "message": detail.summary}
    return {**found, "hint": detail.hint} if detail.hint else found


def refuse(why: str) -> typer.Exit:
    """Prints why the command can't be run as it is, and gives the exit to raise."""
    __tracebackhide__ = True
    note(f"Error: {why}")
    return typer.Exit(USAGE)


def secret(variable: str, name: str) -> str:
    """A secret from the environment, or typed in without an echo.

    Raises:
        typer.Exit: If it is in neither.
    """
    __tracebackhide__ = True
    value = os.environ.get(variable, "").strip()
    if value:
        return value
    if not sys.stdin.isatty():
        raise refuse(f"there is no {name}: put it into {variable}. It is never an argument.")
    return str(typer.prompt(name[0].upper() + name[1:], hide_input=True, err=True)).strip()
