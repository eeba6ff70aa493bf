"""The state of a sandbox as a world file, so that it can be kept and replayed."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from notify_sdk.sandbox.wire import JSONValue, format_time

from .files import YAML_SUFFIXES
from .state import (
    EmailFile,
    NotificationRecord,
    ReceivedTextRecord,
    Service,
    State,
    TemplateRecord,
    TemplateVersion,
    User,
)


def dump_state(state: State, path: Path) -> None:
    """Writes the state as a world file, JSON or YAML by the suffix of `path`."""
    with state.lock:
        data = world_of(state)
    if path.suffix.lower() in YAML_SUFFIXES:
        import yaml

        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    else:
        text = json.dumps(data, indent=1) + "\n"
    path.write_text(text, encoding="utf-8")


def world_of(state: State) -> dict[str, JSONValue]:
    """The state in the shape of a world file."""
    settings = state.settings
    return {
        "config": {
            "API_PAGE_SIZE": settings.page_size,
            "email_domain": settings.email_domain,
            "documents_host": settings.documents_host,
            "TEST_LETTERS_FAKE_DELIVERY": settings.fake_letter_delivery,
        },
        "users": [_user(user) for user in state.users],
        "services": {service.slug: _service(service) for service in state},
    }


def _user(user: User) -> JSONValue:
    return {
        "slug": user.slug,
        "id": str(user.id),
        "name": user.name,
        "email_address": user.email_address,
        "mobile_number": user.mobile_number,
    }


def _service(service: Service) -> JSONValue:
    callbacks: dict[str, JSONValue] = {
        kind: {"url": to.url, "bearer_token": to.bearer_token} for kind, to in service.callbacks.items()
    }
    return {
        "slug": service.slug,
        "id": str(service.id),
        "name": service.name,
        "email_sender_local_part": service.email_sender_local_part,
        "permissions": list[JSONValue](sorted(service.permissions)),
        "restricted": service.restricted,
        "active": service.active,
        "contact_link": service.contact_link,
        "rate_limit_per_minute": service.rate_limit_per_minute,
        "daily_limits": dict(service.daily_limits),
        "api_keys": {
            key.slug: {
                "id": str(key.id),
                "name": key.name,
                "key_type": key.key_type,
                "secret": key.secret,
                "expiry_date": format_time(key.expiry_date),
                "client_key": key.client_key(service.id),
            }
            for key in service.api_keys
        },
        "sms_senders": [
            {
                **_slug(sender.slug),
                "id": str(sender.id),
                "sms_sender": sender.sms_sender,
                "is_default": sender.is_default,
                "archived": sender.archived,
            }
            for sender in service.sms_senders
        ],
        "email_reply_tos": [
            {
                **_slug(address.slug),
                "id": str(address.id),
                "email_address": address.email_address,
                "is_default": address.is_default,
                "archived": address.archived,
            }
            for address in service.email_reply_tos
        ],
        "letter_contacts": [
            {
                **_slug(contact.slug),
                "id": str(contact.id),
                "contact_block": contact.contact_block,
                "is_default": contact.is_default,
            }
            for contact in service.letter_contacts
        ],
        "guest_list": list[JSONValue](service.guest_list),
        "team": list[JSONValue](service.team),
        **({"receiving_number": service.receiving_number} if service.receiving_number else {}),
        **({"callbacks": callbacks} if callbacks else {}),
        "templates": [template_of(template) for template in service.templates],
        "notifications": [_notification(notification) for notification in service.notifications],
        "received_text_messages": [_received_text(text) for text in service.received_text_messages],
    }


def template_of(template: TemplateRecord) -> JSONValue:
    """A template in the shape that a world file has."""
    files: dict[str, JSONValue] = {}
    if template.email_files:
        files["email_files"] = [_email_file(file) for file in template.email_files]
    return {
        "slug": template.slug,
        "id": str(template.id),
        "type": template.type,
        "archived": template.archived,
        "hidden": template.hidden,
        "has_unsubscribe_link": template.has_unsubscribe_link,
        "current_version": template.current.version,
        "versions": [_version(version) for version in template.versions],
        **files,
    }


def _version(version: TemplateVersion) -> JSONValue:
    contact = version.letter_contact_block_id
    return {
        "version": version.version,
        "name": version.name,
        "subject": version.subject,
        "body": version.body,
        "postage": version.postage,
        "archived": version.archived,
        "created_at": format_time(version.created_at),
        "updated_at": format_time(version.updated_at),
        "created_by": version.created_by,
        "letter_contact_block_id": str(contact) if contact else None,
        "letter_contact_block": version.letter_contact_block,
        "letter_languages": version.letter_languages,
        "letter_welsh_subject": version.letter_welsh_subject,
        "letter_welsh_content": version.letter_welsh_content,
    }


def _email_file(file: EmailFile) -> JSONValue:
    return {
        "id": str(file.id),
        "filename": file.filename,
        "link_text": file.link_text,
        "retention_period_weeks": file.retention_period_weeks,
        "validate_users_email": file.validate_users_email,
    }


def message_of(message: NotificationRecord | ReceivedTextRecord) -> JSONValue:
    """A message as a world file holds it."""
    return _notification(message) if isinstance(message, NotificationRecord) else _received_text(message)


def _notification(notification: NotificationRecord) -> JSONValue:
    more: dict[str, JSONValue] = {}
    if notification.pdf is not None:
        more["pdf"] = base64.b64encode(notification.pdf).decode()
    if notification.reply_to_text is not None:
        more["reply_to_text"] = notification.reply_to_text
    return {
        **_slug(notification.slug),
        "id": str(notification.id),
        "type": notification.type,
        "template_id": str(notification.template_id),
        "template_version": notification.template_version,
        "key_type": notification.key_type,
        "status": notification.status,
        "to": notification.to,
        "personalisation": dict(notification.personalisation),
        "reference": notification.reference,
        "created_at": format_time(notification.created_at),
        "sent_at": format_time(notification.sent_at),
        "updated_at": format_time(notification.updated_at),
        "billable_units": notification.billable_units,
        "rate_multiplier": notification.rate_multiplier,
        "postage": notification.postage,
        "job": str(notification.job) if notification.job else None,
        "job_row_number": notification.job_row_number,
        "created_by_name": notification.created_by_name,
        "unsubscribe_link": notification.unsubscribe_link,
        "international": notification.international,
        "pdf_available": notification.pdf_available,
        **more,
    }


def _received_text(text: ReceivedTextRecord) -> JSONValue:
    return {
        "id": str(text.id),
        "created_at": format_time(text.created_at),
        "service_id": str(text.service_id),
        "notify_number": text.notify_number,
        "user_number": text.user_number,
        "content": text.content,
    }


def _slug(slug: str | None) -> dict[str, JSONValue]:
    return {} if slug is None else {"slug": slug}
