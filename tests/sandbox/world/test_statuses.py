"""Every place that shows a status shows it as the API does: all statuses of all types of message, in all places."""

import html
import json
import re
from typing import get_args
from uuid import UUID

import httpx
import pytest

from notify_sdk._statuses import ARRIVED
from notify_sdk.models import NotificationStatus
from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.world.load import state_of
from notify_sdk.sandbox.world.statuses import FINAL
from notify_sdk.testing import NotifyInbox
from tests.cli.terminal import NOON, terminal
from tests.sandbox.signed_requests import send_request

OF_THE_API_ALONE = {"accepted", "received"}
KEPT = sorted(set(get_args(NotificationStatus)) - OF_THE_API_ALONE)
LETTERS = {"created": "accepted", "sending": "accepted", "delivered": "received", "returned-letter": "received"}
TYPES = ("sms", "email", "letter")
MESSAGES = {
    str(UUID(int=1 + len(KEPT) * place + number)): (channel, status)
    for place, channel in enumerate(TYPES)
    for number, status in enumerate(KEPT)
}


def word(channel, status):
    return LETTERS.get(status, status) if channel == "letter" else status


def world():
    templates = [
        {"name": channel, "type": channel, "id": str(UUID(int=1000 + place)), "body": "b", "subject": "s"}
        for place, channel in enumerate(TYPES)
    ]
    templates[0].pop("subject")
    ids = {template["type"]: template["id"] for template in templates}
    notifications = [
        {"id": identifier, "template_id": ids[channel], "status": status, "to": "07700900123"}
        for identifier, (channel, status) in MESSAGES.items()
    ]
    return {"services": {"a": {"templates": templates, "notifications": notifications}}}


@pytest.fixture(scope="module")
def sandbox():
    return Sandbox(state_of(world(), "world", NOON), clock=lambda: NOON)


@pytest.fixture(scope="module")
def run(sandbox):
    with terminal(sandbox) as made:
        yield made


@pytest.fixture(scope="module")
def url(sandbox):
    with sandbox.serve() as server:
        yield server.url


@pytest.fixture(scope="module")
def words_of(sandbox, url, run):
    """The statuses that each place shows, by the id of the message."""

    def get(path):
        answer = httpx.get(f"{url}{path}", headers={"accept": "text/html"})
        answer.raise_for_status()
        return answer

    def tag(text):
        return html.unescape(re.search(r'<span class="tag ([^"]*)">\1</span>', text)[1])

    def watched(identifier):
        code = 0 if word(*MESSAGES[identifier]) in ARRIVED else 1
        ran = run("watch", identifier, "--give-up", "0.001", "--json", code=code)
        return ran.lines[0]["status"]

    listed = send_request(sandbox, "GET", "/v2/notifications").json()["notifications"]
    rows = re.findall(r'/messages/([^"]*)".*?<span class="tag ([^"]*)">\2</span>', get("/").text, re.DOTALL)
    inbox = NotifyInbox(sandbox)
    return {
        "GET a notification": {
            i: send_request(sandbox, "GET", f"/v2/notifications/{i}").json()["status"] for i in MESSAGES
        },
        "GET notifications": {each["id"]: each["status"] for each in listed},
        "sandbox.inbox": {str(each.id): each.status for each in sandbox.inbox},
        "sandbox.inbox, as JSON": {str(each.id): each.json()["status"] for each in sandbox.inbox},
        "sandbox.inbox.to": {str(each.id): each.status for each in sandbox.inbox.to("07700900123")},
        "notify_inbox": {
            str(each.id): each.status for kind in (inbox.sms, inbox.emails, inbox.letters) for each in kind
        },
        "/_sandbox/inbox": {each["id"]: each["status"] for each in get("/_sandbox/inbox").json()},
        "/_sandbox/inbox/ID": {i: get(f"/_sandbox/inbox/{i}").json()["status"] for i in MESSAGES},
        "the list on the page": dict(rows),
        "the page of a message": {i: tag(get(f"/_sandbox/messages/{i}").text) for i in MESSAGES},
        "notify-sdk status": {i: re.search(r"^status +(\S+)", run("status", i).out, re.MULTILINE)[1] for i in MESSAGES},
        "notify-sdk status --json": {i: run("status", i, "--json").lines[0]["status"] for i in MESSAGES},
        "notify-sdk list --json": {each["id"]: each["status"] for each in run("list", "--json").lines},
        "notify-sdk watch --json": {i: watched(i) for i in MESSAGES},
    }


PLACES = (
    "GET a notification",
    "GET notifications",
    "sandbox.inbox",
    "sandbox.inbox, as JSON",
    "sandbox.inbox.to",
    "notify_inbox",
    "/_sandbox/inbox",
    "/_sandbox/inbox/ID",
    "the list on the page",
    "the page of a message",
    "notify-sdk status",
    "notify-sdk status --json",
    "notify-sdk list --json",
    "notify-sdk watch --json",
)


@pytest.mark.parametrize("place", PLACES)
def test_every_place_shows_the_status_of_the_api(words_of, place):
    assert words_of[place] == {identifier: word(*facts) for identifier, facts in MESSAGES.items()}


def test_every_place_is_tested(words_of):
    assert set(words_of) == set(PLACES)


@pytest.mark.parametrize("wanted", sorted({word(*facts) for facts in MESSAGES.values()}))
def test_the_inbox_page_filters_by_the_statuses_that_it_shows(url, wanted):
    page = httpx.get(url, params={"status": wanted}, headers={"accept": "text/html"}).text
    assert f"<option selected>{wanted}</option>" in page
    expected = {identifier for identifier, facts in MESSAGES.items() if word(*facts) == wanted}
    assert set(re.findall(r'/_sandbox/messages/([^"]*)"', page)) == expected


@pytest.mark.parametrize("channel", TYPES)
@pytest.mark.parametrize("given", [*KEPT, *sorted(OF_THE_API_ALONE)])
def test_a_message_can_be_finished_with_statuses_of_the_api_and_of_the_service(channel, given):
    sandbox = Sandbox(state_of(world(), "world", NOON), clock=lambda: NOON)
    message = next(each for each in sandbox.inbox if each.type == channel and each.status in {"created", "accepted"})
    if given in FINAL or (channel, given) == ("letter", "received"):
        sandbox.finish(message.id, given)
        assert next(each for each in sandbox.inbox if each.id == message.id).status == word(channel, given)
    else:
        with pytest.raises(ValueError, match=f"{given} is not one of"):
            sandbox.finish(message.id, given)


@pytest.mark.parametrize("channel", TYPES)
@pytest.mark.parametrize("given", [*KEPT, *sorted(OF_THE_API_ALONE)])
def test_a_world_may_have_a_letters_status_as_the_api_has_it(channel, given):
    data = json.loads(json.dumps(world()))
    service = data["services"]["a"]
    service["notifications"] = [
        {**each, "status": given} for each in service["notifications"] if MESSAGES[each["id"]] == (channel, "created")
    ]
    if given in KEPT or channel == "letter":
        assert Sandbox(state_of(data, "world", NOON)).inbox.latest.status == word(channel, given)
    else:
        with pytest.raises(ValueError, match=rf"services\.a\.notifications\.0\.status: .* {given}"):
            state_of(data, "world", NOON)
