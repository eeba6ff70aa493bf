"""Threads that outlive what they were started for: they keep it, so that they do not use the next one.

A test that ends while a thread of it is still at work would otherwise leave messages in the inbox of another test.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

KeptT = TypeVar("KeptT")

_WHERE_THREADS_WAIT = frozenset({"asyncio", "concurrent", "multiprocessing", "queue", "selectors", "socketserver"})
"""The packages in which a thread of a pool, of an event loop or of a server waits for its next piece of work."""


class KeptByThreads(Generic[KeptT]):
    """What each thread keeps that is still at work when its block has ended."""

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[threading.Thread, KeptT] = WeakKeyDictionary()

    @contextmanager
    def block(self, value: KeptT) -> Generator[None, None, None]:
        """Lets threads that begin in this block, and are still at work when it ends, keep a value.

        A thread that waits for work then does not keep it: what it does next belongs to the code that gives it the work.
        One that kept a value loses it when another block begins and finds it waiting.
        """
        for thread in list(self._kept):
            if _waits_for_work(thread):
                self._kept.pop(thread, None)
        before = set(threading.enumerate())
        try:
            yield
        finally:
            for thread in set(threading.enumerate()) - before - {threading.current_thread()}:
                if not _waits_for_work(thread):
                    self._kept.setdefault(thread, value)

    def of_this_thread(self) -> KeptT | None:
        """What this thread keeps; None for nearly every thread."""
        return self._kept.get(threading.current_thread()) if self._kept else None


def _waits_for_work(thread: threading.Thread) -> bool:
    frame = sys._current_frames().get(thread.ident or 0)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - documented
    while frame is not None and _package(frame) == "threading":
        frame = frame.f_back
    return frame is not None and _package(frame) in _WHERE_THREADS_WAIT


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__")).partition(".")[0]
