"""Reading: notifications, their lists and PDFs, templates and received texts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from itertools import islice
from operator import attrgetter
from urllib.parse import quote_plus

from notify_sdk.models import NotificationsQuery, ReceivedTextsQuery, TemplatesQuery
from notify_sdk.sandbox.wire import (
    JSONValue,
    Response,
    bad_request,
    format_time,
    json_response,
    no_result_found,
    refusal,
    server_error,
)
from notify_sdk.sandbox.world.index import Group, newest_first, records
from notify_sdk.sandbox.world.state import NotificationRecord, ReceivedTextRecord, TemplateRecord, TemplateVersion
from notify_sdk.sandbox.world.statuses import COMPLETED, STATUS_FILTERS, shown_status

from .bodies import check_uuid, database_uuid, parse_query, validated
from .content import fill, placeholder_names, with_folded_names
from .context import RequestContext
from .costs import cost, estimated_delivery

_UNQUOTED = "!$'()*,/:;?@"


def get_notification(context: RequestContext, notification_id: str) -> Response:
    """A notification of the service, sent with any type of key."""
    return json_response(notification_body(context, _own_notification(context, notification_id)))


def get_notifications(context: RequestContext) -> Response:
    """A page of the notifications that the service sent with this type of key, newest first."""
    parameters = parse_query(context.request.query, lists=("status", "template_type"))
    filters = validated(NotificationsQuery, parameters, context.now)
    before = context.state.notifications.get(database_uuid(parameters["older_than"])) if filters.older_than else None
    if filters.older_than and (before is None or before.service_id != context.service.id):
        page: list[NotificationRecord] = []
    else:
        page = _page(context, filters, before)
    path = f"{context.request.root}/v2/notifications"
    links: dict[str, JSONValue] = {"current": _link(path, parameters)}
    if page:
        links["next"] = _link(path, {**parameters, "older_than": str(page[-1].id)})
    return json_response(
        {"notifications": [notification_body(context, notification) for notification in page], "links": links}
    )


def get_pdf(context: RequestContext, notification_id: str) -> Response:
    """The PDF of a letter, if it is ready."""
    notification = _own_notification(context, notification_id)
    if notification.type != "letter":
        raise bad_request("Notification is not a letter")
    if notification.status == "virus-scan-failed":
        raise bad_request("File did not pass the virus scan")
    if notification.status == "technical-failure":
        raise bad_request("PDF not available for letters in status technical-failure")
    if notification.status == "pending-virus-check" or not notification.pdf_available:
        raise refusal(400, ("PDFNotReadyError", "PDF not available yet, try again later"))
    body = context.pdf(notification)
    headers = {
        "content-type": "application/pdf",
        "cache-control": "no-cache, no-store, no-cache, private, must-revalidate",
        "content-length": str(len(body)),
    }
    return Response(200, headers, body)


def get_template(context: RequestContext, template_id: str, version: int = 0) -> Response:
    """A template, archived or not. Version 0 is the current one."""
    template = own_template(context, template_id)
    found = template.version(version)
    if found is None:
        raise no_result_found()
    return json_response(template_body(template, found))


def get_templates(context: RequestContext) -> Response:
    """The service's templates that are neither archived nor hidden, sorted by type and name."""
    filters = validated(TemplatesQuery, parse_query(context.request.query), context.now)
    listed = [
        template
        for template in context.service.templates
        if not template.archived and not template.hidden and filters.type in (None, template.type)
    ]
    listed.sort(key=lambda template: (template.type, template.current.name))
    return json_response({"templates": [template_body(template, template.current) for template in listed]})


def get_received_texts(context: RequestContext) -> Response:
    """A page of the service's received texts, newest first."""
    parameters = parse_query(context.request.query)
    filters = validated(ReceivedTextsQuery, parameters, context.now)
    before = context.state.received_texts.get(database_uuid(parameters["older_than"])) if filters.older_than else None
    page: list[ReceivedTextRecord] = []
    if before or not filters.older_than:
        with context.state.lock:
            texts = context.service.received_text_messages
            end = bisect_left(texts, before.created_at, key=_created) if before else len(texts)
            page = texts[max(end - context.state.settings.page_size, 0) : end][::-1]
    path = f"{context.request.root}/v2/received-text-messages"
    links: dict[str, JSONValue] = {"current": path}
    if page:
        links["next"] = f"{path}?older_than={page[-1].id}"
    return json_response({"received_text_messages": [_received_text_body(text) for text in page], "links": links})


def notification_body(context: RequestContext, notification: NotificationRecord) -> dict[str, JSONValue]:
    """A notification as the API shows it."""
    template = context.state.services[notification.service_id].template(notification.template_id)
    version = template.version(notification.template_version) if template else None
    content = fill(template, version, notification.personalisation) if template and version else None
    lines = with_folded_names(notification.personalisation) if notification.type == "letter" else {}
    fields: dict[str, JSONValue] = {
        "id": str(notification.id),
        "reference": notification.reference,
        "email_address": notification.to if notification.type == "email" else None,
        "phone_number": notification.to if notification.type == "sms" else None,
        **{f"line_{number}": lines.get(f"addressline{number}") for number in range(1, 7)},
        "postcode": lines.get("postcode"),
        "postage": notification.postage,
        "type": notification.type,
        "status": shown_status(notification),
        "template": {
            "id": str(notification.template_id),
            "version": notification.template_version,
            "uri": f"{context.request.root}/v2/template/{notification.template_id}/version/{notification.template_version}",
        },
        "body": content.body if content else "",
        "subject": content.subject if content else None,
        "created_at": format_time(notification.created_at),
        "created_by_name": notification.created_by_name,
        "sent_at": format_time(notification.sent_at),
        "completed_at": format_time(notification.updated_at) if notification.status in COMPLETED else None,
        "scheduled_for": None,
        "one_click_unsubscribe_url": _unsubscribe_url(context, notification, template),
        **cost(notification),
    }
    if notification.type == "letter":
        delivery = estimated_delivery(notification.created_at, notification.postage or "second")
        fields["estimated_delivery"] = format_time(delivery)
    return fields


def own_template(context: RequestContext, template_id: str) -> TemplateRecord:
    """The service's template of an id. Raises `Refusal`: 400 if it is not a UUID, 404 if there is no such template."""
    check_uuid(template_id, "id")
    template = context.service.template(database_uuid(template_id))
    if template is None or template.hidden:
        raise no_result_found()
    return template


def _own_notification(context: RequestContext, notification_id: str) -> NotificationRecord:
    check_uuid(notification_id, "notification_id")
    notification = context.state.notifications.get(database_uuid(notification_id))
    if notification is None or notification.service_id != context.service.id:
        raise no_result_found()
    return notification


def _page(
    context: RequestContext, filters: NotificationsQuery, before: NotificationRecord | None
) -> list[NotificationRecord]:
    if "\0" in (filters.reference or ""):
        raise server_error("ValueError")
    statuses = {inner for status in filters.status or () for inner in STATUS_FILTERS.get(status, (status,))}

    def is_listed(group: Group) -> bool:
        return (
            (group.service_id, group.key_type) == (context.service.id, context.key.key_type)
            and (filters.include_jobs or not group.in_job)
            and (not statuses or group.status in statuses)
            and (not filters.template_type or group.type in filters.template_type)
        )

    with context.state.lock:
        index = context.state.index
        limit = (before.created_at,) if before else None
        if filters.reference is None:
            found = newest_first(index.groups(is_listed), limit)
        else:
            found = index.with_reference(context.service.id, filters.reference, is_listed, limit)
        return records(islice(found, context.state.settings.page_size))


_created = attrgetter("created_at")


def _link(path: str, parameters: Mapping[str, JSONValue]) -> str:
    pairs = [
        (name, value)
        for name, values in parameters.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    if not pairs:
        return path
    return f"{path}?" + "&".join(f"{name}={quote_plus(str(value), safe=_UNQUOTED)}" for name, value in pairs)


def _unsubscribe_url(
    context: RequestContext, notification: NotificationRecord, template: TemplateRecord | None
) -> str | None:
    if (
        notification.unsubscribe_link
        or notification.type != "email"
        or not template
        or not template.has_unsubscribe_link
    ):
        return notification.unsubscribe_link
    return f"{context.request.root}/unsubscribe/{notification.id}/{notification.id.hex}"


def template_body(template: TemplateRecord, version: TemplateVersion) -> dict[str, JSONValue]:
    """A version of a template as the API shows it."""
    return {
        "id": str(template.id),
        "type": template.type,
        "name": version.name,
        "body": version.body,
        "subject": None if template.type == "sms" else version.subject,
        "version": version.version,
        "created_at": format_time(version.created_at),
        "updated_at": format_time(version.updated_at),
        "created_by": version.created_by,
        "personalisation": {name: {"required": True} for name in placeholder_names(version)},
        "postage": version.postage,
        "letter_contact_block": version.letter_contact_block,
    }


def _received_text_body(text: ReceivedTextRecord) -> dict[str, JSONValue]:
    return {
        "id": str(text.id),
        "service_id": str(text.service_id),
        "created_at": format_time(text.created_at),
        "notify_number": text.notify_number,
        "user_number": text.user_number,
        "content": text.content,
    }
