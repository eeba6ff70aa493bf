"""`client.dry_run`: the sends of a client, which are checked and previewed, and never send."""

from __future__ import annotations

import contextlib
import inspect
import io
import itertools
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import httpx
import pytest

from notify_sdk import (
    AsyncNotificationsAPIClient,
    BadRequestError,
    Checks,
    DryRun,
    HTTPError,
    NotificationsAPIClient,
    NotifyError,
    RateLimit,
    RequestValidationError,
    RetryPolicy,
    prepare_upload,
)
from notify_sdk._calls import operations
from notify_sdk.async_dry_run import AsyncDryRunClient
from notify_sdk.dry_run import DryRunClient
from notify_sdk.sandbox import Fault, Sandbox
from notify_sdk.templates import TemplateMessage, TemplateVersionWarning, generate_module
from notify_sdk.testing import without_waiting
from tests.support.clients import BlockingClient, ClientKind
from tests.templates.services import loaded

TEMPLATES = Sandbox().templates
ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}
REMINDER = {"name": "Amala", "date": "3 March"}
FORM = {"name": "Amala", "form_enclosed": True}


@cache
def classes() -> dict[str, type[TemplateMessage]]:
    with Sandbox().client() as client:
        return loaded(generate_module(client.get_all_templates()))


def message(name: str, /, **values: object) -> TemplateMessage:
    return classes()[name](**values)


Send = Callable[[Any], Any]
SENDS: dict[str, list[Send]] = {
    "send": [
        lambda client: client.send(message("AppointmentReminder", **REMINDER), "07700 900 900"),
        lambda client: client.send(
            message("Document", **FORM, link_to_file=prepare_upload(b"a,b\n", "a.csv")), "amala@example.com"
        ),
        lambda client: client.send(message("ChangeOfAddress", date="1 May"), ADDRESS),
    ],
    "send_sms_notification": [
        lambda client: client.send_sms_notification(
            "07700 900 900", TEMPLATES["appointment reminder"], REMINDER, "my reference"
        )
    ],
    "send_email_notification": [
        lambda client: client.send_email_notification(
            "amala@example.com", TEMPLATES["document"], {**FORM, "link_to_file": prepare_upload(b"a,b\n", "a.csv")}
        )
    ],
    "send_letter_notification": [
        lambda client: client.send_letter_notification(TEMPLATES["change of address"], {**ADDRESS, "date": "1 May"})
    ],
    "send_precompiled_letter_notification": [
        lambda client: client.send_precompiled_letter_notification("a", io.BytesIO(b"%PDF-1.4 a"))
    ],
}
"""Every send of a client, with what it is called with."""
EACH = [pytest.param(send, id=f"{name}-{place}") for name, sends in SENDS.items() for place, send in enumerate(sends)]


def public(kind: type, prefix: str = "") -> dict[str, Any]:
    return {name: value for name, value in vars(kind).items() if name.startswith(prefix) and not name.startswith("_")}


@pytest.mark.parametrize(
    ("client", "dry"),
    [(NotificationsAPIClient, DryRunClient), (AsyncNotificationsAPIClient, AsyncDryRunClient)],
)
def test_it_has_each_send_of_the_client_with_the_same_arguments(client: type, dry: type) -> None:
    sends = public(client, "send")
    assert sends.keys() == public(dry).keys() == SENDS.keys()
    for name, send in sends.items():
        assert inspect.signature(send).parameters == inspect.signature(public(dry)[name]).parameters


def test_each_operation_that_sends_is_among_them() -> None:
    sending = [name for name, value in vars(operations).items() if name.startswith("send_") and callable(value)]
    assert {*sending, "send"} == SENDS.keys()


class Counted:
    """A sandbox, and the requests to it."""

    def __init__(self) -> None:
        self.sandbox = Sandbox()
        self.requests: list[str] = []
        self.transport = httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(f"{request.method} {request.url.path}")
        return self.sandbox.transport.handle_request(request)

    def client(self, client_kind: ClientKind, **options: Any) -> BlockingClient:
        return BlockingClient(
            client_kind, self.sandbox.api_key, "http://localhost", transport=self.transport, **options
        )

    def has_sent_nothing(self) -> bool:
        messages = [*self.sandbox.inbox, *self.sandbox.service.notifications]
        return not messages and not [request for request in self.requests if "/notifications" in request]


OPTIONS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "no check": {"check": "off"},
    "warnings": {"check": Checks("warn")},
    "reconcile": {"retry": RetryPolicy(reconcile=True)},
    "unique references": {"retry": RetryPolicy(reconcile=True, unique_references=True)},
    "redirect_to": {"redirect_to": ["07700 900 777", "team@example.com"]},
    "only_to": {"only_to": ["@example.com", "07700 900 900", "SW14 6BH"]},
    "rate limit": {"rate_limit": RateLimit(1)},
    "clock": {"clock": "server"},
}
FAULTS = {
    "nothing": None,
    "refused": Fault("refuse", times=1),
    "lost": Fault("reset", work="done", times=1),
    "cut off": Fault("truncate", work="done", times=1),
    "failed": Fault("answer", status=500),
    "limited": Fault("answer", status=429, times=1),
    "wrong clock": Fault(skew=600),
}


@pytest.mark.parametrize("send", EACH)
def test_it_never_sends(client_kind: ClientKind, send: Send) -> None:
    """With every option and every fault: no request goes to `/v2/notifications`, and the sandbox has no message."""
    counted = Counted()
    sent = []
    for option, fault in itertools.product(OPTIONS, FAULTS):
        if FAULTS[fault]:
            counted.sandbox.faults.add(FAULTS[fault])
        with (
            without_waiting(),
            counted.client(client_kind, **OPTIONS[option]) as client,
            contextlib.suppress(NotifyError),
        ):
            send(client.dry_run)
        counted.sandbox.faults.clear()
        if not counted.has_sent_nothing():
            sent.append((option, fault))
    assert sent == []


@pytest.mark.parametrize("send", EACH)
def test_what_it_shows_is_what_is_sent_and_has_no_id(client_kind: ClientKind, send: Send) -> None:
    counted = Counted()
    with counted.client(client_kind) as client:
        checked = send(client.dry_run)
        assert isinstance(checked, DryRun)
        assert not hasattr(checked, "id")
        assert repr(checked) == "DryRun()"
        assert len(counted.requests) == (checked.preview is not None)
        assert counted.has_sent_nothing()
        sent = send(client)
    if checked.preview is None:
        return
    assert (checked.preview.id, checked.preview.version) == (sent.template.id, sent.template.version)
    assert getattr(checked.preview, "subject", None) == getattr(sent.content, "subject", None)
    link = "https://documents.service.gov.uk/d/"
    assert checked.preview.body.partition(link)[0] == sent.content.body.partition(link)[0]
    assert (link in checked.preview.body) == (link in sent.content.body)


def test_values_of_strangers_are_shown_as_they_are_sent(client_kind: ClientKind) -> None:
    counted = Counted()
    values = {**FORM, "name": "[click](https://evil.example)", "link_to_file": "x"}

    def send(client: Any) -> Any:
        template = TEMPLATES["document"]
        return client.send_email_notification("a@example.com", template, values, sanitise_content_for=["NAME"])

    with counted.client(client_kind) as client:
        assert send(client.dry_run).preview.body == send(client).content.body


REFUSED: dict[str, tuple[Send, type[HTTPError], str]] = {
    "a number": (
        lambda client: client.send_sms_notification("07700", TEMPLATES["appointment reminder"], REMINDER),
        RequestValidationError,
        "phone_number",
    ),
    "an address": (
        lambda client: client.send_letter_notification(TEMPLATES["change of address"], {**ADDRESS, "postcode": "x"}),
        RequestValidationError,
        "postcode",
    ),
    "a PDF": (
        lambda client: client.send_precompiled_letter_notification("a", io.StringIO("text")),
        RequestValidationError,
        "pdf_file",
    ),
    "an option": (
        lambda client: client.send(message("AppointmentReminder", **REMINDER), "07700 900 900", email_reply_to_id="a"),
        RequestValidationError,
        "not an option",
    ),
    "a missing value": (
        lambda client: client.send_sms_notification("07700 900 900", TEMPLATES["appointment reminder"], {"name": "A"}),
        BadRequestError,
        "Missing personalisation: date",
    ),
    "no values": (
        lambda client: client.send_email_notification("a@example.com", TEMPLATES["document"]),
        BadRequestError,
        "Missing personalisation",
    ),
    "a template of another type": (
        lambda client: client.send_sms_notification(
            "07700 900 900", TEMPLATES["document"], {**FORM, "link_to_file": ""}
        ),
        RequestValidationError,
        "email template is not suitable for sms notification",
    ),
    "a long text": (
        lambda client: client.send_sms_notification(
            "07700 900 900", TEMPLATES["appointment reminder"], {"name": "a" * 918, "date": ""}
        ),
        RequestValidationError,
        "Your message is too long",
    ),
    "a long email": (
        lambda client: client.send_email_notification(
            "a@example.com", TEMPLATES["document"], {**FORM, "name": "a" * 2_000_001, "link_to_file": ""}
        ),
        RequestValidationError,
        "Your message is too long",
    ),
}
"""What a send is refused for, and by whom a dry run is: here, or by Notify's preview."""


@pytest.mark.parametrize("refusal", REFUSED)
def test_what_a_send_is_refused_for_is_refused_in_the_same_words(client_kind: ClientKind, refusal: str) -> None:
    send, error, text = REFUSED[refusal]
    counted = Counted()
    with counted.client(client_kind) as client:
        with pytest.raises(error, match=text) as dry:
            send(client.dry_run)
        assert counted.has_sent_nothing()
        with pytest.raises(HTTPError) as real:
            send(client)
    assert list(counted.sandbox.inbox) == []
    assert [each.message for each in real.value.errors] == [each.message for each in dry.value.errors]
    assert all(each.code for each in dry.value.errors)


def test_whom_the_client_may_send_to_applies(client_kind: ClientKind) -> None:
    counted = Counted()
    for options in ({"only_to": []}, {"never_to": ["07700 900 900"]}, {"redirect_to": "team@example.com"}):
        refused = pytest.raises(RequestValidationError, match=next(iter(options)))
        with counted.client(client_kind, **options) as client, refused:
            SENDS["send_sms_notification"][0](client.dry_run)
    assert counted.requests == []


def test_another_version_of_a_generated_class_is_said(client_kind: ClientKind) -> None:
    counted = Counted()
    (template,) = [each for each in counted.sandbox.service.templates if each.current.name == "appointment reminder"]
    template.versions.append(replace(template.current, version=2))
    with counted.client(client_kind) as client, pytest.warns(TemplateVersionWarning, match="uses version 2"):
        SENDS["send"][0](client.dry_run)


def test_an_answer_to_another_request_is_none(client_kind: ClientKind) -> None:
    other = {"id": TEMPLATES["document"], "type": "sms", "version": 1, "body": "b", "subject": None, "html": None}
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json={**other, "postage": None}))
    options = {"transport": transport, "retry": RetryPolicy.none()}
    refused = pytest.raises(NotifyError, match="answer is to another request")
    with BlockingClient(client_kind, Sandbox().api_key, **options) as client, refused:
        SENDS["send_sms_notification"][0](client.dry_run)


def test_its_repr_is_that_of_its_client(client_kind: ClientKind) -> None:
    with Counted().client(client_kind) as client:
        name = "DryRunClient" if client_kind == "sync" else "AsyncDryRunClient"
        assert repr(client.dry_run.client) == f"{name}({client.client!r})"
