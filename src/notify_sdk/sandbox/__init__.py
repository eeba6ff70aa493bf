"""A GOV.UK Notify in memory, for tests and for trying things out: `Sandbox()`."""

from __future__ import annotations

from .core import Sandbox
from .state import Notification, ReceivedText, Service, State, Template, TemplateVersion
from .wire import Request, Response
from .world import WorldError

__all__ = [
    "Notification",
    "ReceivedText",
    "Request",
    "Response",
    "Sandbox",
    "Service",
    "State",
    "Template",
    "TemplateVersion",
    "WorldError",
]
