"""Decides which message belongs to which call of a client, if the reference alone is not enough."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from notify_sdk._transport.connections import watch_forks
from notify_sdk.errors import NotifyError

if TYPE_CHECKING:
    from notify_sdk._calls.reconcile import Others

_KEPT_SECONDS = 120.0
"""How long a call that has ended is remembered. A look-up ignores messages that are more than seconds older than its send."""

_MAX_KEPT = 10_000
"""More than Notify takes from a service in that time, by default."""


class _Calls:
    """The calls with one identity: those that are running, and those that have ended.

    Attributes:
        running: When each call in flight began.
        ended: When each of the others ended, and the id of its message; None if it never learnt that.
    """

    __slots__ = ("ended", "running")

    def __init__(self) -> None:
        self.running = list[float]()
        self.ended = deque[tuple[float, str | None]]()

    def forget(self) -> None:
        """Forgets calls that ended too long ago to matter to those in flight, or to the next one."""
        limit = min(self.running, default=time.monotonic()) - _KEPT_SECONDS
        while self.ended and self.ended[0][0] < limit:
            self.ended.popleft()


class Claim:
    """One call, and the calls whose message could be taken for its own."""

    __slots__ = ("_calls", "_lock", "message")

    def __init__(self, calls: _Calls | None, lock: threading.Lock) -> None:
        self._calls = calls
        self._lock = lock
        self.message: str | None = None
        """The id of its message, once that is known."""

    @property
    def unique(self) -> bool:
        """Whether there can't be any others, since nobody else has the reference."""
        return self._calls is None

    def others(self) -> Others:
        """What is known of the other calls at the moment."""
        from notify_sdk._calls.reconcile import Others

        if self._calls is None:
            return Others()
        with self._lock:
            ids = [identifier for _, identifier in self._calls.ended]
            undecided = len(self._calls.running) > 1 or None in ids
        return Others(frozenset(filter(None, ids)), undecided)


class Claims:
    """The claims of a client's calls, for threads and tasks. Bounded in number, and without personal data.

    Attributes:
        enabled: Whether any call of the client may have to look up its message.
    """

    def __init__(self, *, enabled: bool) -> None:
        self.enabled = enabled
        self._lock = threading.Lock()
        self._calls: OrderedDict[bytes, _Calls] = OrderedDict()
        watch_forks(self)

    def reset_after_fork(self) -> None:
        """Leaves the calls in flight, and a lock that may be held, to the parent process."""
        self._lock = threading.Lock()
        self._calls = OrderedDict()

    @contextmanager
    def claim(self, identity: bytes | None) -> Generator[Claim, None, None]:
        """Counts a call as in flight until the block ends.

        Args:
            identity: What it has in common with calls that it could be confused with; None if its reference is unique.
        """
        if identity is None:
            yield Claim(None, self._lock)
            return
        began = time.monotonic()
        with self._lock:
            calls = self._calls.setdefault(identity, _Calls())
            calls.running.append(began)
            calls.forget()
        claim = Claim(calls, self._lock)
        not_sent = False
        try:
            yield claim
        except NotifyError as error:
            not_sent = not error.outcome_unknown
            raise
        finally:
            with self._lock:
                calls.running.remove(began)
                if not not_sent:
                    calls.ended.append((time.monotonic(), claim.message))
                self._calls.move_to_end(identity)
                self._forget()

    def _forget(self) -> None:
        """Forgets identities without a recent call, and the oldest where there are too many."""
        surplus = len(self._calls) - _MAX_KEPT
        gone = list[bytes]()
        for identity, calls in self._calls.items():
            calls.forget()
            if calls.running:
                continue
            if calls.ended and len(gone) >= surplus:
                break
            gone.append(identity)
        for identity in gone:
            del self._calls[identity]
