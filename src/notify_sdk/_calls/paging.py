"""Paging: makes the call for the next page of a list from the current one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

from notify_sdk import models
from notify_sdk._calls.operations import Operation, Query
from notify_sdk.errors import InvalidResponseError

L = TypeVar("L", "models.NotificationList", "models.ReceivedTextList")


def next_page(operation: Operation[L], page: L, seen: set[str]) -> Operation[L] | None:
    """The call for the page after `page`, or None if that was the last one.

    Only the cursor is taken from the link, never its host, and every filter of this call is kept.

    Args:
        operation: The call for this page.
        page: What it answered.
        seen: The cursors and first items of earlier pages; those of this page are added.

    Raises:
        InvalidResponseError: If the page does not say whether there is a next one, its link has no cursor, or
            the same page came before.
    """
    __tracebackhide__ = True
    try:
        link = page.links.next
    except InvalidResponseError as error:
        message = f"the list does not say whether there is a next page: {error}"
        raise InvalidResponseError(
            message, error.status_code, outcome_unknown=False, request_id=page.request_id
        ) from None
    if link is None:
        return None
    items = _items(page)
    cursor = cursor_of(link)
    filters: Query = tuple(pair for pair in operation.query if pair[0] != "older_than")
    following = replace(operation, query=(*filters, ("older_than", cursor)))
    if not cursor or following == operation or cursor in seen:
        if items:
            raise InvalidResponseError(
                "the link to the next page of the list has no new older_than",
                200,
                outcome_unknown=False,
                request_id=page.request_id,
            )
        return None
    first = f"page from {items[0].id}" if items else cursor
    if first in seen:
        raise InvalidResponseError(
            "the list does not end: the same page came under another link",
            200,
            outcome_unknown=False,
            request_id=page.request_id,
        )
    seen.update((cursor, first))
    return following  # even after an empty page: all that was on it may have been of unknown types


def cursor_of(link: str) -> str:
    """The `older_than` of a link to the next page; empty if it has none."""
    __tracebackhide__ = True
    try:
        return parse_qs(urlsplit(link).query).get("older_than", [""])[0]
    except ValueError:
        return ""


def _items(
    page: models.NotificationList | models.ReceivedTextList,
) -> Sequence[models.Notification] | Sequence[models.ReceivedText]:
    return page.notifications if isinstance(page, models.NotificationList) else page.received_text_messages
