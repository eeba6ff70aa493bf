"""Whether a send whose answer was lost has succeeded: its message is looked up by its reference."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from notify_sdk import RetryPolicy, ServerError
from notify_sdk._client.waiting import without_waiting
from notify_sdk.sandbox import Fault, Sandbox
from tests.support.clients import ID, KEY, BlockingClient, ClientKind, refused_by_notify

ADDRESS = {"address_line_1": "A", "address_line_2": "1 High Street", "postcode": "SW1A 1AA"}


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


SENDS = {
    "sms": lambda caller, sandbox: text(caller, sandbox),
    "email": lambda caller, sandbox: caller.send_email_notification(
        "a@example.com",
        sandbox.templates["document"],
        {"name": "A", "form_enclosed": "no", "link_to_file": "-"},
        one_click_unsubscribe_url="https://example.com/u",
    ),
    "letter": lambda caller, sandbox: caller.send_letter_notification(
        sandbox.templates["change of address"], {**ADDRESS, "name": "A", "date": "B"}
    ),
    "precompiled": lambda caller, sandbox: caller.send_precompiled_letter_notification(
        f"R{len(sandbox.service.notifications)}", b"%PDF-1.4 x"
    ),
}


@pytest.mark.parametrize("kind", SENDS)
def test_a_message_that_is_found_is_returned_as_the_answer_would_have_been(
    client_kind: ClientKind, sandbox: Sandbox, kind: str
) -> None:
    # Notify shows nothing that distinguishes one PDF from another, so the reference has to be unique
    with calling(client_kind, sandbox, unique_references=kind == "precompiled") as caller, without_waiting():
        plain = SENDS[kind](caller, sandbox)
        sandbox.faults.add(Fault("truncate", work="done", method="POST", times=1))
        found = SENDS[kind](caller, sandbox)
    assert type(found) is type(plain)
    oldest, newest = sandbox.service.notifications
    assert (found.id, found.reference) == (newest.id, newest.reference)
    assert plain.id == oldest.id
    left_out = {"id": True, "reference": True, "uri": True, "content": True, "template": {"uri"}}
    assert found.model_dump(exclude=left_out) == plain.model_dump(exclude=left_out)
    if kind != "precompiled":
        assert found.uri == plain.uri.replace(str(plain.id), str(found.id))
        senders = {"from_number", "from_email"}
        assert found.content.model_dump(exclude=senders) == plain.content.model_dump(exclude=senders)
        assert found.content.model_dump().get("from_number", "") == ""


class Notify:
    """A Notify that fails on each send and answers each look-up with the given messages. A preview has the body `x`."""

    def __init__(self, *messages: dict[str, object], **answer: object) -> None:
        self.messages = list(messages)
        self.answer = answer
        self.sends = self.lookups = self.previews = 0
        self.transport = httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/preview"):
            self.previews += 1
            return httpx.Response(200, json={"id": ID, "type": "sms", "version": 1, "body": "x", "subject": None})
        if request.method == "POST":
            self.sends += 1
            return refused_by_notify(500, "Exception", "x")
        self.lookups += 1
        params = dict(request.url.params)
        assert params in ({"reference": "R"}, {"reference": "R", "older_than": "1"})
        body = {"notifications": self.messages, "links": {"current": "", **self.answer}}
        return httpx.Response(200, json=body, headers={"date": "Mon, 23 Nov 2026 12:00:00 GMT"})


NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def message(**changes: object) -> dict[str, object]:
    facts: dict[str, object] = {"id": str(uuid.uuid4()), "reference": "R", "type": "sms", "body": "x"}
    facts |= {"created_at": NOON.isoformat(), "phone_number": "+447700900900"}
    facts["template"] = {"id": ID, "version": 1, "uri": f"https://api.example.com/v2/template/{ID}"}
    return facts | changes


def look_up(client_kind: ClientKind, notify: Notify, *, unique: bool = False) -> object:
    retry = RetryPolicy(attempts=1, reconcile=True, unique_references=unique)
    with BlockingClient(client_kind, KEY, transport=notify.transport, retry=retry) as caller, without_waiting():
        return caller.send_sms_notification("07700 900 900", ID, reference="R")


@pytest.mark.parametrize(
    "other",
    [
        {"phone_number": "07700900901"},
        {"type": "email", "phone_number": None, "email_address": "a@example.com"},
        {"template": {"id": ID[:-1] + "2", "version": 1}},
        {"created_at": (NOON - timedelta(hours=1)).isoformat()},
        {"reference": "S"},
    ],
    ids=["recipient", "type", "template", "older", "reference"],
)
def test_another_message_with_the_same_reference_is_not_returned(
    client_kind: ClientKind, other: dict[str, object]
) -> None:
    own = message()
    assert str(look_up(client_kind, Notify(message(**other), own)).id) == own["id"]
    with pytest.raises(ServerError) as raised:
        look_up(client_kind, Notify(message(**other)))
    assert not raised.value.outcome_unknown


@pytest.mark.parametrize(
    "notify",
    [
        lambda: Notify(message(), message()),
        lambda: Notify(message(type="letter"), next="https://x/?older_than=1"),
        lambda: Notify({"id": "7"}),
        lambda: Notify(message(created_at="yesterday")),
        lambda: Notify(message(template=7, created_at=None)),
    ],
    ids=["two", "more than a page", "no id", "no time", "nonsense"],
)
def test_an_ambiguous_look_up_leaves_the_outcome_unknown(client_kind: ClientKind, notify: object) -> None:
    answers = notify()
    with pytest.raises(ServerError) as raised:
        look_up(client_kind, answers)
    assert raised.value.outcome_unknown
    assert raised.value.reference == "R"
    assert answers.sends == 1
    assert answers.lookups > 5


def test_without_a_date_only_a_unique_reference_decides(client_kind: ClientKind) -> None:
    notify = Notify(message(created_at=(NOON - timedelta(days=1)).isoformat()))
    answer = notify._answer

    def undated(request: httpx.Request) -> httpx.Response:
        response = answer(request)
        response.headers.pop("date", None)
        return response

    notify.transport = httpx.MockTransport(undated)
    assert str(look_up(client_kind, notify, unique=True).id) == notify.messages[0]["id"]
    with pytest.raises(ServerError) as raised:
        look_up(client_kind, notify)
    assert raised.value.outcome_unknown


UNLIKE = {
    "body": {"body": "y"},
    "subject": {"subject": "y"},
    "version": {"template": {"id": ID, "version": 2, "uri": "https://api.example.com/"}},
    "no version": {"template": {"id": ID, "uri": "https://api.example.com/"}},
    "no template": {"template": None},
    "no recipient": {"phone_number": None},
    "no type": {"type": None},
}


@pytest.mark.parametrize("unlike", UNLIKE)
def test_a_message_that_may_be_this_one_or_another_leaves_the_outcome_unknown(
    client_kind: ClientKind, unlike: str
) -> None:
    notify = Notify(message(**UNLIKE[unlike]))
    with pytest.raises(ServerError) as raised:
        look_up(client_kind, notify)
    assert raised.value.outcome_unknown
    assert notify.previews == 1, "it stays the same"


@pytest.mark.parametrize(
    "unlike",
    [
        {"body": "y"},
        {"template": {"id": ID, "version": 2, "uri": "https://api.example.com/"}},
        {"phone_number": "07700900901"},
        {"created_at": (NOON - timedelta(hours=1)).isoformat()},
    ],
    ids=["content", "version", "recipient", "time"],
)
def test_a_unique_reference_identifies_a_message_that_differs_otherwise(
    client_kind: ClientKind, unlike: dict[str, object]
) -> None:
    notify = Notify(message(**unlike))
    assert str(look_up(client_kind, notify, unique=True).id) == notify.messages[0]["id"]
    assert (notify.previews, notify.sends) == (0, 1)


def test_a_list_that_was_not_filtered_leaves_the_outcome_unknown(client_kind: ClientKind) -> None:
    for unique in (False, True):
        with pytest.raises(ServerError) as raised:
            look_up(client_kind, Notify(message(reference="S"), next="https://x/?older_than=1"), unique=unique)
        assert raised.value.outcome_unknown
