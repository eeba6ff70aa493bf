"""What the sandbox posts to your service: delivery receipts, received texts and returned letters."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from .wire import JSONValue, format_time
from .world.state import CallbackKind, NotificationRecord, ReceivedTextRecord, Service, State
from .world.statuses import REPORTED

MAX_RETRIES = 5
"""How often a callback is posted again when your service does not take it."""

RETRY_INTERVAL = timedelta(minutes=5)

Post: TypeAlias = Callable[[str, Mapping[str, str], bytes], int | None]
"""Posts a body with headers to an address, and gives the status of the answer; None if there was none."""


@dataclass(slots=True)
class Delivery:
    """One callback, with what became of it.

    Attributes:
        kind: What it tells of.
        message_id: The message or the received text that it tells of.
        url: Where it goes.
        payload: What it says.
        due: When it is posted, or posted again; None when that is over.
        outcomes: For each attempt the status of the answer, or None if none came.
    """

    kind: CallbackKind
    message_id: UUID
    url: str
    payload: Mapping[str, JSONValue]
    due: datetime | None
    bearer_token: str = field(repr=False)
    outcomes: list[int | None] = field(default_factory=list[int | None])


class Callbacks:
    """The callbacks of a sandbox. Nothing is posted until `post_due` is called.

    As at the service, a callback that gets no answer, a 429 or a 5xx is posted again, five times at most and
    five minutes apart; and a message that ends as `technical-failure`, or as `sent` where networks do not report
    deliveries, is told to nobody.

    Args:
        state: The services, which say where they want to be called.
        clock: Gives the present moment.
        post: Posts them; by HTTP if None.
    """

    def __init__(self, state: State, clock: Callable[[], datetime], post: Post | None = None) -> None:
        self.deliveries: list[Delivery] = []
        self._state = state
        self._clock = clock
        self._post = post or _post_over_http
        self._reported: dict[UUID, str] = {}
        state.watchers.append(self._on_change)

    def post_due(self) -> int:
        """Posts what is due by now, and gives how many were posted."""
        now = self._clock()
        with self._state.lock:
            due = [delivery for delivery in self.deliveries if delivery.due is not None and delivery.due <= now]
            for delivery in due:
                delivery.due = None
        for delivery in due:
            self._attempt(delivery, now)
        return len(due)

    def restart(self) -> None:
        """Forgets what was posted, and what is still to be."""
        with self._state.lock:
            self.deliveries.clear()
            self._reported.clear()

    def letter_returned(self, letter: NotificationRecord) -> None:
        """Tells that a letter came back. The caller has set its status."""
        service = self._state.services[letter.service_id]
        with self._state.lock:
            self._schedule(service, "returned_letter", letter.id, _returned_letter(service, letter))

    def _attempt(self, delivery: Delivery, now: datetime) -> None:
        body = json.dumps(delivery.payload).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {delivery.bearer_token}"}
        status = self._post(delivery.url, headers, body)
        delivery.outcomes.append(status)
        retry = status is None or status == 429 or status >= 500
        if retry and len(delivery.outcomes) <= MAX_RETRIES:
            delivery.due = now + RETRY_INTERVAL

    def _on_change(self, message: NotificationRecord | ReceivedTextRecord) -> None:
        service = self._state.services[message.service_id]
        if not service.callbacks:
            return
        if isinstance(message, ReceivedTextRecord):
            if message.id not in self._reported:
                self._reported[message.id] = "received"
                self._schedule(service, "received_text", message.id, _received_text(message))
        elif (
            message.type != "letter" and message.status in REPORTED and self._reported.get(message.id) != message.status
        ):
            self._reported[message.id] = message.status
            self._schedule(service, "delivery_receipt", message.id, _receipt(message))

    def _schedule(
        self, service: Service, kind: CallbackKind, message_id: UUID, payload: Mapping[str, JSONValue]
    ) -> None:
        to = service.callbacks.get(kind)
        if to:
            self.deliveries.append(Delivery(kind, message_id, to.url, payload, self._clock(), to.bearer_token))


def _post_over_http(url: str, headers: Mapping[str, str], body: bytes) -> int | None:
    import httpx

    try:
        return httpx.post(url, headers=dict(headers), content=body, timeout=5).status_code
    except httpx.HTTPError:
        return None


def _receipt(message: NotificationRecord) -> dict[str, JSONValue]:
    return {
        "id": str(message.id),
        "reference": message.reference,
        "to": message.to,
        "status": message.status,
        "created_at": format_time(message.created_at),
        "completed_at": format_time(message.updated_at),
        "sent_at": format_time(message.sent_at),
        "notification_type": message.type,
        "template_id": str(message.template_id),
        "template_version": message.template_version,
    }


def _received_text(text: ReceivedTextRecord) -> dict[str, JSONValue]:
    return {
        "id": str(text.id),
        "source_number": text.user_number,
        "destination_number": text.notify_number,
        "message": text.content,
        "date_received": format_time(text.created_at),
    }


def _returned_letter(service: Service, letter: NotificationRecord) -> dict[str, JSONValue]:
    template = service.template(letter.template_id)
    # of the hidden template of precompiled letters the service tells nothing, and that in three ways
    shown = None if template is None or template.hidden else template
    version = shown.version(letter.template_version) if shown else None
    return {
        "notification_id": str(letter.id),
        "reference": letter.reference,
        "date_sent": format_time(letter.created_at),
        "sent_by": letter.created_by_name or "API",
        "template_name": version.name if version else None,
        "template_id": str(letter.template_id) if shown else "None",
        "template_version": letter.template_version if shown else None,
        "spreadsheet_file_name": None,
        "spreadsheet_row_number": letter.job_row_number,
        "upload_letter_file_name": None,
    }
