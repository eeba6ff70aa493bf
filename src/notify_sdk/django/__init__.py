"""Sends Django's mail through GOV.UK Notify: `EMAIL_BACKEND = "notify_sdk.django.EmailBackend"`. Needs the extra `django`."""

from __future__ import annotations

from notify_sdk._lazy import set_module

from .backend import EmailBackend
from .messages import Outcome, TemplateEmail, email_attempted, outcomes
from .options import EmailOptions

__all__ = ["EmailBackend", "EmailOptions", "Outcome", "TemplateEmail", "email_attempted", "outcomes"]

set_module(__name__, globals(), set(__all__) - {"email_attempted"})
