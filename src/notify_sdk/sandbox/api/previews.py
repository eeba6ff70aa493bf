"""Template previews."""

from __future__ import annotations

from uuid import UUID

from notify_sdk.models import TemplatePreviewRequest
from notify_sdk.sandbox.wire import JSONValue, Response, json_response, server_error, validation_error

from .bodies import parse_json, personalisation, validation_messages
from .content import fill
from .context import RequestContext
from .read import own_template


def post_preview(context: RequestContext, template_id: str) -> Response:
    """A template rendered with the personalisation of the body. The body may be empty."""
    data = parse_json(context.request.body) if context.request.body else {}
    if not isinstance(data, dict):
        raise server_error("TypeError")
    _check(context, template_id, data)
    values = personalisation(data)
    template = own_template(context, template_id)
    content = fill(template, template.current, values, welsh=template.type == "letter")
    return json_response(
        {
            "id": str(template.id),
            "type": template.type,
            "version": template.current.version,
            "body": content.body,
            "subject": content.subject,
            "html": content.html if template.type == "email" else None,
            "postage": template.current.postage,
        }
    )


def _check(context: RequestContext, template_id: str, data: dict[str, JSONValue]) -> None:
    """Raises `Refusal` (400) with the errors of the path and of the body, which Notify checks together."""
    found: list[str] = []
    try:
        UUID(template_id)
    except ValueError:
        found.append("id is not a valid UUID")
    if found := [*found, *validation_messages(TemplatePreviewRequest, data, context.now)]:
        raise validation_error(*found)
