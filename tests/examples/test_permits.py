"""The example as its users have it: forms over HTTP, a sandbox in Notify's place that posts callbacks to it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from typer.testing import CliRunner

from examples.permits.app import create_app, from_environment
from examples.permits.application import Application
from examples.permits.notify import receive, work
from examples.permits.store import Store
from notify_sdk import AsyncNotificationsAPIClient, NotificationsAPIClient
from notify_sdk.callbacks import ReceivedTextCallback
from notify_sdk.cli import app
from notify_sdk.outbox import KeyReused, Outbox, Sms
from notify_sdk.outbox.crash import VARIABLE
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
    """The running service without its background task: tests send and follow when they want to."""

    http: httpx.Client
    store: Store
    client: NotificationsAPIClient
    inbox: NotifyInbox
    passed: timedelta = timedelta(0)

    def apply(self, **changes: str) -> str:
        """Fills in the form and gives the path of the page that it leads to."""
        answer = self.http.post("/", data=FORM | changes)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def send(self) -> None:
        self.store.outbox.send(self.client)

    def follow(self) -> None:
        self.store.outbox.follow(self.client)

    def statuses(self, page: str) -> list[str]:
        return statuses(self.http.get(page).text)


def statuses(html: str) -> list[str]:
    return re.findall(r"<tr><td>.*?</td><td>(.*?)</td></tr>", html)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(tmp_path / "permits.sqlite")) as store:
        yield store


@pytest.fixture
def service(notify_inbox: NotifyInbox, notify_client: NotificationsAPIClient, store: Store) -> Iterator[Service]:
    callbacks = notify_inbox.sandbox.service.callbacks.values()
    served = create_app(store, [callback.bearer_token for callback in callbacks])
    with asgi(served, lifespan="off") as url, httpx.Client(base_url=url) as http:
        for callback in callbacks:
            callback.url = f"{url}/notify/callbacks"
        service = Service(http, store, notify_client, notify_inbox)
        store.outbox = Outbox(store._engine, _clock=lambda: datetime.now(UTC) + service.passed)
        yield service


def test_an_application_sends_a_text_an_email_and_a_letter(service: Service) -> None:
    page = service.apply()
    assert service.statuses(page) == ["queued", "queued", "queued"]
    assert 'http-equiv="refresh"' in service.http.get(page).text
    service.send()
    text = service.inbox.assert_sent_sms("07700 900123", "permit applied for", {"car": "AB12 CDE"}, times=1)
    assert str(text.reference).startswith("PERMIT-1.")
    service.inbox.assert_sent_email("amala@example.com", containing="* Your phone number: 07700 900123", times=1)
    service.inbox.assert_sent_letter(["Amala Bird", "102 High Street", "London", "SW14 6BH"], "permit", times=1)
    assert service.statuses(page) == ["created", "created", "created"]
    assert 'http-equiv="refresh"' in service.http.get(page).text


def test_links_in_what_applicants_write_are_shown_as_text(service: Service) -> None:
    service.apply(car="[win](https://example.com)")
    service.send()
    assert service.inbox.emails[0].links == ()


def test_an_application_without_its_messages_is_not_kept(service: Service) -> None:
    service.store.outbox.add(Sms("07700 900999", UUID(int=0), key="PERMIT-1-sms"))
    with pytest.raises(KeyReused):
        service.store.add(Application(**FORM))
    assert service.http.get("/applications/1").status_code == 404
    assert service.store.outbox.summary().total == 1


def test_receipts_are_taken_and_letters_asked_for(service: Service) -> None:
    page = service.apply(email="perm-fail@simulator.notify")
    service.send()
    service.inbox.sandbox.advance()
    assert service.statuses(page) == ["delivered", "permanent-failure", "created"]
    service.passed += timedelta(minutes=2)
    service.follow()
    assert service.statuses(page) == ["delivered", "permanent-failure", "received"]
    assert 'http-equiv="refresh"' not in service.http.get(page).text


def test_a_technical_failure_is_asked_for(service: Service) -> None:
    page = service.apply(phone="07700 900004")
    service.send()
    service.inbox.sandbox.advance()
    assert service.statuses(page)[0] == "created"
    service.passed += timedelta(minutes=2)
    service.follow()
    assert service.statuses(page)[0] == "technical-failure"


def test_what_notify_has_deleted_is_passed_over(service: Service) -> None:
    page = service.apply()
    service.send()
    service.inbox.sandbox.reset()
    service.passed += timedelta(minutes=2)
    service.follow()
    service.send()
    assert service.statuses(page) == ["created"] * 3
    service.inbox.assert_nothing_sent()


def test_a_letter_that_comes_back(service: Service) -> None:
    page = service.apply()
    service.send()
    service.inbox.sandbox.return_letter(UUID(str(service.inbox.letters[0].id)))
    assert service.statuses(page)[2] == "returned-letter"
    service.passed += timedelta(minutes=2)
    service.follow()
    assert service.statuses(page)[2] == "returned-letter"


def test_a_receipt_that_comes_although_no_answer_did(service: Service) -> None:
    page = service.apply()
    service.inbox.sandbox.faults.add(Fault("reset", work="done", times=1, path="email"))
    service.send()
    assert service.statuses(page) == ["created", "sending", "created"]
    service.inbox.sandbox.advance()
    assert service.statuses(page) == ["delivered", "delivered", "created"]
    service.passed += timedelta(minutes=10)
    service.send()
    service.inbox.assert_sent_email(times=1)


def test_a_reply_is_shown_once_to_whoever_sent_it(service: Service) -> None:
    page, other = service.apply(phone="+44 7700 900 123"), service.apply(phone="07700 900999")
    service.inbox.sandbox.receive_text("447700900123", "I have a <new> car")
    assert service.http.get(page).text.count("<q>I have a &lt;new&gt; car</q>") == 1
    assert "<q>" not in service.http.get(other).text
    text = ReceivedTextCallback.model_validate(RECEIVED | {"source_number": "GOVUK"})
    for _ in range(2):
        receive(text, service.store)
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
    service.inbox.sandbox.faults.add(Fault("answer", status=500, path="email", times=1))
    service.inbox.sandbox.faults.add(Fault("answer", status=400, path="sms", times=1))
    page = service.apply()
    service.send()
    shown = service.statuses(page)
    assert shown[0].startswith("not sent: 400 ")
    assert shown[1:] == ["sending", "created"]
    service.passed += timedelta(minutes=10)  # by then it is known that the email was not sent
    service.send()
    assert service.statuses(page)[1:] == ["created", "created"]
    service.inbox.assert_sent_email(times=1)


@pytest.mark.parametrize(
    ("bad", "place"), [({"phone": "07700"}, 0), ({"email": "amala"}, 1), ({"address": "London\nSW14 6BH?"}, 2)]
)
def test_nor_does_one_that_notify_would_refuse(service: Service, bad: dict[str, str], place: int) -> None:
    number = service.store.add(Application(**FORM | bad))  # as if the form had not seen it
    service.send()
    shown = service.statuses(f"/applications/{number}")
    assert shown.pop(place).startswith("not sent: ")
    assert shown == ["created", "created"]


def test_strangers_are_not_believed(service: Service) -> None:
    assert service.http.post("/notify/callbacks", json={}).status_code == 401
    headers = {"authorization": "Bearer a-token-for-trying-out"}
    assert service.http.post("/notify/callbacks", json={}, headers=headers).status_code == 400
    assert service.http.get("/applications/1").status_code == 404


def test_its_background_task_goes_on_after_trouble(
    notify_inbox: NotifyInbox, store: Store, wait: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    passed = timedelta(0)
    store.outbox = Outbox(store._engine, _clock=lambda: datetime.now(UTC) + passed)
    notify_inbox.sandbox.faults.add(Fault("answer", status=403, method="POST", times=3))  # the key is refused
    notify_inbox.sandbox.faults.add(Fault("answer", status=500, method="GET", times=5))
    number = store.add(Application(**FORM))

    def arrived() -> bool:
        nonlocal passed
        passed += timedelta(minutes=10)
        return [row.status for row in store.messages(number)] == ["delivered", "delivered", "received"]

    with asgi(create_app(store, ["token"], every=0.01)):
        wait(lambda: store.outbox.summary().sent == 3)
        notify_inbox.sandbox.delivery.advance()  # no callback is posted
        wait(arrived)
    assert "The outbox tries again" in caplog.text
    assert len(notify_inbox.messages) == 3


def test_its_background_task_ends_while_statuses_are_read(
    notify_inbox: NotifyInbox, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def start_and_stop() -> None:
        stop = asyncio.Event()

        async def endless(_: object) -> None:
            stop.set()
            await asyncio.Event().wait()

        monkeypatch.setattr(store.outbox, "afollow", endless)
        async with AsyncNotificationsAPIClient() as client, asyncio.timeout(60):
            await work(store.outbox, client, stop, every=60)

    asyncio.run(start_and_stop())


def test_an_application_whose_process_is_killed_before_it_sends_is_sent_by_the_next(
    notify_inbox: NotifyInbox, tmp_path: Path, wait: Callable[..., None]
) -> None:
    path = tmp_path / "permits.sqlite"
    with notify_inbox.sandbox.serve() as server, socket.create_server(("127.0.0.1", 0)) as listener:
        env = os.environ | {
            "NOTIFY_API_KEY": notify_inbox.sandbox.api_key,
            "NOTIFY_BASE_URL": server.url,
            "NOTIFY_CALLBACK_TOKENS": "token",
            "PERMITS_DATABASE": str(path),
            VARIABLE: "before-claim-commit",
        }
        words = [sys.executable, "-m", "uvicorn", "--factory", "examples.permits.app:from_environment"]
        words += ["--fd", str(listener.fileno()), "--log-level", "warning"]
        with subprocess.Popen(words, cwd=ROOT, env=env, pass_fds=[listener.fileno()]) as process:
            try:
                with suppress(httpx.TransportError):  # it may be killed before it answers
                    httpx.post(f"http://127.0.0.1:{listener.getsockname()[1]}/", data=FORM, timeout=60)
                assert process.wait(60) == -signal.SIGKILL
            finally:
                process.kill()
    notify_inbox.assert_nothing_sent()
    with closing(Store(path)) as store, asgi(create_app(store, ["token"])):
        wait(lambda: [row.status for row in store.messages(1)] == ["created"] * 3)
    notify_inbox.assert_sent_sms(times=1)
    notify_inbox.assert_sent_email(times=1)
    notify_inbox.assert_sent_letter(times=1)


def test_in_production_it_is_made_of_the_environment(
    notify_inbox: NotifyInbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFY_CALLBACK_TOKENS", "new old")
    monkeypatch.setenv("PERMITS_DATABASE", str(tmp_path / "other.sqlite"))
    with asgi(from_environment()) as url:
        headers = {"authorization": "Bearer old"}
        assert httpx.post(f"{url}/notify/callbacks", json=RECEIVED, headers=headers).status_code == 204
    with closing(Store(tmp_path / "other.sqlite")) as store:
        assert store.replies("447700912345") == ["Yes, I will come"]


def test_the_documented_command(wait: Callable[..., None]) -> None:
    words = [sys.executable, "-m", "examples.permits", "--port", "0", "--sandbox-port", "0"]
    env = {name: value for name, value in os.environ.items() if not name.startswith("NOTIFY_")}
    with subprocess.Popen(words, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            service, sandbox = (process.stdout.readline().split()[-1] for _ in range(2))
            with httpx.Client(base_url=service) as http:
                page = http.post("/", data=FORM).headers["location"]
                wait(lambda: len(httpx.get(f"{sandbox}_sandbox/inbox").json()) == 3)
                httpx.post(f"{sandbox}_sandbox/advance").raise_for_status()
                wait(lambda: statuses(http.get(page).text)[:2] == ["delivered", "delivered"])
            assert len(httpx.get(f"{sandbox}_sandbox/callbacks").json()) == 2
        finally:
            process.terminate()
    assert process.returncode in {0, -15}


@pytest.fixture
def wait() -> Callable[[Callable[[], bool]], None]:
    """Waits until something is so; a minute is for ever."""

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
