"""Reading back: notifications, their lists and PDFs, templates and received texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar
from urllib.parse import quote_plus

from notify_sdk.models import NotificationsQuery, ReceivedTextsQuery, TemplatesQuery
from notify_sdk.sandbox.wire import JSONValue, Response, answer, bad_request, crash, errors, format_time, not_found
from notify_sdk.sandbox.world.state import Notification, ReceivedText, Template, TemplateVersion
from notify_sdk.sandbox.world.statuses import MEANT_BY, shown_status

from .bodies import checked, identifier, query, uuid_or_refuse
from .content import fill, folded, names_in
from .context import Call
from .costs import cost, estimated_delivery

_Message = TypeVar("_Message", Notification, ReceivedText)

_COMPLETED = frozenset(
    {"sent", "delivered", "failed", "technical-failure", "temporary-failure", "permanent-failure"}
    | {"returned-letter", "cancelled", "validation-failed"}
)
_UNQUOTED = "!$'()*,/:;?@"


def get_notification(call: Call, notification_id: str) -> Response:
    """One notification of the service, whatever kind of key it was sent with."""
    return answer(shown(call, _own_notification(call, notification_id)))


def get_notifications(call: Call) -> Response:
    """A page of the service's notifications that were sent with the caller's kind of key, newest first."""
    filters = query(call.request.query, lists=("status", "template_type"))
    asked = checked(NotificationsQuery, filters, call.now)
    matching = _matching(call, asked)
    before = call.state.notifications.get(identifier(filters["older_than"])) if asked.older_than else None
    if asked.older_than and (before is None or before.service_id != call.service.id):
        page: list[Notification] = []
    else:
        page = _page(matching, before, call.state.settings.page_size)
    path = f"{call.request.root}/v2/notifications"
    links: dict[str, JSONValue] = {"current": _link(path, filters)}
    if page:
        links["next"] = _link(path, {**filters, "older_than": str(page[-1].id)})
    return answer({"notifications": [shown(call, notification) for notification in page], "links": links})


def get_pdf(call: Call, notification_id: str) -> Response:
    """The PDF of a letter that has one by now."""
    notification = _own_notification(call, notification_id)
    if notification.type != "letter":
        raise bad_request("Notification is not a letter")
    if notification.status == "virus-scan-failed":
        raise bad_request("File did not pass the virus scan")
    if notification.status == "technical-failure":
        raise bad_request("PDF not available for letters in status technical-failure")
    if notification.status == "pending-virus-check" or not notification.pdf_available:
        raise errors(400, ("PDFNotReadyError", "PDF not available yet, try again later"))
    body = call.pdf(notification)
    headers = {
        "content-type": "application/pdf",
        "cache-control": "no-cache, no-store, no-cache, private, must-revalidate",
        "content-length": str(len(body)),
    }
    return Response(200, headers, body)


def get_template(call: Call, template_id: str, version: int = 0) -> Response:
    """One template, archived or not; version 0 is the current one."""
    template = own_template(call, template_id)
    found = template.version(version)
    if found is None:
        raise not_found()
    return answer(_shown_template(template, found))


def get_templates(call: Call) -> Response:
    """Every template of the service that is neither archived nor hidden, by type and name."""
    asked = checked(TemplatesQuery, query(call.request.query), call.now)
    listed = [
        template
        for template in call.service.templates
        if not template.archived and not template.hidden and asked.type in (None, template.type)
    ]
    listed.sort(key=lambda template: (template.type, template.current.name))
    return answer({"templates": [_shown_template(template, template.current) for template in listed]})


def get_received_texts(call: Call) -> Response:
    """A page of the texts that were sent to the service, newest first."""
    filters = query(call.request.query)
    asked = checked(ReceivedTextsQuery, filters, call.now)
    before = call.state.received_texts.get(identifier(filters["older_than"])) if asked.older_than else None
    page: list[ReceivedText] = []
    if before or not asked.older_than:
        page = _page(reversed(call.service.received_text_messages), before, call.state.settings.page_size)
    path = f"{call.request.root}/v2/received-text-messages"
    links: dict[str, JSONValue] = {"current": path}
    if page:
        links["next"] = f"{path}?older_than={page[-1].id}"
    return answer({"received_text_messages": [_shown_text(text) for text in page], "links": links})


def shown(call: Call, notification: Notification) -> dict[str, JSONValue]:
    """A notification as it is read."""
    template = call.state.services[notification.service_id].template(notification.template_id)
    version = template.version(notification.template_version) if template else None
    content = fill(template, version, notification.personalisation) if template and version else None
    lines = folded(notification.personalisation) if notification.type == "letter" else {}
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
            "uri": f"{call.request.root}/v2/template/{notification.template_id}/version/{notification.template_version}",
        },
        "body": content.body if content else "",
        "subject": content.subject if content else None,
        "created_at": format_time(notification.created_at),
        "created_by_name": notification.created_by_name,
        "sent_at": format_time(notification.sent_at),
        "completed_at": format_time(notification.updated_at) if notification.status in _COMPLETED else None,
        "scheduled_for": None,
        "one_click_unsubscribe_url": _unsubscribe_url(call, notification, template),
        **cost(notification),
    }
    if notification.type == "letter":
        delivery = estimated_delivery(notification.created_at, notification.postage or "second")
        fields["estimated_delivery"] = format_time(delivery)
    return fields


def own_template(call: Call, template_id: str) -> Template:
    """The caller's template of that id. Raises `Refusal`: 400 if it is no id, 404 if there is none to be read."""
    uuid_or_refuse(template_id, "id")
    template = call.service.template(identifier(template_id))
    if template is None or template.hidden:
        raise not_found()
    return template


def _own_notification(call: Call, notification_id: str) -> Notification:
    uuid_or_refuse(notification_id, "notification_id")
    notification = call.state.notifications.get(identifier(notification_id))
    if notification is None or notification.service_id != call.service.id:
        raise not_found()
    return notification


def _matching(call: Call, asked: NotificationsQuery) -> Iterator[Notification]:
    if "\0" in (asked.reference or ""):
        raise crash("ValueError")
    statuses = None
    if asked.status:
        statuses = {inner for status in asked.status for inner in MEANT_BY.get(status, (status,))}
    for notification in reversed(call.service.notifications):
        if notification.key_type != call.key.key_type or (notification.job and not asked.include_jobs):
            continue
        if statuses and notification.status not in statuses:
            continue
        if asked.template_type and notification.type not in asked.template_type:
            continue
        if asked.reference is None or notification.reference == asked.reference:
            yield notification


def _page(newest_first: Iterator[_Message], before: _Message | None, size: int) -> list[_Message]:
    page: list[_Message] = []
    for message in newest_first:
        if before is None or message.created_at < before.created_at:
            page.append(message)
            if len(page) == size:
                break
    return page


def _link(path: str, filters: Mapping[str, JSONValue]) -> str:
    pairs = [
        (name, value)
        for name, values in filters.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    if not pairs:
        return path
    return f"{path}?" + "&".join(f"{name}={quote_plus(str(value), safe=_UNQUOTED)}" for name, value in pairs)


def _unsubscribe_url(call: Call, notification: Notification, template: Template | None) -> str | None:
    if (
        notification.unsubscribe_link
        or notification.type != "email"
        or not template
        or not template.has_unsubscribe_link
    ):
        return notification.unsubscribe_link
    return f"{call.request.root}/unsubscribe/{notification.id}/{notification.id.hex}"


def _shown_template(template: Template, version: TemplateVersion) -> dict[str, JSONValue]:
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
        "personalisation": {name: {"required": True} for name in names_in(version)},
        "postage": version.postage,
        "letter_contact_block": version.letter_contact_block,
    }


def _shown_text(text: ReceivedText) -> dict[str, JSONValue]:
    return {
        "id": str(text.id),
        "service_id": str(text.service_id),
        "created_at": format_time(text.created_at),
        "notify_number": text.notify_number,
        "user_number": text.user_number,
        "content": text.content,
    }
