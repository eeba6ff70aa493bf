# Generated from follow_up_async.py by `scripts/generate`. Do not edit: change that file and generate again.
"""Reads the statuses that no callback reported."""

from __future__ import annotations

from uuid import UUID

from notify_sdk.errors import AuthError, NotifyError
from notify_sdk.outbox.database import Database
from notify_sdk.outbox.errors import SendingStopped
from notify_sdk.outbox.events import Event, FollowFailed
from notify_sdk.outbox.ledger import Ledger
from notify_sdk.outbox.lookup import LookUps
from notify_sdk.outbox.outcomes import code_of

_MOST_MESSAGES = 10_000
_MOST_LOOKS = 100
_MOST_REQUESTS = 200
_FEW = 20
"""Up to so many messages are read by their ids; more of them by pages of Notify's list."""

_IN_A_ROW = 3
"""After so many reads that failed, one after the other, the rest waits."""


class Follower:
    """Brings statuses up to date, once.

    Args:
        database: Where the outbox is.
        ledger: Its table.
        look_ups: Reads Notify.
    """

    def __init__(self, database: Database, ledger: Ledger, look_ups: LookUps) -> None:
        self._database = database
        self._ledger = ledger
        self._look_ups = look_ups
        self._requests = 0
        self._failures = 0

    def run(self) -> int:
        """Looks up unsettled and unconfirmed messages, and reads open statuses; returns how many were read.

        Raises:
            SendingStopped: If the key or the token is refused.
            DatabaseError: If the database can't be used.
        """
        try:
            self._count()
            return self._follow()
        except AuthError as error:
            raise SendingStopped(f"nothing can be read: {error}", code_of(error)) from error

    def _count(self) -> None:
        while self._may_go_on():
            looks = self._database.run(lambda connection: self._ledger.looks(connection, _MOST_LOOKS))
            if not looks:
                return
            events = [(look.id, self._noted(self._look_ups.by_reference(look))) for look in looks]
            self._apply(events)

    def _follow(self) -> int:
        due = self._database.run(lambda connection: self._ledger.open(connection, _MOST_MESSAGES))
        wanted = {notification_id: identifier for identifier, notification_id in due}
        read = 0
        for _, notification_id in due:
            if not self._may_go_on():
                break
            if notification_id not in wanted:
                continue  # it was on a page
            events = [(wanted.pop(notification_id), self._noted(self._look_ups.by_id(notification_id)))]
            cursor = notification_id
            while len(wanted) > _FEW and self._may_go_on():
                page = self._page(cursor)
                found = [(wanted.pop(each), event) for each, event in page if each in wanted]
                events += found
                if not found:
                    break
                cursor = page[-1][0]
            self._apply(events)
            read += sum(not isinstance(event, FollowFailed) for _, event in events)
        return read

    def _page(self, cursor: UUID) -> list[tuple[UUID, Event]]:
        try:
            page = self._look_ups.older(cursor)
        except AuthError:
            raise
        except NotifyError:
            self._failures += 1
            return []
        self._requests += 1
        return page

    def _noted(self, event: Event) -> Event:
        self._requests += 1
        self._failures = self._failures + 1 if isinstance(event, FollowFailed) else 0
        return event

    def _may_go_on(self) -> bool:
        return self._requests < _MOST_REQUESTS and self._failures < _IN_A_ROW

    def _apply(self, events: list[tuple[UUID, Event]]) -> None:
        self._database.run(lambda connection: self._ledger.apply(connection, events))
