"""What the options of `notify-sdk send sms|email|letter` say, and the steps that are the same for all three."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from notify_sdk._message_types import MessageType

from .job import Job, JobOptions, send_job
from .local_check import check_each, dry_run_each, sendable
from .recipients_file import CsvFile, Recipient, recipients_in, recipients_named
from .sending import Chosen, confirm, send_each
from .templates import find, find_in

if TYPE_CHECKING:
    from pydantic import BaseModel

    from notify_sdk.client import NotificationsAPIClient
    from notify_sdk.outbox import Message


@dataclass(frozen=True)
class SendCommand:
    """What the options of a command say.

    Attributes:
        kind: What kind of message.
        template: The id or the name of the template.
        snapshot: The file that the template is in; None if it is read from Notify.
        to: The recipients that are named.
        csv: The file of recipients.
        values: Values that are the same for all.
        fields: Fields of the request that are the same for all.
        job: How a file is sent.
        dry_run: Whether nothing is sent.
        yes: Whether not to ask.
        as_json: Whether to write JSON.
    """

    kind: MessageType
    template: str
    snapshot: Path | None
    to: list[str] | None = field(repr=False)
    csv: CsvFile | None
    values: Mapping[str, object] = field(repr=False)
    fields: Mapping[str, object] = field(repr=False)
    job: JobOptions
    dry_run: bool
    yes: bool
    as_json: bool

    def run(
        self,
        client: NotificationsAPIClient,
        chosen: Chosen,
        send: Callable[[Recipient], BaseModel],
        message: Callable[[Recipient], Message],
    ) -> None:
        """Sends, or only checks.

        Args:
            client: Sends what goes through an outbox.
            chosen: The template.
            send: Sends to a recipient that is named.
            message: Makes the message for a recipient of the file.
        """
        __tracebackhide__ = True
        if self.csv and not self.dry_run:
            job = Job(self.kind, self.csv, chosen, self.values, self.fields, message)
            send_job(client, job, self.job, yes=self.yes, as_json=self.as_json)
            return
        if self.dry_run:
            self._check(chosen)
            return
        recipients = recipients_named(self.kind, self.to, self.values)
        confirm(self.kind, len(recipients), yes=self.yes)
        send_each(recipients, send, as_json=self.as_json)

    def try_without_client(self) -> bool:
        """Does a dry run with a snapshot, which needs no client.

        Returns:
            Whether it was one, and is done.
        """
        __tracebackhide__ = True
        if not self.dry_run or self.snapshot is None:
            return False
        self._check(self._in(self.snapshot))
        return True

    def prepare(self, client: NotificationsAPIClient) -> tuple[NotificationsAPIClient, Chosen]:
        """The client, which checks messages with the template if that was read, and the template."""
        __tracebackhide__ = True
        chosen = self._template(client)
        return client if chosen.template is None else client.with_options(templates=chosen.templates), chosen

    def _template(self, client: NotificationsAPIClient) -> Chosen:
        """The template. It is read from Notify only if there is no snapshot, and more than its id is needed."""
        __tracebackhide__ = True
        if self.snapshot is not None:
            return self._in(self.snapshot)
        try:
            identifier = UUID(self.template)
        except ValueError:
            identifier = None
        if identifier and not self.dry_run and not self.csv:
            return Chosen(identifier, None)
        found = find(client, self.template, self.kind)
        return Chosen(found.id, found)

    def _in(self, snapshot: Path) -> Chosen:
        __tracebackhide__ = True
        found = find_in(snapshot, self.template, self.kind)
        return Chosen(found.id, found)

    def _check(self, chosen: Chosen) -> None:
        __tracebackhide__ = True
        if self.csv:
            recipients = recipients_in(self.csv, self.kind, self.values, chosen.placeholders)
        else:
            recipients = recipients_named(self.kind, self.to, self.values)
        checked = check_each(self.kind, recipients, chosen, self.fields)
        if self.csv and self.csv.skip_invalid:
            checked = sendable(self.csv, checked)
        dry_run_each(self.kind, checked, chosen, as_json=self.as_json)
