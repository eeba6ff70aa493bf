"""Code of a service that has changed its imports to `notify_sdk.compat`, and must type-check. Nothing here is run."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import assert_type
from uuid import UUID

from notify_sdk import NotificationsAPIClient as TypedClient
from notify_sdk import NotifyError, models
from notify_sdk.compat import DictAnswer, NotificationsAPIClient, prepare_upload
from notify_sdk.compat.errors import APIError, HTTP503Error, HTTPError, InvalidResponse, TokenError

ID = "7e870000-0000-4000-8000-000000000001"


def send(client: NotificationsAPIClient, file: io.BytesIO) -> str:
    sent = client.send_email_notification(
        email_address="ada@example.com",
        template_id=ID,
        personalisation={"name": "Ada", "file": prepare_upload(file, retention_period="4 weeks")},
    )
    assert_type(sent, DictAnswer[models.SendEmailResponse])
    assert_type(sent.typed.id, UUID)
    body: str = sent["content"]["body"]
    identifier: str = sent["id"]
    return body + identifier


def read(client: NotificationsAPIClient) -> Iterator[str]:
    assert_type(client.get_notification_by_id(ID).typed, models.Notification)
    assert_type(client.get_pdf_for_letter(ID).read(), bytes)
    assert_type(client.get_template_version(ID, "3").typed, models.Template)
    for text in client.get_received_texts_iterator():
        yield text["content"] + text.typed.user_number
    for message in client.get_all_notifications("created", "sms")["notifications"]:
        yield message["status"]


def fail(client: NotificationsAPIClient) -> str | None:
    try:
        client.get_template(ID)
    except HTTP503Error as error:
        assert_type(error.outcome_unknown, bool)
    except HTTPError as error:
        if error.status_code == 400 and error.message[0]["error"] == "BadRequestError":
            return error.response.text if error.response is not None else None
        assert_type(error.typed, NotifyError | None)
    except (InvalidResponse, APIError, TokenError) as error:
        return str(error)
    return None


def make() -> TypedClient:
    with NotificationsAPIClient("key", base_url="https://notify.example", timeout=(3, 10)) as client:
        return client.typed


def over(typed: TypedClient) -> NotificationsAPIClient:
    return NotificationsAPIClient.of(typed)
