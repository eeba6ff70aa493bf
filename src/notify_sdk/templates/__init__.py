"""Your service's templates as typed Python.

`notify-sdk templates pull` writes a module with a class for each template, derived from the bases in this package.
`client.send(AppointmentReminder(name="Amala", date="3 March"), to="07700 900 900")` sends one.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from notify_sdk._calls.known_templates import Source, TemplateVersionWarning
from notify_sdk._lazy import set_module

from .base import (
    RENAMED,
    EmailMessage,
    EmailValue,
    Flag,
    LetterMessage,
    RenderedText,
    SmsMessage,
    TemplateMessage,
    Value,
)
from .diff import Difference, differences
from .known import TemplatesSource
from .module import generate_module, load_module
from .snapshots import dump_snapshot, load_snapshot

__all__ = [
    "Difference",
    "EmailMessage",
    "EmailValue",
    "Flag",
    "LetterMessage",
    "RenderedText",
    "SmsMessage",
    "Source",
    "TemplateMessage",
    "TemplateVersionWarning",
    "TemplatesSource",
    "Value",
    "differences",
    "dump_snapshot",
    "generate_module",
    "load_module",
    "load_snapshot",
]

set_module(__name__, globals(), set(__all__) - {"EmailValue", "Flag", "TemplatesSource", "Value"})

if TYPE_CHECKING:
    # modules that 0.1 wrote stay clean under type checkers
    EmailTemplate = EmailMessage
    LetterTemplate = LetterMessage
    SmsTemplate = SmsMessage
    Template = TemplateMessage
else:

    def __getattr__(name: str) -> object:
        if name in RENAMED:
            new = RENAMED[name]
            warnings.warn(f"notify_sdk.templates.{name} is now {new}", DeprecationWarning, stacklevel=2)
            return globals()[new]
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
