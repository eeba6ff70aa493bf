"""The signals of callbacks and of an outbox."""

from __future__ import annotations

from django.dispatch import Signal

callback_received: Signal = Signal()
"""Sent for each callback that Notify posts, with `callback`: a receipt, a received text, a returned letter, a complaint.

The sender is the class of the callback, so that a receiver can be connected to one kind alone. If a receiver raises,
the view answers 500 and Notify posts the callback again.
"""

status_changed: Signal = Signal()
"""Sent when this process has changed the status of a message, with `message`, `previous` and `status`.

The sender is `OutboxMessage`; it is sent after the commit, so a process that is killed between the two does not send it.
"""
