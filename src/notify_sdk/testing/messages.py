"""What was sent in a test, as plain data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from notify_sdk.sandbox import Notification, Sandbox
from notify_sdk.sandbox.rendering import fill
from notify_sdk.sandbox.state import Channel
from notify_sdk.sandbox.wire import JSONValue

_LINK = re.compile(r"https?://[^\s<>\"')\]]+")


@dataclass(frozen=True, slots=True)
class SentMessage:
    """One message that the code under test has sent.

    Attributes:
        id: The message's id.
        type: `"sms"`, `"email"` or `"letter"`.
        to: The number or the email address as it was given, or the lines of the postal address.
        template: The name of its template; empty for a PDF of your own.
        template_id: The id of its template.
        personalisation: The values as they were sent, as JSON has them; a file is the link to it.
        reference: Your own reference, or None.
        subject: The subject of an email or the heading of a letter; None for a text message.
        body: The text as the recipient reads it; an email's and a letter's in Notify's Markdown.
        status: Where it is on its way.
        created_at: When it was sent.
    """

    id: UUID
    type: Channel
    to: str
    template: str
    template_id: UUID
    personalisation: Mapping[str, JSONValue] = field(repr=False)
    reference: str | None
    subject: str | None
    body: str
    status: str
    created_at: datetime

    @property
    def links(self) -> tuple[str, ...]:
        """Every address in the body, in order, without the full stop that may follow it."""
        return tuple(link.rstrip(".,;:!?") for link in _LINK.findall(self.body))


def sent_messages(sandbox: Sandbox) -> list[SentMessage]:
    """Everything that a sandbox was sent, oldest first."""
    with sandbox.state.lock:
        found = [message for service in sandbox.state for message in service.notifications]
    return [_plain(sandbox, message) for message in sorted(found, key=lambda message: message.created_at)]


def _plain(sandbox: Sandbox, message: Notification) -> SentMessage:
    name, subject, body = "", None, ""
    template = sandbox.state.services[message.service_id].template(message.template_id)
    version = template.version(message.template_version) if template else None
    if template and version and not template.hidden:
        content = fill(template, version, message.personalisation)
        name, subject, body = version.name, content.subject, content.body
    return SentMessage(
        id=message.id,
        type=message.type,
        to=message.to,
        template=name,
        template_id=message.template_id,
        personalisation=message.personalisation,
        reference=message.reference,
        subject=subject,
        body=body,
        status=message.status,
        created_at=message.created_at,
    )
