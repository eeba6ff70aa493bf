"""For your tests: a sandbox in Notify's place, an inbox with assertions, a guard, hypothesis strategies.

The fixtures come with the package, since pytest finds them by itself. Everything is imported when it is
first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from notify_sdk._waiting import without_waiting

    from .context import sandboxed
    from .guard import RealNotifyCalled
    from .inbox import NotifyInbox
    from .messages import SentMessage

_HOMES = {
    "NotifyInbox": ".inbox",
    "RealNotifyCalled": ".guard",
    "SentMessage": ".messages",
    "sandboxed": ".context",
    "without_waiting": "notify_sdk._waiting",
}

__all__ = ["NotifyInbox", "RealNotifyCalled", "SentMessage", "sandboxed", "without_waiting"]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_HOMES[name], __name__), name)
