"""The common part of all sends: the checks before the recipient's, and the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from uuid import UUID

from notify_sdk._message_types import PLURAL, MessageType
from notify_sdk.rendering import key
from notify_sdk.rendering.render import EMPTY
from notify_sdk.sandbox.wire import JSONValue, Response, bad_request, json_response
from notify_sdk.sandbox.world.state import TemplateRecord

from .bodies import database_uuid, uploads_in
from .content import Content, check_qr_codes, fill
from .context import RequestContext
from .documents import template_file_links


def check_permission(context: RequestContext, channel: MessageType) -> None:
    """Raises `Refusal` (400) if the service may not send this type of message."""
    if channel not in context.service.permissions:
        raise bad_request(f"Service is not allowed to send {PLURAL[channel]}")


def prepare(
    context: RequestContext, channel: MessageType, template_id: JSONValue, values: Mapping[str, JSONValue]
) -> tuple[TemplateRecord, Content]:
    """Finds and renders the template of a message, after every check that comes before the recipient's."""
    check_permission(context, channel)
    template = context.service.template(UUID(str(template_id)))
    if template is None or template.hidden or template.archived:
        database_uuid(template_id)  # only templates that are not in its cache are looked up in the service's database
    if template is None or template.hidden:
        raise bad_request("Template not found")
    if template.type != channel:
        raise bad_request(f"{template.type} template is not suitable for {channel} notification")
    if template.archived:
        raise bad_request("Template has been deleted")
    if channel == "letter":
        check_qr_codes(template.current, values)
    if template.email_files:
        values = with_template_files(context, template, values)
    content = fill(template, template.current, values)
    if content.problem == EMPTY:
        raise bad_request(EMPTY)
    if channel != "email" and uploads_in(values):
        raise bad_request("Can only send a file by email")
    return template, content


def with_template_files(
    context: RequestContext, template: TemplateRecord, values: Mapping[str, JSONValue]
) -> dict[str, JSONValue]:
    """The values with the links to the template's own files, which replace values that were given for them."""
    links = template_file_links(context.state.settings.documents_host, context.service.id, template)
    ours = {key(name) for name in links}
    return {**{name: value for name, value in values.items() if key(name) not in ours}, **links}


def send_response(
    context: RequestContext,
    template: TemplateRecord,
    notification_id: UUID,
    reference: str | None,
    content: JSONValue,
    **more: JSONValue,
) -> Response:
    """Notify's answer to a message that was sent."""
    root, message_text, template_text = context.request.root, str(notification_id), _text(template.id)
    return json_response(
        {
            "id": message_text,
            "reference": reference,
            "content": content,
            "scheduled_for": None,
            "template": {
                "id": template_text,
                "version": template.current.version,
                "uri": f"{root}/services/{_text(context.service.id)}/templates/{template_text}",
            },
            "uri": f"{root}/v2/notifications/{message_text}",
            **more,
        },
        201,
    )


_text: Callable[[UUID], str] = lru_cache(maxsize=256)(str)  # of services and templates, which every answer names
