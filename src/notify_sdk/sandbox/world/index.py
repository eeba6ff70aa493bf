"""The index of a sandbox's messages: whatever is listed is found without passing what is not."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from heapq import merge
from itertools import count, islice
from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, Protocol, TypeVar
from uuid import UUID

from notify_sdk._message_types import MessageType
from notify_sdk.recipients import normal_form

from .by_time import ByTime, Entry

if TYPE_CHECKING:
    from datetime import datetime


@lru_cache(maxsize=64)
def phone_number(number: str) -> str:
    """The normal form of a phone number, which is compared several times for each text."""
    return normal_form(number, "sms")


class Group(NamedTuple):
    """What lists of messages are filtered by."""

    service_id: UUID
    key_type: str
    type: MessageType
    status: str
    in_job: bool


class Indexed(Protocol):
    """What the index has to know of a message. Only the status may change."""

    id: UUID
    service_id: UUID
    key_type: Literal["normal", "team", "test"]
    type: MessageType
    status: str
    to: str
    reference: str | None
    created_at: datetime
    job: UUID | None


MessageT = TypeVar("MessageT", bound=Indexed)


class Index(Generic[MessageT]):
    """Finds messages in order of time. Every call needs the state's lock.

    Attributes:
        every: All messages.
    """

    def __init__(self) -> None:
        self.every: ByTime[MessageT] = ByTime()
        self._groups: dict[Group, ByTime[MessageT]] = {}
        self._places: dict[UUID, tuple[Entry[MessageT], Group]] = {}
        self._by_reference: dict[tuple[UUID, str], list[Entry[MessageT]]] = {}
        self._by_recipient: dict[str, list[Entry[MessageT]]] = {}
        self._not_by_recipient_yet: list[Entry[MessageT]] = []
        self._numbers = count()

    def add(self, message: MessageT) -> None:
        """Adds a message."""
        __tracebackhide__ = True
        entry = (message.created_at, next(self._numbers), message)
        group = group_of(message)
        self.every.add(entry)
        self._group(group).add(entry)
        self._places[message.id] = entry, group
        if message.reference is not None:
            insort(self._by_reference.setdefault((message.service_id, message.reference), []), entry)
        self._not_by_recipient_yet.append(entry)

    def changed(self, message: MessageT) -> None:
        """Moves a message that may be in another group now. One that was dropped meanwhile is nowhere."""
        if message.id not in self._places:
            return
        entry, before = self._places[message.id]
        group = group_of(message)
        if entry[2] is message and group != before:
            self._groups[before].remove(entry)
            self._group(group).add(entry)
            self._places[message.id] = entry, group

    def groups(self, wanted: Callable[[Group], bool]) -> list[ByTime[MessageT]]:
        """The messages of each group that is wanted and is not empty."""
        return [messages for group, messages in self._groups.items() if messages and wanted(group)]

    def shown_groups(self) -> list[Group]:
        """The groups that have messages."""
        return [group for group, messages in self._groups.items() if messages]

    def with_reference(
        self,
        service_id: UUID,
        reference: str,
        wanted: Callable[[Group], bool],
        before: tuple[datetime] | None = None,
    ) -> Iterator[Entry[MessageT]]:
        """The messages of a service with a reference, of the groups that are wanted, newest first, or those before a time."""
        entries = self._by_reference.get((service_id, reference), [])
        end = len(entries) if before is None else bisect_left(entries, before)
        places = range(end - 1, -1, -1)
        return (entry for entry in map(entries.__getitem__, places) if wanted(group_of(entry[2])))

    def part(self, lists: Sequence[ByTime[MessageT]], start: int, size: int) -> list[MessageT]:
        """The messages of several lists from a place on, newest first."""
        left = sum(map(len, lists)) - start
        if left <= 0:
            return []
        before = None
        if start:

            def older(place: int) -> int:
                return sum(each.count_before(self.every[place]) for each in lists)

            before = self.every[bisect_left(range(len(self.every)), left, key=older)]
        return records(islice(newest_first(lists, before), size))

    def to(self, recipient: str) -> list[MessageT]:
        """The messages to a recipient, oldest first: a phone number in any form, an email address, or a line of an address."""
        __tracebackhide__ = True
        for entry in self._not_by_recipient_yet:  # a send should not pay for it
            for form in _forms(entry[2]):
                insort(self._by_recipient.setdefault(form, []), entry)
        self._not_by_recipient_yet.clear()
        as_text = self._by_recipient.get(recipient.strip().lower(), [])
        as_number = self._by_recipient.get(_PHONE + phone_number(recipient), [])
        found = list[Entry[MessageT]]()
        for entry in merge(as_text, as_number):
            if not found or found[-1] is not entry:
                found.append(entry)
        return records(found)

    def _group(self, group: Group) -> ByTime[MessageT]:
        found = self._groups.get(group)
        if found is None:
            found = self._groups[group] = ByTime()
        return found


def records(entries: Iterable[Entry[MessageT]]) -> list[MessageT]:
    """The messages of entries."""
    return [message for _, _, message in entries]


def newest_first(
    lists: Iterable[ByTime[MessageT]], before: Entry[MessageT] | tuple[datetime] | None = None
) -> Iterator[Entry[MessageT]]:
    """The entries of several lists, newest first, or those before another one or before a time."""
    return merge(*(each.newest_first(before) for each in lists), reverse=True)


_PHONE = "\n"
"""Begins the normal forms of phone numbers in the index: no line has it."""


def _forms(message: Indexed) -> set[str]:
    __tracebackhide__ = True
    forms = set(message.to.lower().split("\n"))
    if message.type == "sms":
        forms.add(_PHONE + phone_number(message.to))
    return forms


def group_of(message: Indexed) -> Group:
    """The group that a message is in at present."""
    return Group(message.service_id, message.key_type, message.type, message.status, message.job is not None)
