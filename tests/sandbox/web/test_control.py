"""What tests in other languages may ask: everything under /_sandbox/."""

import time

import pytest

from notify_sdk.sandbox import Sandbox
from tests.sandbox.manual_clock import send_email, send_text


def test_the_inbox_as_json(sandbox, http):
    text, email = send_text(sandbox), send_email(sandbox)
    both = http.get("/_sandbox/inbox").json()
    assert [message["id"] for message in both] == [str(text.id), str(email.id)]
    assert [each["id"] for each in http.get("/_sandbox/inbox", params={"type": "email"}).json()] == [str(email.id)]
    assert [each["id"] for each in http.get("/_sandbox/inbox", params={"to": "07700900123"}).json()] == [str(text.id)]
    assert http.get(f"/_sandbox/inbox/{email.id}").json() == both[1]
    assert set(both[0]) == {
        "id", "type", "to", "template", "template_id", "personalisation", "reference", "subject", "body", "status",
        "created_at", "sender", "service", "links", "codes",
    }  # fmt: skip


def test_time_can_be_put_forward(sandbox, http):
    send_text(sandbox)
    assert http.post("/_sandbox/advance", json={"seconds": 1}).json() == {"messages": 1}
    assert sandbox.inbox.latest.status == "sending"
    http.post("/_sandbox/advance")
    assert sandbox.inbox.latest.status == "delivered"


def test_one_message_can_be_finished(sandbox, http):
    sent = send_text(sandbox)
    answer = http.post(f"/_sandbox/inbox/{sent.id}/status", json={"status": "temporary-failure"})
    assert answer.json()["status"] == sandbox.inbox.latest.status == "temporary-failure"


def test_a_text_can_come_in(sandbox, http):
    answer = http.post("/_sandbox/received-texts", json={"user_number": "07700900111", "content": "hi"})
    assert answer.status_code == 201
    assert [str(identifier) for identifier in sandbox.state.received_texts] == [answer.json()["id"]]


def test_faults_can_be_set_and_cleared(sandbox, http):
    fault = {"kind": "answer", "status": 503, "path": "templates", "times": 2}
    assert http.post("/_sandbox/faults", json=fault).json() == {"faults": 1}
    assert http.get("/v2/templates").status_code == 503
    assert http.delete("/_sandbox/faults").json() == {"faults": 0}
    assert http.get("/v2/templates").status_code == 401


def test_callbacks_can_be_looked_at(sandbox, http):
    from notify_sdk.sandbox.world.service_parts import Callback

    sandbox.service.callbacks["delivery_receipt"] = Callback(url="http://127.0.0.1:9/", bearer_token="secret-token")
    sent = send_text(sandbox)
    http.post("/_sandbox/advance")
    (callback,) = http.get("/_sandbox/callbacks").json()
    assert (callback["message_id"], callback["kind"], callback["payload"]["status"]) == (
        str(sent.id),
        "delivery_receipt",
        "delivered",
    )
    assert "secret-token" not in str(callback)


def test_reset_and_dump(sandbox, http, tmp_path):
    send_text(sandbox)
    (tmp_path / "kept.json").write_bytes(http.get("/_sandbox/dump").content)
    assert http.post("/_sandbox/reset").json() == {"messages": 0}
    assert len(Sandbox.load(tmp_path / "kept.json").inbox) == 1


def test_the_version_changes_with_every_message(sandbox, http):
    before = http.get("/_sandbox/version").json()
    send_text(sandbox)
    assert http.get("/_sandbox/version").json() != before


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "said"),
    [
        ("POST", "advance", b'{"seconds": "x"}', 400, "seconds is not a number of seconds"),
        ("POST", "advance", b'{"seconds": -1}', 400, "seconds is not a number of seconds"),
        ("POST", "advance", b"{", 400, "The body is not JSON"),
        ("POST", "advance", b"[]", 400, "The body is not a JSON object"),
        ("POST", "received-texts", b'{"user_number": "1"}', 400, "content is missing, or not a string"),
        ("POST", "received-texts", b'{"user_number":"1","content":"x","service":"no"}', 400, "There is no service no"),
        (
            "POST",
            "faults",
            b'{"kind": "explode"}',
            400,
            "kind: Input should be 'refuse', 'reset', 'truncate' or 'answer'",
        ),
        (
            "POST",
            "faults",
            b'{"status": 200}',
            400,
            "fault: Value error, status is not that of an error, from 400 to 599",
        ),
        ("GET", "inbox/x", b"", 404, "No result found"),
        ("GET", "inbox/7e870000-0000-4000-8000-000000000001", b"", 404, "No result found"),
    ],
)
def test_what_cannot_be_done_is_said(http, method, path, body, status, said):
    answer = http.request(method, f"/_sandbox/{path}", content=body)
    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (status, said)


def test_a_status_that_something_follows_is_refused(sandbox, http):
    sent = send_text(sandbox)
    answer = http.post(f"/_sandbox/inbox/{sent.id}/status", json={"status": "sending"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"].startswith("sending is not one of cancelled, delivered")


def test_it_is_answered_while_a_callback_waits(sandbox, http):
    from notify_sdk.sandbox.world.service_parts import Callback

    def slow(url, headers, body):
        time.sleep(0.2)
        assert http.get("/_status").status_code == 200
        return 204

    sandbox.callbacks._post = slow
    sandbox.service.callbacks["delivery_receipt"] = Callback(url="http://127.0.0.1:9/", bearer_token="t")
    send_text(sandbox)
    http.post("/_sandbox/advance")
    assert sandbox.callbacks.deliveries[0].outcomes == [204]
