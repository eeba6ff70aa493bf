"""A model that points at the messages about it."""

from __future__ import annotations

from django.db import models

from notify_sdk.django.models import OutboxMessage


class Application(models.Model):
    name: models.CharField[str, str] = models.CharField(max_length=50)
    receipt: models.ForeignKey[OutboxMessage | None, OutboxMessage | None] = models.ForeignKey(
        OutboxMessage, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"application {self.pk}"
