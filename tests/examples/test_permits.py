"""The example as its users have it: forms over HTTP, a sandbox in Notify's place that posts callbacks to it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from typer.testing import CliRunner

from examples.permits.app import create_app, from_environment
from examples.permits.application import Application
from examples.permits.notify import Notify
from examples.permits.store import Store
from notify_sdk import NotificationsAPIClient
from notify_sdk.callbacks import ReceivedTextCallback
from notify_sdk.cli import app
from notify_sdk.sandbox import Fault
from notify_sdk.testing import NotifyInbox
from tests.callbacks.frameworks import asgi
from tests.callbacks.payloads import RECEIVED

ROOT = Path(__file__).parents[2]
FORM = {
    "name": "Amala Bird",
    "car": "AB12 CDE",
    "phone": "07700 900123",
    "email": "amala@example.com",
    "address": "102 High Street\nLondon\nSW14 6BH",
}
pytestmark = pytest.mark.notify(world="../../examples/permits/world.yaml")


@dataclass
class Service:
    """The running service."""

    http: httpx.Client
    store: Store
    notify: Notify
    inbox: NotifyInbox

    def apply(self, **changes: str) -> str:
        """Fills in the form and gives the path of the page that it leads to."""
        answer = self.http.post("/", data=FORM | changes)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def statuses(self, page: str) -> list[str]:
        return statuses(self.http.get(page).text)


def statuses(html: str) -> list[str]:
    return re.findall(r"<tr><td>.*?</td><td>(.*?)</td></tr>", html)


@pytest.fixture
def service(notify_inbox: NotifyInbox, notify_client: NotificationsAPIClient, tmp_path: Path) -> Iterator[Service]:
    store = Store(tmp_path / "permits.sqlite")
    callbacks = notify_inbox.sandbox.service.callbacks.values()
    with (
        asgi(create_app(store, [callback.bearer_token for callback in callbacks])) as url,
        httpx.Client(base_url=url) as http,
    ):
        for callback in callbacks:
            callback.url = f"{url}/notify/callbacks"
        yield Service(http, store, Notify(notify_client, store), notify_inbox)


def test_an_application_sends_a_text_an_email_and_a_letter(service: Service) -> None:
    page = service.apply()
    service.inbox.assert_sent_sms("07700 900123", "permit applied for", {"car": "AB12 CDE"}, "PERMIT-1")
    service.inbox.assert_sent_email("amala@example.com", containing="* Your phone number: 07700 900123")
    service.inbox.assert_sent_letter(["Amala Bird", "102 High Street", "London", "SW14 6BH"], "permit")
    assert service.statuses(page) == ["created", "created", "created"]
    assert 'http-equiv="refresh"' in service.http.get(page).text


def test_receipts_are_taken_and_letters_asked_for(service: Service) -> None:
    page = service.apply(email="perm-fail@simulator.notify")
    service.inbox.sandbox.advance()
    assert service.statuses(page) == ["delivered", "permanent-failure", "created"]
    service.notify.poll()
    assert service.statuses(page) == ["delivered", "permanent-failure", "received"]
    assert 'http-equiv="refresh"' not in service.http.get(page).text
    assert service.store.open_messages() == []


def test_a_technical_failure_is_asked_for(service: Service) -> None:
    page = service.apply(phone="07700 900004")
    service.inbox.sandbox.advance()
    assert service.statuses(page)[0] == "created"
    service.notify.poll()
    assert service.statuses(page)[0] == "technical-failure"


def test_what_notify_has_deleted_is_passed_over(service: Service) -> None:
    page = service.apply()
    service.inbox.sandbox.reset()
    service.notify.poll()
    assert service.statuses(page) == ["created"] * 3


def test_a_letter_that_comes_back(service: Service) -> None:
    page = service.apply()
    service.inbox.sandbox.return_letter(UUID(str(service.inbox.letters[0].id)))
    service.notify.poll()
    assert service.statuses(page)[2] == "returned-letter"


def test_a_receipt_that_comes_before_the_send_has_returned(service: Service) -> None:
    number, message_id = service.store.add(Application(**FORM)), uuid4()
    service.store.learn(message_id, "delivered")
    service.store.sent(number, "email", message_id)
    assert service.statuses(f"/applications/{number}") == ["delivered"]


def test_a_reply_is_shown_once_to_whoever_sent_it(service: Service) -> None:
    page, other = service.apply(phone="+44 7700 900 123"), service.apply(phone="07700 900999")
    service.inbox.sandbox.receive_text("447700900123", "I have a <new> car")
    assert service.http.get(page).text.count("<q>I have a &lt;new&gt; car</q>") == 1
    assert "<q>" not in service.http.get(other).text
    text = ReceivedTextCallback.model_validate(RECEIVED | {"source_number": "GOVUK"})
    for _ in range(2):
        service.notify.receive(text)
    assert service.store.replies("GOVUK") == ["Yes, I will come"]


def test_the_form_says_what_is_wrong_and_keeps_what_was_written(service: Service) -> None:
    answer = service.http.post("/", data=FORM | {"phone": "07700", "address": "1 <b>\nSW14", "email": "x", "car": " "})
    assert answer.status_code == 422
    problems = dict(re.findall(r'id="(\w+)-problem">(.*?)<', answer.text))
    assert problems == {
        "car": "Fill this in",
        "phone": "Not enough digits",
        "email": "Not a valid email address",
        "address": "Last line of address must be a real UK postcode or another country",
    }
    assert "1 &lt;b&gt;\nSW14" in answer.text
    assert service.http.get("/").status_code == 200
    service.inbox.assert_nothing_sent()


def test_one_message_that_cannot_be_sent_does_not_keep_the_others_back(service: Service) -> None:
    service.inbox.sandbox.faults.add(Fault("answer", status=500, path="email"))
    service.inbox.sandbox.faults.add(Fault("answer", status=400, path="sms"))
    shown = service.statuses(service.apply())
    assert shown[0].startswith("not sent: 400 ")
    assert shown[1:] == ["not sent: it may have been sent", "created"]


def test_strangers_are_not_believed(service: Service) -> None:
    assert service.http.post("/notify/callbacks", json={}).status_code == 401
    headers = {"authorization": "Bearer a-token-for-trying-out"}
    assert service.http.post("/notify/callbacks", json={}, headers=headers).status_code == 400
    assert service.http.get("/applications/1").status_code == 404


def test_it_asks_by_itself(
    notify_inbox: NotifyInbox, notify_client: NotificationsAPIClient, tmp_path: Path, wait: Callable[..., None]
) -> None:
    store = Store(tmp_path / "permits.sqlite")
    number = store.add(Application(**FORM))
    notify_inbox.sandbox.faults.add(Fault("answer", status=500, method="GET", times=5))  # it does not give up
    Notify(notify_client, store).send_messages(number, Application(**FORM))
    notify_inbox.sandbox.delivery.advance()
    with asgi(create_app(store, ["token"], poll_every=0.01)):
        wait(lambda: [message.status for message in store.messages(number)] == ["delivered", "delivered", "received"])


def test_in_production_it_is_made_of_the_environment(
    notify_inbox: NotifyInbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFY_CALLBACK_TOKENS", "new old")
    monkeypatch.setenv("PERMITS_DATABASE", str(tmp_path / "other.sqlite"))
    with asgi(from_environment()) as url:
        headers = {"authorization": "Bearer old"}
        assert httpx.post(f"{url}/notify/callbacks", json=RECEIVED, headers=headers).status_code == 204
    assert Store(tmp_path / "other.sqlite").replies("447700912345") == ["Yes, I will come"]


def test_the_documented_command(wait: Callable[..., None]) -> None:
    words = [sys.executable, "-m", "examples.permits", "--port", "0", "--sandbox-port", "0"]
    env = {name: value for name, value in os.environ.items() if not name.startswith("NOTIFY_")}
    with subprocess.Popen(words, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            service, sandbox = (process.stdout.readline().split()[-1] for _ in range(2))
            with httpx.Client(base_url=service) as http:
                page = http.post("/", data=FORM).headers["location"]
                httpx.post(f"{sandbox}_sandbox/advance").raise_for_status()
                wait(lambda: statuses(http.get(page).text) == ["delivered", "delivered", "received"])
            assert len(httpx.get(f"{sandbox}_sandbox/callbacks").json()) == 2
        finally:
            process.terminate()
    assert process.returncode in {0, -15}


@pytest.fixture
def wait() -> Callable[[Callable[[], bool]], None]:
    """Waits until something is so; a minute is for ever."""
    import time

    def until(so: Callable[[], bool]) -> None:
        for _ in range(1200):
            if so():
                return
            time.sleep(0.05)
        raise AssertionError("it never was")

    return until


@pytest.mark.usefixtures("notify_inbox")
def test_the_typed_templates_are_those_of_the_world() -> None:
    result = CliRunner().invoke(app, ["templates", "check", str(ROOT / "examples/permits/templates.py"), "--strict"])
    assert result.exit_code == 0, result.output
