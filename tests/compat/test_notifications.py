"""The client: its own client underneath, and what the official one does not have. `test_official.py` compares the two."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import create_autospec, patch

import httpx
import pytest

import notify_sdk
from notify_sdk import ClientClosedError, InvalidResponseError, RetryPolicy, compat
from notify_sdk._client.waiting import without_waiting
from notify_sdk._wire import Timeouts
from notify_sdk.compat.errors import HTTP503Error, HTTPError
from notify_sdk.sandbox import Fault, Sandbox
from notify_sdk.testing import NotifyInbox
from tests.compat.pair import RIGHT, SMS, calling
from tests.crowd import world
from tests.support.clients import KEY, Recorded


@pytest.fixture
def sandbox() -> Sandbox:
    return world.sandbox(progress="manual")


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[compat.NotificationsAPIClient]:
    with without_waiting(), compat.NotificationsAPIClient.of(sandbox.client()) as made:
        yield made


def over(sandbox: Sandbox, **options: Any) -> compat.NotificationsAPIClient:
    """A client with options of the typed one."""
    typed = notify_sdk.NotificationsAPIClient(sandbox.api_key, transport=sandbox.transport, **options)
    return compat.NotificationsAPIClient.of(typed)


ANSWERING = [method for method in RIGHT if not method.startswith("get_pdf")]


def right(client: compat.NotificationsAPIClient, sent: Any) -> dict[str, Callable[[Any], Any]]:
    """Calls that are answered, by method."""
    return {method: calling(method) for method in ANSWERING} | {
        "get_notification_by_id": lambda each: each.get_notification_by_id(sent["id"]),
        "get_all_notifications": lambda each: each.get_all_notifications(),
        "get_all_notifications_iterator": lambda each: each.get_all_notifications_iterator(),
    }


@pytest.mark.parametrize("method", ANSWERING)
def test_typed_is_what_the_typed_client_reads(client: compat.NotificationsAPIClient, method: str) -> None:
    sent = calling("send_sms_notification")(client)
    call = right(client, sent)[method]
    answer = call(client)
    each = list(answer) if method.endswith("_iterator") else [answer]
    assert each
    for one in each:
        assert type(one) is compat.DictAnswer
    if method.startswith("send_"):
        assert [str(one.typed.id) for one in each] == [one["id"] for one in each]
    else:
        typed = call(client.typed)
        assert [one.typed for one in each] == (list(typed) if method.endswith("_iterator") else [typed])


def test_a_read_is_retried(client: compat.NotificationsAPIClient, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("answer", status=500, times=2))
    assert client.get_template(SMS)["id"] == SMS
    sandbox.faults.add(Fault("refuse", times=2))
    assert client.send_sms_notification("07700900123", SMS, {"name": "Foo"})["content"]


@pytest.mark.parametrize("fault", [Fault("reset"), Fault("answer", status=500), Fault("answer", status=502)])
def test_a_send_that_may_have_been_done_is_not_and_says_so(
    client: compat.NotificationsAPIClient, sandbox: Sandbox, fault: Fault
) -> None:
    sandbox.faults.add(fault)
    with pytest.raises(HTTPError) as raised:
        client.send_sms_notification("07700900123", SMS, {"name": "Foo"}, "R")
    assert raised.value.outcome_unknown
    assert raised.value.typed is not None
    assert raised.value.typed.reference == "R"


def test_a_send_is_looked_up_where_the_client_reconciles(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("reset", work="done", times=1))
    with without_waiting(), over(sandbox, retry=RetryPolicy(reconcile=True)) as client:
        answer = client.send_sms_notification("07700900123", SMS, {"name": "Foo"})
    (message,) = sandbox.inbox
    assert answer["id"] == str(message.id) == str(answer.typed.id)
    assert answer["reference"] == answer.typed.reference is not None


def test_an_answer_to_another_request_is_refused(sandbox: Sandbox) -> None:
    with compat.NotificationsAPIClient.of(sandbox.client()) as client:
        body = dict(client.send_sms_notification("07700900123", SMS, {"name": "Foo"}, "R"))
    for changed in ({"reference": "other"}, {"template": {**body["template"], "id": body["id"]}}):
        recorded = Recorded([httpx.Response(201, json=body | changed)])
        typed = notify_sdk.NotificationsAPIClient(KEY, transport=recorded.transport)
        with compat.NotificationsAPIClient.of(typed) as other, pytest.raises(compat.errors.InvalidResponse) as raised:
            other.send_sms_notification("07700900123", SMS, {"name": "Foo"}, "R")
        assert raised.value.outcome_unknown
        assert "another request" in str(raised.value)


def test_the_options_of_the_typed_client_hold(sandbox: Sandbox) -> None:
    with over(sandbox, only_to=["example.gov.uk"]) as client:
        with pytest.raises(HTTPError) as raised:
            client.send_sms_notification("07700900123", SMS, {"name": "Foo"})
        assert raised.value.status_code == 400
        for method in ("send_sms_notification", "send_letter_notification"):
            with pytest.raises(HTTPError):
                calling(method)(client)
        assert len(sandbox.inbox) == 0
        assert calling("send_email_notification")(client)
    with over(sandbox, check="off") as client:
        with pytest.raises(HTTPError) as raised:
            client.send_sms_notification("no number", SMS, {"name": "Foo"})
        assert isinstance(raised.value.typed, notify_sdk.ValidationError), "Notify itself refused it"


def test_entries_that_can_not_be_read_are_in_the_dicts(sandbox: Sandbox) -> None:
    with compat.NotificationsAPIClient.of(sandbox.client()) as client:
        calling("send_sms_notification")(client)
        page = dict(client.get_all_notifications())
    page["links"] = {"current": "https://example.com"}
    page["notifications"] = [{"id": "1", "type": "fax"}, "odd", page["notifications"][0], {"type": "fax"}]
    recorded = Recorded(lambda request: httpx.Response(200, json=page))
    typed = notify_sdk.NotificationsAPIClient(KEY, transport=recorded.transport)
    with compat.NotificationsAPIClient.of(typed) as client:
        with pytest.warns(notify_sdk.UnrecognisedWarning):
            found = client.get_all_notifications()
        with pytest.warns(notify_sdk.UnrecognisedWarning):
            each = list(client.get_all_notifications_iterator())
    assert found == page
    assert len(found.typed.notifications) == 1
    assert each == [entry for entry in page["notifications"] if isinstance(entry, dict)]
    assert str(each[1].typed.id) == each[1]["id"]
    for unread in (each[0], each[2]):
        with pytest.raises(InvalidResponseError):
            _ = unread.typed


def test_json_that_python_does_not_read_is_an_invalid_response(sandbox: Sandbox) -> None:
    """The typed answer is read, by another parser."""
    with compat.NotificationsAPIClient.of(sandbox.client()) as client:
        template = client.get_template(SMS)
    body = httpx.Response(200, json=template).content.replace(b"{", b'{"new":' + b"1" * 5000 + b",", 1)
    typed = notify_sdk.NotificationsAPIClient(
        KEY, transport=Recorded(lambda request: httpx.Response(200, content=body)).transport, retry=RetryPolicy.none()
    )
    with compat.NotificationsAPIClient.of(typed) as client, pytest.raises(compat.errors.InvalidResponse):
        client.get_template(SMS)


def test_an_iterator_calls_nothing_before_it_is_used_and_raises_when_it_is(
    client: compat.NotificationsAPIClient,
) -> None:
    each = client.get_all_notifications_iterator(status="wrong")
    with pytest.raises(HTTPError) as raised:
        next(each)
    assert raised.value.status_code == 400
    for_texts = client.get_received_texts_iterator(older_than="wrong")
    with pytest.raises(HTTPError):
        next(for_texts)


def test_an_iterator_that_is_left_calls_no_next_page(client: compat.NotificationsAPIClient, sandbox: Sandbox) -> None:
    sandbox.state.settings.page_size = 1
    for _ in range(3):
        calling("send_sms_notification")(client)
    each = client.get_all_notifications_iterator()
    next(each)
    sandbox.faults.add(Fault("answer", status=403))
    with pytest.raises(HTTPError) as raised:
        next(each)
    assert raised.value.status_code == 403


def test_the_environment_and_the_fixtures_of_this_package_work(notify_inbox: NotifyInbox) -> None:
    template = notify_inbox.sandbox.templates["appointment reminder"]
    for made in (compat.NotificationsAPIClient(), compat.NotificationsAPIClient(KEY, timeout=5)):
        with made as client:
            client.send_sms_notification("07700900123", template, {"name": "A", "date": "B"})
    assert len(notify_inbox.sandbox.inbox) == 2


@pytest.mark.parametrize(
    "arguments", [{"api_key": "short"}, {"base_url": "ftp://x"}, {"timeout": -1}, {"timeout": (1, 2, 3)}]
)
def test_an_argument_that_is_not_valid_is_an_error_of_its_classes(arguments: dict[str, Any]) -> None:
    with pytest.raises(HTTPError) as raised:
        compat.NotificationsAPIClient(**{"api_key": KEY} | arguments)
    assert raised.value.status_code == 400
    assert isinstance(raised.value.__cause__, ValueError)


def test_a_timeout_may_be_a_pair_as_for_requests() -> None:
    with compat.NotificationsAPIClient(KEY, timeout=(3, 10)) as client:
        assert client.typed._settings.timeouts == Timeouts(3, 10, 10, 3, 23)


def test_a_closed_client_says_so(client: compat.NotificationsAPIClient) -> None:
    client.close()
    with pytest.raises(ClientClosedError):
        client.get_all_templates()


def test_a_mock_has_its_shape() -> None:
    mock = create_autospec(compat.NotificationsAPIClient, instance=True)
    mock.send_sms_notification.side_effect = HTTP503Error(message="m")
    with pytest.raises(HTTP503Error):
        mock.send_sms_notification("07700900123", SMS)
    with pytest.raises(TypeError):
        mock.send_sms_notification()


def test_a_patch_of_the_class_where_it_is_defined_is_a_patch_of_the_class_everywhere() -> None:
    name = f"{compat.NotificationsAPIClient.__module__}.NotificationsAPIClient.get_template"
    assert name == "notify_sdk.compat.notifications.NotificationsAPIClient.get_template"
    with patch(name, return_value={"id": SMS}), compat.NotificationsAPIClient(KEY) as client:
        assert client.get_template(SMS) == {"id": SMS}


def test_threads_share_one(client: compat.NotificationsAPIClient, sandbox: Sandbox) -> None:
    threads = [threading.Thread(target=calling("send_sms_notification"), args=(client,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sandbox.inbox) == 8


def test_its_repr_shows_no_key(client: compat.NotificationsAPIClient) -> None:
    assert repr(client).startswith("<NotificationsAPIClient over NotificationsAPIClient(")


def test_it_imports_no_more_than_the_typed_client() -> None:
    script = "import sys; {}; print(*sorted(sys.modules))"
    found = [
        set(
            subprocess.run(
                [sys.executable, "-c", script.format(each)], capture_output=True, text=True, check=True
            ).stdout.split()
        )
        for each in ("import notify_sdk.compat", "import notify_sdk.client")
    ]
    assert {each for each in found[0] - found[1] if not each.startswith("notify_sdk.compat")} == {
        "notify_sdk._calls.with_json",
    }
