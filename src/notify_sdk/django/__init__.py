"""Sends Django's mail through GOV.UK Notify, receives its callbacks, and keeps an outbox in a project's own database.

Needs the extra `django`. `EMAIL_BACKEND = "notify_sdk.django.EmailBackend"` and the URLs of `notify_sdk.django.urls`
need no app; `INSTALLED_APPS += ["notify_sdk.django"]` brings the outbox, which needs the extra `outbox`, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from notify_sdk._extras import requires
from notify_sdk._lazy import set_module

with requires("django", "notify_sdk.django"):
    from .backend import EmailBackend
    from .messages import Outcome, TemplateEmail, email_attempted, outcomes
    from .options import EmailOptions
    from .outbox_options import OutboxOptions, outbox_client
    from .signals import callback_received, status_changed

if TYPE_CHECKING:
    from .project_outbox import ProjectOutbox

__all__ = [
    "EmailBackend",
    "EmailOptions",
    "OutboxOptions",
    "Outcome",
    "TemplateEmail",
    "callback_received",
    "email_attempted",
    "outbox",
    "outbox_client",
    "outcomes",
    "status_changed",
]


def outbox() -> ProjectOutbox:
    """The outbox in the database that the setting `NOTIFY_OUTBOX` names, the same one for every caller of this process.

    Its `add` takes part in Django's own transaction.

    Raises:
        ImproperlyConfigured: If the setting is not valid, or an outbox does not support the database.
        ModuleNotFoundError: If SQLAlchemy is not installed.
    """
    from .project_outbox import project_outbox

    return project_outbox()


set_module(__name__, globals(), set(__all__) - {"callback_received", "email_attempted", "status_changed"})
