"""Sending texts and emails: Notify's checks in Notify's order, then a new message in the state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from notify_sdk._message_types import MessageType
from notify_sdk.models import SendEmailRequest, SendSmsRequest
from notify_sdk.recipients import PhoneNumber, RecipientError
from notify_sdk.sandbox.wire import JSONValue, Response, bad_request, server_error
from notify_sdk.sandbox.world.state import NotificationRecord, TemplateRecord

from . import documents, letters
from .bodies import check_upload_options, database_uuid, parse_json, personalisation, uploads_in, validated
from .content import Content, check_storable, fill, made_safe
from .context import RequestContext
from .permissions import Recipient, check_allowed_recipient, email_recipient, text_recipient
from .prepare import prepare, send_response, with_template_files

_CHANNELS: dict[str, MessageType] = {"sms": "sms", "email": "email", "letter": "letter"}
_ADMIN = "https://www.notifications.service.gov.uk"
# as in the recordings; nobody downloads a file of a simulated recipient
_UPLOADS = "http://127.0.0.1:17000"


def post_notification(context: RequestContext, kind: str) -> Response:
    """Sends a text, email or letter. Both limits are checked before the body is read, as at Notify."""
    context.limits.check_rate(context.service, context.key, context.now)
    channel = _CHANNELS.get(kind)
    if channel is None:
        raise server_error("KeyError")
    context.limits.check_day(context.service, context.key, channel, context.now)
    data = parse_json(context.request.body)
    if channel == "sms":
        return _send_text(context, data)
    if channel == "email":
        return _send_email(context, data)
    return letters.send_precompiled(context, data) if letters.is_precompiled(data) else letters.send(context, data)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A text or email that passed its checks: what its answer and its record need."""

    template: TemplateRecord
    content: Content
    values: Mapping[str, JSONValue]
    recipient: Recipient
    reference: str | None


def _send_text(context: RequestContext, data: JSONValue) -> Response:
    body = validated(SendSmsRequest, data, context.now)
    fields = _fields(data)
    values = personalisation(fields)
    template, content = prepare(context, "sms", fields["template_id"], values)
    sender = _sms_sender(context, fields)
    number = str(fields["phone_number"])
    check_allowed_recipient(context, number)
    recipient = text_recipient(context, number)
    _check_length(content)
    sent = _Sent(template, content, values, recipient, body.reference)
    notification_id = _store(context, sent, reply_to=sender)
    return _answer(context, sent, notification_id, {"body": content.body, "from_number": sender})


@lru_cache(maxsize=256)  # a service has few, and each text shows one
def _number_or_name(sender: str) -> str:
    """A sender as texts show it: a phone number with its country code, a name unchanged."""
    try:
        found = PhoneNumber.parse(sender)
    except RecipientError:
        return sender
    return found.normalised


def _send_email(context: RequestContext, data: JSONValue) -> Response:
    body = validated(SendEmailRequest, _without_null_entries(data), context.now)
    fields = _fields(data)
    values = personalisation(fields)
    clean, changed = made_safe(values, fields.get("sanitise_content_for"))
    template, content = prepare(context, "email", fields["template_id"], clean)
    if template.email_files:
        clean = with_template_files(context, template, clean)
    reply_to = _email_reply_to(context, fields)
    address = str(fields["email_address"])
    check_allowed_recipient(context, address)
    recipient = email_recipient(address)
    if uploads := uploads_in(clean):
        clean = {**clean, **_uploaded(context, uploads, simulated=recipient.simulated)}
        content = fill(template, template.current, clean)
    _check_length(content)
    sent = _Sent(template, content, clean, recipient, body.reference)
    unsubscribe_url = body.one_click_unsubscribe_url
    notification_id = _store(context, sent, reply_to=reply_to, unsubscribe_link=unsubscribe_url)
    from_email = f"{context.service.email_sender_local_part}@{context.state.settings.email_domain}"
    shown: dict[str, JSONValue] = {
        "body": content.body,
        "subject": content.subject,
        "from_email": from_email,
        "one_click_unsubscribe_url": unsubscribe_url,
    }
    return _answer(context, sent, notification_id, shown, sanitised_content=changed)


def _answer(
    context: RequestContext, sent: _Sent, notification_id: UUID, content: JSONValue, **more: JSONValue
) -> Response:
    return send_response(context, sent.template, notification_id, sent.reference, content, **more)


def _store(context: RequestContext, sent: _Sent, *, reply_to: str | None, unsubscribe_link: str | None = None) -> UUID:
    notification_id = context.new_id()
    recipient = sent.recipient
    check_storable(sent.values)
    if recipient.simulated:
        return notification_id
    if "\0" in (sent.reference or ""):
        raise server_error("ValueError")
    channel = sent.template.type
    context.limits.count(
        context.service, context.key, channel, context.now, international=recipient.counts_as_international
    )
    context.state.add(
        NotificationRecord(
            id=notification_id,
            service_id=context.service.id,
            type=channel,
            template_id=sent.template.id,
            template_version=sent.template.current.version,
            key_type=context.key.key_type,
            status="created",
            to=recipient.to,
            created_at=context.now,
            personalisation=sent.values,
            reference=sent.reference,
            rate_multiplier=recipient.rate_multiplier,
            international=recipient.international,
            unsubscribe_link=unsubscribe_link,
            reply_to_text=reply_to,
            request=context.request,
        )
    )
    return notification_id


def _fields(data: JSONValue) -> Mapping[str, JSONValue]:
    # any other body was refused by its model
    return data if isinstance(data, dict) else {}


def _check_length(content: Content) -> None:
    if content.problem:
        raise bad_request(content.problem)


def _without_null_entries(data: JSONValue) -> JSONValue:
    # the service ignores null in `sanitise_content_for`; the model refuses it, since it can only be a mistake
    if isinstance(data, dict) and isinstance(listed := data.get("sanitise_content_for"), list):
        return {**data, "sanitise_content_for": [entry for entry in listed if entry is not None]}
    return data


def _sms_sender(context: RequestContext, fields: Mapping[str, JSONValue]) -> str:
    if "sms_sender_id" not in fields:
        return _number_or_name(context.service.default_sms_sender)
    sender_id = database_uuid(fields["sms_sender_id"])
    for sender in context.service.sms_senders:
        if sender.id == sender_id and not sender.archived:
            return _number_or_name(sender.sms_sender)
    raise _unknown_id(context, "sms_sender_id", fields)


def _email_reply_to(context: RequestContext, fields: Mapping[str, JSONValue]) -> str | None:
    addresses = [address for address in context.service.email_reply_tos if not address.archived]
    if "email_reply_to_id" not in fields:
        return next((address.email_address for address in addresses if address.is_default), None)
    reply_to_id = database_uuid(fields["email_reply_to_id"])
    for address in addresses:
        if address.id == reply_to_id:
            return address.email_address
    raise _unknown_id(context, "email_reply_to_id", fields)


def _unknown_id(context: RequestContext, name: str, fields: Mapping[str, JSONValue]) -> Exception:
    return bad_request(f"{name} {fields[name]} does not exist in database for service id {context.service.id}")


def _uploaded(
    context: RequestContext, uploads: Mapping[str, Mapping[str, JSONValue]], *, simulated: bool
) -> dict[str, str]:
    service = context.service
    check_upload_options(uploads.values())
    check_storable(uploads)
    if not service.contact_link:
        raise bad_request(
            "Send files by email has not been set up - add contact details for your service at "
            f"{_ADMIN}/services/{service.id}/service-settings/send-files-by-email"
        )
    links: dict[str, str] = {}
    for name, upload in uploads.items():
        if simulated:
            links[name] = f"{_UPLOADS}/services/{service.id}/documents/test-document"
        else:
            documents.check_file(upload)
            links[name] = documents.download_link(context.state.settings.documents_host, service.id, context.new_id)
    return links
