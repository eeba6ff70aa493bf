"""The notify module of a licensing service with Django and Celery, with the typed client."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache

from celery import shared_task
from django.conf import settings

from notify_sdk import SAFE_TO_REPEAT, HTTPError, NotificationsAPIClient, RetryPolicy

logger = logging.getLogger(__name__)


class Template(StrEnum):
    """The templates on the Notify website."""

    LICENCE_ISSUED = "11ce0000-0000-4000-8000-000000000001"
    MORE_INFORMATION = "11ce0000-0000-4000-8000-000000000002"


@dataclass(frozen=True)
class LicenceIssued:
    """What the email about an issued licence says."""

    applicant: str
    licence: str
    expires: str


@dataclass(frozen=True)
class MoreInformation:
    """What the email about missing documents says."""

    applicant: str
    documents: list[str]


@cache
def client() -> NotificationsAPIClient:
    """One for the process. It looks a message up before it sends it again."""
    return NotificationsAPIClient(
        settings.GOV_NOTIFY_API_KEY, settings.GOV_NOTIFY_URL, retry=RetryPolicy(reconcile=True, unique_references=True)
    )


def notify_applicant(address: str, message: LicenceIssued | MoreInformation, case: str) -> None:
    """Queues the email about a case."""
    template = Template.LICENCE_ISSUED if isinstance(message, LicenceIssued) else Template.MORE_INFORMATION
    send_email.delay(address, template.value, asdict(message), case)


@shared_task(autoretry_for=SAFE_TO_REPEAT, max_retries=3, default_retry_delay=0, name=f"{__name__}.send_email")
def send_email(address: str, template: str, values: dict[str, object], case: str) -> str | None:
    """Sends an email; repeats it while nothing was done. What Notify refuses is logged for the team."""
    try:
        sent = client().send_email_notification(address, template, personalisation=values, reference=case)
    except HTTPError as error:
        if error.retryable or error.outcome_unknown:
            raise
        logger.warning("case %s: Notify refused the email: %s", case, error.errors[0].message)
        return None
    return str(sent.id)


def email_status(notification_id: str) -> str:
    return client().get_notification_by_id(notification_id).status
