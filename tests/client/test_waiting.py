"""Waiting for messages and PDFs, and going without."""

from __future__ import annotations

import pickle
from datetime import timedelta

import pytest

from notify_sdk import NoResultFound, PDFNotReadyError, RateLimitError, WaitTimeoutError
from notify_sdk._client.waiting import Waiting, skipping, without_waiting
from notify_sdk.sandbox import Fault, Sandbox
from tests.support.clients import ID, BlockingClient, ClientKind


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


def calling(client_kind: ClientKind, sandbox: Sandbox, **options: object) -> BlockingClient:
    return BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport, **options)


def text(caller: BlockingClient, sandbox: Sandbox) -> str:
    values = {"name": "A", "date": "B"}
    return caller.send_sms_notification("07700 900123", sandbox.templates["appointment reminder"], values).id


class Slow(Sandbox):
    """Its messages get on with each request."""

    def handle(self, request):
        self.advance(timedelta(seconds=1))
        return super().handle(request)


def test_waiting_until_a_message_has_arrived(client_kind: ClientKind) -> None:
    sandbox = Slow()
    with calling(client_kind, sandbox) as caller, without_waiting():
        assert caller.wait_for_notification(text(caller, sandbox)).status == "delivered"


def test_waiting_has_an_end(client_kind: ClientKind, sandbox: Sandbox) -> None:
    with calling(client_kind, sandbox) as caller, without_waiting():
        identifier = text(caller, sandbox)
        with pytest.raises(WaitTimeoutError, match="still created after 90 seconds") as raised:
            caller.wait_for_notification(identifier, 90)
        assert isinstance(raised.value, TimeoutError)
        assert pickle.loads(pickle.dumps(raised.value)).status == "created"
        with pytest.raises(NoResultFound):
            caller.wait_for_notification(ID)


def test_without_waiting_a_final_message_is_read_once(client_kind: ClientKind, sandbox: Sandbox) -> None:
    with calling(client_kind, sandbox) as caller:
        identifier = text(caller, sandbox)
        sandbox.advance()
        assert caller.wait_for_notification(identifier, 0).status == "delivered"


def test_waiting_for_a_pdf(client_kind: ClientKind) -> None:
    sandbox = Slow(pdf=lambda _: b"%PDF")
    address = {"address_line_1": "A", "address_line_2": "B", "postcode": "SW1A 1AA", "name": "A", "date": "B"}
    with calling(client_kind, sandbox) as caller, without_waiting():
        letter = caller.send_letter_notification(sandbox.templates["change of address"], address).id
        with pytest.raises(PDFNotReadyError):
            caller.get_pdf_for_letter(letter)
        assert caller.get_pdf_for_letter(letter, wait=60).read() == b"%PDF"


def test_a_pdf_that_is_never_ready(client_kind: ClientKind, sandbox: Sandbox) -> None:
    address = {"address_line_1": "A", "address_line_2": "B", "postcode": "SW1A 1AA", "name": "A", "date": "B"}
    with calling(client_kind, sandbox) as caller, without_waiting():
        letter = caller.send_letter_notification(sandbox.templates["change of address"], address).id
        with pytest.raises(PDFNotReadyError):
            caller.get_pdf_for_letter(letter, wait=60)


class Clock:
    """Time that passes by sleeping only."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        monkeypatch.setattr("notify_sdk._client.waiting.time", self)
        monkeypatch.setattr("asyncio.sleep", self.sleep_async)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept.append(seconds)

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_looks_are_further_and_further_apart(client_kind: ClientKind, sandbox: Sandbox, clock: Clock) -> None:
    with calling(client_kind, sandbox) as caller, pytest.raises(WaitTimeoutError):
        caller.wait_for_notification(text(caller, sandbox), 100)
    assert clock.slept == [0.5, 1, 2, 4, 8, 16, 30, 30, 8.5]


def test_pauses_keep_to_their_bounds(client_kind: ClientKind, sandbox: Sandbox, clock: Clock) -> None:
    sandbox.faults.add(Fault("answer", status=429, times=3))
    with calling(client_kind, sandbox) as caller:
        text(caller, sandbox)
    first, second, third = clock.slept
    assert 2.5 <= first <= 5 <= second <= 10 <= third <= 20


def test_nothing_waits_while_waiting_is_off(client_kind: ClientKind, sandbox: Sandbox, clock: Clock) -> None:
    sandbox.faults.add(Fault("answer", status=429, times=7))
    with calling(client_kind, sandbox) as caller, without_waiting():
        with pytest.raises(RateLimitError):
            text(caller, sandbox)
        text(caller, sandbox)
    assert sum(clock.slept) == 0


def test_what_is_skipped_counts(clock: Clock) -> None:
    waiting = Waiting()
    assert not skipping()
    with without_waiting(), without_waiting():
        waiting.sleep(40)
    assert not skipping()
    assert waiting.elapsed == 40
    assert clock.slept == []
    assert waiting.poll_delay(0, until=60) == 0.5
    assert waiting.poll_delay(3, until=60) == 4
    assert waiting.poll_delay(9, until=60) == 20
    assert waiting.poll_delay(9, until=600) == 30
    assert waiting.poll_delay(0, until=40) is None
