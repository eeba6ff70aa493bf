"""What the statuses of a message mean for those who wait for it."""

from __future__ import annotations

ARRIVED = frozenset({"delivered", "sent", "received"})
"""Last statuses of a message that went well. `sent` is the last one that some foreign networks give."""

FAILED = frozenset({
    "cancelled",
    "failed",
    "permanent-failure",
    "returned-letter",
    "technical-failure",
    "temporary-failure",
    "validation-failed",
    "virus-scan-failed",
})  # fmt: skip
"""Last statuses of a message that did not arrive."""

FINAL = ARRIVED | FAILED
"""Statuses after which there is nothing to wait for."""
