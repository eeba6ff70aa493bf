"""The copies of a mail, one for each recipient: their common content, and how they are added to the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CopyContent:
    """What all copies of a message have in common."""

    template_id: str | UUID
    personalisation: Mapping[str, object]
    reference: str | None = None
    reply_to_id: str | None = None
    unsubscribe_url: str | None = None
    sanitise: Sequence[str] | None = None


def queue_copy(address: str, content: CopyContent) -> None:
    """Adds the copy for a recipient to the project's outbox, within the current transaction.

    Raises:
        RequestValidationError: If Notify would refuse it.
    """
    __tracebackhide__ = True
    from notify_sdk.outbox import Email

    from .project_outbox import project_outbox

    project_outbox().add(
        Email(
            address,
            content.template_id,
            content.personalisation,
            reference=content.reference,
            email_reply_to_id=content.reply_to_id,
            one_click_unsubscribe_url=content.unsubscribe_url,
            sanitise_content_for=content.sanitise,
        )
    )
