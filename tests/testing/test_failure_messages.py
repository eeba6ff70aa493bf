"""The texts of failed assertions: what was expected, what was sent, and which message came nearest."""

import os
import re
from pathlib import Path

import pytest

from notify_sdk import NotificationsAPIClient, RetryPolicy
from notify_sdk.sandbox import Fault
from notify_sdk.testing import NotifyInbox


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        ({"to": "not a number"}, "- to: not a number"),
        ({"to": ["A", "B", "SW14 6BH"]}, "- to: A, B, SW14 6BH\n  + to: Provided as PDF"),
        ({"template": "nothing like it"}, "- template: nothing like it\n  + template: none: a PDF"),
        ({"containing": "x" * 400}, f"containing: '{'x' * 299}... (402 characters)"),
    ],
)
def test_failures_say_what_was_sent(inbox, expected, words):
    with pytest.raises(AssertionError) as caught:
        inbox.assert_sent_letter(**expected)
    assert words in str(caught.value)


def test_of_many_messages_the_last_are_listed(notify_inbox, notify_client):
    template = notify_inbox.sandbox.templates["security code"]
    for code in range(12):
        notify_client.send_sms_notification("07700 900 900", template, {"code": code, "app": False}, f"r{code}")
    with pytest.raises(AssertionError) as caught:
        notify_inbox.assert_nothing_sent()
    lines = str(caught.value).splitlines()
    assert lines[0] == "12 messages were sent:"
    assert lines[2] == "  ... 2 more before these"
    assert len(lines) == 13


def test_a_refusal_outside_the_api_is_listed_too(notify_inbox):
    from notify_sdk.sandbox import Request

    notify_inbox.sandbox.handle(Request("GET", "/v2/nowhere"))
    with pytest.raises(AssertionError, match=r"GET /v2/nowhere: 404 \{"):
        notify_inbox.assert_sent_sms()


VALUES = {"name": "Amala", "date": "3 March"}


def test_a_page_of_a_gateway_is_named_in_a_failure(notify_inbox: NotifyInbox) -> None:
    sandbox = notify_inbox.sandbox
    sandbox.faults.add(Fault("answer", status=503, path="sms"))
    with NotificationsAPIClient(retry=RetryPolicy.none()) as client, pytest.raises(Exception, match="503"):
        client.send_sms_notification("07700 900 900", sandbox.templates["appointment reminder"], VALUES)
    with pytest.raises(AssertionError, match="sms: 503 the page of a gateway"):
        notify_inbox.assert_sent_sms()


SNAPSHOTS = Path(__file__).parent / "failure-texts.txt"
SEND = """
def send(client, sandbox):
    templates = sandbox.templates
    client.send_sms_notification("07700 900 900", templates["appointment reminder"], {"name": "Amala", "date": "4 March"})
    client.send_sms_notification("07700 900 901", templates["security code"], {"code": 4711, "app": True}, "login-17")
    client.send_email_notification("amala@example.com", templates["document"], {
        "name": "Amala", "form_enclosed": False, "link_to_file": "https://example.com/file"})
"""
FAILURES = {
    "nothing sent": "notify_inbox.assert_sent_sms(to='07700 900 900')",
    "nearly right": (
        "send(notify_client, notify_sandbox); notify_inbox.assert_sent_sms(to='07700 900 900',"
        " template='appointment reminder', personalisation={'name': 'Amala', 'date': '3 March', 'dat': 1})"
    ),
    "the only one": (
        "send(notify_client, notify_sandbox); notify_inbox.assert_sent_email('bela@example.com',"
        " '7e870000-0000-4000-8000-000000000002', reference='a', containing='Dear Bela')"
    ),
    "of another kind": "send(notify_client, notify_sandbox); notify_inbox.assert_sent_letter()",
    "too many": "send(notify_client, notify_sandbox); notify_inbox.assert_sent_sms(times=1)",
    "something": "send(notify_client, notify_sandbox); notify_inbox.assert_nothing_sent()",
    "somebody": "send(notify_client, notify_sandbox); notify_inbox.assert_nothing_sent(to='AMALA@example.com')",
    "refused": (
        "\n    try: notify_client.send_sms_notification('07700900900', notify_sandbox.templates['security code'])"
        "\n    except Exception: pass\n    notify_inbox.assert_sent_sms()"
    ),
}


def test_the_texts_of_failures(run):
    """Compares them with `failure-texts.txt`. UPDATE=1 replaces the file."""
    code = SEND + "".join(
        f"\ndef test_{name.replace(' ', '_')}(notify_inbox, notify_client, notify_sandbox):\n    {line}\n"
        for name, line in FAILURES.items()
    )
    result = run(code, "--tb=short")
    result.assert_outcomes(failed=len(FAILURES))
    printed = result.stdout.str()
    texts = []
    for part in re.split(r"^_+ test_(\w+) _+$", printed, flags=re.MULTILINE)[1:]:
        if re.fullmatch(r"\w+", part):
            texts.append(f"=== {part.replace('_', ' ')}")
        else:
            found = re.findall(r"^E(?:   ?(.*))?$", part.split("=========")[0], re.MULTILINE)
            texts.append("\n".join(line.removeprefix("AssertionError: ").rstrip() for line in found))
            assert "inbox.py" not in part.split("=========")[0]
    text = "\n".join(texts) + "\n"
    if os.environ.get("UPDATE"):
        SNAPSHOTS.write_text(text)
    assert text == SNAPSHOTS.read_text()
