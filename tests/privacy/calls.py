"""Calls of the package with personal data in every argument."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Callable
from contextlib import chdir
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from django.core.mail import EmailMessage
from pydantic import BaseModel
from typer.testing import CliRunner

from notify_sdk import (
    RetryPolicy,
)
from notify_sdk._client.waiting import without_waiting
from notify_sdk._transport.in_process import embedded
from notify_sdk.cli import app
from notify_sdk.django import EmailBackend
from notify_sdk.recipients import EmailAddress, PostalAddress
from notify_sdk.sandbox import Fault, Sandbox
from notify_sdk.templates import TemplateMessage, generate_module
from tests.django import project  # configures Django
from tests.support.clients import ID, BlockingClient, ClientKind
from tests.support.http_server import listening
from tests.templates.services import loaded

PHONE = "07700 900 417"
LANDLINE = "020 7946 0417"
EMAIL = "amala.unusual@example.com"
LINES = {"address_line_1": "Amala Unusual", "address_line_2": "417 Rarely Road", "postcode": "LS28 5TF"}
VALUE = "the-diagnosis-of-amala"
REFERENCE = f"{EMAIL} 1"
NUMBERS = ("770090041", "7700 900 41", "7700 90041", "77009 0041", "2079460417", "7946 0417")
"""Parts of phone numbers, in every spelling that the package uses; too long to occur in a timestamp by chance."""
SECRETS = (*NUMBERS, "amala.unusual", "Unusual", "Rarely", VALUE, "Bearer ", "eyJ", "LS28")
"""Parts of recipients, of personalisation and of tokens. `Service` adds the API key."""


def sends(
    caller: BlockingClient, sandbox: Sandbox, reference: str | None = REFERENCE
) -> dict[str, Callable[[], object]]:
    email = sandbox.templates["document"]
    values = {"name": VALUE, "date": VALUE, "form_enclosed": VALUE, "link_to_file": VALUE}
    return {
        "sms": lambda: caller.send_sms_notification(
            PHONE, sandbox.templates["appointment reminder"], values, reference
        ),
        "email": lambda: caller.send_email_notification(EMAIL, email, values, reference),
        "letter": lambda: caller.send_letter_notification(
            sandbox.templates["change of address"], {**LINES, "name": VALUE, "date": VALUE}, reference
        ),
        "precompiled": lambda: caller.send_precompiled_letter_notification(
            reference or EMAIL, f"%PDF {VALUE}".encode()
        ),
        "preview": lambda: caller.post_template_preview(email, values),
        "list": lambda: caller.get_all_notifications(reference=reference),
        "each": lambda: list(caller.get_all_notifications_iterator(reference=reference)),
        "one": lambda: caller.get_notification_by_id(ID),
        "waiting": lambda: caller.wait_for_notification(ID, 0.1),
    }


FAULTS = [
    Fault("refuse"),
    Fault("reset"),
    Fault("reset", work="done"),
    Fault("truncate", work="done"),
    Fault("answer", status=500),
    Fault("answer", status=503),
    Fault("answer", status=429),
    Fault(skew=600),
    Fault(delay=1, times=2),
]


@dataclass
class Diagnosis:
    text: str
    file: object


class DiagnosisForm(BaseModel):
    text: str
    file: bytes


BAD = {
    "phone": lambda caller: caller.send_sms_notification(PHONE + "4444", ID),
    "phone of a type": lambda caller: caller.send_sms_notification([PHONE], ID),
    "email": lambda caller: caller.send_email_notification(EMAIL + "@", ID),
    "value": lambda caller: caller.send_email_notification(EMAIL, ID, {"a": object()}),
    "value with a personal key": lambda caller: caller.send_email_notification(EMAIL, ID, {"a": {VALUE: {1: VALUE}}}),
    "values": lambda caller: caller.send_email_notification(EMAIL, ID, [VALUE]),
    "bytes": lambda caller: caller.send_email_notification(EMAIL, ID, {"a": VALUE.encode()}),
    "dataclass": lambda caller: caller.send_email_notification(EMAIL, ID, Diagnosis(VALUE, [VALUE.encode()])),
    "model": lambda caller: caller.post_template_preview(ID, DiagnosisForm(text=VALUE, file=VALUE.encode())),
    "nested dataclass": lambda caller: caller.send_sms_notification(PHONE, ID, {"a": Diagnosis(VALUE, VALUE.encode())}),
    "parsed email": lambda caller: caller.send_sms_notification(EmailAddress.parse(EMAIL), ID),
    "parsed address": lambda caller: caller.send_letter_notification(
        ID, PostalAddress.from_personalisation(LINES).personalisation() | {"a": VALUE.encode()}
    ),
    "template": lambda caller: caller.send_sms_notification(PHONE, VALUE),
    "address": lambda caller: caller.send_letter_notification(ID, {**LINES, "postcode": VALUE}),
    "address line": lambda caller: caller.send_letter_notification(ID, {**LINES, "address_line_2": f"({VALUE}"}),
    "reference": lambda caller: caller.send_sms_notification(PHONE, ID, reference=VALUE * 100),
    "unsubscribe": lambda caller: caller.send_email_notification(EMAIL, ID, one_click_unsubscribe_url=EMAIL),
    "id": lambda caller: caller.get_notification_by_id(EMAIL),
    "older than": lambda caller: caller.get_all_notifications(older_than=PHONE),
    "file": lambda caller: caller.send_precompiled_letter_notification("R", io.StringIO(VALUE)),
    "argument": lambda caller: caller.send_sms_notification(PHONE, ID, telephone=PHONE),
}
WARNED = ("phone", "email", "address", "address line", "unsubscribe")


class Service:
    """A sandbox, the classes of its templates, and the values that must not be shown."""

    def __init__(self) -> None:
        self.sandbox = Sandbox()
        self.key = self.sandbox.api_key
        self.secrets = (*SECRETS, self.key, self.key[-36:])
        with self.sandbox.client() as client:
            self.templates = client.get_all_templates()
        self.classes: dict[str, Any] = loaded(generate_module(self.templates, sanitise=["items"]))

    def message(self, name: str, /, **values: object) -> TemplateMessage:
        return self.classes[name](**values)


@cache
def service() -> Service:
    return Service()


Scenario = Callable[[ClientKind], object]


def calling(
    call: Callable[[BlockingClient], object], *faults: Fault, reconcile: bool = False, **options: Any
) -> Scenario:
    """A call with a new client."""

    def run(client_kind: ClientKind) -> object:
        found = service()
        retry = RetryPolicy(attempts=2, reconcile=reconcile)
        given = {"transport": found.sandbox.transport, "retry": retry, **options}
        with without_waiting(), BlockingClient(client_kind, found.key, **given) as caller:
            try:
                for fault in faults:
                    found.sandbox.faults.add(fault)
                return call(caller)
            finally:
                found.sandbox.faults.clear()

    return run


def knowing(call: Callable[[BlockingClient], object], **options: Any) -> Scenario:
    """A call with a new client that knows its templates."""
    return lambda client_kind: calling(call, templates=service().templates, **options)(client_kind)


def over_http(call: Callable[[BlockingClient], object], *, proxy: bool = False) -> Scenario:
    """A call over a real socket, with the client's own transport."""

    def run(client_kind: ClientKind) -> object:
        with listening(service().sandbox) as url, pytest.MonkeyPatch.context() as patch:
            patch.setenv("HTTP_PROXY", url if proxy else "")
            patch.setenv("NO_PROXY", "" if proxy else "*")
            with BlockingClient(client_kind, service().key, url) as caller:
                return call(caller)

    return run


def in_process(call: Callable[[BlockingClient], object]) -> Scenario:
    """A call to a sandbox that is embedded in this process."""

    def run(client_kind: ClientKind) -> object:
        with embedded(service().sandbox, "privacy") as url, BlockingClient(client_kind, service().key, url) as caller:
            return call(caller)

    return run


def answering(status: int, content: bytes, headers: dict[str, str] | None = None) -> httpx.MockTransport:
    return httpx.MockTransport(lambda _: httpx.Response(status, content=content, headers=headers))


def of_kind(kind: str, reference: str | None = REFERENCE) -> Callable[[BlockingClient], object]:
    return lambda caller: sends(caller, service().sandbox, reference)[kind]()


def dry_run_of(kind: str) -> Callable[[BlockingClient], object]:
    return lambda caller: of_kind(kind)(caller.dry_run)


KINDS = ("sms", "email", "letter", "precompiled", "preview", "list", "each", "one", "waiting")
PERSON = json.dumps({"id": EMAIL, "type": "pigeon", "email_address": EMAIL, "body": VALUE, "errors": VALUE}).encode()
LIST = json.dumps(
    {"notifications": [{"id": ID, "type": "fax", "body": VALUE}], "links": {"current": "https://example.com"}}
).encode()
REFUSAL = json.dumps(
    {"status_code": 400, "errors": [{"error": "ValidationError", "message": f"phone_number {PHONE} is too long"}]}
).encode()
ANSWERS = {
    "of another shape": (200, PERSON),
    "made of another shape": (201, PERSON),
    "an unknown type": (200, LIST),
    "a refusal that quotes": (400, REFUSAL),
    "a clock": (403, REFUSAL, {"date": "Thu, 01 Jan 1970 00:00:00 GMT"}),
    "a redirect": (302, PERSON),
    "HTML": (502, f"<p>{VALUE}".encode()),
    "a gateway": (429, VALUE.encode()),
    "an encoding": (200, PERSON, {"content-encoding": "gzip"}),
}


def raising(error: BaseException) -> httpx.MockTransport:
    def handle(request: httpx.Request) -> httpx.Response:
        raise type(error)(*error.args)

    return httpx.MockTransport(handle)


class Cut(httpx.SyncByteStream, httpx.AsyncByteStream):
    """An answer that is cut off after its first part."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def __iter__(self) -> Any:
        yield PERSON
        raise type(self._error)(*self._error.args)

    async def __aiter__(self) -> Any:
        yield PERSON
        raise type(self._error)(*self._error.args)


def cut(error: BaseException) -> httpx.MockTransport:
    return httpx.MockTransport(lambda _: httpx.Response(200, stream=Cut(error)))


def as_errors(run: Scenario) -> Scenario:
    """The same call, with warnings as errors."""

    def run_(client_kind: ClientKind) -> object:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return run(client_kind)

    return run_


def on_send(name: str, to: object, /, **values: object) -> Callable[[BlockingClient], object]:
    return lambda caller: caller.send(service().message(name, **values), to, reference=REFERENCE)


def by_django(mail: Callable[[], EmailMessage], **options: Any) -> Scenario:
    """An email from Django, sent through a sandbox."""

    def run(client_kind: ClientKind) -> object:
        found = service()
        with without_waiting(), embedded(found.sandbox, "privacy") as url, project.with_options():
            chosen = {"api_key": found.key, "base_url": url, "template_id": found.sandbox.templates["document"]}
            names = {"subject_placeholder": "name", "body_placeholder": "form_enclosed"}
            backend = EmailBackend(**{**chosen, **names, "file_placeholders": ["link_to_file"], **options})
            return backend.send_messages([mail()])

    return run


def mail(to: str = EMAIL, cls: type[EmailMessage] = EmailMessage, **options: Any) -> EmailMessage:
    made = cls(VALUE, VALUE, to=[f"Amala Unusual <{to}>"], **options)
    made.attach(f"{VALUE}.csv", VALUE)
    return made


def by_command(*words: str) -> Scenario:
    """A command of the command line against a sandbox, in a folder with a CSV file of recipients and a PDF."""

    def run(client_kind: ClientKind) -> object:
        found = service()
        runner = CliRunner()
        with (
            without_waiting(),
            embedded(found.sandbox, "privacy") as url,
            TemporaryDirectory() as folder,
            chdir(folder),
        ):
            Path("people.csv").write_text(f"phone number,name,date\n{PHONE},{VALUE},{VALUE}\n")
            Path("letter.pdf").write_text(f"%PDF {VALUE}")
            done = runner.invoke(app, words, env={"NOTIFY_API_KEY": found.key, "NOTIFY_BASE_URL": url})
        if done.exception is not None:
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.return_value

    return run


def plainly(function: Callable[[], object]) -> Scenario:
    return lambda client_kind: function()


def letter(**lines: object) -> dict[str, object]:
    return {**LINES, "name": VALUE, "date": VALUE, **lines}
