"""What docs/parity.md says of this sandbox, row by row."""

from __future__ import annotations

import json
import urllib.request
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from notify_sdk import (
    AuthError,
    BadRequestError,
    NoResultFound,
    NotificationsAPIClient,
    NotifyError,
    RateLimitError,
    RetryPolicy,
    ServerError,
    TooManyRequestsError,
    ValidationError,
    prepare_upload,
)
from notify_sdk._client.waiting import without_waiting
from notify_sdk.sandbox import Fault, Sandbox

PAGE = Path(__file__).parents[2] / "docs" / "parity.md"
VALUES = {"name": "A", "date": "B"}
ADDRESS = {"address_line_1": "A", "address_line_2": "1 High Street", "postcode": "SW1A 1AA"}
FILE = b"form,page\nA1,2\n"

Check = Callable[[Sandbox, NotificationsAPIClient], object]
CHECKS: dict[str, Check] = {}


def row(name: str) -> Callable[[Check], Check]:
    """Says which row of the table a check is behind."""

    def keep(check: Check) -> Check:
        CHECKS[name] = check
        return check

    return keep


def rows() -> list[list[str]]:
    first = PAGE.read_text().partition("\n## ")[0]
    lines = [line for line in first.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


@pytest.mark.parametrize("name", [cells[0] for cells in rows()])
def test_the_sandbox_does_what_the_table_says(name: str) -> None:
    sandbox = Sandbox()
    client = NotificationsAPIClient(sandbox.api_key, transport=sandbox.transport, check="off", retry=RetryPolicy.none())
    with client, without_waiting():
        CHECKS[name](sandbox, client)


def test_every_row_has_a_check_and_says_yes() -> None:
    assert [cells[0] for cells in rows()] == list(CHECKS)
    assert {cells[2] for cells in rows()} == {"yes"}


def text(sandbox: Sandbox, client: NotificationsAPIClient, to: str = "07700 900123", **values: object) -> str:
    template = sandbox.templates["appointment reminder"]
    return str(client.send_sms_notification(to, template, VALUES | values, "R").id)


@row("Checks the token of each request")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    nobodys = "key-00000000-0000-4000-8000-000000000000-00000000-0000-4000-8000-000000000000"
    for key in (sandbox.api_key[:-1] + "9", nobodys):
        with (
            NotificationsAPIClient(key, transport=sandbox.transport) as other,
            pytest.raises(AuthError, match="Invalid token"),
        ):
            other.get_all_templates()


@row("Live, team and test keys")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    with sandbox.client(sandbox.team_api_key) as team, pytest.raises(BadRequestError, match="team-only API key"):
        text(sandbox, team, "07700 900998")
    with sandbox.client(sandbox.test_api_key) as trial:
        text(sandbox, trial)
        assert len(trial.get_all_notifications().notifications) == 1
    assert client.get_all_notifications().notifications == []


@row("Takes text messages, emails and letters")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    text(sandbox, client)
    values = {"name": "A", "form_enclosed": "no", "link_to_file": "-"}
    client.send_email_notification("a@example.com", sandbox.templates["document"], values)
    client.send_letter_notification(sandbox.templates["change of address"], VALUES | ADDRESS)
    client.send_precompiled_letter_notification("R", b"%PDF-1.4 x")
    assert [message.type for message in sandbox.inbox] == ["sms", "email", "letter", "letter"]


@row("Answers with content, template and uri")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    sent = client.send_sms_notification("07700 900123", sandbox.templates["appointment reminder"], VALUES)
    assert sent.content.body == "Hello A, your appointment is on B."
    assert sent.content.from_number
    assert sent.template.version == 1
    assert sent.uri.endswith(f"/v2/notifications/{sent.id}")


@row("Refuses what Notify would refuse")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    with pytest.raises(ValidationError, match="Not enough digits"):
        text(sandbox, client, "07700 9")
    with pytest.raises(ValidationError, match="must be a real UK postcode"):
        client.send_letter_notification(
            sandbox.templates["change of address"], VALUES | ADDRESS | {"postcode": "Nowhere"}
        )
    assert len(sandbox.inbox) == 0


@row("Names missing personalisation")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    with pytest.raises(BadRequestError, match="Missing personalisation: date"):
        client.send_sms_notification("07700 900123", sandbox.templates["appointment reminder"], {"name": "A"})


@row("Errors in Notify's shape and words")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    with pytest.raises(NoResultFound) as raised:
        client.get_notification_by_id("00000000-0000-4000-8000-000000000000")
    response = raised.value.response
    assert response is not None
    assert response.json() == {"status_code": 404, "errors": [{"error": "NoResultFound", "message": "No result found"}]}


@row("Fills in templates")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    preview = client.post_template_preview(sandbox.templates["security code"], {"CODE": ["1", "2"], "app": "no"})
    assert preview.body.startswith("1 and 2 is your")


@row("Emails as HTML")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    values = {"name": "A", "form_enclosed": "no", "link_to_file": "https://example.com"}
    preview = client.post_template_preview(sandbox.templates["document"], values)
    assert preview.type == "email"
    assert "<p" in preview.html
    assert 'href="https://example.com"' in preview.html


@row("Reads a message back")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    found = client.get_notification_by_id(text(sandbox, client))
    assert (found.body, found.reference) == ("Hello A, your appointment is on B.", "R")


@row("Lists with filters and pages")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    sandbox.state.settings.page_size = 2
    sent = [text(sandbox, client) for _ in range(5)]
    assert len(client.get_all_notifications().notifications) == 2
    assert [str(each.id) for each in client.get_all_notifications_iterator(reference="R")] == sent[::-1]
    assert client.get_all_notifications(template_type="email").notifications == []


@row("Statuses that move on")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    sent = text(sandbox, client)
    assert client.get_notification_by_id(sent).status == "created"
    sandbox.advance()
    assert client.get_notification_by_id(sent).status == "delivered"


@row("Recipients that always fail")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    sent = [text(sandbox, client, f"0770090000{digit}") for digit in (2, 3, 4)]
    sandbox.advance()
    found = [client.get_notification_by_id(each).status for each in sent]
    assert found == ["permanent-failure", "temporary-failure", "technical-failure"]


@row("PDFs of letters")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    sent = client.send_letter_notification(sandbox.templates["change of address"], VALUES | ADDRESS)
    sandbox.advance()
    assert client.get_pdf_for_letter(sent.id).read(5) == b"%PDF-"


@row("Templates, their versions and previews")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    template = client.get_template(sandbox.templates["appointment reminder"])
    assert client.get_template_version(template.id, 1) == template
    assert template in client.get_all_templates("sms").templates
    assert client.post_template_preview(template.id, VALUES).body == "Hello A, your appointment is on B."


@row("Files in emails")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    values = {"name": "A", "form_enclosed": "no", "link_to_file": prepare_upload(FILE, filename="a.csv")}
    client.send_email_notification("a@example.com", sandbox.templates["document"], values)
    assert sandbox.inbox.latest.links[0].startswith("https://documents.service.gov.uk/")
    odd = {"file": b64encode(b"MZ\x90\x00").decode(), "filename": "a.exe"}
    with pytest.raises(BadRequestError, match="file type"):
        client.send_email_notification("a@example.com", sandbox.templates["document"], values | {"link_to_file": odd})


@row("Received texts")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    sandbox.receive_text("07700 900321", "Stop")
    (received,) = client.get_received_texts().received_text_messages
    assert (received.content, received.user_number) == ("Stop", "447700900321")


@row("Posts callbacks")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    posted = list[tuple[str, str, dict[str, object]]]()

    def post(url: str, headers: dict[str, str], body: bytes) -> int:
        posted.append((url, headers["Authorization"], json.loads(body)))
        return 200

    world = {
        "services": {
            "own": {
                "templates": [{"name": "t", "type": "sms", "body": "x"}],
                "callbacks": {"delivery_receipt": {"url": "https://example.com/r", "bearer_token": "0123456789"}},
            }
        }
    }
    from datetime import UTC, datetime

    from notify_sdk.sandbox.world.load import state_of

    own = Sandbox(state_of(world, "world", datetime.now(UTC)), post=post)
    with own.client() as caller:
        sent = caller.send_sms_notification("07700 900123", own.templates["t"])
    own.advance()
    ((url, token, body),) = posted
    assert (url, token, body["id"], body["status"]) == (
        "https://example.com/r",
        "Bearer 0123456789",
        str(sent.id),
        "delivered",
    )


@row("Limits by the minute and by the day")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    sandbox.service.daily_limits["sms"] = 1
    text(sandbox, client)
    with pytest.raises(TooManyRequestsError):
        text(sandbox, client)
    sandbox.service.rate_limit_per_minute = 0
    with pytest.raises(RateLimitError):
        text(sandbox, client)


@row("Provokes errors by recipient")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    for status, kind in ((400, BadRequestError), (403, AuthError), (429, RateLimitError), (500, ServerError)):
        with pytest.raises(kind):
            text(sandbox, client, f"07700900{status}")


@row("Breaks connections and answers")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    for fault in (Fault("refuse", times=1), Fault("reset", times=1), Fault("truncate", times=1)):
        sandbox.faults.add(fault)
        with pytest.raises(NotifyError):
            text(sandbox, client)


@row("An inbox to look at")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    text(sandbox, client)
    with sandbox.serve() as server:
        asked = urllib.request.Request(server.url, headers={"accept": "text/html"})
        with urllib.request.urlopen(asked) as answer:
            assert "your appointment is on B" in answer.read().decode()


@row("An inbox for tests, in any language")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    text(sandbox, client)
    with sandbox.serve() as server, urllib.request.urlopen(f"{server.url}/_sandbox/inbox") as answer:
        (message,) = json.load(answer)
    assert message["personalisation"] == VALUES


@row("Keeps messages across restarts")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for messages in (1, 2):
            kept = Sandbox(data=f"{folder}/data")
            with kept.client() as caller:
                text(kept, caller)
            assert len(kept.inbox) == messages
            kept.close()


@row("Inside the test's own process")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    text(sandbox, client)  # over the sandbox's transport: there is no socket
    assert sandbox.inbox.latest.body == "Hello A, your appointment is on B."


@row("Several services with their own data")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    from datetime import UTC, datetime

    from notify_sdk.sandbox.world.load import state_of

    facts = {"templates": [{"name": "t", "type": "sms", "body": "x"}]}
    two = Sandbox(state_of({"services": {"a": facts, "b": facts}}, "world", datetime.now(UTC)))
    with two.client() as first, two.client(two.client_key("normal", "b")) as second:
        sent = first.send_sms_notification("07700 900123", two.templates["t"])
        with pytest.raises(NoResultFound):
            second.get_notification_by_id(sent.id)


@row("Runs the official client unchanged")
def _(sandbox: Sandbox, client: NotificationsAPIClient) -> None:
    from notifications_python_client.notifications import NotificationsAPIClient as OfficialClient

    with sandbox.serve() as server:
        official = OfficialClient(sandbox.api_key, base_url=server.url)
        sent = official.send_sms_notification("07700 900123", sandbox.templates["appointment reminder"], VALUES)
        assert official.get_notification_by_id(sent["id"])["body"] == "Hello A, your appointment is on B."
        official.request_session.close()
