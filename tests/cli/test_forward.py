"""`notify-sdk callbacks forward`, as a process of its own: what happens at a sandbox arrives in a service."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from notify_sdk import AuthError, NoConnectionError
from notify_sdk.callbacks import DeliveryReceipt, ReceivedTextCallback, parse
from notify_sdk.cli.posting import Answer
from notify_sdk.sandbox import Fault, Sandbox
from tests.cli.receiver import PATIENCE, TOKEN, receiver
from tests.cli.terminal import Terminal
from tests.support.http_server import listening

PAGE = Path(__file__).parents[2] / "docs" / "callbacks.md"
VALUES = {"code": "4711", "app": False}


@contextmanager
def forwarding(*words: str, **environment: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Runs the command until the block ends, as by Ctrl-C; the block begins with what the command says when it is ready."""
    command = [sys.executable, "-m", "notify_sdk", "callbacks", "forward", *words]
    env = {**os.environ, "NOTIFY_CALLBACK_TOKEN": TOKEN, "PYTHONUNBUFFERED": "1", **environment}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        try:
            ready = process.stderr.readline()
            assert "Stop with Ctrl-C" in ready, ready + process.stderr.read()
            yield ready, process
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0


def said(process: subprocess.Popen[str]) -> str:
    """What the command says next."""
    assert process.stdout
    line = process.stdout.readline()
    assert line, "it has ended"
    return line


def test_what_happens_at_notify_arrives() -> None:
    sandbox = Sandbox()
    client = sandbox.client()
    before = client.send_sms_notification("07700900123", sandbox.templates["security code"], VALUES)
    sandbox.finish(before.id, "delivered")
    on_its_way = client.send_sms_notification("07700900123", sandbox.templates["security code"], VALUES)
    with listening(sandbox) as address, receiver() as service:
        keys = {"NOTIFY_API_KEY": sandbox.api_key, "NOTIFY_BASE_URL": address}
        with forwarding(service.url, "--every", "0.1", **keys) as (_, process):
            sandbox.finish(on_its_way.id, "permanent-failure")
            service.wait_for(1)
            assert said(process) == f"delivery receipt, {on_its_way.id} permanent-failure: 204 No Content\n"
            sandbox.faults.add(Fault("answer", status=500, times=2))  # an answer that is missing ends nothing
            text = sandbox.receive_text("07700 900 321", "Yes")
            service.wait_for(2)
            assert said(process) == f"received text, {text.id}: 204 No Content\n"
            service.status = 503
            after = client.send_sms_notification("07700900123", sandbox.templates["security code"], VALUES)
            sandbox.finish(after.id, "delivered")
            assert said(process) == f"delivery receipt, {after.id} delivered: 503 Service Unavailable\n"
            service.status = 204
            while "204" not in said(process):  # tried again until it is taken
                pass
            ours = [parse(each) for each in service.bodies]
    receipt, received, *again = ours
    assert isinstance(receipt, DeliveryReceipt)
    assert (receipt.id, receipt.status, receipt.to) == (on_its_way.id, "permanent-failure", "07700900123")
    assert (receipt.template_id, receipt.template_version) == (on_its_way.template.id, 1)
    assert isinstance(received, ReceivedTextCallback)
    assert (received.id, received.message, received.source_number) == (text.id, "Yes", "447700900321")
    assert {each.id for each in again if isinstance(each, DeliveryReceipt)} == {after.id}
    assert set(service.tokens) == {f"Bearer {TOKEN}"}


def test_the_page_shows_what_it_prints() -> None:
    (block,) = re.findall(r"^```console forward\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    command, *shown = block.splitlines()
    sandbox = Sandbox()
    with listening(sandbox) as address, receiver() as service:
        words = command.replace("http://localhost:8000/notify/callbacks", service.url).split()[4:]
        keys = {"NOTIFY_API_KEY": sandbox.api_key, "NOTIFY_BASE_URL": address}
        with forwarding(*words, **keys) as (ready, process):
            client = sandbox.client()
            sent = client.send_sms_notification("07700900123", sandbox.templates["security code"], VALUES)
            sandbox.finish(sent.id, "delivered")
            first = said(process)
            sandbox.receive_text("07700 900 321", "Yes")
            printed = [ready, first, said(process)]
    assert [without_ids(each) for each in printed] == [without_ids(f"{each}\n") for each in shown]


def without_ids(text: str) -> str:
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", text)


def test_what_is_posted_to_a_port_is_passed_on() -> None:
    body = b'{"id": "740e5834-3a29-46b4-9a6f-16142fde533a", "message": "x", "source_number": "447700900123"}'
    with receiver() as service, forwarding(service.url, "--listen", "0") as (ready, process):
        (address,) = re.findall(r"http://\S+?/", ready)
        answer = httpx.post(address, content=body, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=PATIENCE)
        assert answer.status_code == 204
        assert service.wait_for(1) == [body]
        assert said(process) == "received text, 740e5834-3a29-46b4-9a6f-16142fde533a: 204 No Content\n"


def test_what_can_not_be_begun(run: Terminal) -> None:
    words = ("callbacks", "forward")
    assert "URL is not an http address" in run(*words, "http://example.com/", code=2, NOTIFY_CALLBACK_TOKEN="x").err
    assert "there is no bearer token" in run(*words, "http://localhost/", code=2, NOTIFY_CALLBACK_TOKEN="").err
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = run(*words, "http://localhost/", "--listen", port, code=2, NOTIFY_CALLBACK_TOKEN="x")
    assert ran.err == f"Error: can't listen on port {port}: Address already in use. Choose another with --listen\n"
    bad = f"{run.sandbox.api_key[:-4]}beef"
    ran = run(*words, "http://localhost/", code=4, NOTIFY_CALLBACK_TOKEN="x", NOTIFY_API_KEY=bad)
    assert "API key not found" in ran.err


def test_an_answer_that_is_missing_ends_nothing_and_a_key_that_is_refused_does(
    run: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = iter([None, NoConnectionError("no connection was made"), AuthError(403, "Invalid token")])

    class Looks:
        def __init__(self, client: object) -> None:
            pass

        def look(self) -> list[object]:
            if error := next(ends):
                raise error
            return []

    monkeypatch.setattr("notify_sdk.cli.happenings.Happenings", Looks)
    words = ("callbacks", "forward", "http://localhost/", "--every", "0.1")
    ran = run(*words, code=4, NOTIFY_CALLBACK_TOKEN="x")
    assert "No answer from Notify, looking again: no connection was made\n" in ran.err
    assert "Refused by Notify: 403 AuthError: Invalid token\n" in ran.err


def test_json_and_no_answer(capsys: pytest.CaptureFixture[str]) -> None:
    module = sys.modules["notify_sdk.cli.forward"]
    module.__dict__["_print"]("received text, 7", Answer(None, "ConnectError"), as_json=False)
    module.__dict__["_print"]("received text, 7", Answer(204, "No Content", ""), as_json=True)
    assert capsys.readouterr().out == (
        'received text, 7: no answer: ConnectError\n{"callback": "received text, 7", "status": 204, "answer": ""}\n'
    )
