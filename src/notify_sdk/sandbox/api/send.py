"""Sending: the service's checks in the service's order, then one more message in the state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from notify_sdk.models import SendEmailRequest, SendSmsRequest
from notify_sdk.recipients import PhoneNumber, RecipientError
from notify_sdk.sandbox.wire import JSONValue, Response, bad_request, crash
from notify_sdk.sandbox.world.state import Channel, Notification, Template

from . import documents, letters
from .bodies import check_options, checked, files, identifier, parse, personalisation
from .content import Content, check_storable, fill, sanitised
from .context import Call
from .permissions import Recipient, email_recipient, may_send_to, text_recipient
from .prepare import prepare, sent_answer, with_attached

_CHANNELS: dict[str, Channel] = {"sms": "sms", "email": "email", "letter": "letter"}
_ADMIN = "https://www.notifications.service.gov.uk"
# what the recorded service calls its document service; nobody downloads a simulated file
_UPLOADS = "http://127.0.0.1:17000"


def post_notification(call: Call, kind: str) -> Response:
    """Sends one text, email or letter. Both limits come before the body is read, as at the service."""
    call.limits.check_rate(call.service, call.key, call.now)
    channel = _CHANNELS.get(kind)
    if channel is None:
        raise crash("KeyError")
    call.limits.check_day(call.service, call.key, channel, call.now)
    data = parse(call.request.body)
    if channel == "sms":
        return _send_text(call, data)
    if channel == "email":
        return _send_email(call, data)
    return letters.send_precompiled(call, data) if letters.is_precompiled(data) else letters.send(call, data)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A text or email on its way: what the answer and the record of it need."""

    template: Template
    content: Content
    values: Mapping[str, JSONValue]
    recipient: Recipient
    reference: str | None


def _send_text(call: Call, data: JSONValue) -> Response:
    asked = checked(SendSmsRequest, data, call.now)
    fields = _fields(data)
    values = personalisation(fields)
    template, content = prepare(call, "sms", fields["template_id"], values)
    sender = _sms_sender(call, fields)
    number = str(fields["phone_number"])
    may_send_to(call, number)
    recipient = text_recipient(call, number)
    _must_fit(content)
    sent = _Sent(template, content, values, recipient, asked.reference)
    identifier = _keep(call, sent, reply_to=sender)
    return _answer(call, sent, identifier, {"body": content.body, "from_number": sender})


def _number_or_name(sender: str) -> str:
    """A sender as texts show it: a UK mobile number with its country code."""
    try:
        found = PhoneNumber.parse(sender)
    except RecipientError:
        return sender
    return found.normalised


def _send_email(call: Call, data: JSONValue) -> Response:
    asked = checked(SendEmailRequest, _without_null_entries(data), call.now)
    fields = _fields(data)
    values = personalisation(fields)
    clean, changed = sanitised(values, fields.get("sanitise_content_for"))
    template, content = prepare(call, "email", fields["template_id"], clean)
    if template.email_files:
        clean = with_attached(call, template, clean)
    reply_to = _email_reply_to(call, fields)
    address = str(fields["email_address"])
    may_send_to(call, address)
    recipient = email_recipient(address)
    if uploads := files(clean):
        clean = {**clean, **_uploaded(call, uploads, simulated=recipient.simulated)}
        content = fill(template, template.current, clean)
    _must_fit(content)
    sent = _Sent(template, content, clean, recipient, asked.reference)
    unsubscribe_url = asked.one_click_unsubscribe_url
    identifier = _keep(call, sent, reply_to=reply_to, unsubscribe_link=unsubscribe_url)
    from_email = f"{call.service.email_sender_local_part}@{call.state.settings.email_domain}"
    shown: dict[str, JSONValue] = {
        "body": content.body,
        "subject": content.subject,
        "from_email": from_email,
        "one_click_unsubscribe_url": unsubscribe_url,
    }
    return _answer(call, sent, identifier, shown, sanitised_content=changed)


def _answer(call: Call, sent: _Sent, identifier: UUID, content: JSONValue, **more: JSONValue) -> Response:
    return sent_answer(call, sent.template, identifier, sent.reference, content, **more)


def _keep(call: Call, sent: _Sent, *, reply_to: str | None, unsubscribe_link: str | None = None) -> UUID:
    identifier = call.new_id()
    recipient = sent.recipient
    check_storable(sent.values)
    if recipient.simulated:
        return identifier
    if "\0" in (sent.reference or ""):
        raise crash("ValueError")
    channel = sent.template.type
    call.limits.count(call.service, call.key, channel, call.now, abroad=recipient.abroad)
    call.state.add(
        Notification(
            id=identifier,
            service_id=call.service.id,
            type=channel,
            template_id=sent.template.id,
            template_version=sent.template.current.version,
            key_type=call.key.key_type,
            status="created",
            to=recipient.to,
            created_at=call.now,
            personalisation=sent.values,
            reference=sent.reference,
            rate_multiplier=recipient.rate_multiplier,
            international=recipient.international,
            unsubscribe_link=unsubscribe_link,
            reply_to_text=reply_to,
            request=call.request,
        )
    )
    return identifier


def _fields(data: JSONValue) -> Mapping[str, JSONValue]:
    # only an object passes the check of the body's shape
    return data if isinstance(data, dict) else {}


def _must_fit(content: Content) -> None:
    if content.problem:
        raise bad_request(content.problem)


def _without_null_entries(data: JSONValue) -> JSONValue:
    # the service passes over null in `sanitise_content_for`; nobody would write it, so the model refuses it
    if isinstance(data, dict) and isinstance(listed := data.get("sanitise_content_for"), list):
        return {**data, "sanitise_content_for": [entry for entry in listed if entry is not None]}
    return data


def _sms_sender(call: Call, fields: Mapping[str, JSONValue]) -> str:
    if "sms_sender_id" not in fields:
        return _number_or_name(call.service.default_sms_sender)
    sender_id = identifier(fields["sms_sender_id"])
    for sender in call.service.sms_senders:
        if sender.id == sender_id and not sender.archived:
            return _number_or_name(sender.sms_sender)
    raise _does_not_exist(call, "sms_sender_id", fields)


def _email_reply_to(call: Call, fields: Mapping[str, JSONValue]) -> str | None:
    addresses = [address for address in call.service.email_reply_tos if not address.archived]
    if "email_reply_to_id" not in fields:
        return next((address.email_address for address in addresses if address.is_default), None)
    reply_to_id = identifier(fields["email_reply_to_id"])
    for address in addresses:
        if address.id == reply_to_id:
            return address.email_address
    raise _does_not_exist(call, "email_reply_to_id", fields)


def _does_not_exist(call: Call, name: str, fields: Mapping[str, JSONValue]) -> Exception:
    return bad_request(f"{name} {fields[name]} does not exist in database for service id {call.service.id}")


def _uploaded(call: Call, uploads: Mapping[str, Mapping[str, JSONValue]], *, simulated: bool) -> dict[str, str]:
    service = call.service
    check_options(uploads.values())
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
            documents.check(upload)
            links[name] = documents.link(call.state.settings.documents_host, service.id, call.new_id)
    return links
