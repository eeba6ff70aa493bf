"""What the page of a message shows."""

from __future__ import annotations

import html
import json
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from notify_sdk.rendering import TextMessage
from notify_sdk.sandbox.api.file_kinds import kind_of
from notify_sdk.sandbox.inbox import Message, view
from notify_sdk.sandbox.world.state import NotificationRecord
from notify_sdk.sandbox.world.statuses import FINAL, OUTCOMES

from .letter_pictures import pages_shown

if TYPE_CHECKING:
    from notify_sdk.sandbox.sandbox import Sandbox

MESSAGES = "/_sandbox/messages/"
"""The prefix of the pages of messages."""

_OPENED = frozenset({"application/pdf", "image/png", "image/jpeg"})
"""Kinds of files that a browser shows and that run nothing."""


def message_values(sandbox: Sandbox, record: NotificationRecord) -> dict[str, object]:
    """A message as its reader sees it, what is to come, and everything that is known of it."""
    service = sandbox.state.services[record.service_id]
    message = view(service, record)
    return {
        "now": sandbox.clock(),
        "version": sandbox.state.version,
        "message": message,
        "place": f"{MESSAGES}{record.id}",
        "text": TextMessage.of(message.body) if record.type == "sms" else None,
        "from_email": f"{service.email_sender_local_part}@{sandbox.state.settings.email_domain}",
        "pages": pages_shown(sandbox.pdf(record)) if record.type == "letter" else 0,
        "own_pdf": record.pdf is not None,
        "outcomes": () if record.status in FINAL else OUTCOMES[record.type],
        "next": _next(sandbox, record),
        "timed": sandbox.delivery.progress == "timed",
        "returned": record.status == "returned-letter",
        "personalisation": {name: _pretty(value) for name, value in message.personalisation.items()},
        "files": [(_link(message, name), file) for name, file in message.files.items()],
        "links": [link for link in message.links if link not in _file_links(message).values()],
        "callbacks": [(each, _pretty(dict(each.payload))) for each in sandbox.callbacks.about(record.id)],
        "request": record.request,
        "request_body": _pretty_json(message.request),
    }


def _next(sandbox: Sandbox, record: NotificationRecord) -> tuple[str, datetime] | None:
    """What happens next by itself, in words, and when."""
    step = sandbox.delivery.next_step(record)
    if step is None:
        return None
    status, due = step
    if record.type != "letter":
        return status, due
    if not record.pdf_available:
        return ("checked" if record.pdf else "made into a PDF"), due
    return ("printed and posted" if status == "sending" else "received"), due


def with_files_here(message: Message, email: str) -> str:
    """The HTML of an email with the links to its files leading to the files here: nobody has them at the real address."""
    for name, link in _file_links(message).items():
        email = email.replace(f'href="{html.escape(link)}"', f'href="{_link(message, name)}"')
    return email


def file_kind(content: bytes) -> str:
    """The content type with which a file is opened: as a picture, a PDF or plain text, or else only saved."""
    kind = kind_of(content)
    if kind in _OPENED:
        return kind
    return (
        "text/plain; charset=utf-8"
        if kind.startswith("text/") or kind == "application/json"
        else "application/octet-stream"
    )


def _link(message: Message, placeholder: str) -> str:
    return f"{MESSAGES}{message.id}/files/{quote(placeholder, safe='')}"


def _file_links(message: Message) -> dict[str, str]:
    return {name: str(message.personalisation.get(name)) for name in message.files}


def _pretty(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)


def _pretty_json(body: bytes) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return body.decode(errors="replace")
