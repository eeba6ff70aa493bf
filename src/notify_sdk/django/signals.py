"""The signals of an outbox."""

from __future__ import annotations

from django.dispatch import Signal

status_changed: Signal = Signal()
"""Sent when this process has changed the status of a message, with `message`, `previous` and `status`.

The sender is `OutboxMessage`; it is sent after the commit, so a process that is killed between the two does not send it.
"""
