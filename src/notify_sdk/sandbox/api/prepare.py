"""What all sends have in common: the checks before the recipient's, and the shape of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from notify_sdk.rendering import key
from notify_sdk.sandbox.wire import JSONValue, Response, answer, bad_request
from notify_sdk.sandbox.world.state import Channel, Template

from .bodies import files, identifier
from .content import EMPTY, Content, check_qr_codes, fill
from .context import Call
from .documents import attached

_NAMES = {"sms": "text messages", "email": "emails", "letter": "letters"}


def check_permission(call: Call, channel: Channel) -> None:
    """Raises `Refusal` (400) when the service may not send this kind of message."""
    if channel not in call.service.permissions:
        raise bad_request(f"Service is not allowed to send {_NAMES[channel]}")


def prepare(
    call: Call, channel: Channel, template_id: JSONValue, values: Mapping[str, JSONValue]
) -> tuple[Template, Content]:
    """The template of a send, filled in, after every check that comes before the recipient's."""
    check_permission(call, channel)
    template = call.service.template(UUID(str(template_id)))
    if template is None or template.hidden or template.archived:
        identifier(template_id)  # the service asks its database only for what it has not at hand
    if template is None or template.hidden:
        raise bad_request("Template not found")
    if template.type != channel:
        raise bad_request(f"{template.type} template is not suitable for {channel} notification")
    if template.archived:
        raise bad_request("Template has been deleted")
    if channel == "letter":
        check_qr_codes(template.current, values)
    if template.email_files:
        values = with_attached(call, template, values)
    content = fill(template, template.current, values)
    if content.problem == EMPTY:
        raise bad_request(EMPTY)
    if channel != "email" and files(values):
        raise bad_request("Can only send a file by email")
    return template, content


def with_attached(call: Call, template: Template, values: Mapping[str, JSONValue]) -> dict[str, JSONValue]:
    """The values with the links to the template's own files, whatever was given for them."""
    links = attached(call.state.settings.documents_host, call.service.id, template)
    ours = {key(name) for name in links}
    return {**{name: value for name, value in values.items() if key(name) not in ours}, **links}


def sent_answer(
    call: Call,
    template: Template,
    identifier: UUID,
    reference: str | None,
    content: JSONValue,
    **more: JSONValue,
) -> Response:
    """What the service answers to a send."""
    root, identifier_text, template_text = call.request.root, str(identifier), str(template.id)
    return answer(
        {
            "id": identifier_text,
            "reference": reference,
            "content": content,
            "scheduled_for": None,
            "template": {
                "id": template_text,
                "version": template.current.version,
                "uri": f"{root}/services/{call.service.id}/templates/{template_text}",
            },
            "uri": f"{root}/v2/notifications/{identifier_text}",
            **more,
        },
        201,
    )
