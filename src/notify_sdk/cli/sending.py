"""Sending to recipients that the command line names: one after the other, each with an outcome of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, cast
from uuid import UUID

import typer

from notify_sdk._message_types import PLURAL, MessageType

from .failures import unwritten
from .output import json_line, note, plain, say
from .recipients_file import Recipient
from .session import NO, OUTCOMES, code_of, details, refuse

if TYPE_CHECKING:
    from pydantic import BaseModel

    from notify_sdk._calls.known_templates import KnownTemplates
    from notify_sdk.errors import NotifyError
    from notify_sdk.models import Template, TemplateList

_INTERRUPTED = 130


@dataclass(frozen=True)
class Chosen:
    """The template to send: its id, and itself if it was read, from Notify or a snapshot."""

    id: UUID
    template: Template | None

    @property
    def templates(self) -> TemplateList | None:
        """It alone, as the option `templates` of a client, if it was read."""
        from notify_sdk.models import TemplateList

        return None if self.template is None else TemplateList(templates=[self.template])

    @cached_property
    def known(self) -> KnownTemplates | None:
        """It alone, for the check of a request, if it was read."""
        from notify_sdk.templates.known import known_templates

        return None if self.templates is None else known_templates(self.templates)

    @property
    def placeholders(self) -> list[str] | None:
        """The names of its placeholders, if it was read."""
        from notify_sdk.rendering import placeholders
        from notify_sdk.templates.module import source_of

        if self.template is None:
            return None
        source = source_of(self.template)
        texts = (source.contact_block, source.subject, source.body)
        return [each.name for each in placeholders(*(text for text in texts if text))]


@dataclass
class _Tally:
    as_json: bool
    alone: bool
    codes: list[int] = field(default_factory=list[int])
    sent: int = 0

    def good(self, recipient: Recipient, answer: BaseModel) -> None:
        __tracebackhide__ = True
        self.sent += 1
        if self.as_json:
            json_line({"row": recipient.row, "outcome": "sent", **plain(answer)})
            return
        say(str(plain(answer)["id"]))
        content = cast("Mapping[str, object]", plain(answer).get("content") or {})
        if self.alone and content:
            note("\n\n".join(str(content[part]) for part in ("subject", "body") if part in content))

    def bad(self, recipient: Recipient, error: NotifyError) -> None:
        code = code_of(error)
        self.codes.append(code)
        if self.as_json:
            json_line({"row": recipient.row, "outcome": OUTCOMES[code], "errors": details(error)})
        else:
            note(f"{'' if self.alone else f'row {recipient.row}: '}{OUTCOMES[code]}: {error}")


def confirm(kind: MessageType, count: int, *, yes: bool) -> None:
    """Asks for confirmation before more than one message is sent: a key does not show whether it is live.

    Raises:
        typer.Exit: If the answer is no, or nobody can answer.
    """
    if yes or count < 2:
        return
    if not sys.stdin.isatty():
        raise refuse(f"these are {count} messages: add --yes to send them")
    if not typer.confirm(f"Send {count} {PLURAL[kind]}?", err=True):
        note("Nothing was sent.")
        raise typer.Exit(NO)


def send_each(recipients: Sequence[Recipient], send: Callable[[Recipient], BaseModel], *, as_json: bool) -> None:
    """Sends one message after the other. An error that concerns one of them does not stop the rest; any other does.

    Args:
        recipients: Their recipients.
        send: Sends the message for one.
        as_json: Whether to write JSON.

    Raises:
        typer.Exit: With the worst outcome of all, unless every message was sent.
    """
    from notify_sdk.errors import NotifyError

    tally = _Tally(as_json, alone=len(recipients) == 1)
    tried = 0
    lost: OSError | None = None
    for recipient in recipients:
        tried += 1
        try:
            answer = send(recipient)
        except NotifyError as error:
            tally.bad(recipient, error)
            if not _concerns_one(error):
                break
        except KeyboardInterrupt:
            tally.codes.append(_INTERRUPTED)
            note(f"Stopped at recipient {recipient.row}. It is unknown whether that message was sent.")
            break
        else:
            try:
                tally.good(recipient, answer)
            except OSError as error:
                note(f"Stopped after recipient {recipient.row}: that message was sent.")
                lost = error
                break
    if not tally.alone or lost:
        left = len(recipients) - tried
        note(f"{tally.sent} sent, {len(tally.codes)} not" + (f", {left} not tried" if left else ""))
    if lost:
        raise unwritten(lost, max(tally.codes, default=0))
    if tally.codes:
        raise typer.Exit(max(tally.codes))


def _concerns_one(error: NotifyError) -> bool:
    from notify_sdk.errors import BadRequestError, RequestValidationError, ValidationError

    return isinstance(error, RequestValidationError | BadRequestError | ValidationError)
