"""The app: `INSTALLED_APPS += ["notify_sdk.django"]` brings the outbox. The email backend needs no app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """The outbox as a Django app: its tables, admin, checks and the command `notify_outbox`."""

    name: str = "notify_sdk.django"
    label: str = "notify_sdk"
    if not TYPE_CHECKING:  # the type that Django's stubs give it has no public name
        verbose_name = "GOV.UK Notify"

    def ready(self) -> None:
        """Registers the system checks."""
        from . import checks

        checks.register()
