"""What the outbox is compared with: a task for each message, with the settings that lose none."""

from __future__ import annotations

import os
from functools import cache

from celery import Celery

from notify_sdk import SAFE_TO_REPEAT, NotificationsAPIClient

app = Celery("letters", broker=os.environ["BROKER"])
app.conf.task_acks_late = True
app.conf.task_reject_on_worker_lost = True
app.conf.broker_transport_options = {"visibility_timeout": 3} if os.environ["BROKER"].startswith("redis") else {}
app.conf.broker_connection_retry_on_startup = True


@cache
def client() -> NotificationsAPIClient:
    """One in each process of the worker."""
    return NotificationsAPIClient(timeout=10)


@app.task(name="send", autoretry_for=SAFE_TO_REPEAT, max_retries=None)
def send(phone_number: str, template_id: str) -> None:
    """Sends one text."""
    client().send_sms_notification(phone_number, template_id, {"name": "Ada", "date": "1 May"})
