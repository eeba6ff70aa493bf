"""Answers of Notify for tests that replace the client, or HTTP, by a mock of their own.

    client.send_sms_notification.return_value = answers.sms("Hello Amala")

    answer = answers.sms("Hello Amala", template_id=REMINDER)
    respx.post(url).respond(201, json=answer.model_dump(mode="json", exclude_unset=True))

Each is complete and typed, and as Notify would send it. Whatever is not given has a value that fits, and an id that is
new each time. A client checks that an answer belongs to its request: where HTTP is replaced, give the answer the
`template_id` and the `reference` of the request, and the `id` that was requested.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeVar
from uuid import UUID, uuid4

from pydantic import BaseModel

from notify_sdk import models
from notify_sdk._message_types import MessageType
from notify_sdk._statuses import FINAL
from notify_sdk.rendering import placeholders

SmsStatus = Literal[
    "created", "sending", "pending", "sent", "delivered", "permanent-failure", "temporary-failure", "technical-failure"
]
EmailStatus = Literal["created", "sending", "delivered", "permanent-failure", "temporary-failure", "technical-failure"]
LetterStatus = Literal[
    "accepted", "received", "cancelled", "pending-virus-check", "virus-scan-failed", "validation-failed",
    "technical-failure", "permanent-failure",
]  # fmt: skip

_ModelT = TypeVar("_ModelT", bound=BaseModel)
_HOST = "https://api.notifications.service.gov.uk"
_NOT_SENT = {"created", "accepted", "cancelled", "pending-virus-check", "virus-scan-failed", "validation-failed"}
_ADDRESS = ("Amala Bird", "102 High Street", "SW14 6BH")


def sms(
    body: str = "Hello",
    *,
    reference: str | None = None,
    id: UUID | str | None = None,  # noqa: A002 - as the field is called
    template_id: UUID | str | None = None,
    from_number: str = "GOVUK",
) -> models.SendSmsResponse:
    """The answer to `send_sms_notification`.

    Args:
        body: The text.
        reference: The reference of the request.
        id: The message's id.
        template_id: The id of its template.
        from_number: The sender that the recipient sees.
    """
    content = {"body": body, "from_number": from_number}
    return _answer(models.SendSmsResponse, _sent(id, reference, template_id), content=content)


def email(
    subject: str = "Hello",
    body: str = "Hello",
    *,
    reference: str | None = None,
    id: UUID | str | None = None,  # noqa: A002 - as the field is called
    template_id: UUID | str | None = None,
    from_email: str = "service@notifications.service.gov.uk",
    one_click_unsubscribe_url: str | None = None,
) -> models.SendEmailResponse:
    """The answer to `send_email_notification`.

    Args:
        subject: The subject.
        body: The text.
        reference: The reference of the request.
        id: The message's id.
        template_id: The id of its template.
        from_email: The address it comes from.
        one_click_unsubscribe_url: The unsubscribe address of the request.
    """
    unsubscribe = {"one_click_unsubscribe_url": one_click_unsubscribe_url}
    content = {"subject": subject, "body": body, "from_email": from_email, **unsubscribe}
    sent = _sent(id, reference, template_id)
    return _answer(models.SendEmailResponse, sent, content=content, sanitised_content={})


def letter(
    subject: str = "Hello",
    body: str = "Hello",
    *,
    reference: str | None = None,
    id: UUID | str | None = None,  # noqa: A002 - as the field is called
    template_id: UUID | str | None = None,
) -> models.SendLetterResponse:
    """The answer to `send_letter_notification`.

    Args:
        subject: The heading.
        body: The text.
        reference: The reference of the request.
        id: The message's id.
        template_id: The id of its template.
    """
    content = {"subject": subject, "body": body}
    return _answer(models.SendLetterResponse, _sent(id, reference, template_id), content=content)


def precompiled_letter(
    reference: str,
    *,
    id: UUID | str | None = None,  # noqa: A002 - as the field is called
    postage: Literal["first", "second", "economy"] = "second",
) -> models.SendPrecompiledLetterResponse:
    """The answer to `send_precompiled_letter_notification`.

    Args:
        reference: The reference of the request.
        id: The letter's id.
        postage: The class of post.
    """
    return _answer(models.SendPrecompiledLetterResponse, {"id": id or uuid4(), "reference": reference}, postage=postage)


def sms_notification(
    status: SmsStatus = "delivered",
    *,
    phone_number: str = "07700 900 900",
    body: str = "Hello",
    reference: str | None = None,
    id: UUID | str | None = None,  # noqa: A002 - as the field is called
    template_id: UUID | str | None = None,
    created_at: datetime | None = None,
) -> models.SmsNotification:
    """A text message as `get_notification_by_id` returns it.

    Args:
        status: Its status.
        phone_number: The number it went to.
        body: The text.
        reference: Your reference.
        id: The message's id.
        template_id: The id of its template.
        created_at: When it was sent, with a time zone; now if None.
    """
    costs = {"billable_sms_fragments": 1, "international_rate_multiplier": 1.0, "sms_rate": 0.024}
    fields = _notification("sms", status, body, reference, id, template_id, created_at, 0.024, costs)
    return _answer(models.SmsNotification, fields, phone_number=phone_number)


def email_notification(
    status: EmailStatus = "delivered",
    *,
    email_address: str = "amala@example.com",
    subject: str = "Hello",
    body: str = "Hello",
    reference: str | None = None,
    id: UUID | str | None = None,  # noqa: A002 - as the field is called
    template_id: UUID | str | None = None,
    created_at: datetime | None = None,
) -> models.EmailNotification:
    """An email as `get_notification_by_id` returns it.

    Args:
        status: Its status.
        email_address: The address it went to.
        subject: The subject.
        body: The text.
        reference: Your reference.
        id: The message's id.
        template_id: The id of its template.
        created_at: When it was sent, with a time zone; now if None.
    """
    fields = _notification("email", status, body, reference, id, template_id, created_at, 0.0, {})
    return _answer(models.EmailNotification, fields, email_address=email_address, subject=subject)


def letter_notification(
    status: LetterStatus = "received",
    *,
    address: Sequence[str] = _ADDRESS,
    subject: str = "Hello",
    body: str = "Hello",
    reference: str | None = None,
    id: UUID | str | None = None,  # noqa: A002 - as the field is called
    template_id: UUID | str | None = None,
    created_at: datetime | None = None,
    postage: Literal["first", "second", "economy", "europe", "rest-of-world"] = "second",
) -> models.LetterNotification:
    """A letter as `get_notification_by_id` returns it.

    Args:
        status: Its status.
        address: The lines of the address, at most seven. The last one is the postcode.
        subject: The heading.
        body: The text.
        reference: Your reference.
        id: The letter's id.
        template_id: The id of its template.
        created_at: When it was sent, with a time zone; now if None.
        postage: The class of post.

    Raises:
        ValueError: The address has more than seven lines, or none.
    """
    *lines, postcode = address
    if len(lines) > 6:
        raise ValueError("the address has more than seven lines")
    costs = {"billable_sheets_of_paper": 1, "postage": postage}
    fields = _notification("letter", status, body, reference, id, template_id, created_at, 0.73, costs)
    fields |= {f"line_{number}": line for number, line in enumerate(lines, start=1)}
    fields |= {"subject": subject, "postcode": postcode, "postage": postage}
    expected = (created_at or datetime.now(UTC)) + timedelta(days=6)
    return _answer(models.LetterNotification, fields, estimated_delivery=expected)


def notifications(*found: models.Notification) -> models.NotificationList:
    """The answer to `get_all_notifications`: its only page.

    Args:
        *found: The messages, newest first.
    """
    return _answer(models.NotificationList, {"notifications": found}, links=_links("v2/notifications"))


def sms_template(
    body: str = "Hello ((name))",
    *,
    name: str = "hello",
    id: UUID | str | None = None,  # noqa: A002 - as the field is called
    version: int = 1,
) -> models.SmsTemplate:
    """The template of a text message as `get_template` returns it.

    Args:
        body: The text, with placeholders.
        name: The template's name.
        id: The template's id.
        version: Its version.
    """
    return _answer(models.SmsTemplate, _template("sms", name, id, version, None, body))


def email_template(
    subject: str = "Hello",
    body: str = "Hello ((name))",
    *,
    name: str = "hello",
    id: UUID | str | None = None,  # noqa: A002 - as the field is called
    version: int = 1,
) -> models.EmailTemplate:
    """The template of an email as `get_template` returns it.

    Args:
        subject: The subject, with placeholders.
        body: The text, with placeholders.
        name: The template's name.
        id: The template's id.
        version: Its version.
    """
    return _answer(models.EmailTemplate, _template("email", name, id, version, subject, body))


def letter_template(
    subject: str = "Hello",
    body: str = "Hello ((name))",
    *,
    name: str = "hello",
    id: UUID | str | None = None,  # noqa: A002 - as the field is called
    version: int = 1,
    postage: Literal["first", "second", "economy"] = "second",
) -> models.LetterTemplate:
    """The template of a letter as `get_template` returns it.

    Args:
        subject: The heading, with placeholders.
        body: The text, with placeholders.
        name: The template's name.
        id: The template's id.
        version: Its version.
        postage: The class of post.
    """
    fields = _template("letter", name, id, version, subject, body)
    return _answer(models.LetterTemplate, fields, postage=postage)


def templates(*found: models.Template) -> models.TemplateList:
    """The answer to `get_all_templates`.

    Args:
        *found: The templates.
    """
    return _answer(models.TemplateList, {"templates": found})


def received_text(
    content: str = "Hello",
    *,
    user_number: str = "447700900321",
    notify_number: str = "07700900800",
    id: UUID | str | None = None,  # noqa: A002 - as the field is called
    created_at: datetime | None = None,
) -> models.ReceivedText:
    """A text that somebody has sent to the service.

    Args:
        content: The text.
        user_number: The sender's number.
        notify_number: The service's number.
        id: The text's id.
        created_at: When Notify received it, with a time zone; now if None.
    """
    fields = {"id": id or uuid4(), "created_at": created_at or datetime.now(UTC), "service_id": uuid4()}
    numbers = {"notify_number": notify_number, "user_number": user_number}
    return _answer(models.ReceivedText, {**fields, **numbers}, content=content)


def received_texts(*found: models.ReceivedText) -> models.ReceivedTextList:
    """The answer to `get_received_texts`: its only page.

    Args:
        *found: The texts, newest first.
    """
    links = _links("v2/received-text-messages")
    return _answer(models.ReceivedTextList, {"received_text_messages": found}, links=links)


def error(
    status_code: int = 400, error: str = "BadRequestError", message: str = "Template not found"
) -> models.ErrorBody:
    """The body of a refusal, to be sent with its status.

    Args:
        status_code: The status.
        error: The kind of error.
        message: What is wrong.
    """
    return _answer(models.ErrorBody, {"status_code": status_code, "errors": [{"error": error, "message": message}]})


def _answer(model: type[_ModelT], fields: dict[str, object], **more: object) -> _ModelT:
    return model.model_validate({**fields, **more})


def _sent(message_id: UUID | str | None, reference: str | None, template_id: UUID | str | None) -> dict[str, object]:
    message_id, template_id = message_id or uuid4(), template_id or uuid4()
    return {
        "id": message_id,
        "reference": reference,
        "uri": f"{_HOST}/v2/notifications/{message_id}",
        "template": {"id": template_id, "version": 1, "uri": f"{_HOST}/services/{uuid4()}/templates/{template_id}"},
        "scheduled_for": None,
    }


def _notification(
    kind: MessageType,
    status: str,
    body: str,
    reference: str | None,
    message_id: UUID | str | None,
    template_id: UUID | str | None,
    created_at: datetime | None,
    cost: float,
    cost_details: Mapping[str, object],
) -> dict[str, object]:
    created_at, template_id = created_at or datetime.now(UTC), template_id or uuid4()
    is_sent = status not in _NOT_SENT
    nulls = ("email_address", "phone_number", "subject", "one_click_unsubscribe_url", "postcode", "postage")
    lines = tuple(f"line_{number}" for number in range(1, 7))
    return {
        **dict.fromkeys((*nulls, *lines)),
        "id": message_id or uuid4(),
        "type": kind,
        "status": status,
        "reference": reference,
        "body": body,
        "template": {"id": template_id, "version": 1, "uri": f"{_HOST}/v2/template/{template_id}/version/1"},
        "created_at": created_at,
        "created_by_name": None,
        "sent_at": created_at + timedelta(seconds=1) if is_sent else None,
        "completed_at": created_at + timedelta(seconds=5) if status in FINAL else None,
        "scheduled_for": None,
        "is_cost_data_ready": is_sent,
        "cost_in_pounds": cost if is_sent else None,
        "cost_details": cost_details if is_sent else {},
    }


def _template(
    kind: MessageType, name: str, template_id: UUID | str | None, version: int, subject: str | None, body: str
) -> dict[str, object]:
    names = sorted({placeholder.name for placeholder in placeholders(subject or "", body)})
    return {
        "id": template_id or uuid4(),
        "name": name,
        "type": kind,
        "version": version,
        "created_at": datetime.now(UTC),
        "updated_at": None,
        "created_by": "somebody@example.gov.uk",
        "subject": subject,
        "body": body,
        "personalisation": {name: {"required": True} for name in names},
        "letter_contact_block": None,
        "postage": None,
    }


def _links(path: str) -> dict[str, object]:
    return {"current": f"{_HOST}/{path}"}
