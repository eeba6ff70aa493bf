"""What the list of messages shows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

from notify_sdk.sandbox.inbox import Message, view
from notify_sdk.sandbox.wire import Request
from notify_sdk.sandbox.world.state import NotificationRecord
from notify_sdk.sandbox.world.statuses import shown_status

from .sending import sending_values

if TYPE_CHECKING:
    from notify_sdk.sandbox.sandbox import Sandbox

_PAGE_SIZE = 50


def inbox_values(sandbox: Sandbox, request: Request) -> dict[str, object]:
    """The messages that match the query, a page of them, and how to send some if there are none."""
    version = sandbox.state.version
    filters = {name: values[0].strip() for name, values in parse_qs(request.query).items()}
    with sandbox.state.lock:
        every = sorted(sandbox.state.notifications.values(), key=_created, reverse=True)
    matching = [record for record in every if _has(record, filters)]
    if filters.get("search"):
        matching = [record for record in matching if _mentions(_shown(sandbox, record), filters["search"].casefold())]
    number = int(filters["page"]) if filters.get("page", "")[:9].isdecimal() and len(filters["page"]) < 10 else 1
    start = max(number - 1, 0) * _PAGE_SIZE
    return {
        "now": sandbox.clock(),
        "version": version,
        "filters": filters,
        "statuses": sorted({shown_status(record) for record in every}),
        "found": len(matching),
        "messages": [_shown(sandbox, record) for record in matching[start : start + _PAGE_SIZE]],
        "newer": _link(filters, number - 1) if start else None,
        "older": _link(filters, number + 1) if start + _PAGE_SIZE < len(matching) else None,
        "empty": not every,
        **sending_values(sandbox, request),
    }


def _created(record: NotificationRecord) -> datetime:
    return record.created_at


def _shown(sandbox: Sandbox, record: NotificationRecord) -> Message:
    return view(sandbox.state.services[record.service_id], record)


def _has(record: NotificationRecord, filters: dict[str, str]) -> bool:
    return filters.get("type") in {None, "", record.type} and filters.get("status") in {None, "", shown_status(record)}


def _mentions(message: Message, wanted: str) -> bool:
    searched = (message.to, message.subject or "", message.body, message.reference or "", message.template)
    return any(wanted in text.casefold() for text in (*searched, str(message.id)))


def _link(filters: dict[str, str], page: int) -> str:
    return "/?" + urlencode({**filters, "page": str(page)})
