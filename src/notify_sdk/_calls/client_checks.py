"""The checks of a client. Apart from `guard.py`, which is imported only for a client that may not send to everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from notify_sdk._validation.checks import Checks

if TYPE_CHECKING:
    from notify_sdk._calls.blanks import Blanks
    from notify_sdk._calls.guard import Guard
    from notify_sdk._calls.known_templates import KnownTemplates


@dataclass(frozen=True, slots=True)
class ClientChecks(Checks):
    """How strictly a client checks requests, whom it may send to, and what it knows of its templates.

    Attributes:
        guard: Whom it may send to, at every level; None for everybody.
        templates: The templates that it finds by name, and checks messages with; None for no templates.
        blanks: What it does with placeholders whose values are blank, at every level.
    """

    guard: Guard | None = None
    templates: KnownTemplates | None = None
    blanks: Blanks = "send"
