"""What the sandbox posts to your service: delivery receipts, received texts and returned letters."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from pydantic import BaseModel
from typing_extensions import deprecated

from notify_sdk._statuses import POSTED
from notify_sdk.models import DeliveryReceipt, ReceivedTextCallback, ReturnedLetterCallback

from .posting import Outgoing, Poster
from .wire import JSONValue, format_time
from .world.state import CallbackKind, MessageRecord, NotificationRecord, ReceivedTextRecord, Service, State

MAX_RETRIES = 5
"""How many times a callback is posted again when your service does not take it."""

RETRY_INTERVAL = timedelta(minutes=5)

Post: TypeAlias = Callable[[str, Mapping[str, str], bytes], int | None]
"""Posts a body with headers to a URL. Returns the status of the answer, or None if there was no answer."""


@dataclass(slots=True)
class Delivery:
    """One callback, and the attempts to post it.

    Attributes:
        kind: Its kind.
        message_id: The message or received text that it is about.
        url: Where it is posted.
        payload: Its body.
        due: When it is posted next; None if it is not posted again.
        outcomes: The status of the answer to each attempt, or None where there was no answer.
        bearer_token: The token in its `authorization` header.
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

    As Notify does, it posts a callback again after no answer, a 429 or a 5xx: at most five times, five minutes apart.
    No receipt is posted for a message that ends as `technical-failure`, or as `sent` where networks report no deliveries.

    Args:
        state: The services, with the URLs of their callbacks.
        clock: Returns the present time.
        post: Posts a callback; over HTTP if None.
    """

    def __init__(self, state: State, clock: Callable[[], datetime], post: Post | None = None) -> None:
        self.deliveries: list[Delivery] = []
        self._state = state
        self._clock = clock
        self._post = post
        self._poster = Poster()
        self._reported: dict[UUID, str] = {}
        self._open: list[tuple[datetime, int]] = []
        self._by_message: dict[UUID, list[Delivery]] = {}
        state.watchers.append(self._on_change)

    def post_due(self) -> int:
        """Posts the callbacks that are due by now. Returns how many that were."""
        now = self._clock()
        due = self._taken(now)
        if self._post is None:
            statuses = self._poster.post([_outgoing(delivery) for _, delivery in due]) if due else []
            for (number, delivery), status in zip(due, statuses, strict=True):
                self._settle(number, delivery, status, now)
        else:
            self._post_each(due, self._post, now)
        return len(due)

    def about(self, message_id: UUID) -> Sequence[Delivery]:
        """The callbacks about a message or a received text.

        Args:
            message_id: The id of the message or the received text.

        Returns:
            Its callbacks, oldest first.
        """
        with self._state.lock:
            return tuple(self._by_message.get(message_id, ()))

    def _taken(self, now: datetime) -> Sequence[tuple[int, Delivery]]:
        """The callbacks that are due, with their numbers and in their order. They are due no more."""
        with self._state.lock:
            numbers = list[int]()
            while self._open and self._open[0][0] <= now:
                numbers.append(heapq.heappop(self._open)[1])
            due = [(number, self.deliveries[number]) for number in sorted(numbers)]
            for _, delivery in due:
                delivery.due = None
        return due

    def post_with(self, post: Post) -> None:
        """Posts by a function of your own from now on.

        Args:
            post: Posts a callback, and returns the status of the answer; None if there was none.
        """
        self._post = post

    def interrupt(self) -> None:
        """Ends what is being posted over HTTP. What has no answer by then is posted again as after no answer."""
        self._poster.interrupt()

    def _post_each(self, due: Sequence[tuple[int, Delivery]], post: Post, now: datetime) -> None:
        """Posts one after the other. An exception counts as no answer, and is raised once all were posted."""
        failures = list[Exception]()
        for number, delivery in due:
            outgoing = _outgoing(delivery)
            status = None
            try:
                status = post(outgoing.url, outgoing.headers, outgoing.body)
            except Exception as error:  # noqa: BLE001 - the function is the user's
                failures.append(error)
            self._settle(number, delivery, status, now)
        if failures:
            raise failures[0]

    def restart(self) -> None:
        """Drops every callback, posted or not."""
        with self._state.lock:
            self.deliveries.clear()
            self._open.clear()
            self._by_message.clear()
            self._reported.clear()

    def letter_returned(self, letter: NotificationRecord) -> None:
        """Schedules the callback for a returned letter. The caller has set its status.

        Args:
            letter: The letter.
        """
        service = self._state.services[letter.service_id]
        with self._state.lock:
            self._schedule(service, "returned_letter", letter.id, _returned_letter(service, letter))

    @deprecated("Callbacks.returned is now Callbacks.letter_returned")
    def returned(self, letter: NotificationRecord) -> None:
        """As `letter_returned`, whose name in 0.1 it is."""
        self.letter_returned(letter)

    def _on_change(self, message: MessageRecord) -> None:
        service = self._state.services[message.service_id]
        if not service.callbacks:
            return
        if isinstance(message, ReceivedTextRecord):
            if message.id not in self._reported:
                self._reported[message.id] = "received"
                self._schedule(service, "received_text", message.id, _received_text(message))
        elif message.type != "letter" and message.status in POSTED and self._reported.get(message.id) != message.status:
            self._reported[message.id] = message.status
            self._schedule(service, "delivery_receipt", message.id, _receipt(message))

    def _schedule(
        self, service: Service, kind: CallbackKind, message_id: UUID, payload: Mapping[str, JSONValue]
    ) -> None:
        to = service.callbacks.get(kind)
        if to:
            due = self._clock()
            delivery = Delivery(kind, message_id, to.url, payload, due, to.bearer_token)
            heapq.heappush(self._open, (due, len(self.deliveries)))
            self.deliveries.append(delivery)
            self._by_message.setdefault(message_id, []).append(delivery)

    def _settle(self, number: int, delivery: Delivery, status: int | None, now: datetime) -> None:
        delivery.outcomes.append(status)
        if (status is None or status == 429 or status >= 500) and len(delivery.outcomes) <= MAX_RETRIES:
            with self._state.lock:
                delivery.due = now + RETRY_INTERVAL
                dropped = number >= len(self.deliveries) or self.deliveries[number] is not delivery
                if not dropped:
                    heapq.heappush(self._open, (delivery.due, number))


def _outgoing(delivery: Delivery) -> Outgoing:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {delivery.bearer_token}"}
    return Outgoing(delivery.url, headers, json.dumps(delivery.payload).encode())


def _receipt(message: NotificationRecord) -> dict[str, JSONValue]:
    return _payload(
        DeliveryReceipt(
            id=message.id,
            reference=message.reference,
            to=message.to,
            status=message.status,
            created_at=message.created_at,
            completed_at=message.updated_at,
            sent_at=message.sent_at,
            notification_type=message.type,
            template_id=message.template_id,
            template_version=message.template_version,
        )
    )


def _received_text(text: ReceivedTextRecord) -> dict[str, JSONValue]:
    return _payload(
        ReceivedTextCallback(
            id=text.id,
            source_number=text.user_number,
            destination_number=text.notify_number,
            message=text.content,
            date_received=text.created_at,
        )
    )


def _returned_letter(service: Service, letter: NotificationRecord) -> dict[str, JSONValue]:
    template = service.template(letter.template_id)
    # the template of precompiled letters is hidden, also here
    shown = None if template is None or template.hidden else template
    version = shown.version(letter.template_version) if shown else None
    payload = _payload(
        ReturnedLetterCallback(
            notification_id=letter.id,
            reference=letter.reference,
            date_sent=letter.created_at,
            sent_by=letter.created_by_name or "API",
            template_name=version.name if version else None,
            template_id=letter.template_id if shown else None,
            template_version=letter.template_version if shown else None,
            spreadsheet_file_name=None,
            spreadsheet_row_number=letter.job_row_number,
            upload_letter_file_name=None,
        )
    )
    return payload if shown else {**payload, "template_id": "None"}  # as the service spells it


def _payload(body: BaseModel) -> dict[str, JSONValue]:
    """The body as Notify writes it, with its own format of times."""
    return {name: _json(getattr(body, name)) for name in type(body).model_fields}


def _json(value: JSONValue | datetime | UUID) -> JSONValue:
    if isinstance(value, datetime):
        return format_time(value)
    return str(value) if isinstance(value, UUID) else value
