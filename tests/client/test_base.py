"""The loop of a client: what it repeats, what it looks up, and what it raises in the end."""

from __future__ import annotations

import uuid

import httpx
import pytest

from notify_sdk import InvalidResponseError, RetryPolicy, ServerError, TransportError
from notify_sdk._client.waiting import without_waiting
from notify_sdk.sandbox import Fault, Sandbox
from tests.support.clients import ID, KEY, BlockingClient, ClientKind, refused_by_notify


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


def calling(client_kind: ClientKind, sandbox: Sandbox, **policy: object) -> BlockingClient:
    retry = RetryPolicy(**{"reconcile": True, **policy})
    return BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport, retry=retry)


def text(caller: BlockingClient, sandbox: Sandbox, reference: str | None = None) -> object:
    return caller.send_sms_notification(
        "07700 900123", sandbox.templates["appointment reminder"], {"name": "A", "date": "B"}, reference
    )


@pytest.mark.parametrize("fault", ["reset", "answer"])
def test_a_message_that_is_not_found_is_sent_again(client_kind: ClientKind, sandbox: Sandbox, fault: str) -> None:
    sandbox.faults.add(Fault(fault, status=503, work="undone", method="POST", times=2))
    with calling(client_kind, sandbox) as caller, without_waiting():
        sent = text(caller, sandbox, "R")
    assert [each.id for each in sandbox.service.notifications] == [sent.id]


def test_a_send_that_never_succeeds_is_reported_as_not_sent(client_kind: ClientKind, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("answer", status=500, work="undone", method="POST"))
    with calling(client_kind, sandbox, attempts=3) as caller, without_waiting(), pytest.raises(ServerError) as raised:
        text(caller, sandbox)
    assert not raised.value.outcome_unknown
    assert raised.value.reference is None
    assert sandbox.service.notifications == []


def test_a_failed_look_up_leaves_the_outcome_unknown(client_kind: ClientKind, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("reset", work="done"))
    with (
        calling(client_kind, sandbox, attempts=2) as caller,
        without_waiting(),
        pytest.raises(TransportError) as raised,
    ):
        text(caller, sandbox)
    assert raised.value.outcome_unknown
    assert raised.value.reference == sandbox.service.notifications[0].reference
    assert len(sandbox.service.notifications) == 1


def test_only_sends_that_may_be_looked_up_are_given_a_reference(client_kind: ClientKind, sandbox: Sandbox) -> None:
    with BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport) as plain:
        assert text(plain, sandbox).reference is None
    with calling(client_kind, sandbox) as caller:
        assert uuid.UUID(text(caller, sandbox).reference).version == 4
        assert text(caller, sandbox, "mine").reference == "mine"
        preview = caller.post_template_preview(sandbox.templates["appointment reminder"], {"name": "A", "date": "B"})
        assert preview.type == "sms"


def test_the_error_of_a_look_up_is_not_raised(client_kind: ClientKind) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return refused_by_notify(500, "KeyError", "x") if request.method == "POST" else httpx.Response(418, text="x")

    retry = RetryPolicy(reconcile=True)
    with (
        BlockingClient(client_kind, KEY, transport=httpx.MockTransport(answer), retry=retry) as caller,
        without_waiting(),
    ):
        with pytest.raises(ServerError) as raised:
            caller.send_sms_notification("07700 900 900", ID)
        assert raised.value.outcome_unknown
        assert not isinstance(raised.value.__cause__, InvalidResponseError)
