"""What the local check says of each message before any is sent; and the dry run, which prints it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import typer

from notify_sdk._message_types import MessageType

from .output import json_line, note, say
from .recipients_file import CsvFile, Recipient
from .sending import Chosen
from .session import IN_WORDS, REFUSED_HERE, plain_detail, refuse

if TYPE_CHECKING:
    from notify_sdk.errors import ErrorDetail

_RECIPIENT_FIELDS = {"sms": "phone_number", "email": "email_address"}
_MAX_LISTED = 20


@dataclass(frozen=True)
class Checked:
    """A recipient, and what Notify would refuse in the message.

    Attributes:
        recipient: The recipient.
        errors: What would be refused; empty if nothing.
    """

    recipient: Recipient
    errors: list[ErrorDetail]


def check_each(
    kind: MessageType, recipients: Sequence[Recipient], chosen: Chosen | None, fields: Mapping[str, object]
) -> list[Checked]:
    """Checks the message for each recipient, with the template if that was read.

    Args:
        kind: What kind of message.
        recipients: Their recipients.
        chosen: The template; None for a PDF.
        fields: Fields of the request that are the same for all.
    """
    __tracebackhide__ = True
    from notify_sdk.payloads import payload_errors

    known = None if chosen is None else chosen.known
    same = dict[str, object]()
    for name, value in fields.items():
        if value is not None:
            same[name] = value
    checked = list[Checked]()
    for recipient in recipients:
        body = dict(same)
        if chosen is not None:
            body |= {"template_id": str(chosen.id), "personalisation": dict(recipient.values)}
        if kind in _RECIPIENT_FIELDS:
            body[_RECIPIENT_FIELDS[kind]] = recipient.to
        checked.append(Checked(recipient, payload_errors(body, kind, known)))
    return checked


def sendable(csv: CsvFile, checked: Sequence[Checked]) -> list[Checked]:
    """The rows of a file that would not be refused. The others are listed and, with --skip-invalid, left out.

    Raises:
        typer.Exit: If a row would be refused and may not be left out, or if none is left.
    """
    right = [each for each in checked if not each.errors]
    if len(right) == len(checked):
        return right
    wrong = [(each.recipient.row, error) for each in checked for error in each.errors]
    note(f"Rows of {csv.file} that are left out:" if csv.skip_invalid else f"{IN_WORDS[REFUSED_HERE]}:")
    for row, error in wrong[:_MAX_LISTED]:
        note(f"  line {row}: {error}")
    if len(wrong) > _MAX_LISTED:
        note(f"  and {len(wrong) - _MAX_LISTED} more")
    if not csv.skip_invalid:
        raise typer.Exit(REFUSED_HERE)
    if not right:
        raise refuse(f"every row of {csv.file} is left out")
    return right


def note_files(checked: Sequence[Checked], chosen: Chosen) -> None:
    """Notes which placeholders of an email without a value may be files of the template itself, which need none."""
    __tracebackhide__ = True
    from notify_sdk._calls.template_check import names_a_file
    from notify_sdk.rendering import key
    from notify_sdk.rendering.placeholders import by_key

    if chosen.template is None or chosen.template.type != "email":
        return
    names = list(filter(names_a_file, chosen.placeholders or ()))
    absent = set[str]()
    for each in checked if names else ():
        keyed = by_key(each.recipient.values)
        absent.update(name for name in names if keyed.get(key(name)) is None)
    if absent:
        listed = ", ".join(name for name in names if name in absent)
        note(f"Notify refuses what has no value for these, unless they are files of the template itself: {listed}")


def dry_run_each(kind: MessageType, checked: Sequence[Checked], chosen: Chosen | None, *, as_json: bool) -> None:
    """Prints every message that was checked. Nothing is sent.

    Args:
        kind: What kind of message.
        checked: The recipients.
        chosen: The template; None for a PDF.
        as_json: Whether to write JSON.

    Raises:
        typer.Exit: With 3 if one of them would be refused.
    """
    __tracebackhide__ = True
    wrong = 0
    for each in checked:
        facts, errors = _filled_in(kind, each, chosen)
        row = each.recipient.row
        wrong += bool(errors)
        if as_json:
            found = [plain_detail(error) for error in errors]
            outcome = "refused-here" if errors else "would-be-sent"
            json_line({"row": row, "outcome": outcome, "errors": found, **facts})
            continue
        say(f"row {row}: " + ("; ".join(map(str, errors)) if errors else _verdict(facts)))
        for part in ("subject", "body"):
            if facts.get(part):
                say("  " + str(facts[part]).replace("\n", "\n  "))
    if not as_json:
        note(f"Nothing was sent. {len(checked) - wrong} of {len(checked)} would be.")
    if wrong:
        raise typer.Exit(REFUSED_HERE)


def _verdict(facts: Mapping[str, object]) -> str:
    __tracebackhide__ = True
    if "without_value" in facts:
        names = ", ".join(cast("list[str]", facts["without_value"]))
        return f"fine only if these are files of the template itself, since they have no value: {names}"
    return "fine" if facts.get("fragments", 1) == 1 else f"fine, charged as {facts['fragments']} messages"


def _filled_in(
    kind: MessageType, checked: Checked, chosen: Chosen | None
) -> tuple[dict[str, object], list[ErrorDetail]]:
    """The text of a message, and what would be refused: a template is checked even if the request is wrong.

    Where a placeholder of an email may be a file of the template itself, it needs no value. It stays in the text.
    """
    __tracebackhide__ = True
    from notify_sdk._calls.template_check import names_a_file
    from notify_sdk.errors import ErrorDetail
    from notify_sdk.rendering import MissingPersonalisation

    from .templates import facts_of, render

    errors = list(checked.errors)
    if chosen is None or chosen.template is None:
        return {}, errors
    values = dict(checked.recipient.values)
    without_value = list[str]()
    try:
        rendered = render(chosen.template, values)
    except MissingPersonalisation as error:
        without_value = [name for name in error.names if kind == "email" and names_a_file(name)]
        absent = tuple(name for name in error.names if name not in without_value)
        if absent:
            if all(each.code != "missing_personalisation" for each in errors):
                missing = str(MissingPersonalisation(absent))
                errors.append(ErrorDetail("BadRequestError", missing, code="missing_personalisation"))
            return {}, errors
        rendered = render(chosen.template, values | {name: f"(({name}))" for name in without_value})
    if errors and rendered.problem and all(each.message != rendered.problem for each in errors):
        errors.append(ErrorDetail("BadRequestError", rendered.problem))
    facts = facts_of(chosen.template, rendered)
    return facts | ({"without_value": without_value} if without_value else {}), errors
