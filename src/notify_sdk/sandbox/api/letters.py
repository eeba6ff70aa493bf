"""Sending letters: from a template with an address, or as a PDF that is ready to print."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from notify_sdk.models import SendLetterRequest, SendPrecompiledLetterRequest
from notify_sdk.recipients import PostalAddress, RecipientError
from notify_sdk.sandbox.wire import JSONValue, Response, answer, bad_request, crash, invalid
from notify_sdk.sandbox.world.state import Notification, Service, Template, TemplateVersion

from .bodies import checked, personalisation
from .content import check_storable
from .context import Call
from .prepare import check_permission, prepare, sent_answer


def is_precompiled(data: JSONValue) -> bool:
    """Whether a body asks for a precompiled letter: it has `content`. Raises `Refusal` (500) where the service crashes."""
    if isinstance(data, dict | list | str):
        return "content" in data
    raise crash("TypeError")


def send(call: Call, data: JSONValue) -> Response:
    """Sends a letter made from a template."""
    asked = checked(SendLetterRequest, data, call.now)
    fields = data if isinstance(data, dict) else {}
    values = personalisation(fields)
    template, content = prepare(call, "letter", fields["template_id"], values)
    _may_send_letters(call)
    address = _address(call, values)
    letter = _letter(
        call,
        template,
        status="created" if call.key.key_type != "test" else _test_status(call),
        to="\n".join(address.lines),
        personalisation=values,
        reference=asked.reference,
        postage=address.postage or template.current.postage,
        international=address.international,
    )
    return sent_answer(call, template, letter.id, asked.reference, {"body": content.body, "subject": content.subject})


def send_precompiled(call: Call, data: JSONValue) -> Response:
    """Sends a letter that is a PDF already. Its content is checked for base64 only, as at the service."""
    asked = checked(SendPrecompiledLetterRequest, data, call.now)
    check_permission(call, "letter")
    _may_send_letters(call)
    try:
        pdf = base64.b64decode(asked.content)
    except ValueError:
        raise bad_request("Cannot decode letter content (invalid base64 encoding)") from None
    template = _hidden_template(call)
    letter = _letter(
        call,
        template,
        status="pending-virus-check",
        to="Provided as PDF",
        personalisation={"address_line_1": "Provided as PDF"},
        reference=asked.reference,
        postage=asked.postage or template.current.postage,
        pdf=pdf,
    )
    return answer({"id": str(letter.id), "reference": letter.reference, "postage": letter.postage}, 201)


def _may_send_letters(call: Call) -> None:
    if call.key.key_type == "team":
        raise bad_request("Cannot send letters with a team api key", 403)
    if call.service.restricted and call.key.key_type != "test":
        raise bad_request("Cannot send letters when service is in trial mode", 403)


def _address(call: Call, values: Mapping[str, JSONValue]) -> PostalAddress:
    abroad = "international_letters" in call.service.permissions
    try:
        return PostalAddress.from_personalisation(values, allow_international=abroad)
    except RecipientError as error:
        raise invalid(error.message) from None


def _test_status(call: Call) -> str:
    return "sending" if call.state.settings.fake_letter_delivery else "delivered"


def _letter(
    call: Call,
    template: Template,
    *,
    status: str,
    to: str,
    personalisation: Mapping[str, JSONValue],
    reference: str | None,
    postage: str | None,
    international: bool = False,
    pdf: bytes | None = None,
) -> Notification:
    check_storable(personalisation)
    if "\0" in (reference or "") or "\0" in to:
        raise crash("ValueError")
    letter = Notification(
        id=call.new_id(),
        service_id=call.service.id,
        type="letter",
        template_id=template.id,
        template_version=template.current.version,
        key_type=call.key.key_type,
        status=status,
        to=to,
        created_at=call.now,
        updated_at=call.now if status == "delivered" else None,
        personalisation=personalisation,
        reference=reference,
        postage=postage,
        international=international,
        pdf=pdf,
        request=call.request,
    )
    call.limits.count(call.service, call.key, "letter", call.now)
    call.state.add(letter)
    return letter


def _hidden_template(call: Call) -> Template:
    service = call.service
    with call.state.lock:
        hidden = next((template for template in service.templates if template.hidden), None)
        if hidden is None:
            hidden = precompiled_template(service, call.new_id(), call.now)
            service.add_template(hidden)
    return hidden


def precompiled_template(service: Service, identifier: UUID, now: datetime) -> Template:
    """The hidden template that stands behind a service's precompiled letters."""
    version = TemplateVersion(
        version=1,
        name="Pre-compiled PDF",
        subject="Pre-compiled PDF",
        body="",
        postage="second",
        created_at=now,
        created_by=service.name,
    )
    return Template(slug="precompiled", id=identifier, type="letter", hidden=True, versions=[version])
