"""A client with `templates` and `blanks`, as users write it. Nothing here is run: mypy and pyright read it.

Each comment names an error that mypy must find.
"""

from __future__ import annotations

from pathlib import Path
from typing import assert_type

import templates_of_sandbox

from notify_sdk import AsyncNotificationsAPIClient, NotificationsAPIClient, models
from notify_sdk.outbox import Outbox
from notify_sdk.templates import TemplatesSource


def made(source: TemplatesSource, path: Path) -> NotificationsAPIClient:
    NotificationsAPIClient(templates=templates_of_sandbox, blanks="omit")
    AsyncNotificationsAPIClient(templates=path, blanks="refuse")
    Outbox("jobs.db", templates="templates.json", blanks="send")
    client = NotificationsAPIClient(templates=source)
    assert_type(client.with_options(templates=client.get_all_templates(), blanks="send"), NotificationsAPIClient)
    assert_type(client.with_options(templates=None), NotificationsAPIClient)
    assert_type(client.send_sms_notification("07700900123", "security code", {"code": 1}), models.SendSmsResponse)
    return client


def wrong(client: NotificationsAPIClient) -> None:
    NotificationsAPIClient(templates=7)  # type: ignore[arg-type]  # no module and no path
    NotificationsAPIClient(blanks="drop")  # type: ignore[arg-type]  # no such policy
    NotificationsAPIClient(blanks=None)  # type: ignore[arg-type]  # no such policy
    client.with_options(blanks=True)  # type: ignore[arg-type]  # no such policy
    client.with_options(templates=["a"])  # type: ignore[arg-type]  # no list of names
