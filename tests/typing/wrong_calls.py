"""Code that must not type-check. Each comment names the error that mypy must find; an unneeded one is an error itself.

Pyright must find something in the same line.
"""

from __future__ import annotations

from io import StringIO

from notify_sdk import (
    AsyncNotificationsAPIClient,
    Checks,
    LetterAddress,
    NotificationsAPIClient,
    RetryPolicy,
    check_payload,
    models,
    prepare_upload,
)
from notify_sdk.sandbox import Sandbox

ID = "7e870000-0000-4000-8000-000000000001"


def calls(client: NotificationsAPIClient) -> None:
    client.send_sms_notification("07700900123")  # type: ignore[call-arg]  # no template
    client.send_sms_notification("07700900123", 7)  # type: ignore[arg-type]  # an id is no number
    client.send_sms_notification(7700900123, ID)  # type: ignore[arg-type]  # a phone number is a text
    client.send_sms_notification("07700900123", ID, [("name", "Ada")])  # type: ignore[arg-type]  # no mapping
    client.send_sms_notification("07700900123", ID, "Ada")  # type: ignore[arg-type]  # no mapping
    client.send_sms_notification("07700900123", ID, {1: "Ada"})  # type: ignore[dict-item]  # names are texts
    client.send_sms_notification("07700900123", ID, email_reply_to_id=ID)  # type: ignore[call-arg]  # of emails
    client.send_sms("07700900123", ID)  # type: ignore[attr-defined]  # no such call
    print(client.dry_run.send_sms_notification("07700900123", ID).id)  # type: ignore[attr-defined]  # there is no message
    client.dry_run.send_sms_notification("07700900123", 7)  # type: ignore[arg-type]  # as of a send
    client.dry_run.get_template(ID)  # type: ignore[attr-defined]  # it has sends only
    client.send_email_notification("ada@example.com", ID, sanitise_content_for=True)  # type: ignore[arg-type]  # no list
    client.send_letter_notification(ID)  # type: ignore[call-arg]  # a letter has an address
    client.send_letter_notification(ID, "Ada, 1 High Street")  # type: ignore[arg-type]  # an address is a mapping
    client.send_precompiled_letter_notification("ref", "letter.pdf")  # type: ignore[arg-type]  # a path is a Path
    client.send_precompiled_letter_notification("ref", StringIO("%PDF"))  # type: ignore[arg-type]  # opened as text
    client.send_precompiled_letter_notification("ref", b"", postage=1)  # type: ignore[arg-type]  # a text
    client.get_all_notifications(status=200)  # type: ignore[call-overload]  # a text
    client.get_all_notifications({"sms": True}, status={1})  # type: ignore[call-overload]  # texts
    client.get_all_notifications(include_jobs="true")  # type: ignore[call-overload]  # a bool
    print(client.get_all_notifications("sms").notifications[0].subject)  # type: ignore[attr-defined]  # texts have none
    client.get_all_templates(["sms"])  # type: ignore[call-overload]  # one type
    print(client.get_all_templates("sms").templates[0].subject)  # type: ignore[attr-defined]  # texts have none
    client.get_template_version(ID, "1")  # type: ignore[arg-type]  # versions are numbers
    prepare_upload("a.csv")  # type: ignore[arg-type]  # a path is a Path
    prepare_upload(b"", confirm_email_before_download="yes")  # type: ignore[arg-type]  # a bool


def answers(client: NotificationsAPIClient) -> None:
    notification = client.get_notification_by_id(ID)
    print(notification.phone_number)  # type: ignore[union-attr]  # only of texts
    if notification.type == "email":
        print(notification.phone_number)  # type: ignore[attr-defined]  # not of emails
    print(client.get_template(ID).type == "fax")  # type: ignore[comparison-overlap]  # no such type
    print(client.get_template(ID)["body"])  # type: ignore[index]  # no dict
    client.post_template_preview(ID).subject.upper()  # type: ignore[union-attr]  # texts have none


async def awaited(client: AsyncNotificationsAPIClient) -> None:
    print(client.send_sms_notification("07700900123", ID).id)  # type: ignore[attr-defined]  # not awaited
    for _ in client.get_received_texts_iterator():  # type: ignore[attr-defined]  # `async for`
        pass


def requests() -> None:
    LetterAddress(address_line_1="Ada", address_line_2="1 High Street")  # type: ignore[call-arg]  # no postcode
    models.SendSmsRequest(phone_number="07700900123")  # type: ignore[call-arg]  # no template
    check_payload({}, "fax")  # type: ignore[arg-type]  # no such kind


def options() -> None:
    NotificationsAPIClient(b"key")  # type: ignore[arg-type]  # a key is a text
    NotificationsAPIClient("key", "https://example.com", 30, RetryPolicy())  # type: ignore[call-arg]  # by name only
    NotificationsAPIClient(check="strict")  # type: ignore[arg-type]  # no such level
    NotificationsAPIClient(clock="mine")  # type: ignore[arg-type]  # no such clock
    Checks(international=True)  # type: ignore[call-arg]  # no such check


def sandbox() -> None:
    Sandbox().client().aclose()  # type: ignore[attr-defined]  # of the other client
    Sandbox(page_size="2")  # type: ignore[arg-type]  # a number
    Sandbox.load()  # type: ignore[call-arg]  # no file
