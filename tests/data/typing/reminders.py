"""A service that reminds people, as users write it. Nothing here is run: type checkers read it.

In a line that is marked `# wrong` every checker finds an error, in one marked `# wrong for` those that it names, and in no
other line does any. What each calls the error is in the files beside this one.
"""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal, TypedDict, assert_never, assert_type
from uuid import UUID, uuid4

from pydantic import TypeAdapter

from notify_sdk import (
    SAFE_TO_REPEAT,
    AsyncNotificationsAPIClient,
    HTTPError,
    LetterAddress,
    NoResultFound,
    NotificationsAPIClient,
    NotifyError,
    RequestValidationError,
    RetryPolicy,
    callbacks,
    check_payload,
    models,
    prepare_upload,
)
from notify_sdk.models import EmailNotification, LetterNotification, Notification, SmsNotification
from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress

REMINDER = "7e870000-0000-4000-8000-000000000001"
DECISION = UUID("1e77e200-0000-4000-8000-000000000001")


class Reminder(TypedDict):
    name: str
    date: date


@dataclass(frozen=True)
class Permit:
    number: str
    phone: str
    email: str
    expires: date
    message: UUID | None = None


def client_of(key: str | None) -> NotificationsAPIClient:
    return NotificationsAPIClient(key, timeout=(1, 10, 10, 10), retry=RetryPolicy(attempts=3), check="warn")


# sends


def remind(client: NotificationsAPIClient, permit: Permit) -> UUID:
    values: Reminder = {"name": "Amala", "date": permit.expires}
    sent = client.send_sms_notification(permit.phone, REMINDER, values, reference=permit.number)
    assert_type(sent, models.SendSmsResponse)
    assert_type(sent.content.from_number, str)
    client.send_sms_notification(PhoneNumber.parse(permit.phone), UUID(REMINDER), permit)  # a dataclass
    client.send_email_notification(EmailAddress.parse(permit.email), REMINDER, {"name": None, "items": (1, True)})
    client.send_sms_notification(PostalAddress.from_lines(["1 High Street"]), REMINDER)  # wrong: no phone number
    client.send_sms_notification(permit.phone, personalisation=values)  # wrong: no template
    client.send_sms_notification(7700900900, REMINDER)  # wrong: a phone number is a text
    client.send_sms_notification(permit.phone, REMINDER, [("name", "Amala")])  # wrong: no mapping
    client.send_email_notification(permit.email, REMINDER, sms_sender_id=uuid4())  # wrong: of text messages
    return sent.id.hex  # wrong: a text, not an id


def post(client: NotificationsAPIClient, pdf: Path, rows: Iterable[Mapping[str, object]]) -> None:
    file = prepare_upload(pdf, filename="form.pdf", retention_period="4 weeks")
    email = client.send_email_notification("a@example.com", DECISION, {"link_to_file": file, "items": ["a", "b"]})
    assert_type(email.content.subject, str)
    address = LetterAddress(address_line_1="Amala Bird", address_line_2="1 High Street", postcode="SW14 6BH")
    assert_type(client.send_letter_notification(DECISION, address), models.SendLetterResponse)
    LetterAddress(address_line_1="Amala Bird", postcode="SW14 6BH")  # wrong: two lines at least
    to = PostalAddress.from_lines(["Amala Bird", "1 High Street", "SW14 6BH"])
    client.send_letter_notification(DECISION, to)
    client.send_letter_notification(DECISION, {**to.personalisation(), "decision": "yes"})
    for row in rows:
        client.send_letter_notification(DECISION, row)
    client.send_letter_notification(DECISION, "Amala Bird, 1 High Street")  # wrong: no mapping
    own = client.send_precompiled_letter_notification("A-17", pdf, postage="first")
    client.send_precompiled_letter_notification("A-17", str(pdf))  # wrong: a path is a Path
    again = client.get_notification_by_id(own.id)
    if isinstance(again, LetterNotification):
        client.send_precompiled_letter_notification("A-17", pdf, again.postage)  # a value of an answer


# what was sent


def recipient(notification: Notification) -> str | None:
    print(notification.phone_number)  # wrong: of text messages alone
    match notification.type:
        case "sms":
            assert_type(notification, SmsNotification)
            return notification.phone_number
        case "email":
            return notification.email_address
        case "letter":
            assert_type(notification.estimated_delivery, datetime)
            return notification.postcode or notification.line_7  # wrong: the last line has no field
        case _:
            assert_never(notification)


def subject(notification: Notification) -> str:
    match notification:
        case SmsNotification(body=body):
            return body
        case EmailNotification(subject=subject) | LetterNotification(subject=subject):
            return subject


def cost(notification: Notification) -> float:
    if notification.type == "sms":
        print(notification.cost_details.sms_rate)
        print(notification.subject)  # wrong: a text message has none
    if notification.cost_in_pounds is None and isinstance(notification, LetterNotification):
        assert_type(notification, LetterNotification)  # wrong for lowest mypy: it forgets the `isinstance`
    return notification.cost_in_pounds  # wrong: it may be unknown


def late(notifications: Iterable[Notification], days: int = 3) -> Iterator[Notification]:
    for notification in notifications:
        if notification.completed_at is None and datetime.now(UTC) - notification.created_at > timedelta(days):
            yield notification


# filters


def lists(client: NotificationsAPIClient, kind: str, wanted: Literal["sms", "email"], both: list[str]) -> None:
    texts = client.get_all_notifications("sms", ["delivered", "pending"])
    assert_type(texts.notifications, list[SmsNotification])
    assert_type(texts.notifications[0].phone_number, str)
    page: models.NotificationList = texts
    assert_type(page.notifications[0].created_at, datetime)
    assert_type(client.get_all_notifications(template_type="letter", reference="A").links.next, str | None)
    assert_type(client.get_all_notifications(), models.NotificationList)
    assert_type(client.get_all_notifications(template_type=None), models.NotificationList)
    assert_type(client.get_all_notifications(kind).notifications[0].id, UUID)
    assert_type(client.get_all_notifications(both, both).notifications[0].id, UUID)
    for notification in client.get_all_notifications(wanted).notifications:
        print(recipient(notification))
    for email in client.get_all_notifications_iterator("email", include_jobs=True):
        assert_type(email, EmailNotification)
        print(email.phone_number)  # wrong: of text messages
    print(*late(client.get_all_notifications_iterator("letter")))
    print(*late(client.get_all_notifications_iterator(status="created", older_than=DECISION)))
    assert_type([each.subject for each in client.get_all_templates("email").templates], list[str])
    print(client.get_all_templates("sms").templates[0].subject)  # wrong: text messages have none
    assert_type(client.get_all_templates().templates[0], models.Template)
    templates: list[models.Template] = client.get_all_templates(kind).templates
    print(templates, client.get_all_notifications(1))  # wrong: a type is a text
    print(client.get_all_notifications(include_jobs="true"))  # wrong: a bool


def alike(client: NotificationsAPIClient, notification: Notification, typed: str) -> models.NotificationStatus | None:
    client.get_all_notifications(notification.type, notification.status, notification.reference)
    for each in client.get_all_notifications_iterator(status=notification.status):
        print(each.status == notification.status, each.template.version)
    client.get_all_templates(client.get_template_version(notification.template.id, 2).type)
    status: models.NotificationStatus = typed  # wrong: any text
    print(status)
    return typed if models.is_notification_status(typed) else None


def sms_numbers(page: models.NotificationList[SmsNotification]) -> list[str]:
    return [each.phone_number for each in page.notifications]


def preview(client: NotificationsAPIClient) -> str:
    found = client.post_template_preview(REMINDER, {"name": "Amala"})
    print(found.html)  # wrong: of emails alone
    return found.html if isinstance(found, models.EmailTemplatePreview) else found.body


# callbacks, errors, payloads


def posted(headers: Mapping[str, str], body: bytes, client: NotificationsAPIClient) -> str | None:
    if not callbacks.verify(dict(headers), "token"):
        return None
    match callbacks.parse(body):
        case models.DeliveryReceipt() as receipt:
            client.get_all_notifications(receipt.notification_type, receipt.status)
            return receipt.to
        case models.ReceivedTextCallback(source_number=number):
            return number
        case models.ReturnedLetterCallback() | models.ComplaintCallback() as other:
            return other.message  # wrong: of received texts


def safely(client: NotificationsAPIClient, permit: Permit) -> str:
    try:
        return str(remind(client, permit))
    except RequestValidationError as error:
        return error.errors[0].message
    except NoResultFound as error:
        return error.message  # wrong: a list, as the official client has it
    except HTTPError as error:
        return error.response.text  # wrong: there is none where the local check refused
    except SAFE_TO_REPEAT as error:
        assert_type(error.retryable, bool)
        raise
    except NotifyError as error:
        return "unknown" if error.outcome_unknown else error.code


def payloads(rows: Path) -> list[str]:
    adapter: TypeAdapter[Notification] = TypeAdapter(Notification)  # wrong for lowest pyright: it knows no TypeForm
    stored = adapter.validate_json(rows.read_bytes())
    request = models.SendSmsRequest(phone_number="07700 900 900", template_id=REMINDER, personalisation={"n": 1})
    assert_type(request.template_id, UUID)
    models.SendSmsRequest(phone_number="07700 900 900")  # wrong: no template
    models.SendSmsRequest(phone_number="07700 900 900", template_id=17)  # wrong: an id is a text or a UUID
    problems = check_payload(request) + check_payload({"phone_number": recipient(stored)}, "sms")
    check_payload({}, "fax")  # wrong: no such kind
    with rows.open(newline="") as file:
        for row in csv.DictReader(file):
            problems += check_payload(row, "email")
    return [f"{problem.field}: {problem.hint or problem.message}" for problem in problems]


# asyncio


async def awaited(client: AsyncNotificationsAPIClient, kind: str) -> AsyncIterator[str]:
    sent = await client.send_sms_notification("07700 900 900", REMINDER)
    assert_type(sent, models.SendSmsResponse)
    print(client.send_sms_notification("07700 900 900", REMINDER).id)  # wrong: not awaited
    assert_type((await client.get_all_notifications("email")).notifications, list[EmailNotification])
    assert_type((await client.get_all_notifications(kind)), models.NotificationList)
    assert_type((await client.get_all_templates("letter")).templates, list[models.LetterTemplate])
    async for text in client.get_all_notifications_iterator("sms"):
        yield text.phone_number
    async for notification in client.get_all_notifications_iterator(kind, status=sent.content.body):
        yield subject(notification)
    print(list(client.get_all_notifications_iterator("sms")))  # wrong: `async for`
