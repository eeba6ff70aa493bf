"""Your service's templates as typed Python.

`notify-sdk templates pull` writes a module with a class for each template, derived from the bases in this package.
`client.send(AppointmentReminder(name="Amala", date="3 March"), to="07700 900 900")` sends one.
"""

from __future__ import annotations

from notify_sdk._lazy import set_module

from .base import (
    EmailTemplate,
    EmailValue,
    Flag,
    LetterTemplate,
    RenderedText,
    SmsTemplate,
    Source,
    Template,
    TemplateVersionWarning,
    Value,
)
from .diff import Difference, differences
from .module import generate_module, load_module
from .snapshots import dump_snapshot, load_snapshot

__all__ = [
    "Difference",
    "EmailTemplate",
    "EmailValue",
    "Flag",
    "LetterTemplate",
    "RenderedText",
    "SmsTemplate",
    "Source",
    "Template",
    "TemplateVersionWarning",
    "Value",
    "differences",
    "dump_snapshot",
    "generate_module",
    "load_module",
    "load_snapshot",
]

set_module(__name__, globals(), set(__all__) - {"EmailValue", "Flag", "Value"})
