"""Django tasks (6.0 and newer) that send and follow an outbox. They carry no message, so running one twice is harmless.

NOTIFY_OUTBOX = {"nudge": "notify_sdk.django.tasks.send"}
"""

from __future__ import annotations

from typing import Any

from . import outbox, outbox_client

try:
    from django.tasks import Task, task  # pyright: ignore[reportMissingModuleSource]  # Django 5.2 has none
except ModuleNotFoundError:
    raise ModuleNotFoundError("notify_sdk.django.tasks needs Django 6.0 or newer", name="django.tasks") from None


def _send(seconds: float = 50) -> int:
    with outbox_client() as client:
        return outbox().send(client, seconds=seconds).sent


def _follow() -> int:
    with outbox_client() as client:
        return outbox().follow(client)


_send.__qualname__ = _send.__name__ = "send"
_follow.__qualname__ = _follow.__name__ = "follow"

send: Task[Any, Any] = task(_send)
"""Sends what is queued, for at most `seconds`, by default 50; returns how many were sent."""

follow: Task[Any, Any] = task(_follow)
"""Reads the statuses that no callback reported; returns how many."""
