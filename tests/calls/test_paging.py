"""Iterators: every page, every filter, only when needed, and never anywhere else."""

from __future__ import annotations

import itertools
import warnings
from typing import Any
from urllib.parse import parse_qs, parse_qsl
from uuid import UUID

import httpx
import pytest

from notify_sdk import InvalidResponseError, RequestValidationError, UnrecognisedWarning
from notify_sdk.sandbox import Sandbox
from tests.support.clients import BlockingClient, recording

IDS = [str(UUID(int=number)) for number in range(10)]
TEXT = {
    "created_at": "2026-11-23T09:00:00.000000Z",
    "service_id": IDS[0],
    "notify_number": "07700900800",
    "user_number": "07700900111",
    "content": "hello",
}


def sent(identifier: str, **fields: Any) -> dict[str, Any]:
    """A text message as Notify lists it."""
    nothing = dict.fromkeys(
        ("reference", "created_by_name", "sent_at", "completed_at", "scheduled_for", "cost_in_pounds")
    )
    template = {"id": IDS[0], "version": 1, "uri": "https://example.com"}
    return {
        **nothing,
        "id": identifier,
        "type": "sms",
        "status": "created",
        "phone_number": "07700900123",
        "body": "",
        "template": template,
        "created_at": TEXT["created_at"],
        "is_cost_data_ready": False,
        "cost_details": {},
        **fields,
    }


def pages(key: str, *each: list[dict[str, Any]], link: str = "https://elsewhere.example/x?") -> list[httpx.Response]:
    """The pages of a list as Notify links them: each to what is older than its last, the last to nothing."""
    found = []
    for items in [*each, []]:
        links = {"current": "https://elsewhere.example/x"}
        if items:
            links["next"] = f"{link}older_than={items[-1]['id']}"
        found.append(httpx.Response(200, json={key: items, "links": links}))
    return found


THREE_PAGES = [[sent(IDS[0]), sent(IDS[1])], [sent(IDS[2]), sent(IDS[3])], [sent(IDS[4])]]
EVERY_FILTER = (["sms", "email"], ["created", "failed"], "a ref/&", IDS[9], True)


def test_every_filter_is_kept_on_every_page(client_kind):
    client, recorded = recording(client_kind, pages("notifications", *THREE_PAGES))
    with client:
        found = [str(item.id) for item in client.get_all_notifications_iterator(*EVERY_FILTER)]
    assert found == IDS[:5]
    queries = [parse_qs(request.url.query.decode()) for request in recorded.requests]
    assert [query.pop("older_than") for query in queries] == [[IDS[9]], [IDS[1]], [IDS[3]], [IDS[4]]]
    wanted = {"status": EVERY_FILTER[1], "template_type": EVERY_FILTER[0], "reference": ["a ref/&"]}
    assert queries == [{**wanted, "include_jobs": ["true"]}] * 4


def test_received_texts_go_on_from_the_last_one(client_kind):
    texts = [[{**TEXT, "id": IDS[0]}, {**TEXT, "id": IDS[1]}], [{**TEXT, "id": IDS[2]}]]
    client, recorded = recording(client_kind, pages("received_text_messages", *texts))
    with client:
        assert [str(text.id) for text in client.get_received_texts_iterator(UUID(IDS[9]))] == IDS[:3]
    assert [request.url.query.decode() for request in recorded.requests] == [
        f"older_than={IDS[number]}" for number in (9, 1, 2)
    ]


def test_only_the_cursor_of_a_link_is_used(client_kind):
    link = "http://evil.example/steal?include_jobs=false&status=failed&token=1&"
    client, recorded = recording(client_kind, pages("notifications", *THREE_PAGES, link=link))
    with client:
        list(client.get_all_notifications_iterator(status="created"))
    assert {request.url.host for request in recorded.requests} == {"api.notifications.service.gov.uk"}
    assert {request.url.path for request in recorded.requests} == {"/v2/notifications"}
    assert [parse_qsl(request.url.query.decode()) for request in recorded.requests][1] == [
        ("status", "created"),
        ("older_than", IDS[1]),
    ]


def test_a_page_is_asked_for_when_it_is_needed_and_not_before(client_kind):
    client, recorded = recording(client_kind, pages("notifications", *THREE_PAGES))
    with client:
        found = client.get_all_notifications_iterator()
        counts = [len(recorded.requests)]
        for _ in range(5):
            next(found)
            counts.append(len(recorded.requests))
        assert counts == [0, 1, 1, 2, 2, 3]
        assert next(found, None) is None
        assert len(recorded.requests) == 4


@pytest.mark.parametrize("link", [{}, {"next": None}])
def test_a_page_without_a_link_is_the_last(client_kind, link):
    links = {"current": "https://example.com", **link}
    client, recorded = recording(
        client_kind, httpx.Response(200, json={"notifications": [sent(IDS[0])], "links": links})
    )
    with client:
        assert len(list(client.get_all_notifications_iterator())) == 1
    assert len(recorded.requests) == 1


def test_empty_pages_end_even_with_a_link(client_kind):
    links = {"current": "https://example.com", "next": f"https://example.com?older_than={IDS[0]}"}
    client, recorded = recording(client_kind, httpx.Response(200, json={"notifications": [], "links": links}))
    with client:
        assert list(client.get_all_notifications_iterator()) == []
    assert len(recorded.requests) == 2


@pytest.mark.parametrize("link", ["", "https://example.com/v2/notifications", "https://[", "?older_than="])
def test_a_link_that_leads_nowhere_is_an_error_and_no_endless_loop(client_kind, link):
    body = {"notifications": [sent(IDS[0])], "links": {"current": "x", "next": link}}
    client, recorded = recording(client_kind, httpx.Response(200, json=body))
    with client:
        found = client.get_all_notifications_iterator()
        assert str(next(found).id) == IDS[0]
        with pytest.raises(InvalidResponseError, match="has no new older_than") as caught:
            next(found)
        assert not caught.value.outcome_unknown
    assert len(recorded.requests) == 1


def test_a_page_that_links_to_itself_is_an_error_and_no_endless_loop(client_kind):
    body = {"notifications": [sent(IDS[0])], "links": {"current": "x", "next": f"x?older_than={IDS[0]}"}}
    client, recorded = recording(client_kind, httpx.Response(200, json=body))
    with client, pytest.raises(InvalidResponseError, match="has no new older_than"):
        list(client.get_all_notifications_iterator())
    assert len(recorded.requests) == 2


def test_what_was_read_before_a_failure_is_not_lost(client_kind):
    client, _ = recording(client_kind, [*pages("notifications", *THREE_PAGES)[:1], httpx.Response(502)])
    with client:
        found = client.get_all_notifications_iterator()
        assert [str(next(found).id), str(next(found).id)] == IDS[:2]
        with pytest.raises(InvalidResponseError, match="502"):
            next(found)


def test_a_message_of_a_new_type_does_not_break_the_run(client_kind):
    new = [sent(IDS[0]), {"id": IDS[1], "type": "carrier-pigeon"}, sent(IDS[2])]
    client, _ = recording(client_kind, pages("notifications", new))
    with client, pytest.warns(UnrecognisedWarning, match="carrier-pigeon"):
        found = [str(item.id) for item in client.get_all_notifications_iterator()]
    assert found == [IDS[0], IDS[2]]


def test_a_page_of_nothing_but_new_types_is_not_the_last(client_kind):
    new = [{"id": IDS[0], "type": "carrier-pigeon"}, {"id": IDS[1], "type": "carrier-pigeon"}]
    client, recorded = recording(client_kind, pages("notifications", new, [sent(IDS[2])]))
    with client, warnings.catch_warnings():
        warnings.simplefilter("ignore", UnrecognisedWarning)
        found = [str(item.id) for item in client.get_all_notifications_iterator()]
    assert found == [IDS[2]]
    assert len(recorded.requests) == 3


def test_a_wrong_filter_is_refused_before_anything_is_asked(client_kind):
    client, recorded = recording(client_kind, httpx.Response(500))
    with client:
        with pytest.raises(RequestValidationError, match="template_type comes first"):
            next(client.get_all_notifications_iterator("delivered"))
        with pytest.raises(RequestValidationError, match="older_than"):
            next(client.get_received_texts_iterator("../x"))
    assert recorded.requests == []


@pytest.mark.parametrize(("given", "sent"), [(True, ["true"]), (False, None), (None, None)])
def test_include_jobs_is_sent_as_true_or_left_out(client_kind, given, sent):
    client, recorded = recording(client_kind, itertools.repeat(pages("notifications")[0]))
    with client:
        list(client.get_all_notifications_iterator(include_jobs=given))
        client.get_all_notifications(include_jobs=given)
    assert [parse_qs(r.url.query.decode()).get("include_jobs") for r in recorded.requests] == [sent, sent]


def test_messages_of_jobs_are_listed_when_they_are_asked_for(client_kind):
    sandbox = Sandbox(page_size=2)
    with BlockingClient(client_kind, sandbox.api_key, "http://localhost", transport=sandbox.transport) as client:
        code = sandbox.templates["security code"]
        ids = [client.send_sms_notification("07700900123", code, {"code": n, "app": False}).id for n in range(5)]
        for identifier in ids[::2]:
            message = sandbox.state.notifications[identifier]
            message.job = UUID(IDS[1])
            sandbox.state.changed(message)
        assert [item.id for item in client.get_all_notifications_iterator()] == [ids[3], ids[1]]
        found = client.get_all_notifications_iterator(include_jobs=True)
        assert [item.id for item in found] == ids[::-1]


@pytest.mark.parametrize("period", [1, 2, 5])
def test_pages_that_come_again_under_other_links_end_in_an_error(client_kind: str, period: int) -> None:
    number = itertools.count()

    def answer(request: httpx.Request) -> httpx.Response:
        here = next(number)
        items = [sent(IDS[here % period])]
        links = {"current": "https://x", "next": f"https://x/?older_than={UUID(int=1000 + here)}"}
        return httpx.Response(200, json={"notifications": items, "links": links})

    client, recorded = recording(client_kind, answer)
    with client, pytest.raises(InvalidResponseError, match="the list does not end"):
        list(client.get_all_notifications_iterator())
    assert len(recorded.requests) == period + 1
