"""Half a character in `sanitise_content_for`, which Notify takes: such a message is stored and sent, files or not."""

from __future__ import annotations

import json

import pytest

from notify_sdk import prepare_upload
from notify_sdk.outbox import Email, Outbox
from notify_sdk.sandbox import Sandbox


@pytest.mark.parametrize("file", [False, True])
def test_it_is_sent_as_it_was_given(file: bool) -> None:
    sandbox = Sandbox()
    listed = ["a\ud800", "é\ufffd"]
    link = prepare_upload(b"ab", filename="é.csv") if file else "x"
    values = {"name": "Zoë", "form_enclosed": "no", "link_to_file": link}
    with Outbox(":memory:") as outbox:
        outbox.create_tables()
        message = Email("a@example.com", sandbox.templates["document"], values, sanitise_content_for=listed, key="k")
        assert outbox.add(message) == 1
        assert outbox.add(message) == 0
        assert outbox.send(sandbox.client()).sent == 1
    (record,) = sandbox.state.notifications.values()
    assert record.request is not None
    body = json.loads(record.request.body)
    assert body["sanitise_content_for"] == listed
    assert body["personalisation"]["name"] == "Zoë"
