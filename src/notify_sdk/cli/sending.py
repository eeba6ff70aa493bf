"""Many sends as one job: asked about, shown as they go, each with an outcome of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from uuid import UUID

import typer

from .options import Kind
from .output import json_line, note, notes, plain, say
from .recipients_file import Person
from .session import NO, OUTCOMES, REFUSED_HERE, code_of, details, plain_detail, refuse

if TYPE_CHECKING:
    from pydantic import BaseModel

    from notify_sdk.errors import ErrorDetail, NotifyError
    from notify_sdk.models import Template

_NOUNS = {"sms": "text message", "email": "email", "letter": "letter"}
_INTERRUPTED = 130


@dataclass(frozen=True)
class Chosen:
    """The template to send: its id, and what Notify says of it if it was asked."""

    id: UUID
    template: Template | None

    @property
    def placeholders(self) -> list[str] | None:
        """The names of its placeholders, if Notify was asked for it."""
        from notify_sdk.rendering import placeholders
        from notify_sdk.templates.module import source_of

        if self.template is None:
            return None
        source = source_of(self.template)
        texts = (source.contact_block, source.subject, source.body)
        return [each.name for each in placeholders(*(text for text in texts if text))]


@dataclass(frozen=True)
class Job:
    """What is to be sent.

    Attributes:
        kind: What kind of message.
        people: Whom to.
        send: Sends one message.
        body: Everything of the request's body but the template and the values.
    """

    kind: Kind
    people: list[Person]
    send: Callable[[Person], BaseModel]
    body: Callable[[Person], Mapping[str, object]]


@dataclass
class _Tally:
    as_json: bool
    alone: bool
    codes: list[int] = field(default_factory=list[int])
    sent: int = 0

    def good(self, person: Person, answer: BaseModel) -> None:
        __tracebackhide__ = True
        self.sent += 1
        if self.as_json:
            json_line({"row": person.row, "outcome": "sent", **plain(answer)})
            return
        say(str(plain(answer)["id"]))
        content = cast("Mapping[str, object]", plain(answer).get("content") or {})
        if self.alone and content:
            note("\n\n".join(str(content[part]) for part in ("subject", "body") if part in content))

    def bad(self, person: Person, error: NotifyError) -> None:
        code = code_of(error)
        self.codes.append(code)
        if self.as_json:
            json_line({"row": person.row, "outcome": OUTCOMES[code], "errors": details(error)})
        else:
            note(f"{'' if self.alone else f'row {person.row}: '}{OUTCOMES[code]}: {error}")


def confirm(job: Job, *, yes: bool) -> None:
    """Asks before more than one person is written to: a key does not tell whether it is live."""
    if yes or len(job.people) < 2:
        return
    if not sys.stdin.isatty():
        raise refuse(f"these are {len(job.people)} messages: say --yes to send them")
    if not typer.confirm(f"Send {len(job.people)} {_NOUNS[job.kind]}s?", err=True):
        note("Nothing was sent.")
        raise typer.Exit(NO)


def deliver(job: Job, *, as_json: bool) -> None:
    """Sends one message after the other. What concerns one of them does not stop the rest; anything else does.

    Raises:
        typer.Exit: With the worst outcome of all.
    """
    from rich.progress import Progress

    from notify_sdk.errors import NotifyError

    tally = _Tally(as_json, alone=len(job.people) == 1)
    tried = 0
    console = notes()
    with Progress(console=console, transient=True, disable=tally.alone or not console.is_terminal) as progress:
        for person in progress.track(job.people, description="sending"):
            tried += 1
            try:
                tally.good(person, job.send(person))
            except NotifyError as error:
                tally.bad(person, error)
                if not _concerns_one(error):
                    break
            except KeyboardInterrupt:
                tally.codes.append(_INTERRUPTED)
                note(f"Stopped at row {person.row}. It is not known whether that one was sent.")
                break
    if not tally.alone:
        left = len(job.people) - tried
        note(f"{tally.sent} sent, {len(tally.codes)} not" + (f", {left} not tried" if left else ""))
    if tally.codes:
        raise typer.Exit(max(tally.codes))


def _concerns_one(error: NotifyError) -> bool:
    from notify_sdk.errors import BadRequestError, RequestValidationError, ValidationError

    return isinstance(error, RequestValidationError | BadRequestError | ValidationError)


def rehearse(job: Job, chosen: Chosen | None, *, as_json: bool) -> None:
    """Checks every message and shows it. Nothing is sent.

    Raises:
        typer.Exit: With 3 if one of them would be refused.
    """
    __tracebackhide__ = True
    wrong = 0
    for person in job.people:
        facts, errors = _rehearsed(job, person, chosen)
        wrong += bool(errors)
        if as_json:
            found = [plain_detail(each) for each in errors]
            outcome = "refused-here" if errors else "would-be-sent"
            json_line({"row": person.row, "outcome": outcome, "errors": found, **facts})
            continue
        say(f"row {person.row}: " + ("; ".join(map(str, errors)) if errors else _counted(facts)))
        for part in ("subject", "body"):
            if facts.get(part):
                say("  " + str(facts[part]).replace("\n", "\n  "))
    if not as_json:
        note(f"Nothing was sent. {len(job.people) - wrong} of {len(job.people)} would be.")
    if wrong:
        raise typer.Exit(REFUSED_HERE)


def _counted(facts: Mapping[str, object]) -> str:
    __tracebackhide__ = True
    return "fine" if facts.get("fragments", 1) == 1 else f"fine, charged as {facts['fragments']} messages"


def _rehearsed(job: Job, person: Person, chosen: Chosen | None) -> tuple[dict[str, object], list[ErrorDetail]]:
    __tracebackhide__ = True
    from notify_sdk.errors import ErrorDetail
    from notify_sdk.payloads import check_payload
    from notify_sdk.rendering import MissingPersonalisation

    from .templates import facts_of, render

    body = {name: value for name, value in job.body(person).items() if value is not None}
    if chosen is None or chosen.template is None:
        return {}, check_payload(body, job.kind)
    body |= {"template_id": str(chosen.id), "personalisation": dict(person.values)}
    errors = check_payload(body, job.kind)
    try:
        rendered = render(chosen.template, dict(person.values))
    except MissingPersonalisation as error:
        return {}, [*errors, ErrorDetail("BadRequestError", str(error), code="missing_personalisation")]
    if rendered.problem:
        errors = [*errors, ErrorDetail("ValidationError", rendered.problem)]
    return facts_of(chosen.template, rendered), errors
