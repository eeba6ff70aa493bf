"""A CSV file of recipients as a job: sent through an outbox, each row once, however often the command is started."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from notify_sdk._message_types import MessageType

from .draining import drain
from .failures import unwritten
from .identity import Identity, line_of
from .local_check import Checked, check_each, note_files, sendable
from .output import json_line, note
from .recipients_file import CsvFile, Recipient, recipients_in
from .report import cells, summary_code, summary_text
from .sending import Chosen, confirm
from .session import outbox_at, quoted, refuse
from .stopping import reader_may_leave

if TYPE_CHECKING:
    from notify_sdk.client import NotificationsAPIClient
    from notify_sdk.outbox import Message, Outbox

_MAX_LISTED = 20
_KEYS_AT_ONCE = 500


@dataclass(frozen=True)
class JobOptions:
    """Where and how a job is sent.

    Attributes:
        outbox: The file or database of its outbox; a file beside the CSV file if None.
        resend_after: As for `Outbox`.
        accept_new_key: Whether it may go on with another key than it began with.
    """

    outbox: str | None
    resend_after: float
    accept_new_key: bool


@dataclass(frozen=True)
class Job:
    """What is to be sent.

    Attributes:
        kind: What kind of message.
        csv: The file of recipients.
        chosen: The template.
        values: Values of placeholders that are the same for all.
        fields: Fields of the request that are the same for all.
        message: Makes the message for a recipient.
    """

    kind: MessageType
    csv: CsvFile
    chosen: Chosen
    values: Mapping[str, object] = field(repr=False)
    fields: Mapping[str, object] = field(repr=False)
    message: Callable[[Recipient], Message]


def send_job(client: NotificationsAPIClient, job: Job, options: JobOptions, *, yes: bool, as_json: bool) -> None:
    """Sends what is left of a job. The first time that is all of it; later it may be nothing.

    Raises:
        typer.Exit: With the worst outcome of all, unless every message was sent.
    """
    __tracebackhide__ = True
    where = options.outbox or f"{job.csv.file}.outbox"
    with outbox_at(where, resend_after=options.resend_after) as outbox:
        same_for_all = {"values": job.values, "fields": job.fields}
        wanted = Identity.of(client, job.csv.digest(), job.chosen.id, same_for_all)
        identity = _begun(outbox, where, wanted, options) or _begin(outbox, where, job, wanted, options, yes=yes)
        before = outbox.summary(tag=identity.tag)
        code = 0
        if not before.unfinished:
            note(f"{job.csv.file} was sent before, so nothing was sent now.")
        else:
            if before.unfinished < before.total or before.sending:
                note(f"Going on with {job.csv.file}: {summary_text(before)}")
                confirm(job.kind, before.unfinished, yes=yes)
            if before.sending:
                note(
                    "Messages that an earlier run left without an answer are looked up at Notify: that takes a minute or more."
                )
            code = drain(outbox, client, before, wait=True, accept_new_key=options.accept_new_key)
        _finish(outbox, where, identity, code, as_json=as_json)


def _begun(outbox: Outbox, where: str, wanted: Identity, options: JobOptions) -> Identity | None:
    """The job in an outbox, if it was begun there. A file of another job is refused, and left as it is."""
    from notify_sdk.outbox import DatabaseError

    if _is_file(where) and not Path(where).exists():
        return None
    try:
        known = outbox.summary(tag=wanted.tag).total
    except DatabaseError:
        outbox.create_tables()  # which raises the same, unless the tables were all that was missing
        known = 0
    if known:
        return wanted
    first = next(outbox.rows(), None) if _is_file(where) else None
    if first is None:
        return None
    found = Identity.read(first.tag)
    if found is None:
        raise refuse(f"{where} has messages of something else: name another outbox with --outbox")
    if why := found.difference(wanted):
        raise refuse(f"{where} is of another job: {why}. Name another outbox with --outbox")
    return _with_another_key(found, where, options)


def _with_another_key(found: Identity, where: str, options: JobOptions) -> Identity:
    if options.accept_new_key:
        return found
    raise refuse(
        f"{where} has this job, begun with another API key or at another address. If the key was replaced, go on with"
        " --accept-new-key; else name another outbox with --outbox"
    )


def _begin(outbox: Outbox, where: str, job: Job, identity: Identity, options: JobOptions, *, yes: bool) -> Identity:
    """Adds all messages, in one transaction, once every line was checked and the user agreed."""
    __tracebackhide__ = True
    recipients = recipients_in(job.csv, job.kind, job.values, job.chosen.placeholders)
    if not identity.is_of(job.csv.digest()):
        raise refuse(f"{job.csv.file} was changed while it was read")
    if not _is_file(where):
        found = Identity.read(_tag_of_any(outbox, [identity.key(each.row) for each in recipients]))
        if found is not None:
            return _with_another_key(found, where, options)
    checked = sendable(job.csv, check_each(job.kind, recipients, job.chosen, job.fields))
    note_files(checked, job.chosen)
    confirm(job.kind, len(checked), yes=yes)
    outbox.create_tables()
    outbox.add(_messages(job, identity, checked))
    return identity


def _messages(job: Job, identity: Identity, checked: Sequence[Checked]) -> Iterator[Message]:
    __tracebackhide__ = True
    for each in checked:
        yield replace(job.message(each.recipient), key=identity.key(each.recipient.row), tag=identity.tag)


def _tag_of_any(outbox: Outbox, keys: Sequence[str]) -> str | None:
    """The tag of a message with one of some keys."""
    left = iter(keys)
    while some := list(islice(left, _KEYS_AT_ONCE)):
        for row in outbox.rows(keys=some):
            return row.tag
    return None


def _finish(outbox: Outbox, where: str, identity: Identity, code: int, *, as_json: bool) -> None:
    """Prints what became of the messages, and the command that goes on.

    Raises:
        typer.Exit: Unless every message was sent.
    """
    summary = outbox.summary(tag=identity.tag)
    lost: OSError | None = None
    if as_json:
        try:
            with reader_may_leave():
                for row in outbox.rows(tag=identity.tag):
                    json_line(cells(row))
        except OSError as error:
            lost = error
    unsent = outbox.rows(tag=identity.tag, state=("refused", "unknown", "expired"))
    for number, row in enumerate(() if as_json else unsent):
        if number == _MAX_LISTED:
            note(f"  and more: notify-sdk outbox report {quoted(where)}")
            break
        note(f"  line {line_of(row.key, row.tag)}: {row.state}: {row.error_summary or 'no answer came'}")
    note(summary_text(summary))
    if summary.unfinished:
        note(f"To go on: notify-sdk outbox send {quoted(where)}")
    elif summary.unknown:
        note(f"To send again what is unknown: notify-sdk outbox requeue --unknown {quoted(where)}")
    code = code or summary_code(summary)
    if lost:
        raise unwritten(lost, code)
    if code:
        raise typer.Exit(code)


def _is_file(where: str) -> bool:
    """Whether an outbox is a file, which is of one job; a database may have many."""
    return "://" not in where
