"""The tables of the outbox as Django models: read-only, and for foreign keys. Only `outbox()` writes them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from notify_sdk._statuses import ARRIVED, FAILED, FINAL

from .outbox_options import outbox_alias


class OutboxMessageQuerySet(models.QuerySet["OutboxMessage"]):
    """Messages of the outbox, with a filter for each state."""

    def queued(self) -> Self:
        """Those not sent yet."""
        return self.filter(state="queued")

    def sending(self) -> Self:
        """Those that are claimed: a request may have been sent."""
        return self.filter(state="sending")

    def sent(self) -> Self:
        """Those that Notify accepted."""
        return self.filter(state="sent")

    def refused(self) -> Self:
        """Those that Notify or the local check refused."""
        return self.filter(state="refused")

    def expired(self) -> Self:
        """Those that were not sent in time."""
        return self.filter(state="expired")

    def cancelled(self) -> Self:
        """Those that were cancelled before they were sent."""
        return self.filter(state="cancelled")

    def unknown(self) -> Self:
        """Those that a person has to decide about."""
        return self.filter(state="unknown")

    def delivered(self) -> Self:
        """Those that were delivered."""
        return self.filter(state="sent", status__in=ARRIVED)

    def failed(self) -> Self:
        """Those that Notify accepted and that were not delivered."""
        return self.filter(state="sent", status__in=FAILED)

    def open(self) -> Self:
        """Those that Notify accepted and that have no final status yet."""
        return self.filter(state="sent").exclude(status__in=FINAL)

    def doubled(self) -> Self:
        """Those that are at Notify more than once."""
        return self.filter(found__gt=1)


class OutboxMessageManager(models.Manager["OutboxMessage"]):
    """Messages in the database that the setting `NOTIFY_OUTBOX` names."""

    def get_queryset(self) -> OutboxMessageQuerySet:
        """All messages."""
        return OutboxMessageQuerySet(self.model, using=self._db or outbox_alias())

    def queued(self) -> OutboxMessageQuerySet:
        """Those not sent yet."""
        return self.get_queryset().queued()

    def sending(self) -> OutboxMessageQuerySet:
        """Those that are claimed: a request may have been sent."""
        return self.get_queryset().sending()

    def sent(self) -> OutboxMessageQuerySet:
        """Those that Notify accepted."""
        return self.get_queryset().sent()

    def refused(self) -> OutboxMessageQuerySet:
        """Those that Notify or the local check refused."""
        return self.get_queryset().refused()

    def expired(self) -> OutboxMessageQuerySet:
        """Those that were not sent in time."""
        return self.get_queryset().expired()

    def cancelled(self) -> OutboxMessageQuerySet:
        """Those that were cancelled before they were sent."""
        return self.get_queryset().cancelled()

    def unknown(self) -> OutboxMessageQuerySet:
        """Those that a person has to decide about."""
        return self.get_queryset().unknown()

    def delivered(self) -> OutboxMessageQuerySet:
        """Those that were delivered."""
        return self.get_queryset().delivered()

    def failed(self) -> OutboxMessageQuerySet:
        """Those that Notify accepted and that were not delivered."""
        return self.get_queryset().failed()

    def open(self) -> OutboxMessageQuerySet:
        """Those that Notify accepted and that have no final status yet."""
        return self.get_queryset().open()

    def doubled(self) -> OutboxMessageQuerySet:
        """Those that are at Notify more than once."""
        return self.get_queryset().doubled()


_KINDS = (("sms", "text message"), ("email", "email"), ("letter", "letter"), ("precompiled", "letter (PDF)"))
_STATES = tuple((state, state) for state in ("queued", "sending", "sent", "refused", "expired", "cancelled", "unknown"))
_LEARNT = (("answer", "Notify's answer"), ("look-up", "a look-up"), ("callback", "a callback"))


class OutboxMessage(models.Model):
    """A message of the outbox. Its `repr` shows neither recipient nor values.

    `state` is its state in the outbox, `status` is Notify's status. See `notify_sdk.outbox.Row` for the fields.
    """

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True)
    key: models.CharField[str | None, str | None] = models.CharField(max_length=255, null=True)
    reference: models.CharField[str, str] = models.CharField(max_length=1000)
    exact: models.BooleanField[bool, bool] = models.BooleanField()
    tag: models.CharField[str | None, str | None] = models.CharField(max_length=255, null=True)
    kind: models.CharField[str, str] = models.CharField(max_length=12, choices=_KINDS)
    template_id: models.CharField[str | None, str | None] = models.CharField(max_length=36, null=True)
    body: models.TextField[str | None, str | None] = models.TextField(null=True)
    files: models.SmallIntegerField[int, int] = models.SmallIntegerField()
    digest: models.CharField[str, str] = models.CharField(max_length=64)
    state: models.CharField[str, str] = models.CharField(max_length=10, choices=_STATES)
    priority: models.IntegerField[int, int] = models.IntegerField()
    not_before: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    expires_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    settled_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    sender: models.CharField[str | None, str | None] = models.CharField(max_length=100, null=True)
    api_key: models.CharField[str | None, str | None] = models.CharField(max_length=12, null=True)
    base_url: models.CharField[str | None, str | None] = models.CharField(max_length=255, null=True)
    claim: models.UUIDField[UUID | None, UUID | None] = models.UUIDField(null=True)
    claimed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    lease_until: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    attempts: models.IntegerField[int, int] = models.IntegerField()
    looks: models.IntegerField[int, int] = models.IntegerField()
    notification_id: models.UUIDField[UUID | None, UUID | None] = models.UUIDField(null=True)
    learnt: models.CharField[str | None, str | None] = models.CharField(max_length=8, null=True, choices=_LEARNT)
    found: models.IntegerField[int | None, int | None] = models.IntegerField(null=True)
    confirm_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    error_code: models.CharField[str | None, str | None] = models.CharField(max_length=50, null=True)
    error_summary: models.TextField[str | None, str | None] = models.TextField(null=True)
    status: models.CharField[str | None, str | None] = models.CharField(max_length=50, null=True)
    status_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    next_look: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    objects: ClassVar[OutboxMessageManager] = OutboxMessageManager()

    class Meta:
        """The table of `notify_sdk.outbox.Tables`, and its indexes."""

        db_table: str = "notify_outbox"
        default_permissions: tuple[str, ...] = ("view",)
        verbose_name: str = "message"
        indexes: tuple[models.Index, ...] = (
            models.Index(
                name="notify_outbox_queued", fields=["-priority", "not_before", "id"], condition=Q(state="queued")
            ),
            models.Index(
                name="notify_outbox_expiring",
                fields=["expires_at"],
                condition=Q(state="queued", expires_at__isnull=False),
            ),
            models.Index(name="notify_outbox_sending", fields=["lease_until"], condition=Q(state="sending")),
            models.Index(name="notify_outbox_confirm", fields=["confirm_at"], condition=Q(confirm_at__isnull=False)),
            models.Index(name="notify_outbox_open", fields=["next_look"], condition=Q(next_look__isnull=False)),
            models.Index(
                name="notify_outbox_notification",
                fields=["notification_id"],
                condition=Q(notification_id__isnull=False),
            ),
            models.Index(name="notify_outbox_tag", fields=["tag"]),
        )
        constraints: tuple[models.UniqueConstraint, ...] = (
            models.UniqueConstraint(name="notify_outbox_key", fields=["key"]),
            models.UniqueConstraint(name="notify_outbox_reference", fields=["reference"], condition=Q(exact=False)),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}: {self.state}"


class OutboxFile(models.Model):
    """A file of a message that is not settled yet."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True)
    message: models.ForeignKey[OutboxMessage, OutboxMessage] = models.ForeignKey(
        OutboxMessage, on_delete=models.CASCADE, related_name="+"
    )
    place: models.TextField[str, str] = models.TextField()
    content: models.TextField[str, str] = models.TextField()

    class Meta:
        """The table of `notify_sdk.outbox.Tables`."""

        db_table: str = "notify_outbox_file"
        default_permissions: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"file {self.id}"


class OutboxLimit(models.Model):
    """The tokens of the rate limit, and until when sending is paused."""

    name: models.CharField[str, str] = models.CharField(max_length=50, primary_key=True)
    free_at: models.FloatField[float | None, float | None] = models.FloatField(null=True)
    paused_until: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        """The table of `notify_sdk.outbox.Tables`."""

        db_table: str = "notify_outbox_limit"
        default_permissions: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name
