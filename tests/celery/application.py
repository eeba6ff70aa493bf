"""An application of Celery, as a worker in a process of its own imports it: configured by its environment."""

from __future__ import annotations

import os
from datetime import timedelta

from celery import Celery

from notify_sdk import NotificationsAPIClient
from notify_sdk.celery import attach
from notify_sdk.outbox import Outbox, ledger, terms

app = Celery("letters", broker=os.environ["BROKER"])
app.conf.task_acks_late = True
app.conf.task_reject_on_worker_lost = True
app.conf.broker_transport_options = {"visibility_timeout": 3} if os.environ["BROKER"].startswith("redis") else {}
app.conf.broker_connection_retry_on_startup = True
lease = float(os.environ["LEASE"])
terms.SHORTEST_LEASE = ledger.LOOKING = timedelta(seconds=lease)
outbox = Outbox(os.environ["OUTBOX"], resend_after=lease + 1, unsafe=True)
tasks = attach(
    app,
    outbox,
    lambda: NotificationsAPIClient(timeout=lease / 3),
    send_every=1,
    follow_every=2,
    seconds=5,
    concurrency=4,
)
