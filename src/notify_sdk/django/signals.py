"""What an outbox tells the rest of a project."""

from __future__ import annotations

from django.dispatch import Signal

status_changed: Signal = Signal()
"""Sent when this process has written another status of Notify's to a message, with `message`, `previous` and `status`.

The sender is `OutboxMessage`; it is sent after the commit, so a process that is killed between the two does not send it.
"""
