"""docs/frameworks.md in Django, Flask, FastAPI, Starlette and WSGI, with the sandbox posting over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from types import ModuleType
from uuid import UUID

import httpx
import pytest

from notify_sdk.sandbox import Sandbox
from tests.callbacks.frameworks import FRAMEWORKS, page, served
from tests.callbacks.payloads import COMPLAINT, RECEIPT, RECEIVED
from tests.callbacks.shipped import METHODS
from tests.sandbox.manual_clock import sandbox_with_callbacks, send_email, send_letter, send_text


@dataclass
class Service:
    """A service with a callback view, and the Notify that posts to it."""

    framework: str
    module: ModuleType
    url: str
    sandbox: Sandbox

    @property
    def statuses(self) -> dict[UUID, str]:
        return self.module.__dict__["statuses"]

    @property
    def outcomes(self) -> list[list[int | None]]:
        return [delivery.outcomes for delivery in self.sandbox.callbacks.deliveries]

    def post(self, body: object, token: str = "the-token-that-notify-has") -> int:
        headers = {"authorization": f"bearer {token}", "content-type": "application/json"}
        return httpx.post(self.url, content=json.dumps(body), headers=headers).status_code


@pytest.fixture(params=FRAMEWORKS)
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    module = page()
    with served(request.param, module) as url:
        sandbox = sandbox_with_callbacks(None, url)
        for callback in sandbox.service.callbacks.values():
            callback.bearer_token = "the-token-that-notify-has"
        yield Service(request.param, module, url, sandbox)


def test_receipts_texts_and_returned_letters_arrive(service: Service) -> None:
    text, email, letter = send_text(service.sandbox), send_email(service.sandbox), send_letter(service.sandbox)
    failed = send_email(service.sandbox, "perm-fail@simulator.notify")
    service.sandbox.advance()
    service.sandbox.return_letter(letter.id)
    received = service.sandbox.receive_text("07700900111", "Yes, I’ll come")
    assert service.outcomes == [[204]] * 5
    assert service.statuses == {
        text.id: "delivered",
        email.id: "delivered",
        failed.id: "permanent-failure",
        letter.id: "returned-letter",
    }
    assert service.module.__dict__["texts"] == {received.id: "Yes, I’ll come"}


def test_a_receipt_before_the_send_has_returned_a_late_one_and_a_repeated_one(service: Service) -> None:
    message_id = UUID(RECEIPT["id"])
    for status in ("delivered", "delivered", "temporary-failure"):
        assert service.post({**RECEIPT, "status": status}) == 204
    service.module.__dict__["learn"](message_id, "created")  # what the send gave
    assert service.statuses == {message_id: "delivered"}
    assert [service.post(RECEIVED) for _ in range(2)] == [204, 204]
    assert len(service.module.__dict__["texts"]) == 1


def test_both_tokens_of_a_rotation_are_taken_and_no_other(service: Service) -> None:
    assert service.post(RECEIPT, "the-one-before-it") == 204
    service.statuses.clear()
    assert service.post(RECEIPT, "the-one-before-that") == 401
    assert httpx.post(service.url, json=RECEIPT).status_code == 401
    assert service.statuses == {}


def test_a_token_that_notify_has_wrong_is_not_tried_again(service: Service) -> None:
    for callback in service.sandbox.service.callbacks.values():
        callback.bearer_token = "another"
    send_text(service.sandbox)
    service.sandbox.advance()
    service.sandbox.advance(timedelta(hours=1))
    assert (service.outcomes, service.statuses) == ([[401]], {})


def test_what_is_no_callback_is_refused(service: Service) -> None:
    assert [service.post({}), service.post([]), service.post({**RECEIPT, "id": "x"})] == [400] * 3


def test_a_complaint_arrives(service: Service) -> None:
    assert service.post(COMPLAINT) == 204
    assert service.module.__dict__["complaints"] == {UUID(COMPLAINT["notification_id"])}
    if service.framework == "django":
        assert service.module.__dict__["complained"] == [COMPLAINT["to"]]


def test_other_methods_are_not_allowed(service: Service) -> None:
    if service.framework == "wsgi":
        return  # what the page shows for WSGI leaves them to whatever is before it
    headers = {"authorization": "Bearer the-token-that-notify-has"}
    for method in METHODS:
        assert httpx.request(method, service.url, headers=headers).status_code == 405


def test_what_could_not_be_written_comes_again(service: Service) -> None:
    statuses = service.statuses
    del service.module.__dict__["statuses"]  # the database is down
    sent = send_text(service.sandbox)
    service.sandbox.advance()
    assert (service.outcomes, statuses) == ([[500]], {})
    service.module.__dict__["statuses"] = statuses
    service.sandbox.advance(timedelta(minutes=5))
    assert (service.outcomes, statuses) == ([[500, 204]], {sent.id: "delivered"})
