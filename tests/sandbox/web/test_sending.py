"""How to send, as the page says it: each line is run as it is written."""

import html
import os
import re
import subprocess
import sys

import pytest

from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.web.sending import sending_values
from notify_sdk.sandbox.wire import Request
from notify_sdk.sandbox.world.load import state_of
from tests.cli.terminal import NOON

HTML = {"accept": "text/html"}


def examples(page):
    return {
        name: html.unescape(line)
        for name, line in re.findall(r'<pre[^>]*id="example-(\w+)">(.*?)</pre>', page, re.DOTALL)
    }


def alone(template):
    """A sandbox with one template."""
    return Sandbox(state_of({"services": {"s": {"templates": [template]}}}, "world", NOON))


@pytest.mark.parametrize("path", ["/", "/_sandbox/sending"])
def test_everything_that_a_newcomer_needs_is_on_the_page(sandbox, url, http, path):
    page = http.get(path, headers=HTML).text
    for needed in (url, sandbox.api_key, sandbox.team_api_key, sandbox.test_api_key, *sandbox.templates.values()):
        assert f">{needed}</code>" in page
    assert set(examples(page)) == {"curl", "Python"}


@pytest.mark.parametrize("template", ["the default world", "sms", "email"])
@pytest.mark.parametrize("name", ["curl", "Python"])
def test_each_line_sends(template, name):
    facts = {
        "name": "n",
        "type": template,
        "subject": "s ((ẁ's))",
        "body": '((it\'s)) ((a "b")) ((c\\d)) $HOME ((if??x))',
    }
    if template == "sms":
        del facts["subject"]
    sandbox = Sandbox() if template == "the default world" else alone(facts)
    with sandbox.serve() as server:
        line = dict(
            sending_values(sandbox, Request("GET", "/", headers={"host": server.url.removeprefix("http://")}))[
                "examples"
            ]
        )[name]
        command = ["sh", "-c", line] if name == "curl" else [sys.executable, "-c", line]
        environment = {each: value for each, value in os.environ.items() if not each.lower().endswith("_proxy")}
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert len(sandbox.inbox) == 1, done.stdout
    values = sandbox.inbox.latest.personalisation
    assert values == (
        {"name": "Amala", "date": "3 March"} if template == "the default world" else {each: each for each in values}
    )


@pytest.mark.parametrize(
    ("host", "more"),
    [("127.0.0.1:8080", ""), ("localhost", ""), ("[::1]:8080", ""), ("sandbox:8080", ', allow_http=["sandbox"]')],
)
def test_a_client_of_another_machine_is_allowed_to(sandbox, host, more):
    values = sending_values(sandbox, Request("GET", "/", headers={"host": host}))
    assert values["address"] == f"http://{host}"
    assert f'("{sandbox.api_key}", "http://{host}"{more})' in dict(values["examples"])["Python"]


def test_a_world_without_keys_or_templates_has_no_lines(sandbox):
    sandbox.service.templates = [each for each in sandbox.service.templates if each.type == "letter"]
    assert sending_values(sandbox, Request("GET", "/"))["examples"] == []
    empty = Sandbox()
    empty.service.api_keys = []
    assert sending_values(empty, Request("GET", "/"))["examples"] == []
    with empty.serve() as server:
        import httpx

        assert "has no key in its world" in httpx.get(server.url, headers=HTML).text


def test_a_page_with_messages_still_says_how_to_send(http):
    assert 'href="/_sandbox/sending"' in http.get("/", headers=HTML).text


@pytest.mark.parametrize("kind", ["normal", "team", "test"])
def test_a_token_is_signed_with_a_key_of_that_type(sandbox, http, kind):
    token = http.get("/_sandbox/token", params={"key": kind}).text
    answer = http.get("/v2/notifications", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200


@pytest.mark.parametrize("kind", ["", "live", "x"])
def test_there_are_tokens_for_three_types(http, kind):
    answer = http.get("/_sandbox/token", params={"key": kind})
    assert answer.status_code == 400
    assert "normal, team, test" in answer.text


def test_a_service_without_such_a_key_has_no_token(sandbox, http):
    sandbox.service.api_keys = []
    answer = http.get("/_sandbox/token")
    assert answer.status_code == 400
    assert "has no normal key" in answer.text
