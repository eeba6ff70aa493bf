"""A GOV.UK Notify in memory, for tests and for trying things out: `Sandbox()`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .callbacks import Callbacks, Delivery
from .delivery import Progress
from .faults import Fault, Faults
from .inbox import Inbox, Message
from .sandbox import Sandbox
from .wire import Request, Response
from .world.load import WorldError
from .world.state import Notification, ReceivedText, Service, State, Template, TemplateVersion

if TYPE_CHECKING:
    from .web.server import SandboxServer

__all__ = [
    "Callbacks",
    "Delivery",
    "Fault",
    "Faults",
    "Inbox",
    "Message",
    "Notification",
    "Progress",
    "ReceivedText",
    "Request",
    "Response",
    "Sandbox",
    "SandboxServer",
    "Service",
    "State",
    "Template",
    "TemplateVersion",
    "WorldError",
]


def __getattr__(name: str) -> object:
    if name == "SandboxServer":  # needs an extra
        from .web.server import SandboxServer

        return SandboxServer
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
