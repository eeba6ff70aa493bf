"""What the sandbox posts to a service, and how often."""

import json
from datetime import timedelta

import pytest

from notify_sdk.callbacks import parse
from notify_sdk.models import DeliveryReceipt, ReceivedTextCallback, ReturnedLetterCallback
from tests.sandbox.manual_clock import sandbox_with_callbacks, send_email, send_letter, send_text


class Receiver:
    def __init__(self, *answers):
        self.answers = list(answers)
        self.posts = []

    def __call__(self, url, headers, body):
        self.posts.append((url, headers, body))
        return self.answers.pop(0) if self.answers else 204


def test_a_delivery_receipt_has_the_services_payload():
    receiver = Receiver()
    sandbox = sandbox_with_callbacks(receiver)
    sent = send_text(sandbox, reference="mine")
    assert receiver.posts == []
    sandbox.advance()
    ((url, headers, body),) = receiver.posts
    assert (url, headers["Authorization"]) == ("http://localhost:9/notify", "Bearer secret-token")
    callback = parse(body)
    assert isinstance(callback, DeliveryReceipt)
    assert (callback.id, callback.reference, callback.status, callback.to) == (
        sent.id,
        "mine",
        "delivered",
        "07700 900 123",
    )
    assert callback.completed_at - callback.sent_at == timedelta(seconds=5)


def test_no_receipt_is_posted_for_a_technical_failure():
    receiver = Receiver()
    sandbox = sandbox_with_callbacks(receiver)
    send_text(sandbox, "07700900004")
    send_email(sandbox, "perm-fail@simulator.notify")
    sandbox.advance()
    assert [parse(body).status for _, _, body in receiver.posts] == ["permanent-failure"]


@pytest.mark.parametrize(("to", "reported"), [("+1 202 555 0123", []), ("+33612345678", ["delivered"])])
def test_an_international_text_has_a_receipt_where_networks_report_deliveries(to, reported):
    receiver = Receiver()
    sandbox = sandbox_with_callbacks(receiver)
    send_text(sandbox, to)
    sandbox.advance()
    assert [json.loads(body)["status"] for _, _, body in receiver.posts] == reported


def test_the_callback_of_a_returned_precompiled_letter_names_no_template():
    receiver = Receiver()
    sandbox = sandbox_with_callbacks(receiver)
    with sandbox.client() as client:
        letter = client.send_precompiled_letter_notification("mine", b"%PDF-")
    sandbox.return_letter(letter.id)
    callback = json.loads(receiver.posts[0][2])
    assert (callback["template_name"], callback["template_id"], callback["template_version"]) == (None, "None", None)
    assert (callback["sent_by"], callback["reference"]) == ("API", "mine")


def test_a_received_text_is_posted_at_once():
    receiver = Receiver()
    sandbox = sandbox_with_callbacks(receiver)
    text = sandbox.receive_text("07700900111", "Yes")
    callback = parse(receiver.posts[0][2])
    assert isinstance(callback, ReceivedTextCallback)
    assert (callback.id, callback.message) == (text.id, "Yes")


def test_a_returned_letter_is_posted():
    receiver = Receiver()
    sandbox = sandbox_with_callbacks(receiver)
    letter = send_letter(sandbox)
    sandbox.return_letter(letter.id)
    (post,) = receiver.posts
    callback = parse(post[2])
    assert isinstance(callback, ReturnedLetterCallback)
    assert (callback.notification_id, callback.template_name) == (letter.id, "decision letter")


@pytest.mark.parametrize("failure", [None, 429, 500, 503])
def test_what_is_not_taken_is_posted_again_five_times(failure):
    receiver = Receiver(*[failure] * 10)
    sandbox = sandbox_with_callbacks(receiver)
    send_text(sandbox)
    sandbox.advance()
    for posts in (2, 3, 4, 5, 6):
        sandbox.advance(timedelta(minutes=4))
        assert len(receiver.posts) == posts - 1
        sandbox.advance(timedelta(minutes=1))
        assert len(receiver.posts) == posts
    sandbox.advance(timedelta(days=1))
    assert len(receiver.posts) == 6
    assert sandbox.callbacks.deliveries[0].outcomes == [failure] * 6
    assert len({body for _, _, body in receiver.posts}) == 1


def test_what_is_taken_or_refused_is_not_posted_again():
    receiver = Receiver(503, 204, 404)
    sandbox = sandbox_with_callbacks(receiver)
    send_text(sandbox)
    sandbox.advance()
    sandbox.advance(timedelta(hours=1))
    send_text(sandbox)
    sandbox.advance()
    sandbox.advance(timedelta(hours=1))
    assert [delivery.outcomes for delivery in sandbox.callbacks.deliveries] == [[503, 204], [404]]


def test_the_bearer_token_stays_out_of_the_repr():
    sandbox = sandbox_with_callbacks(Receiver())
    send_text(sandbox)
    sandbox.advance()
    assert "secret-token" not in repr(sandbox.callbacks.deliveries)


def test_reset_forgets_what_is_still_to_be_posted():
    receiver = Receiver(500)
    sandbox = sandbox_with_callbacks(receiver)
    send_text(sandbox)
    sandbox.advance()
    sandbox.reset()
    sandbox.advance(timedelta(days=1))
    assert len(receiver.posts) == 1
