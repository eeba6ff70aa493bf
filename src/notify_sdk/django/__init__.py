"""Django's mail through GOV.UK Notify: `EMAIL_BACKEND = "notify_sdk.django.EmailBackend"`. Needs the extra `django`."""

from __future__ import annotations

from .backend import EmailBackend
from .messages import Outcome, TemplateEmail, email_attempted, outcomes
from .options import EmailOptions

__all__ = ["EmailBackend", "EmailOptions", "Outcome", "TemplateEmail", "email_attempted", "outcomes"]
