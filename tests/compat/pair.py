"""The official client and ours in its shape, in front of the same service, and what each call leads to."""

from __future__ import annotations

import inspect
import io
import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import notifications_python_client.errors
import notifications_python_client.notifications

import notify_sdk
from notify_sdk import compat
from notify_sdk.sandbox import Sandbox
from tests.crowd import world

SETTINGS = world.settings(Sandbox(), "")
SMS, EMAIL, LETTER = (SETTINGS[f"{kind}_TEMPLATE_ID"] for kind in ("SMS", "EMAIL", "LETTER"))
ADDRESS = {"address_line_1": "Foo", "address_line_2": "Bar", "postcode": "SW1 1AA"}
PDF = b"%PDF-1.4 made elsewhere"
NOBODY = "00000000-0000-4000-8000-0000000000ff"


class Outcome(NamedTuple):
    """What a call led to: what it answered, or the class, the status and the message of its error."""

    kind: str
    status: int | None = None
    data: object = None

    @property
    def local(self) -> bool:
        """Whether it is an error of Python, raised before anything could be sent."""
        return self.kind not in {"answer", "HTTPError", "HTTP503Error", "InvalidResponse"}


Call = Callable[[Any], object]
"""A call of either client."""


def outcome(client: object, call: Call) -> Outcome:
    """What a call leads to. Ids that are new with each send are left out."""
    try:
        answer = call(client)
        if inspect.isgenerator(answer):
            answer = list(answer)
    except Exception as error:  # noqa: BLE001 - whichever it is
        return Outcome(type(error).__name__, getattr(error, "status_code", None), getattr(error, "message", None))
    if isinstance(answer, io.BytesIO):
        return Outcome("answer", None, answer.read())
    written = json.dumps(answer)
    if isinstance(answer, dict) and "notifications" not in answer:
        written = written.replace(answer.get("id", "-"), "ID")
    return Outcome("answer", None, json.loads(written))


@dataclass
class Pair:
    """Both clients, with the same key and address."""

    official: notifications_python_client.notifications.NotificationsAPIClient
    ours: compat.NotificationsAPIClient

    def outcomes(self, call: Call) -> tuple[Outcome, Outcome]:
        """What the same call leads to with each: the official client's first."""
        return outcome(self.official, call), outcome(self.ours, call)


@contextmanager
def pair(key: str, url: str, timeout: float = 30, **options: Any) -> Iterator[Pair]:
    """Both clients, until the block ends. The options are for ours."""
    official = notifications_python_client.notifications.NotificationsAPIClient(key, url, timeout)
    with (
        closing(official.request_session),
        compat.NotificationsAPIClient.of(notify_sdk.NotificationsAPIClient(key, url, timeout, **options)) as ours,
    ):
        yield Pair(official, ours)


RIGHT: dict[str, dict[str, Callable[[], object]]] = {
    "send_sms_notification": {
        "phone_number": lambda: "07700900123",
        "template_id": lambda: SMS,
        "personalisation": lambda: {"name": "Foo"},
        "reference": lambda: "mine",
        "sms_sender_id": lambda: SETTINGS["SMS_SENDER_ID"],
    },
    "send_email_notification": {
        "email_address": lambda: "crowd@example.gov.uk",
        "template_id": lambda: EMAIL,
        "personalisation": lambda: {"name": "Foo"},
        "reference": lambda: "mine",
        "email_reply_to_id": lambda: SETTINGS["EMAIL_REPLY_TO_ID"],
        "one_click_unsubscribe_url": lambda: "https://example.com/unsubscribe",
        "sanitise_content_for": lambda: ["name"],
    },
    "send_letter_notification": {
        "template_id": lambda: LETTER,
        "personalisation": lambda: ADDRESS,
        "reference": lambda: "mine",
    },
    "send_precompiled_letter_notification": {
        "reference": lambda: "mine",
        "pdf_file": lambda: io.BytesIO(PDF),
        "postage": lambda: "first",
    },
    "get_received_texts": {"older_than": lambda: None},
    "get_received_texts_iterator": {"older_than": lambda: None},
    "get_notification_by_id": {"id": lambda: NOBODY},
    "get_pdf_for_letter": {"id": lambda: NOBODY},
    "get_all_notifications": {
        "status": lambda: ["created", "delivered"],
        "template_type": lambda: "sms",
        "reference": lambda: "mine",
        "older_than": lambda: NOBODY,
        "include_jobs": lambda: True,
    },
    "get_all_notifications_iterator": {
        "status": lambda: "delivered",
        "template_type": lambda: "sms",
        "reference": lambda: "mine",
        "older_than": lambda: None,
    },
    "post_template_preview": {"template_id": lambda: SMS, "personalisation": lambda: {"name": "Foo"}},
    "get_template": {"template_id": lambda: SMS},
    "get_template_version": {"template_id": lambda: SMS, "version": lambda: 1},
    "get_all_templates": {"template_type": lambda: "sms"},
}
"""Right arguments of every method, made anew for each call, in the official order."""


def calling(method: str, **changed: Callable[[], object]) -> Call:
    """A call with right arguments, but for those that are changed."""

    def call(client: Any) -> object:
        arguments = {name: make() for name, make in (RIGHT[method] | changed).items()}
        return getattr(client, method)(**arguments)

    return call


def shape(found: Outcome) -> tuple[object, ...]:
    """An outcome without the wording of an error, and without the order of the filters in the links of a page."""
    if found.kind != "answer":
        named = [each["error"] for each in found.data] if isinstance(found.data, list) else type(found.data).__name__
        return found.kind, found.status, named
    if isinstance(found.data, dict) and "links" in found.data:
        links = {name: sorted(link.lower().partition("?")[2].split("&")) for name, link in found.data["links"].items()}
        return found.kind, {**found.data, "links": links}
    return found.kind, found.data
