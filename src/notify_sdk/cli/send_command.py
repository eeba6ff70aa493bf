"""What a command that sends is told to do, whatever it sends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from notify_sdk._message_types import MessageType

from .job import Job, JobOptions, send_job
from .recipients_file import CsvFile, Recipient, recipients_in, recipients_named
from .sending import Chosen, confirm, dry_run_each, send_each
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
    to: list[str] | None
    csv: CsvFile | None
    values: Mapping[str, object]
    fields: Mapping[str, object]
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

    def needs_no_client(self) -> bool:
        """Whether it is a dry run with a snapshot. It is done then."""
        __tracebackhide__ = True
        if not self.dry_run or self.snapshot is None:
            return False
        found = find_in(self.snapshot, self.template, self.kind)
        self._check(Chosen(found.id, found))
        return True

    def prepare(self, client: NotificationsAPIClient) -> tuple[NotificationsAPIClient, Chosen]:
        """The client, which checks messages with the template if that was read, and the template."""
        __tracebackhide__ = True
        chosen = self._template(client)
        return client if chosen.known is None else client.with_options(templates=chosen.known), chosen

    def _template(self, client: NotificationsAPIClient) -> Chosen:
        """The template. It is read from Notify only if there is no snapshot, and more than its id is needed."""
        __tracebackhide__ = True
        if self.snapshot is not None:
            found = find_in(self.snapshot, self.template, self.kind)
            return Chosen(found.id, found)
        try:
            identifier = UUID(self.template)
        except ValueError:
            identifier = None
        if identifier and not self.dry_run and not self.csv:
            return Chosen(identifier, None)
        found = find(client, self.template, self.kind)
        return Chosen(found.id, found)

    def _check(self, chosen: Chosen) -> None:
        __tracebackhide__ = True
        if self.csv:
            recipients = recipients_in(self.csv, self.kind, self.values, chosen.placeholders)
        else:
            recipients = recipients_named(self.kind, self.to, self.values)
        dry_run_each(self.kind, recipients, chosen, self.fields, as_json=self.as_json)
