"""For your tests: a sandbox instead of Notify, an inbox with assertions, a network guard, hypothesis strategies.

pytest finds the fixtures of this package by itself. Names are imported when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from notify_sdk._lazy import lazy_exports

if TYPE_CHECKING:
    from notify_sdk._client.waiting import without_waiting
    from notify_sdk.sandbox import Message

    from . import answers
    from .callbacks import NotifyCallbacks, PostedCallback
    from .context import sandboxed
    from .inbox import NotifyInbox
    from .network_guard import RealNotifyCalled
    from .outbox import NotifyOutbox

_MODULES = {
    "Message": "notify_sdk.sandbox",
    "NotifyCallbacks": ".callbacks",
    "NotifyInbox": ".inbox",
    "NotifyOutbox": ".outbox",
    "PostedCallback": ".callbacks",
    "RealNotifyCalled": ".network_guard",
    "answers": "",
    "sandboxed": ".context",
    "without_waiting": "notify_sdk._client.waiting",
}

__all__ = [
    "Message",
    "NotifyCallbacks",
    "NotifyInbox",
    "NotifyOutbox",
    "PostedCallback",
    "RealNotifyCalled",
    "answers",
    "sandboxed",
    "without_waiting",
]


if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_exports(__name__, _MODULES)
