"""Only type-checked: what a type checker must take, and must not take, of generated classes.

Each wrong line carries an ignore, and mypy and pyright both say so if they find nothing to ignore.
"""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from datetime import date
from typing import assert_type
from uuid import UUID

from templates_of_sandbox import (
    ApplicationReceived,
    AppointmentReminder,
    ChangeOfAddress,
    Document,
    SecurityCode,
)

from notify_sdk import (
    AsyncNotificationsAPIClient,
    DryRun,
    LetterAddress,
    NotificationsAPIClient,
    models,
    prepare_upload,
)
from notify_sdk.rendering import Rendered
from notify_sdk.templates import RenderedText

client = NotificationsAPIClient()
text = AppointmentReminder(name="Amala", date=date(2026, 3, 3))
email = ApplicationReceived(name="Amala", urgent=True, items=["a passport", "a photo"])
file = Document(name=1, link_to_file=prepare_upload(b"a"), form_enclosed="yes")
letter = ChangeOfAddress(date=("x", "y"))
address = LetterAddress(address_line_1="A", address_line_2="B", postcode="C")

assert_type(client.send(text, "07700 900900", "reference"), models.SendSmsResponse)
assert_type(client.send(text, to="07700 900900", sms_sender_id=UUID(int=1)), models.SendSmsResponse)
assert_type(client.send(email, to="a@example.gov.uk", sanitise_content_for=["name"]), models.SendEmailResponse)
assert_type(client.send(letter, to=address), models.SendLetterResponse)
assert_type(client.send(letter, to={"address_line_1": "A"}, reference="r"), models.SendLetterResponse)
assert_type(text.render(), RenderedText)
assert_type(text.render().fragments, int)
assert_type(email.render(), Rendered)
assert_type(letter.render(to=address), Rendered)


assert_type(client.dry_run.send(text, "07700 900900", "reference"), DryRun[models.SmsTemplatePreview])
assert_type(client.dry_run.send(email, to="a@example.gov.uk"), DryRun[models.EmailTemplatePreview])
assert_type(client.dry_run.send(letter, to=address), DryRun[models.LetterTemplatePreview])


async def send(client: AsyncNotificationsAPIClient) -> None:
    assert_type(await client.send(text, "07700 900900"), models.SendSmsResponse)
    assert_type(await client.send(email, "a@example.gov.uk"), models.SendEmailResponse)
    assert_type(await client.send(letter, address), models.SendLetterResponse)


# A placeholder is missing.
AppointmentReminder(name="Amala")  # type: ignore[call-arg]
# One is misspelt.
AppointmentReminder(nam="Amala", date="x")  # type: ignore[call-arg]
# One is too much.
AppointmentReminder(name="Amala", date="x", day="y")  # type: ignore[call-arg]
# None is no value, and neither are bytes, a dict and any other object.
AppointmentReminder(name=None, date="x")  # type: ignore[arg-type]
AppointmentReminder(name=b"Amala", date="x")  # type: ignore[arg-type]
AppointmentReminder(name={}, date="x")  # type: ignore[arg-type]
AppointmentReminder(name=object(), date="x")  # type: ignore[arg-type]
# Only emails have files.
SecurityCode(code=prepare_upload(b"a"), app=True)  # type: ignore[arg-type]
# A conditional is no list.
SecurityCode(code="1", app=["yes"])  # type: ignore[arg-type]
# An address is no text, and a phone number is no address.
client.send(text, to=address)  # type: ignore[call-overload]
client.send(letter, to="07700 900900")  # type: ignore[call-overload]
# Options belong to one kind of message.
client.send(text, to="1", sanitise_content_for=[])  # type: ignore[call-overload]
client.send(email, to="1", sms_sender_id="x")  # type: ignore[call-overload]
client.send(letter, to=address, sms_sender_id="x")  # type: ignore[call-overload]
