"""The outbox in Django's admin, read-only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from .models import OutboxMessage
from .story import story

if TYPE_CHECKING:
    _MessageAdmin: TypeAlias = admin.ModelAdmin[OutboxMessage]
else:
    _MessageAdmin = admin.ModelAdmin


@admin.register(OutboxMessage)
class _OutboxMessageAdmin(_MessageAdmin):
    """The messages with filters, search and the history of each. Recipients and values are not shown."""

    list_display = ("id", "key", "kind", "tag", "state", "status", "created_at")
    list_filter = ("state", "status", "kind", "tag")
    show_facets = admin.ShowFacets.ALWAYS
    search_fields = ("key", "reference", "notification_id")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-id")
    fields = (
        "story",
        "id",
        "key",
        "reference",
        "tag",
        "kind",
        "template_id",
        "state",
        "status",
        "status_at",
        "notification_id",
        "found",
        "attempts",
        "error_code",
        "error_summary",
        "priority",
        "not_before",
        "expires_at",
        "created_at",
        "claimed_at",
        "settled_at",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboxMessage]:
        """The messages, without recipients and values."""
        return super().get_queryset(request).defer("body", "digest")

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        """Nobody has."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutboxMessage | None = None) -> bool:  # noqa: ARG002
        """Nobody has."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OutboxMessage | None = None) -> bool:  # noqa: ARG002
        """Nobody has."""
        return False

    @admin.display(description="history")
    def story(self, obj: OutboxMessage) -> SafeString:
        """The history of the message, in order."""
        return format_html_join("", "<div>{}: {}</div>", _lines(obj))


def _lines(message: OutboxMessage) -> Iterator[tuple[str, str]]:
    from django.utils.formats import localize
    from django.utils.timezone import is_aware, localtime

    for moment, words in story(message):
        if moment is None:
            yield "now", words
        else:
            yield str(localize(localtime(moment) if is_aware(moment) else moment)), words
