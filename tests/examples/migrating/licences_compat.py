"""The notify module of a licensing service with Django and Celery, as such services have it: with two imports changed."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from enum import StrEnum

from celery import Task, shared_task
from django.conf import settings
from notify_sdk.compat.errors import HTTPError
from notify_sdk.compat.notifications import NotificationsAPIClient

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


def client() -> NotificationsAPIClient:
    return NotificationsAPIClient(settings.GOV_NOTIFY_API_KEY, base_url=settings.GOV_NOTIFY_URL)


def notify_applicant(address: str, message: LicenceIssued | MoreInformation, case: str) -> None:
    """Queues the email about a case."""
    template = Template.LICENCE_ISSUED if isinstance(message, LicenceIssued) else Template.MORE_INFORMATION
    send_email.delay(address, template.value, asdict(message), case)


@shared_task(bind=True, max_retries=3, default_retry_delay=0, name=f"{__name__}.send_email")
def send_email(self: Task, address: str, template: str, values: dict[str, object], case: str) -> str | None:
    """Sends an email; repeats it while Notify fails. What Notify refuses is logged for the team."""
    try:
        answer = client().send_email_notification(address, template, personalisation=values, reference=case)
    except HTTPError as error:
        if error.status_code in {400, 403}:
            logger.warning("case %s: Notify refused the email: %s", case, error.message[0]["message"])
            return None
        raise self.retry(exc=error) from error
    return answer["id"]


def email_status(notification_id: str) -> str:
    return client().get_notification_by_id(notification_id)["status"]
