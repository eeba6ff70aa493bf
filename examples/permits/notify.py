"""Everything that this service has to do with GOV.UK Notify."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from notify_sdk import NoResultFound, NotificationsAPIClient, NotifyError
from notify_sdk.callbacks import (
    Callback,
    ComplaintCallback,
    DeliveryReceipt,
    ReceivedTextCallback,
    ReturnedLetterCallback,
)
from notify_sdk.recipients import PhoneNumber, RecipientError

from .application import Application
from .store import Store
from .templates import Permit, PermitApplication, PermitAppliedFor


def normalised(number: str) -> str:
    """A phone number in its normal form; other senders of texts stay as they are."""
    try:
        return PhoneNumber.parse(number).normalised
    except RecipientError:
        return number


@dataclass(frozen=True)
class Notify:
    """Sends the messages about an application, and follows their statuses."""

    client: NotificationsAPIClient
    store: Store

    def send_messages(self, number: int, applicant: Application) -> None:
        """Sends a text, an email and a letter. An error of one does not stop the others."""
        reference = f"PERMIT-{number}"
        text = PermitAppliedFor(name=applicant.name, reference=reference, car=applicant.car)
        email = PermitApplication(name=applicant.name, reference=reference, car=applicant.car, phone=applicant.phone)
        letter = Permit(name=applicant.name, reference=reference, car=applicant.car)
        sends: dict[str, Callable[[], UUID]] = {
            "text message": lambda: self.client.send(text, applicant.phone, reference).id,
            "email": lambda: self.client.send(email, applicant.email, reference).id,
            "letter": lambda: self.client.send(letter, applicant.lines, reference).id,
        }
        for kind, send in sends.items():
            try:
                self.store.sent(number, kind, send())
            except NotifyError as error:
                self.store.not_sent(number, kind, "it may have been sent" if error.outcome_unknown else str(error))

    def receive(self, callback: Callback) -> None:
        """Stores a callback that Notify posted."""
        match callback:
            case DeliveryReceipt():
                self.store.learn(callback.id, callback.status)
            case ReturnedLetterCallback():
                self.store.learn(callback.notification_id, "returned-letter")
            case ReceivedTextCallback():
                self.store.replied(callback.id, normalised(callback.source_number), callback.message)
            case ComplaintCallback():
                pass  # an email about an application is sent once, so there is no list to remove anyone from

    def poll(self) -> None:
        """Reads the status of messages that are still open: Notify posts no callbacks about letters and technical failures."""
        for message_id in self.store.open_messages():
            with suppress(NoResultFound):  # Notify has deleted it
                self.store.learn(message_id, self.client.get_notification_by_id(message_id).status)
