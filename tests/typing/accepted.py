"""What is accepted as an argument, and what is read from it: code that must type-check, and lines that must not.

Each wrong line carries an ignore, and mypy and pyright both say so if they find nothing to ignore.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypedDict, assert_type
from uuid import UUID

from pydantic import BaseModel
from templates_of_sandbox import ApplicationReceived, AppointmentReminder, ChangeOfAddress

from notify_sdk import (
    AsyncNotificationsAPIClient,
    LetterAddress,
    NotificationsAPIClient,
    check_payload,
    models,
    prepare_upload,
    reference_for,
)
from notify_sdk.outbox import Email, Letter, Sms
from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress, Postcode, normal_form
from notify_sdk.testing import NotifyInbox

ID = "7e870000-0000-4000-8000-000000000001"


@dataclass(frozen=True)
class Appointment:
    name: str
    date: date


class Form(BaseModel):
    name: str
    phone: PhoneNumber


class Typed(TypedDict):
    name: str


number = PhoneNumber.parse("07700 900 900")
email = EmailAddress.parse("a@example.com")
address = PostalAddress.from_lines(["A", "B", "SW14 6BH"])
appointment = Appointment("Ada", date(2026, 3, 3))
typed = Typed(name="Ada")
form = Form.model_validate({"name": "Ada", "phone": "07700 900 900"})


def requests() -> None:
    text = models.SendSmsRequest(phone_number="07700 900 900", template_id=ID)
    assert_type(text.template_id, UUID)
    assert_type(text.phone_number, str)
    assert_type(text.scheduled_for, str | None)
    models.SendSmsRequest(
        reference=None,
        phone_number=number,
        template_id=UUID(ID),
        personalisation=appointment,
        scheduled_for=datetime.now(UTC),
        sms_sender_id=ID,
    )
    mail = models.SendEmailRequest(
        email_address=email,
        template_id=ID,
        personalisation=typed,
        scheduled_for="2026-03-03",
        email_reply_to_id=ID,
        one_click_unsubscribe_url="https://example.com",
        sanitise_content_for={"name"},
    )
    assert_type(mail.sanitise_content_for, list[str | None] | None)
    letter = models.SendLetterRequest(template_id=ID, personalisation=address)
    assert_type(letter.personalisation, models.LetterPersonalisation)
    models.SendLetterRequest(template_id=ID, personalisation={"address_line_1": "A"})
    models.SendLetterRequest(
        template_id=ID, personalisation=models.LetterPersonalisation(address_line_1="A", postcode="B", name="Ada")
    )
    models.SendPrecompiledLetterRequest(reference="r", content="", postage="first")
    models.TemplatePreviewRequest(personalisation=form)
    statuses = models.NotificationsQuery(status=["delivered"], template_type=["sms"], older_than=ID).status
    assert statuses
    models.TemplatesQuery(type="sms")
    models.ReceivedTextsQuery(older_than=ID)
    models.Upload(file="", filename="a.csv", confirm_email_before_download=None)
    LetterAddress(address_line_1="A", address_line_2="B", postcode="C", address_line_3=None, name="Ada", n=1)


def calls(client: NotificationsAPIClient) -> None:
    for values in (appointment, typed, form, {"name": "Ada", "file": prepare_upload(b"a")}):
        client.send_sms_notification(number, ID, values)
        client.send_email_notification(email, ID, values)
        client.send_letter_notification(ID, values)
        client.post_template_preview(ID, values)
    client.send_letter_notification(ID, address)
    client.send_letter_notification(ID, address.personalisation() | {"name": "Ada"})
    assert_type(client.send(AppointmentReminder(name="A", date="B"), number), models.SendSmsResponse)
    assert_type(client.send(ApplicationReceived(name="A", urgent=True, items="B"), to=email), models.SendEmailResponse)
    assert_type(client.send(ChangeOfAddress(date="A"), to=address), models.SendLetterResponse)
    ChangeOfAddress(date="A").render(address)
    NotificationsAPIClient(only_to=[number, email, address, Postcode.parse("SW14 6BH"), "@example.com"])
    client.with_options(only_to=[number])
    reference_for(number, ID, appointment)
    normal_form(address)


async def awaited(client: AsyncNotificationsAPIClient) -> None:
    await client.send_sms_notification(number, ID, appointment)
    await client.send_email_notification(email, ID, form)
    await client.send_letter_notification(ID, address)
    await client.send(AppointmentReminder(name="A", date="B"), number)
    AsyncNotificationsAPIClient(only_to=[email])


def elsewhere(inbox: NotifyInbox) -> None:
    check_payload({"phone_number": number, "template_id": ID, "personalisation": appointment}, "sms")
    check_payload(models.SendSmsRequest(phone_number=number, template_id=ID))
    Sms(number, ID, appointment)
    Sms("07700 900 900", AppointmentReminder(name="A", date="B"))
    Email(email, ID, typed)
    Email(email, ApplicationReceived(name="A", urgent=True, items="B"))
    Letter(ID, address)
    Letter(ChangeOfAddress(date="A"), address)
    inbox.assert_sent_sms(number, personalisation=appointment)
    inbox.assert_sent_email(email)
    inbox.assert_sent_letter(address)
    inbox.to(number)
    inbox.sandbox.inbox.to(address)


def answers(letter: models.LetterNotification) -> str:
    assert_type(letter.line_1, str | None)
    assert_type(letter.postcode, str | None)
    return letter.line_6 or letter.postcode or ""


def wrong(client: NotificationsAPIClient) -> None:
    models.SendSmsRequest(phone_number=7700900900, template_id=ID)  # type: ignore[arg-type]  # a text
    models.SendSmsRequest(phone_number=email, template_id=ID)  # type: ignore[arg-type]  # of another kind
    models.SendSmsRequest(phone_number=number, template_id=7)  # type: ignore[arg-type]  # an id is no number
    models.SendSmsRequest(phone_number=number, template_id=ID, personalisation="Ada")  # type: ignore[arg-type]  # no names
    models.SendSmsRequest(phone_number=number, template_id=ID, sender=ID)  # type: ignore[call-arg]  # no such option
    models.SendSmsRequest(phone_number=number)  # type: ignore[call-arg]  # no template
    models.SendEmailRequest(email_address=number, template_id=ID)  # type: ignore[arg-type]  # of another kind
    models.SendLetterRequest(template_id=ID)  # type: ignore[call-arg]  # no address
    models.SendPrecompiledLetterRequest(reference="r", content="", postage="europe")  # type: ignore[arg-type]  # no choice
    models.TemplatesQuery(type="fax")  # type: ignore[arg-type]  # no such type
    models.Upload(file=b"")  # type: ignore[arg-type]  # base64
    LetterAddress(address_line_1="A", postcode="C")  # type: ignore[call-arg]  # two lines and a postcode
    client.send_sms_notification(email, ID)  # type: ignore[arg-type]  # of another kind
    client.send_email_notification(number, ID)  # type: ignore[arg-type]  # of another kind
    client.send_sms_notification(number, ID, 5)  # type: ignore[arg-type]  # no names
    client.send_sms_notification(number, ID, object())  # type: ignore[arg-type]  # no names
    client.send(AppointmentReminder(name="A", date="B"), to=email)  # type: ignore[call-overload]  # of another kind
    client.send(ChangeOfAddress(date="A"), to=number)  # type: ignore[call-overload]  # of another kind
    NotificationsAPIClient(only_to=[7700900900])  # type: ignore[list-item]  # a text
    Sms(email, ID)  # type: ignore[arg-type]  # of another kind
    Sms(number, ChangeOfAddress(date="A"))  # type: ignore[arg-type]  # of another kind
    Email(email, AppointmentReminder(name="A", date="B"))  # type: ignore[arg-type]  # of another kind
