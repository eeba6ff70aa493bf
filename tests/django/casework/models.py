"""A model that points at the messages about it."""

from __future__ import annotations

from django.db import models


class Application(models.Model):
    name = models.CharField(max_length=50)
    receipt = models.ForeignKey("notify_sdk.OutboxMessage", null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"application {self.pk}"
