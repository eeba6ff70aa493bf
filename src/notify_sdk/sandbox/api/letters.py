"""Sending letters, made from a template or precompiled."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from notify_sdk.models import SendLetterRequest, SendPrecompiledLetterRequest
from notify_sdk.recipients import PostalAddress, RecipientError
from notify_sdk.sandbox.wire import JSONValue, Response, bad_request, json_response, server_error, validation_error
from notify_sdk.sandbox.world.state import NotificationRecord, Service, TemplateRecord, TemplateVersion

from .bodies import personalisation, validated
from .content import check_storable
from .context import RequestContext
from .prepare import check_permission, prepare, send_response


def is_precompiled(data: JSONValue) -> bool:
    """Whether a body is that of a precompiled letter: it has `content`. Raises `Refusal` (500) where Notify crashes."""
    if isinstance(data, dict | list | str):
        return "content" in data
    raise server_error("TypeError")


def send(context: RequestContext, data: JSONValue) -> Response:
    """Sends a letter made from a template."""
    body = validated(SendLetterRequest, data, context.now)
    fields = data if isinstance(data, dict) else {}
    values = personalisation(fields)
    template, content = prepare(context, "letter", fields["template_id"], values)
    _check_may_send_letters(context)
    address = _address(context, values)
    letter = _letter(
        context,
        template,
        status="created" if context.key.key_type != "test" else _status_with_test_key(context),
        to="\n".join(address.lines),
        personalisation=values,
        reference=body.reference,
        postage=address.postage or template.current.postage,
        international=address.international,
    )
    return send_response(
        context, template, letter.id, body.reference, {"body": content.body, "subject": content.subject}
    )


def send_precompiled(context: RequestContext, data: JSONValue) -> Response:
    """Sends a precompiled letter. Its content need only be base64, as at Notify: the PDF is checked later."""
    body = validated(SendPrecompiledLetterRequest, data, context.now)
    check_permission(context, "letter")
    _check_may_send_letters(context)
    try:
        pdf = base64.b64decode(body.content)
    except ValueError:
        raise bad_request("Cannot decode letter content (invalid base64 encoding)") from None
    template = _hidden_template(context)
    letter = _letter(
        context,
        template,
        status="pending-virus-check",
        to="Provided as PDF",
        personalisation={"address_line_1": "Provided as PDF"},
        reference=body.reference,
        postage=body.postage or template.current.postage,
        pdf=pdf,
    )
    return json_response({"id": str(letter.id), "reference": letter.reference, "postage": letter.postage}, 201)


def _check_may_send_letters(context: RequestContext) -> None:
    if context.key.key_type == "team":
        raise bad_request("Cannot send letters with a team api key", 403)
    if context.service.restricted and context.key.key_type != "test":
        raise bad_request("Cannot send letters when service is in trial mode", 403)


def _address(context: RequestContext, values: Mapping[str, JSONValue]) -> PostalAddress:
    international = "international_letters" in context.service.permissions
    try:
        return PostalAddress.from_personalisation(values, allow_international=international)
    except RecipientError as error:
        raise validation_error(error.message) from None


def _status_with_test_key(context: RequestContext) -> str:
    return "sending" if context.state.settings.fake_letter_delivery else "delivered"


def _letter(
    context: RequestContext,
    template: TemplateRecord,
    *,
    status: str,
    to: str,
    personalisation: Mapping[str, JSONValue],
    reference: str | None,
    postage: str | None,
    international: bool = False,
    pdf: bytes | None = None,
) -> NotificationRecord:
    check_storable({"values": personalisation, "reference": reference})
    if "\0" in (reference or "") or "\0" in to:
        raise server_error("ValueError")
    letter = NotificationRecord(
        id=context.new_id(),
        service_id=context.service.id,
        type="letter",
        template_id=template.id,
        template_version=template.current.version,
        key_type=context.key.key_type,
        status=status,
        to=to,
        created_at=context.now,
        updated_at=context.now if status == "delivered" else None,
        personalisation=personalisation,
        reference=reference,
        postage=postage,
        international=international,
        pdf=pdf,
        request=context.request,
    )
    context.limits.count(context.service, context.key, "letter", context.now)
    context.state.add(letter)
    return letter


def _hidden_template(context: RequestContext) -> TemplateRecord:
    service = context.service
    with context.state.lock:
        hidden = next((template for template in service.templates if template.hidden), None)
        if hidden is None:
            hidden = precompiled_template(service, context.new_id(), context.now)
            service.add_template(hidden)
    return hidden


def precompiled_template(service: Service, identifier: UUID, now: datetime) -> TemplateRecord:
    """The hidden template of a service's precompiled letters."""
    version = TemplateVersion(
        version=1,
        name="Pre-compiled PDF",
        subject="Pre-compiled PDF",
        body="",
        postage="second",
        created_at=now,
        created_by=service.name,
    )
    return TemplateRecord(slug="precompiled", id=identifier, type="letter", hidden=True, versions=[version])
