"""Messages in order of time, of which any part is reached without passing the others.

By hand, since a library for it would be a dependency of every client.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from datetime import datetime
from typing import Generic, TypeAlias, TypeVar

MessageT = TypeVar("MessageT")

Entry: TypeAlias = tuple[datetime, int, MessageT]
"""A message after its time, and its number in the order of adding, which decides between equal times."""

BLOCK = 500
"""How many entries a block has when it is new; one of twice as many is split."""


class ByTime(Generic[MessageT]):
    """Entries, sorted. They are kept in blocks, so that to add or remove one moves few others."""

    def __init__(self) -> None:
        self._blocks: list[list[Entry[MessageT]]] = []
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, place: int) -> Entry[MessageT]:
        """The entry at a place from 0 to `len() - 1`.

        Raises:
            IndexError: There is no such place.
        """
        from_end = self._size - place
        if 0 <= place < from_end:
            for block in self._blocks:
                if place < len(block):
                    return block[place]
                place -= len(block)
        elif 0 < from_end <= place:
            for block in reversed(self._blocks):
                if from_end <= len(block):
                    return block[-from_end]
                from_end -= len(block)
        raise IndexError(place)

    def add(self, entry: Entry[MessageT]) -> None:
        """Adds an entry."""
        self._size += 1
        if not self._blocks:
            self._blocks.append([entry])
            return
        is_newest = self._blocks[-1][-1] < entry  # as most are
        number = len(self._blocks) - 1 if is_newest else self._block_of(entry)
        block = self._blocks[number]
        insort(block, entry)
        if len(block) == 2 * BLOCK:
            self._blocks[number : number + 1] = [block[:BLOCK], block[BLOCK:]]

    def remove(self, entry: Entry[MessageT]) -> None:
        """Removes an entry that is there."""
        self._size -= 1
        number = self._block_of(entry)
        block = self._blocks[number]
        del block[bisect_left(block, entry)]
        if not block:
            del self._blocks[number]

    def count_before(self, limit: Entry[MessageT] | tuple[datetime]) -> int:
        """How many entries are before another one, or before a time."""
        number = self._block_of(limit)
        before = sum(map(len, self._blocks[:number]))
        return before + bisect_left(self._blocks[number], limit) if number < len(self._blocks) else before

    def oldest_first(self) -> list[Entry[MessageT]]:
        """All entries."""
        return [entry for block in self._blocks for entry in block]

    def newest_first(self, before: Entry[MessageT] | tuple[datetime] | None = None) -> Iterator[Entry[MessageT]]:
        """The entries one by one, or those before another one or before a time. Nothing may be changed meanwhile."""
        number = len(self._blocks) if before is None else self._block_of(before)
        if before is not None and number < len(self._blocks):
            block = self._blocks[number]
            for place in range(bisect_left(block, before) - 1, -1, -1):
                yield block[place]
        for block in reversed(self._blocks[:number]):
            yield from reversed(block)

    def _block_of(self, limit: Entry[MessageT] | tuple[datetime]) -> int:
        """The number of the first block that does not end before a limit; that of blocks if there is none."""
        return bisect_left(self._blocks, limit, key=_last)


def _last(block: list[Entry[MessageT]]) -> Entry[MessageT]:
    return block[-1]
