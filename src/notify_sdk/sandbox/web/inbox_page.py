"""What the list of messages shows."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

from notify_sdk.sandbox.inbox import Message, view
from notify_sdk.sandbox.wire import Request
from notify_sdk.sandbox.world.index import Group, group_of, newest_first, records
from notify_sdk.sandbox.world.state import NotificationRecord
from notify_sdk.sandbox.world.statuses import shown_status

from .search import of_exactly, with_text
from .sending import sending_values

if TYPE_CHECKING:
    from notify_sdk.sandbox.sandbox import Sandbox

_PAGE_SIZE = 50

SEARCHED = 1_000
"""How many messages a search looks through, the newest ones, unless it is to look through all."""


def inbox_values(sandbox: Sandbox, request: Request) -> dict[str, object]:
    """The messages that match the query, a page of them, and how to send some if there are none."""
    version = sandbox.state.version
    filters = {name: values[0].strip() for name, values in parse_qs(request.query).items()}
    wanted = filters.get("search", "")
    number = int(filters["page"]) if filters.get("page", "")[:9].isdecimal() and len(filters["page"]) < 10 else 1
    start = max(number - 1, 0) * _PAGE_SIZE
    with sandbox.state.lock:
        index = sandbox.state.index
        statuses = {shown_status(group) for group in index.shown_groups()}
        lists = index.groups(lambda group: _has(group, filters))
        count = sum(map(len, lists))
        searched = count if "all" in filters else min(count, SEARCHED)
        found, shown = count, index.part(lists, start, _PAGE_SIZE)
        newest = records(islice(newest_first(lists), searched)) if wanted else []
        exact = of_exactly(sandbox.state, wanted) if wanted else []
    if wanted:
        exact = [message for message in exact if _has(group_of(message), filters)]
        matching = _newest_first([*with_text(sandbox.state, newest, wanted), *exact])
        found, shown = len(matching), matching[start : start + _PAGE_SIZE]
    return {
        "now": sandbox.clock(),
        "version": version,
        "filters": filters,
        "statuses": sorted(statuses),
        "found": found,
        "searched": searched,
        "count": count,
        "all": _link({**filters, "all": "1"}, 1) if wanted and searched < count else None,
        "messages": [_shown(sandbox, record) for record in shown],
        "newer": _link(filters, number - 1) if start else None,
        "older": _link(filters, number + 1) if start + _PAGE_SIZE < found else None,
        "empty": not statuses,
        **sending_values(sandbox, request),
    }


def _shown(sandbox: Sandbox, record: NotificationRecord) -> Message:
    return view(sandbox.state.services[record.service_id], record)


def _newest_first(messages: Iterable[NotificationRecord]) -> list[NotificationRecord]:
    """Each message once."""
    unique = {message.id: message for message in messages}
    return sorted(unique.values(), key=lambda message: message.created_at, reverse=True)


def _has(group: Group, filters: dict[str, str]) -> bool:
    return filters.get("type") in {None, "", group.type} and filters.get("status") in {None, "", shown_status(group)}


def _link(filters: dict[str, str], page: int) -> str:
    return "/?" + urlencode({**filters, "page": str(page)})
