"""The sandbox: a GOV.UK Notify in memory for tests and development, `Sandbox()`."""

from __future__ import annotations

import warnings
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, get_type_hints

from notify_sdk._extras import requires

from .callbacks import Callbacks, Delivery
from .delivery import Progress
from .faults import Fault, Faults
from .inbox import Inbox, Message, UploadedFile
from .sandbox import Sandbox
from .wire import JSONValue as JSONValue
from .wire import Request, Response
from .world.files import WorldError
from .world.state import NotificationRecord, ReceivedTextRecord, Service, State, TemplateRecord, TemplateVersion

if TYPE_CHECKING:
    from .web.server import SandboxServer

__all__ = [
    "Callbacks",
    "Delivery",
    "Fault",
    "Faults",
    "Inbox",
    "Message",
    "NotificationRecord",
    "Progress",
    "ReceivedTextRecord",
    "Request",
    "Response",
    "Sandbox",
    "SandboxServer",
    "Service",
    "State",
    "TemplateRecord",
    "TemplateVersion",
    "UploadedFile",
    "WorldError",
]

_RENAMED = {"Notification": "NotificationRecord", "ReceivedText": "ReceivedTextRecord", "Template": "TemplateRecord"}
"""Records that shared their names with the models of answers before 0.2."""

if not TYPE_CHECKING:
    # tracebacks and hovers name the place to import from, not the module that happens to define it
    for _name in set(__all__) - {"Progress", "SandboxServer"}:
        _value = globals()[_name]
        if is_dataclass(_value):  # its annotations are texts that only its own module can resolve, but for JSONValue
            _value.__annotations__ = get_type_hints(_value, include_extras=True)
        _value.__module__ = __name__


def __getattr__(name: str) -> object:
    if name == "SandboxServer":  # needs an extra
        with requires("sandbox", "The sandbox over HTTP"):
            from .web.server import SandboxServer

        return SandboxServer
    if name in _RENAMED:
        new = _RENAMED[name]
        warnings.warn(f"notify_sdk.sandbox.{name} is now {new}", DeprecationWarning, stacklevel=2)
        return globals()[new]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
