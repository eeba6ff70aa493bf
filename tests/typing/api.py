"""Code that must type-check, as users write it. Nothing here is run: mypy and pyright read it."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import assert_never, assert_type
from uuid import UUID

import httpx

import notify_sdk
from notify_sdk import (
    SAFE_TO_REPEAT,
    AsyncNotificationsAPIClient,
    Checks,
    DryRun,
    ErrorDetail,
    HTTPError,
    InvalidResponseError,
    LetterAddress,
    NotificationsAPIClient,
    NotifyError,
    RequestValidationError,
    RetryPolicy,
    check_payload,
    models,
    prepare_upload,
    simulated,
)
from notify_sdk.sandbox import Sandbox

ID = "7e870000-0000-4000-8000-000000000001"


def every_call(client: NotificationsAPIClient, letter_id: UUID) -> None:
    text = client.send_sms_notification(
        "07700900123", ID, {"name": "Ada", "when": date(2026, 11, 3), "n": 1}, "ref", ID
    )
    assert_type(text, models.SendSmsResponse)
    assert_type(text.id, UUID)
    assert_type(text.reference, str | None)
    assert_type(text.content.body, str)
    assert_type(text.template.version, int)
    client.send_sms_notification(phone_number="07700900123", template_id=UUID(ID))

    email = client.send_email_notification(
        email_address="ada@example.com",
        template_id=ID,
        personalisation={"link": prepare_upload(Path("a.csv"), filename="a.csv", confirm_email_before_download=True)},
        one_click_unsubscribe_url="https://example.com/unsubscribe",
        sanitise_content_for={"name"},
    )
    assert_type(email.content.subject, str)
    assert_type(email.sanitised_content["name"].sanitised, str)

    address = LetterAddress(address_line_1="Ada", address_line_2="1 High Street", postcode="SW1 1AA")
    assert_type(client.send_letter_notification(ID, address), models.SendLetterResponse)
    client.send_letter_notification(ID, {"address_line_1": "Ada"}, reference="ref")
    with Path("letter.pdf").open("rb") as file:
        own = client.send_precompiled_letter_notification("ref", file, postage="first")
    client.send_precompiled_letter_notification(reference="ref", pdf_file=io.BytesIO(b"%PDF"))
    assert_type(own, models.SendPrecompiledLetterResponse)
    assert_type(client.get_pdf_for_letter(letter_id), io.BytesIO)

    page = client.get_all_notifications("sms", ["delivered", "failed"], include_jobs=True)
    assert_type(page.notifications, list[models.SmsNotification])
    several = client.get_all_notifications(["sms", "email"]).notifications
    assert_type(several, list[models.SmsNotification | models.EmailNotification | models.LetterNotification])
    assert_type(page.links.next, str | None)
    assert_type(client.get_all_notifications_iterator(older_than=letter_id), Iterator[models.Notification])
    assert_type(client.get_received_texts().received_text_messages, list[models.ReceivedText])
    for received in client.get_received_texts_iterator():
        assert_type(received.content, str)
        assert_type(received.created_at, datetime)

    assert_type(client.get_all_templates("letter").templates[0].version, int)
    assert_type(client.post_template_preview(ID, {"name": "Ada"}).body, str)


def told_apart_by_type(client: NotificationsAPIClient) -> str:
    notification = client.get_notification_by_id(ID)
    assert_type(notification.created_at, datetime)
    assert_type(notification.cost_in_pounds, float | None)
    if notification.type == "sms":
        assert_type(notification, models.SmsNotification)
    match notification.type:
        case "sms":
            return notification.phone_number
        case "email":
            return notification.email_address
        case "letter":
            assert_type(notification.estimated_delivery, datetime)
            return notification.subject
        case _:
            assert_never(notification.type)


def told_apart_by_class(client: NotificationsAPIClient) -> str:
    match client.get_template_version(ID, 1):
        case models.SmsTemplate() as template:
            return template.body
        case models.EmailTemplate(subject=subject) | models.LetterTemplate(subject=subject):
            return subject


async def every_call_awaited(client: AsyncNotificationsAPIClient) -> None:
    assert_type(await client.send_sms_notification("07700900123", ID), models.SendSmsResponse)
    assert_type(await client.get_pdf_for_letter(ID), io.BytesIO)
    assert_type(client.get_all_notifications_iterator(status="delivered"), AsyncIterator[models.Notification])
    async for received in client.get_received_texts_iterator():
        assert_type(received.user_number, str)
    async with AsyncNotificationsAPIClient(check="warn") as other:
        assert_type(other, AsyncNotificationsAPIClient)


def options() -> None:
    with NotificationsAPIClient(
        "key",
        "https://proxy.example",
        httpx.Timeout(5),
        retry=RetryPolicy(attempts=2),
        transport=httpx.HTTPTransport(),
        check=Checks(level="warn", landlines=False),
        only_to=["@example.gov.uk"],
        never_to=("a@example.gov.uk", *simulated.PHONE_NUMBERS),
        redirect_to="b@example.gov.uk",
    ) as client:
        assert_type(client, NotificationsAPIClient)
        assert_type(client.with_options(never_to=None, redirect_to=["07700 900900"]), NotificationsAPIClient)
    NotificationsAPIClient(timeout=None)
    NotificationsAPIClient(timeout=(1, 2.5, 3, 4))


def dry_runs(client: NotificationsAPIClient) -> str:
    assert_type(client.dry_run.send_sms_notification("07700 900123", ID), DryRun[models.SmsTemplatePreview])
    assert_type(client.dry_run.send_letter_notification(ID, {}), DryRun[models.LetterTemplatePreview])
    assert_type(client.dry_run.send_precompiled_letter_notification("a", b"%PDF"), DryRun[None])
    return client.dry_run.send_email_notification("a@example.com", ID).preview.subject


async def dry_runs_awaited(client: AsyncNotificationsAPIClient) -> None:
    assert_type(await client.dry_run.send_sms_notification("07700 900123", ID), DryRun[models.SmsTemplatePreview])


def errors(client: NotificationsAPIClient) -> None:
    try:
        client.get_template(ID)
    except RequestValidationError as error:
        assert_type(error.errors[0].hint, str | None)
        assert_type(error.errors[0].code, str | None)
        assert_type(error.errors[0].field, str | None)
        assert_type(error.status_code, int)
    except HTTPError as error:
        assert_type(error.status_code, int)
        assert_type(error.errors, list[ErrorDetail])
        assert_type(error.message, list[dict[str, str]])
        assert_type(error.response, httpx.Response | None)
    except SAFE_TO_REPEAT as error:
        assert_type(error.retryable, bool)
    except InvalidResponseError as error:
        assert_type(error.status_code, int | None)
        assert_type(error.body, bytes)
    except NotifyError as error:
        assert_type(error.outcome_unknown, bool)
        assert_type(error.reference, str | None)
        assert_type(error.status_code, int | None)
        assert_type(error.message, list[dict[str, str]])
        assert_type(error.errors, list[ErrorDetail])
        assert_type(error.hint, str | None)
        assert_type(error.code, str)


def sandbox() -> None:
    box = Sandbox()
    assert_type(box.client(), NotificationsAPIClient)
    assert_type(box.async_client(box.team_api_key), AsyncNotificationsAPIClient)
    NotificationsAPIClient(box.api_key, transport=box.transport)
    AsyncNotificationsAPIClient(box.api_key, transport=box.transport)
    assert_type(Sandbox.load("world.json"), Sandbox)


def without_a_client() -> None:
    assert_type(check_payload({"amount": Decimal(1)}, "sms"), list[ErrorDetail])
    assert_type(models.SendSmsRequest(phone_number="07700900123", template_id=UUID(ID)).reference, str | None)
    assert_type(notify_sdk.__version__, str)
