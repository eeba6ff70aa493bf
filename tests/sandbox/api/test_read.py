"""Pages of notifications and received texts, and lists of templates."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from notify_sdk.sandbox import NotificationRecord, ReceivedTextRecord, Sandbox
from tests.conformance.replay import recorded_sandbox
from tests.sandbox.signed_requests import send_request

START = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def sandbox():
    sandbox = Sandbox(clock=lambda: START, page_size=3)
    for number in range(7):
        sandbox.state.add(notification(sandbox, number, job=UUID(int=1) if number == 5 else None))
        sandbox.state.add(received(sandbox, number))
    return sandbox


def notification(sandbox, number, **facts):
    template = sandbox.service.templates[0]
    defaults = {
        "type": "sms",
        "template_id": template.id,
        "template_version": 1,
        "key_type": "normal",
        "status": "delivered",
    }
    defaults |= {"to": "07700900123", "personalisation": {"name": "A", "date": "B"}, "reference": f"r{number % 2}"}
    defaults |= {
        "created_at": START + timedelta(seconds=number),
        "id": UUID(int=number),
        "service_id": sandbox.service.id,
    }
    return NotificationRecord(**{**defaults, **facts})


def received(sandbox, number):
    return ReceivedTextRecord(
        id=UUID(int=number),
        service_id=sandbox.service.id,
        created_at=START + timedelta(seconds=number),
        notify_number="07700900800",
        user_number="447700900123",
        content=f"text {number}",
    )


def numbers(sandbox, query="", path="/v2/notifications", name="notifications"):
    page = send_request(sandbox, "GET", path, query=query).json()
    return [UUID(row["id"]).int for row in page[name]], page["links"]


def test_the_last_page_is_empty(sandbox):
    pages, query = [], "include_jobs=true"
    while True:
        found, links = numbers(sandbox, query)
        pages.append(found)
        if "next" not in links:
            break
        query = urlsplit(links["next"]).query
        assert query.startswith("include_jobs=true&older_than=")
    assert pages == [[6, 5, 4], [3, 2, 1], [0], []]


def test_rows_of_a_job_are_shown_only_with_include_jobs(sandbox):
    assert numbers(sandbox)[0] == [6, 4, 3]


def test_filters_are_combined(sandbox):
    sandbox.state.notifications[UUID(int=2)].status = "permanent-failure"
    assert numbers(sandbox, "reference=r0&status=failed")[0] == [2]
    assert numbers(sandbox, "template_type=email&template_type=letter")[0] == []
    assert numbers(sandbox, "status=received&status=failed&reference=r0")[0] == [6, 4, 2]


def test_the_first_of_repeated_filters_is_used(sandbox):
    found, links = numbers(sandbox, "reference=r1&reference=r0")
    assert found == [3, 1]
    assert links["current"] == "http://notify.test/v2/notifications?reference=r1"


def test_a_page_has_only_messages_of_the_same_type_of_key(sandbox):
    response = send_request(sandbox, "GET", "/v2/notifications", key=sandbox.test_api_key)
    assert response.json() == {"links": {"current": "http://notify.test/v2/notifications"}, "notifications": []}


def test_a_page_older_than_an_unknown_id_is_empty(sandbox):
    unknown = "older_than=00000000-0000-4000-8000-000000000000"
    assert numbers(sandbox, unknown)[0] == []
    assert numbers(sandbox, unknown, "/v2/received-text-messages", "received_text_messages")[0] == []


def test_a_message_added_late_is_sorted_by_its_time(sandbox):
    sandbox.state.add(notification(sandbox, 99, created_at=START - timedelta(days=1)))
    assert numbers(sandbox, f"older_than={UUID(int=1)}")[0] == [0, 99]


def test_received_texts_are_paged(sandbox):
    path, name = "/v2/received-text-messages", "received_text_messages"
    found, links = numbers(sandbox, "", path, name)
    assert found == [6, 5, 4]
    assert numbers(sandbox, urlsplit(links["next"]).query, path, name)[0] == [3, 2, 1]


def test_templates_are_sorted_by_type_and_name(sandbox):
    listed = send_request(sandbox, "GET", "/v2/templates").json()["templates"]
    facts = [(template["type"], template["name"]) for template in listed]
    assert facts == sorted(facts)
    assert len(facts) == len(sandbox.templates)


def test_ids_are_returned_in_lower_case_with_hyphens(sandbox):
    for written in (str(UUID(int=1)), UUID(int=1).hex, "{00000000-0000-0000-0000-000000000001}"):
        assert send_request(sandbox, "GET", f"/v2/notifications/{written}").status == 200
    for spelling in ("0-0000000000000000000000000000001", "urn:uuid:00000000000000000000000000000001"):
        assert send_request(sandbox, "GET", f"/v2/notifications/{spelling}").json()["errors"][0]["error"] == "DataError"


def test_a_version_may_have_any_unicode_digits(sandbox):
    template = sandbox.templates["security code"]
    assert send_request(sandbox, "GET", f"/v2/template/{template}/version/%D9%A1").json()["version"] == 1
    assert send_request(sandbox, "GET", f"/v2/template/{template}/version/%D9%A3").status == 404


def test_a_list_older_than_another_services_message_is_empty():
    sandbox = recorded_sandbox()
    services = [service for service in sandbox.state if service.notifications]
    for own in services:
        key_of_own = next((each for each in own.api_keys if each.key_type == "normal" and not each.expiry_date), None)
        for other in services if key_of_own and own.active else ():
            cursor = other.notifications[-1].id
            page = send_request(
                sandbox, "GET", "/v2/notifications", query=f"older_than={cursor}", key=key_of_own.client_key(own.id)
            )
            if own is not other:
                assert page.json()["notifications"] == []
                assert "next" not in page.json()["links"]
