"""Cases for the views of every framework."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from notify_sdk import NotificationsAPIClient
from notify_sdk.outbox import Outbox, Sms
from notify_sdk.sandbox import Sandbox
from tests.callbacks.payloads import COMPLAINT, RECEIPT, RECEIVED, RETURNED, RETURNED_PDF

TOKEN = "a-bearer-token-of-ours"
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
PAYLOADS = {
    "receipt": RECEIPT,
    "received": RECEIVED,
    "returned": RETURNED,
    "returned PDF": RETURNED_PDF,
    "complaint": COMPLAINT,
}
REFUSED = {
    "no token": ({}, b"{}", 401),
    "no token, a callback": ({}, json.dumps(RECEIPT).encode(), 401),
    "another token": ({"Authorization": "Bearer other"}, json.dumps(RECEIPT).encode(), 401),
    "another scheme": ({"Authorization": f"Basic {TOKEN}"}, json.dumps(RECEIPT).encode(), 401),
    "no body": (HEADERS, b"", 400),
    "no JSON": (HEADERS, b"\xff{", 400),
    "no callback": (HEADERS, b"{}", 400),
    "no id": (HEADERS, json.dumps({**RECEIPT, "id": None}).encode(), 400),
    "too long": (HEADERS, b'{"a": "' + b"x" * 1_000_000 + b'"}', 413),
    "too long, no token": ({}, b" " * 1_000_001, 401),
}
"""Headers, body and the status to answer with."""

METHODS = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
NO_TOKENS = ["", " \n", [], [""], ["good", ""], None, b"token"]


@contextmanager
def outbox_with_a_message(folder: Path) -> Iterator[tuple[Outbox, bytes]]:
    """An outbox that has sent a message, and the body of its receipt."""
    sandbox = Sandbox()
    with Outbox(folder / "outbox.db") as outbox, sandbox.client() as client:
        sent = send(outbox, client, sandbox.templates["security code"])
        yield outbox, json.dumps({**RECEIPT, "id": sent, "status": "permanent-failure"}).encode()


def send(outbox: Outbox, client: NotificationsAPIClient, template: str) -> str:
    outbox.create_tables()
    outbox.add(Sms("07700900123", template, {"code": "1", "app": False}, key="one"))
    outbox.send(client)
    (row,) = outbox.rows()
    return str(row.notification_id)
