"""The tables of the outbox, version 1."""

from collections.abc import Sequence
from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Makes the tables."""

    initial: ClassVar[bool | None] = True

    operations: ClassVar[Sequence[Operation]] = [
        migrations.CreateModel(
            name="OutboxLimit",
            fields=[
                ("name", models.CharField(max_length=50, primary_key=True, serialize=False)),
                ("free_at", models.FloatField(null=True)),
                ("paused_until", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "notify_outbox_limit",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=255, null=True)),
                ("reference", models.CharField(max_length=1000)),
                ("exact", models.BooleanField()),
                ("tag", models.CharField(max_length=255, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sms", "text message"),
                            ("email", "email"),
                            ("letter", "letter"),
                            ("precompiled", "letter (PDF)"),
                        ],
                        max_length=12,
                    ),
                ),
                ("template_id", models.CharField(max_length=36, null=True)),
                ("body", models.TextField(null=True)),
                ("files", models.SmallIntegerField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "queued"),
                            ("sending", "sending"),
                            ("sent", "sent"),
                            ("refused", "refused"),
                            ("expired", "expired"),
                            ("cancelled", "cancelled"),
                            ("unknown", "unknown"),
                        ],
                        max_length=10,
                    ),
                ),
                ("priority", models.IntegerField()),
                ("not_before", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("sender", models.CharField(max_length=100, null=True)),
                ("api_key", models.CharField(max_length=12, null=True)),
                ("base_url", models.CharField(max_length=255, null=True)),
                ("claim", models.UUIDField(null=True)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("attempts", models.IntegerField()),
                ("looks", models.IntegerField()),
                ("notification_id", models.UUIDField(null=True)),
                (
                    "learnt",
                    models.CharField(
                        choices=[("answer", "Notify's answer"), ("look-up", "a look-up"), ("callback", "a callback")],
                        max_length=8,
                        null=True,
                    ),
                ),
                ("found", models.IntegerField(null=True)),
                ("confirm_at", models.DateTimeField(null=True)),
                ("error_code", models.CharField(max_length=50, null=True)),
                ("error_summary", models.TextField(null=True)),
                ("status", models.CharField(max_length=50, null=True)),
                ("status_at", models.DateTimeField(null=True)),
                ("next_look", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "message",
                "db_table": "notify_outbox",
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "queued")),
                        fields=["-priority", "not_before", "id"],
                        name="notify_outbox_queued",
                    ),
                    models.Index(
                        condition=models.Q(("expires_at__isnull", False), ("state", "queued")),
                        fields=["expires_at"],
                        name="notify_outbox_expiring",
                    ),
                    models.Index(
                        condition=models.Q(("state", "sending")), fields=["lease_until"], name="notify_outbox_sending"
                    ),
                    models.Index(
                        condition=models.Q(("confirm_at__isnull", False)),
                        fields=["confirm_at"],
                        name="notify_outbox_confirm",
                    ),
                    models.Index(
                        condition=models.Q(("next_look__isnull", False)),
                        fields=["next_look"],
                        name="notify_outbox_open",
                    ),
                    models.Index(
                        condition=models.Q(("notification_id__isnull", False)),
                        fields=["notification_id"],
                        name="notify_outbox_notification",
                    ),
                    models.Index(fields=["tag"], name="notify_outbox_tag"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="notify_outbox_key"),
                    models.UniqueConstraint(
                        condition=models.Q(("exact", False)), fields=("reference",), name="notify_outbox_reference"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxFile",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("place", models.TextField()),
                ("content", models.TextField()),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="notify_sdk.outboxmessage"
                    ),
                ),
            ],
            options={
                "db_table": "notify_outbox_file",
                "default_permissions": (),
            },
        ),
    ]
