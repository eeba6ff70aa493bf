"""`notify-sdk callbacks trigger`, against the views of docs/callbacks.md and against services that answer with errors."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from uuid import UUID

import pytest
from typer.testing import CliRunner

from notify_sdk.callbacks import ComplaintCallback, DeliveryReceipt, ReceivedTextCallback, ReturnedLetterCallback, parse
from notify_sdk.cli import app, session
from tests.callbacks.frameworks import PAGE, page, served
from tests.cli.terminal import Ran

TOKEN = "the-token-that-notify-has"
ID = "740e5834-3a29-46b4-9a6f-16142fde533a"


def trigger(*words: str, code: int = 0, stdin: str | None = None, **environment: str | None) -> Ran:
    environment = {"NOTIFY_CALLBACK_TOKEN": TOKEN, "COLUMNS": "110", **environment}
    result = CliRunner().invoke(app, ["callbacks", "trigger", *words], input=stdin, env=environment)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    ran = Ran(result.exit_code, result.stdout, result.stderr)
    assert ran.code == code, ran
    return ran


@dataclass
class Service:
    """A server that gives the configured answers, and records the requests."""

    url: str = ""
    status: int = 204
    body: bytes = b""
    bodies: list[bytes] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)


@pytest.fixture
def service() -> Iterator[Service]:
    told = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.bodies.append(self.rfile.read(int(self.headers["content-length"])))
            told.tokens.append(self.headers["authorization"])
            if told.status:
                self.send_response(told.status)
                self.send_header("content-length", str(len(told.body)))
                self.end_headers()
                self.wfile.write(told.body)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        told.url = f"http://127.0.0.1:{server.server_port}/"
        yield told
        server.shutdown()
        thread.join()


def test_each_kind_arrives_in_a_real_service() -> None:
    module = page()
    with served("flask", module) as url:
        assert trigger("delivery-receipt", url, "--id", ID, "--status", "temporary-failure").out == "204 NO CONTENT\n"
        trigger("received-text", url, "--message", "Yes, I’ll come")
        (letter,) = trigger("returned-letter", url, "--json").lines
        trigger("complaint", url, "--id", ID)
    letter_id = UUID(letter["posted"]["notification_id"])
    assert module.__dict__["statuses"] == {UUID(ID): "temporary-failure", letter_id: "returned-letter"}
    assert list(module.__dict__["texts"].values()) == ["Yes, I’ll come"]
    assert module.__dict__["complaints"] == {UUID(ID)}


def test_the_options_are_posted(service: Service) -> None:
    template = "f33517ff-2a88-4f6e-b855-c550268ce08a"
    words = ("--id", ID, "--reference", "A-17", "--template-id", template, "--template-version", "3")
    trigger("delivery-receipt", service.url, *words, "--type", "email", "--to", "ada@example.com")
    trigger("returned-letter", service.url, *words, "--template-name", "decision", "--sent-by", "Ada")
    trigger(
        "received-text", service.url, "--id", ID, "--from", "447700900111", "--to", "07700900222", "--message", "No"
    )
    trigger("complaint", service.url, "--id", ID, "--reference", "A-17", "--to", "ada@example.com")
    receipt, letter, text, complaint = map(parse, service.bodies)
    assert isinstance(receipt, DeliveryReceipt)
    assert (str(receipt.id), receipt.reference, receipt.to) == (ID, "A-17", "ada@example.com")
    assert (receipt.status, receipt.notification_type) == ("delivered", "email")
    assert (str(receipt.template_id), receipt.template_version) == (template, 3)
    assert isinstance(letter, ReturnedLetterCallback)
    assert (str(letter.notification_id), letter.reference, letter.sent_by) == (ID, "A-17", "Ada")
    assert (letter.template_name, str(letter.template_id), letter.template_version) == ("decision", template, 3)
    assert isinstance(text, ReceivedTextCallback)
    assert (text.source_number, text.destination_number, text.message) == ("447700900111", "07700900222", "No")
    assert isinstance(complaint, ComplaintCallback)
    assert (str(complaint.notification_id), complaint.reference, complaint.to) == (ID, "A-17", "ada@example.com")
    assert service.tokens == [f"Bearer {TOKEN}"] * 4


@pytest.mark.parametrize("kind", ["delivery-receipt", "received-text", "returned-letter", "complaint"])
def test_without_options_it_is_a_callback_with_an_id_of_its_own(kind: str, service: Service) -> None:
    for _ in range(2):
        trigger(kind, service.url)
    first, second = map(parse, service.bodies)
    assert first != second


def test_what_the_service_answers_is_shown_and_decides_the_exit_code(service: Service) -> None:
    service.status, service.body = 401, b"no\x1b[2J such token\n"
    assert trigger("received-text", service.url, code=1).out == "401 Unauthorized\nno\ufffd[2J such token\n"
    service.status, service.body = 500, b"x" * 3000
    assert trigger("received-text", service.url, code=1).out == f"500 Internal Server Error\n{'x' * 2000} ...\n"
    (line,) = trigger("received-text", service.url, "--json", code=1).lines
    assert (line["status"], line["answer"]) == (500, "x" * 3000)
    service.status = 302
    trigger("received-text", service.url, code=1)


def test_no_answer(service: Service) -> None:
    service.status = 0
    assert trigger("received-text", service.url, code=5).err == "No answer: RemoteProtocolError\n"
    ran = trigger("received-text", "http://127.0.0.1:1/", "--json", code=5)
    assert (ran.lines[0]["status"], ran.err) == (None, "No answer: ConnectError\n")
    broken = trigger("received-text", service.url, code=5, NOTIFY_CALLBACK_TOKEN="secret\nvalue")
    assert "secret" not in broken.out + broken.err


def test_no_proxy_is_used_for_a_service_on_this_machine(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    trigger("received-text", service.url)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("received-text", "http://example.com/"), "URL is not an http address on this machine, nor an https one"),
        (("received-text", "localhost:8000"), "URL is not an http address on this machine"),
        (("received-text", "http://[::1"), "URL is not an address"),
        (("delivery-receipt", "http://localhost/", "--id", "7"), "Invalid value for '--id'"),
        (("delivery-receipt", "http://localhost/", "--type", "letter"), "Invalid value for '--type'"),
    ],
)
def test_wrong_usage(words: tuple[str, ...], message: str) -> None:
    assert message in " ".join(re.sub(r"[│╭╰─╮╯]", "", trigger(*words, code=2).err).split())


def test_the_token_comes_from_the_environment_or_a_prompt_only(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "NOTIFY_CALLBACK_TOKEN" in trigger("received-text", service.url, code=2, NOTIFY_CALLBACK_TOKEN=None).err
    monkeypatch.setattr(session, "sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True)))
    prompted = trigger("received-text", service.url, stdin="typed-token\n", NOTIFY_CALLBACK_TOKEN=" ")
    assert service.tokens == ["Bearer typed-token"]
    assert "typed-token" not in prompted.out + prompted.err


def test_a_status_that_notify_never_posts_is_posted_with_a_note(service: Service) -> None:
    ran = trigger("delivery-receipt", service.url, "--status", "technical-failure")
    assert ran.err == "Note: Notify itself posts no receipt for technical-failure.\n"
    assert json.loads(service.bodies[0])["status"] == "technical-failure"


def test_the_commands_of_the_page_print_what_it_shows() -> None:
    (block,) = re.findall(r"^```console served\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    module = page()
    with served("fastapi", module) as url:
        for command, expected in re.findall(r"^\$ notify-sdk (.*)\n(.*)$", block, re.MULTILINE):
            words = shlex.split(command.replace("http://localhost:8000/notify/callbacks", url))
            env = {**os.environ, "NOTIFY_CALLBACK_TOKEN": TOKEN}
            done = subprocess.run(
                [sys.executable, "-m", "notify_sdk", *words], env=env, capture_output=True, text=True, check=False
            )
            assert (done.stdout.strip(), done.stderr, done.returncode) == (expected, "", 0)
    assert len(module.__dict__["statuses"]) == 2
    assert len(module.__dict__["texts"]) == 1
    assert len(module.__dict__["complaints"]) == 1
