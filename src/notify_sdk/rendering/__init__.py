"""Notify's template language: fills in templates as Notify does."""

from __future__ import annotations

from notify_sdk._lazy import set_module

from .email_html import email_html
from .placeholders import Placeholder, key, placeholders
from .render import MissingPersonalisation, Rendered, TemplateType, qr_code_problem, render
from .sanitise import sanitise
from .text_message import TextMessage

__all__ = [
    "MissingPersonalisation",
    "Placeholder",
    "Rendered",
    "TemplateType",
    "TextMessage",
    "email_html",
    "key",
    "placeholders",
    "qr_code_problem",
    "render",
    "sanitise",
]

set_module(__name__, globals(), set(__all__) - {"TemplateType"})
