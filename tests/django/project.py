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
        ALLOWED_HOSTS=["127.0.0.1", "testserver"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=[
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.messages",
            "django.contrib.sessions",
            "notify_sdk.django",
            "tests.django.casework",
        ],
        LOGGING_CONFIG=None,
        MIDDLEWARE=["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
        SECRET_KEY="for tests",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
    )
    django.setup()


def with_options(**options: Any) -> override_settings:
    """Overrides a project's settings: mail goes through Notify with these options."""
    return override_settings(**CHOSEN, NOTIFY_EMAIL=options)


def with_outbox_options(**options: Any) -> override_settings:
    """Overrides a project's settings: its outbox has these options."""
    return override_settings(NOTIFY_OUTBOX=options)
