"""Removes from errors the frames that they came through, which hold personal data."""

from __future__ import annotations


def without_frames(error: BaseException) -> None:
    """Removes the traceback of a transport's error, and those of the errors that caused it.

    The frames of httpx and of what it stands on hold the token, the query and the body, and a crash report takes
    every local of every frame. The errors say what happened without them.
    """
    left: list[BaseException | None] = [error]
    seen = set[int]()
    while left:
        one = left.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            one.__traceback__ = None
            left += [one.__cause__, one.__context__]
