"""Previews: a template filled in, and nothing sent."""

from __future__ import annotations

from notify_sdk.models import TemplatePreviewRequest

from .bodies import checked, parse, personalisation, uuid_or_refuse
from .context import Call
from .reads import own_template
from .rendering import fill
from .wire import Response, answer, crash


def post_preview(call: Call, template_id: str) -> Response:
    """The template filled in with the personalisation of the body, which may be empty altogether."""
    data = parse(call.request.body) if call.request.body else {}
    if not isinstance(data, dict):
        raise crash("TypeError")
    uuid_or_refuse(template_id, "id")
    checked(TemplatePreviewRequest, data, call.now)
    values = personalisation(data)
    template = own_template(call, template_id)
    content = fill(template, template.current, values, welsh=template.type == "letter")
    return answer(
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
