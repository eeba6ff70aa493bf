"""Two services before, with one import changed, and after: each does what its tests intend, in front of the same sandbox."""

from __future__ import annotations

import difflib
import importlib
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from celery._state import get_current_app
from django.test import override_settings
from flask import Flask

import tests.django.project  # noqa: F401 - configures Django
from notify_sdk._client.waiting import without_waiting
from notify_sdk.sandbox import Fault, Sandbox
from notify_sdk.sandbox.world.load import state_of

FOLDER = Path(__file__).parent / "migrating"
STEPS = ("before", "compat", "after")
REMINDER = "5e610000-0000-4000-8000-000000000001"
WORLD = {
    "services": {
        "own": {
            "templates": [
                {
                    "id": "11ce0000-0000-4000-8000-000000000001",
                    "type": "email",
                    "name": "Licence issued",
                    "subject": "Licence ((licence))",
                    "body": "Dear ((applicant))\n\nYour licence ((licence)) is valid until ((expires)).",
                },
                {
                    "id": "11ce0000-0000-4000-8000-000000000002",
                    "type": "email",
                    "name": "More information",
                    "subject": "We need more information",
                    "body": "Dear ((applicant))\n\nPlease send:\n\n((documents))",
                },
                {
                    "id": REMINDER,
                    "type": "letter",
                    "name": "Reminder",
                    "subject": "Tax for ((vehicle))",
                    "body": "It is due on ((due)).",
                },
            ]
        }
    }
}
ADDRESS = ("102 High Street", "London", "SW14 6BH")


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(state_of(WORLD, "own", datetime.now(UTC)), pdf=lambda _: b"%PDF")


@pytest.fixture
def url(sandbox: Sandbox) -> Iterator[str]:
    with sandbox.serve() as server, without_waiting():
        yield server.url


def module(service: str, step: str) -> Any:
    return importlib.import_module(f"tests.examples.migrating.{service}_{step}")


@pytest.mark.parametrize("service", ["licences", "register"])
def test_the_first_step_changes_only_imports(service: str) -> None:
    before, compat = ((FOLDER / f"{service}_{step}.py").read_text().splitlines() for step in STEPS[:2])
    changed = [line for line in difflib.ndiff(before[1:], compat[1:]) if line[0] in "+-"]
    assert len(changed) == 4
    assert all(line[2:].startswith("from ") for line in changed)


# --- the licensing service ---


@pytest.fixture(params=STEPS)
def licences(request: pytest.FixtureRequest, sandbox: Sandbox, url: str) -> Iterator[Any]:
    """The module, its tasks run at once."""
    found = module("licences", request.param)
    getattr(found.client, "cache_clear", list)()
    clients = list[Any]()
    make = found.client

    def client() -> Any:
        clients.append(make())
        return clients[-1]

    current = get_current_app()
    app = Celery("licences")  # which becomes the current one
    app.conf.task_always_eager = True
    with (
        pytest.MonkeyPatch.context() as patch,
        override_settings(GOV_NOTIFY_API_KEY=sandbox.api_key, GOV_NOTIFY_URL=url),
    ):
        patch.setattr(found, "client", client)
        yield found
    current.set_current()
    for each in clients:
        getattr(each, "request_session", each).close()


ISSUED = {"applicant": "Amala Bird", "licence": "GB-1", "expires": "1 May 2027"}
BIRD = "amala.bird@example.com"


def test_the_applicant_is_told_of_a_licence(licences: Any, sandbox: Sandbox) -> None:
    licences.notify_applicant(BIRD, licences.LicenceIssued(**ISSUED), "case-1")
    (email,) = sandbox.inbox
    assert (email.to, email.subject, email.reference) == (BIRD, "Licence GB-1", "case-1")
    assert "valid until 1 May 2027" in email.body


def test_a_list_of_documents_is_a_list_in_the_email(licences: Any, sandbox: Sandbox) -> None:
    message = licences.MoreInformation("Amala Bird", ["a passport", "a photograph"])
    licences.notify_applicant(BIRD, message, "case-1")
    assert "* a passport\n* a photograph" in sandbox.inbox.latest.body


@pytest.mark.parametrize(
    ("address", "said"), [("amala.bird@example", "email_address Not a valid email address"), ("", "email_address")]
)
def test_an_address_that_is_none_is_logged_and_not_tried_again(
    licences: Any, sandbox: Sandbox, address: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    licences.notify_applicant(address, licences.LicenceIssued(**ISSUED), "case-1")
    assert len(sandbox.inbox) == 0
    (logged,) = [each.message for each in caplog.records if each.name == licences.__name__]
    assert logged.startswith("case case-1: Notify refused the email: ")
    assert said in logged


def test_an_email_is_sent_when_notify_works_again(licences: Any, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("refuse", times=2))
    sandbox.faults.add(Fault("answer", status=429, times=1))
    licences.notify_applicant(BIRD, licences.LicenceIssued(**ISSUED), "case-1")
    assert len(sandbox.inbox) == 1


def test_when_notify_fails_after_it_has_sent_only_the_last_step_sends_no_second_email(
    licences: Any, sandbox: Sandbox
) -> None:
    """The first two repeat what may have been sent: that is in the service's own code."""
    sandbox.faults.add(Fault("answer", status=500, work="done", method="POST", times=1))
    licences.notify_applicant(BIRD, licences.LicenceIssued(**ISSUED), "case-1")
    assert len(sandbox.inbox) == (1 if licences.__name__.endswith("after") else 2)


def test_the_status_of_an_email_is_read(licences: Any, sandbox: Sandbox) -> None:
    licences.notify_applicant(BIRD, licences.LicenceIssued(**ISSUED), "case-1")
    sent = str(sandbox.inbox.latest.id)
    assert licences.email_status(sent) == "created"
    sandbox.advance()
    assert licences.email_status(sent) == "delivered"


# --- the register ---


@pytest.fixture(params=STEPS)
def letters(request: pytest.FixtureRequest, sandbox: Sandbox, url: str) -> Iterator[Any]:
    """The letters of the register, in an application of Flask."""
    app = Flask("register")
    app.config |= {
        "NOTIFY_API_KEY": sandbox.api_key,
        "NOTIFY_BASE_URL": url,
        "NOTIFY_TEMPLATES": {"reminder": REMINDER},
    }
    made = module("register", request.param).Letters()
    made.pause = 0
    made.init_app(app)
    yield made
    getattr(made.client, "request_session", made.client).close()


def test_a_reminder_goes_to_the_keeper(letters: Any, sandbox: Sandbox) -> None:
    letters.send_reminder("Amala Bird", ADDRESS, "AB12 CDE", "1 May")
    (letter,) = sandbox.inbox
    assert letter.subject == "Tax for AB12 CDE"
    assert letter.to == "Amala Bird\n102 High Street\nLondon\nSW14 6BH"


def test_an_address_without_a_postcode_is_an_error_of_the_service(letters: Any, sandbox: Sandbox) -> None:
    error = importlib.import_module(type(letters).__module__).LetterError
    with pytest.raises(error, match="real UK postcode"):
        letters.send_reminder("Amala Bird", ("102 High Street", "London"), "AB12 CDE", "1 May")
    assert len(sandbox.inbox) == 0


def test_a_reminder_is_sent_when_notify_works_again(letters: Any, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("answer", status=503, method="POST", times=2))
    letters.send_reminder("Amala Bird", ADDRESS, "AB12 CDE", "1 May")
    assert len(sandbox.inbox) == 1


def test_the_letters_about_a_vehicle_are_listed(letters: Any, sandbox: Sandbox) -> None:
    sandbox.state.settings.page_size = 2
    for vehicle in ("AB12 CDE", "XY34 ZZZ", "AB12 CDE", "AB12 CDE"):
        letters.send_reminder("Amala Bird", ADDRESS, vehicle, "1 May")
    assert letters.letters_about("AB12 CDE") == [("Tax for AB12 CDE", "accepted")] * 3
    assert letters.letters_about("none") == []


def test_a_notice_is_posted_as_it_is_and_can_be_read_when_it_was_checked(letters: Any, sandbox: Sandbox) -> None:
    sent = letters.send_notice("AB12 CDE", io.BytesIO(b"%PDF-1.4 a notice"))
    assert letters.pdf(sent) is None
    sandbox.advance()
    assert letters.pdf(sent).startswith(b"%PDF")
