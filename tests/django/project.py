"""A minimal Django project, configured once per process. Each test overrides the settings it needs."""

from __future__ import annotations

from typing import Any

import django
from django.conf import settings
from django.test import override_settings

BACKEND = "notify_sdk.django.EmailBackend"
MAILERS = django.VERSION >= (6, 1)
"""Whether this Django has mailers; then EMAIL_BACKEND is on its way out."""

CHOSEN: dict[str, Any] = {"MAILERS": {"default": {"BACKEND": BACKEND}}} if MAILERS else {"EMAIL_BACKEND": BACKEND}

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        LOGGING_CONFIG=None,
        MIDDLEWARE=["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
        SECRET_KEY="for tests",
    )
    django.setup()


def with_options(**options: Any) -> override_settings:
    """Overrides a project's settings: mail goes through Notify with these options."""
    return override_settings(**CHOSEN, NOTIFY_EMAIL=options)
