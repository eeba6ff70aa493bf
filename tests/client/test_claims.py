"""Sends that share a reference, and messages that are deleted again: no outcome is reported wrongly."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any
from uuid import UUID

import httpx
import pytest

from notify_sdk import AsyncNotificationsAPIClient, NotificationsAPIClient, NotifyError, RetryPolicy, prepare_upload
from notify_sdk._client.waiting import without_waiting
from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.world.index import Index
from tests.support.clients import BlockingClient, ClientKind

NUMBERS = ["07700900123", "+44 7700 900123", "07912900123", "07700900321"]
EMAILS = [f"{each}@example.com" for each in ("ann.lee", "annlee", "Ann-Lee", "ann+lee", "ANN.LEE", "annl")]
ADDRESSES = [
    {"address_line_1": "Ann Lee", "address_line_2": "1 High Street", "postcode": "SW1A 1AA"},
    {"address_line_1": "Ann Lee", "address_line_2": "1 High Street", "address_line_3": "sw1a1aa"},
    {"address_line_1": "Ann Lee", "address_line_2": "11 High Street", "postcode": "SW1A 1AA"},
    {"address_line_1": "Ann Lee", "address_line_2": "1 High Street", "address_line_7": "SW1A 1AB"},
]


class Lossy(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that loses requests and answers, and deletes some messages once a list has shown them.

    Args:
        sandbox: What does the work.
        lost: What happens to a send, one of these by chance: `fine`; `lost` (done, no answer); `never` (not done);
            `deleted` (done, no answer, shown once, then deleted).
        reads: The probability that a list or a preview fails.
        seed: The seed of the random numbers.
    """

    def __init__(self, sandbox: Sandbox, lost: list[str], reads: float = 0, seed: int = 0) -> None:
        self.sandbox = sandbox
        self.lost = lost
        self.reads = reads
        self.random = Random(seed)
        self.condemned = set[UUID]()
        self.lookups = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        time.sleep(self.random.random() / 1000)
        return self._handle(request, request.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        for _ in range(self.random.randrange(4)):
            await asyncio.sleep(0)
        return self._handle(request, body)

    def _handle(self, request: httpx.Request, body: bytes) -> httpx.Response:
        if request.method == "GET" or request.url.path.endswith("/preview"):
            return self._read(request)
        luck = self.random.choice(self.lost)
        if luck == "never":
            raise httpx.ReadTimeout("x", request=request)
        answer = self.sandbox.transport.handle_request(request)
        if luck == "deleted":
            answer.read()
            self.condemned.add(UUID(answer.json()["id"]))
        if luck != "fine":
            raise httpx.ReadTimeout("x", request=request)
        return answer

    def _read(self, request: httpx.Request) -> httpx.Response:
        if self.random.random() < self.reads:
            raise httpx.ReadError("x", request=request)
        answer = self.sandbox.transport.handle_request(request)
        if request.url.path == "/v2/notifications":
            self.lookups += "older_than" not in request.url.params
            answer.read()
            for message in answer.json()["notifications"]:
                self.delete(UUID(message["id"]))
        return answer

    def delete(self, identifier: UUID) -> None:
        if identifier in self.condemned:
            self.condemned.remove(identifier)
            message = self.sandbox.state.notifications.pop(identifier)
            self.sandbox.service.notifications.remove(message)
            self.sandbox.state.index = Index()
            for each in self.sandbox.service.notifications:
                self.sandbox.state.index.add(each)


VALUES = {"name": "A", "date": "B"}


def text(caller: BlockingClient, sandbox: Sandbox, reference: str | None) -> Any:
    return caller.send_sms_notification(NUMBERS[0], sandbox.templates["appointment reminder"], VALUES, reference)


@pytest.mark.parametrize("reference", [None, "R"])
@pytest.mark.parametrize("seconds", [0, 45])
class TestDeletedAgain:
    def test_it_is_reported_as_not_sent(self, client_kind: ClientKind, reference: str | None, seconds: float) -> None:
        sandbox = Sandbox()
        lossy = Lossy(sandbox, ["deleted"])
        retry = RetryPolicy(attempts=1, reconcile=True, reconcile_seconds=seconds)
        with BlockingClient(client_kind, sandbox.api_key, transport=lossy, retry=retry) as caller, without_waiting():
            with pytest.raises(NotifyError) as raised:
                text(caller, sandbox, reference)
            assert not raised.value.outcome_unknown
        assert sandbox.service.notifications == []
        assert lossy.lookups > 1

    def test_it_is_sent_again(self, client_kind: ClientKind, reference: str | None, seconds: float) -> None:
        sandbox = Sandbox()
        lossy = Lossy(sandbox, ["deleted"])
        retry = RetryPolicy(reconcile=True, reconcile_seconds=seconds)

        def forgive(message: Any) -> None:
            lossy.lost = ["fine"] if lossy.condemned else lossy.lost

        sandbox.state.watchers.append(forgive)
        with BlockingClient(client_kind, sandbox.api_key, transport=lossy, retry=retry) as caller, without_waiting():
            lossy.condemned.add(UUID(int=0))  # so that the second message is answered
            sent = text(caller, sandbox, reference)
            assert caller.get_notification_by_id(sent.id).id == sent.id
        (message,) = sandbox.service.notifications
        assert message.id == sent.id

    def test_a_queued_message_counts_at_once_and_another_is_looked_up_twice(
        self, client_kind: ClientKind, reference: str | None, seconds: float
    ) -> None:
        for moves, lookups in ((True, 1), (False, 2)):
            sandbox = Sandbox()
            lossy = Lossy(sandbox, ["lost"])
            if moves:
                sandbox.state.watchers.append(lambda message: setattr(message, "status", "sending"))
            retry = RetryPolicy(reconcile=True, reconcile_seconds=seconds)
            with (
                BlockingClient(client_kind, sandbox.api_key, transport=lossy, retry=retry) as caller,
                without_waiting(),
            ):
                sent = text(caller, sandbox, reference)
            assert [message.id for message in sandbox.service.notifications] == [sent.id]
            assert lossy.lookups == lookups

    def test_a_second_look_up_that_fails_leaves_the_outcome_unknown(
        self, client_kind: ClientKind, reference: str | None, seconds: float
    ) -> None:
        sandbox = Sandbox()
        lossy = Lossy(sandbox, ["lost"])
        answer = lossy._read

        def once(request: httpx.Request) -> httpx.Response:
            if lossy.lookups and request.method == "GET":
                raise httpx.ReadError("x", request=request)
            return answer(request)

        lossy._read = once
        retry = RetryPolicy(attempts=1, reconcile=True, reconcile_seconds=seconds)
        with BlockingClient(client_kind, sandbox.api_key, transport=lossy, retry=retry) as caller, without_waiting():
            with pytest.raises(NotifyError) as raised:
                text(caller, sandbox, reference)
            assert raised.value.outcome_unknown


def test_a_message_that_another_worker_sent_to_a_similar_address_is_not_returned(
    client_kind: ClientKind,
) -> None:
    """A regression: a lost send to annlee@ returned the message to ann.lee@."""
    sandbox = Sandbox()
    values = {"name": "A", "form_enclosed": "no", "link_to_file": "-"}
    lossy = Lossy(sandbox, ["never"])
    retry = RetryPolicy(attempts=1, reconcile=True)
    with BlockingClient(client_kind, sandbox.api_key, transport=lossy, retry=retry) as caller, without_waiting():
        for other in EMAILS:
            sandbox.client().send_email_notification(other, sandbox.templates["document"], values, "batch")
        with pytest.raises(NotifyError) as raised:
            caller.send_email_notification("an.nlee@example.com", sandbox.templates["document"], values, "batch")
        assert not raised.value.outcome_unknown, "each of the other messages certainly belongs to another send"


class Batch:
    """Sends with one reference. An extra value, which no template shows, identifies the send of each message."""

    def __init__(self, lossy: Lossy, retry: RetryPolicy) -> None:
        self.lossy = lossy
        self.sandbox = lossy.sandbox
        self.sandbox.service.rate_limit_per_minute = 10**9
        self.retry = retry
        self.ended: list[str | NotifyError] = []

    def call(self, number: int, random: Random, to: str | None = None) -> tuple[str, tuple[Any, ...]]:
        """The method and the arguments of one send: to one of a few recipients, or to the email address `to`."""
        values: dict[str, Any] = {"name": random.choice("AB"), "date": "B", "tag": number}
        templates = self.sandbox.templates
        match "email" if to else random.choice(["sms", "email", "letter"]):
            case "sms":
                number_of = random.choice(NUMBERS)
                return "send_sms_notification", (number_of, templates["appointment reminder"], values, "batch")
            case "email":
                values |= {"form_enclosed": "no", "link_to_file": "-"}
                address = to or random.choice(EMAILS)
                return "send_email_notification", (address, templates["document"], values, "batch")
            case _:
                values |= random.choice(ADDRESSES)
                return "send_letter_notification", (templates["change of address"], values, "batch")

    def send(self, client_kind: ClientKind, calls: list[tuple[str, tuple[Any, ...]]]) -> None:
        """Makes the calls, several at once, with one client."""

        def one(client: NotificationsAPIClient, name: str, arguments: tuple[Any, ...]) -> str | NotifyError:
            try:
                return str(getattr(client, name)(*arguments).id)
            except NotifyError as error:
                return error

        async def one_of_them(client: Any, gate: asyncio.Semaphore, call: tuple[str, Any]) -> str | NotifyError:
            async with gate:
                try:
                    return str((await getattr(client, call[0])(*call[1])).id)
                except NotifyError as error:
                    return error

        async def all_of_them() -> list[str | NotifyError]:
            gate = asyncio.Semaphore(8)
            options: Any = {"transport": self.lossy, "retry": self.retry}
            async with AsyncNotificationsAPIClient(self.sandbox.api_key, **options) as client:
                return await asyncio.gather(*(one_of_them(client, gate, call) for call in calls))

        with without_waiting():
            if client_kind == "async":
                self.ended = asyncio.run(all_of_them())
                return
            with (
                NotificationsAPIClient(self.sandbox.api_key, transport=self.lossy, retry=self.retry) as client,
                ThreadPoolExecutor(8) as threads,
            ):
                self.ended = list(threads.map(lambda call: one(client, *call), calls))

    def check(self) -> Counter[str]:
        """Compares what was reported of each send with the messages that there are, and counts the outcomes."""
        there = Counter(message.personalisation["tag"] for message in self.sandbox.service.notifications)
        whose = {str(message.id): message.personalisation["tag"] for message in self.sandbox.service.notifications}
        said = Counter[str]()
        for number, end in enumerate(self.ended):
            assert there[number] <= 1, "sent twice"
            if isinstance(end, str):
                assert whose.get(end) == number, "a wrong id, or reported as sent and lost"
                said["sent"] += 1
            elif end.outcome_unknown:
                said["unknown"] += 1
            else:
                assert not there[number], "reported as not sent, and sent"
                said["not sent"] += 1
        return said


@pytest.mark.parametrize("seed", range(3))
def test_many_sends_to_a_few_recipients(client_kind: ClientKind, seed: int) -> None:
    """Many outcomes stay unknown; none is reported wrongly."""
    lossy = Lossy(Sandbox(), ["fine", "fine", "lost", "never", "deleted"], reads=0.1, seed=seed)
    batch = Batch(lossy, RetryPolicy(attempts=3, reconcile=True))
    batch.send(client_kind, [batch.call(number, Random(f"{seed} {number}")) for number in range(60)])
    said = batch.check()
    assert said.total() == 60
    assert said["sent"] > 12, said


def test_one_send_to_each_of_many_recipients(client_kind: ClientKind) -> None:
    """All recipients differ, so each message is sent exactly once."""
    lossy = Lossy(Sandbox(), ["fine", "lost", "never", "deleted"])
    lossy.sandbox.state.settings.page_size = 25
    batch = Batch(lossy, RetryPolicy(attempts=60, reconcile=True, total_seconds=10**6))
    people = [
        f"{name}{number}@example.com" for number in range(15) for name in ("ann.lee", "annlee", "ann-", "ann+lee")
    ]
    batch.send(client_kind, [batch.call(number, Random(number), to) for number, to in enumerate(people)])
    assert batch.check() == {"sent": len(people)}


def document(caller: Any, sandbox: Sandbox, name: str = "A", **options: Any) -> Any:
    values = {"name": name, "form_enclosed": "no", "link_to_file": "-"}
    return caller.send_email_notification("a@example.com", sandbox.templates["document"], values, "R", **options)


def letter(caller: Any, sandbox: Sandbox, **last: str) -> Any:
    values = {**VALUES, "address_line_1": "Ann Lee", "address_line_2": "1 High Street", **last}
    return caller.send_letter_notification(sandbox.templates["change of address"], values, "R")


def with_file(caller: Any, sandbox: Sandbox, content: bytes) -> Any:
    values = {"name": "A", "form_enclosed": "no", "link_to_file": prepare_upload(content)}
    return caller.send_email_notification("a@example.com", sandbox.templates["document"], values, "R")


@pytest.mark.parametrize(
    "send",
    [
        lambda caller, sandbox: text(caller, sandbox, "R"),
        lambda caller, sandbox: document(caller, sandbox, one_click_unsubscribe_url="https://example.com/u"),
        lambda caller, sandbox: document(caller, sandbox, "[A](https://evil.example)", sanitise_content_for=["Name"]),
        lambda caller, sandbox: letter(caller, sandbox, postcode="sw1a1aa"),
        lambda caller, sandbox: letter(caller, sandbox, address_line_3="SW1A 1AA"),
    ],
    ids=["text", "email", "sanitised email", "letter", "letter without a postcode"],
)
def test_a_message_that_notify_shows_completely_is_found(client_kind: ClientKind, send: Any) -> None:
    sandbox = Sandbox()
    retry = RetryPolicy(attempts=1, reconcile=True)
    with (
        BlockingClient(client_kind, sandbox.api_key, transport=Lossy(sandbox, ["lost"]), retry=retry) as caller,
        without_waiting(),
    ):
        sent = send(caller, sandbox)
    assert [message.id for message in sandbox.service.notifications] == [sent.id]


@pytest.mark.parametrize(
    ("others", "own"),
    [
        (
            lambda caller, sandbox: letter(caller, sandbox, address_line_7="SW1A 1AB"),
            lambda caller, sandbox: letter(caller, sandbox, address_line_7="SW1A 1AA"),
        ),
        (
            lambda caller, sandbox: caller.send_precompiled_letter_notification("R", b"%PDF-1.4 x"),
            lambda caller, sandbox: caller.send_precompiled_letter_notification("R", b"%PDF-1.4 y"),
        ),
        (
            lambda caller, sandbox: document(caller, sandbox, one_click_unsubscribe_url="https://example.com/u"),
            lambda caller, sandbox: document(caller, sandbox, one_click_unsubscribe_url="https://example.com/v"),
        ),
        (
            lambda caller, sandbox: with_file(caller, sandbox, b"a,b\n1,2\n"),
            lambda caller, sandbox: with_file(caller, sandbox, b"a,b\n3,4\n"),
        ),
    ],
    ids=["seventh line", "PDF", "unsubscribe URL", "file"],
)
def test_a_message_that_notify_shows_in_part_leaves_the_outcome_unknown(
    client_kind: ClientKind, others: Any, own: Any
) -> None:
    sandbox = Sandbox()
    retry = RetryPolicy(attempts=1, reconcile=True)
    with (
        BlockingClient(client_kind, sandbox.api_key, transport=Lossy(sandbox, ["never"]), retry=retry) as caller,
        without_waiting(),
    ):
        others(sandbox.client(), sandbox)
        with pytest.raises(NotifyError) as raised:
            own(caller, sandbox)
        assert raised.value.outcome_unknown


def test_more_messages_than_a_look_up_reads_leave_the_outcome_unknown(client_kind: ClientKind) -> None:
    sandbox = Sandbox()
    sandbox.state.settings.page_size = 1
    retry = RetryPolicy(attempts=1, reconcile=True)
    with BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport) as other:
        for _ in range(25):
            other.send_sms_notification(NUMBERS[3], sandbox.templates["appointment reminder"], VALUES, "R")
    lossy = Lossy(sandbox, ["never"])
    with BlockingClient(client_kind, sandbox.api_key, transport=lossy, retry=retry) as caller, without_waiting():
        with pytest.raises(NotifyError) as raised:
            text(caller, sandbox, "R")
        assert raised.value.outcome_unknown


def test_a_copy_with_other_options_shares_the_claims(client_kind: ClientKind) -> None:
    """A look-up does not return the message of a call that looks nothing up."""
    sandbox = Sandbox()
    lossy = Lossy(sandbox, ["fine"])
    with (
        BlockingClient(client_kind, sandbox.api_key, transport=lossy, retry=RetryPolicy.none()) as plain,
        without_waiting(),
    ):
        retry = RetryPolicy(attempts=1, reconcile=True)
        looks_up = BlockingClient.__new__(BlockingClient)
        looks_up.client, looks_up._runner = plain.client.with_options(retry=retry), plain._runner
        text(plain, sandbox, "R")
        lossy.lost = ["never"]
        with pytest.raises(NotifyError) as raised:
            text(looks_up, sandbox, "R")
        assert not raised.value.outcome_unknown


def test_claims_are_kept_only_where_needed_and_hold_nothing_personal(client_kind: ClientKind) -> None:
    sandbox = Sandbox()
    retry = RetryPolicy(reconcile=True)
    with BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport, retry=retry) as caller:
        for _ in range(20):
            text(caller, sandbox, None)
        claims = caller.client._claims
        assert not claims._calls, "a reference that the client made needs no claim"
        text(caller, sandbox, "a@example.com")
        assert "example" not in repr(list(claims._calls.items()))
        assert json.dumps([key.hex() for key in claims._calls])
