"""Both clients with `templates` and `blanks`: every method that takes a template, and `with_options`."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from notify_sdk import CheckWarning, RequestValidationError, RetryPolicy
from notify_sdk.sandbox import Sandbox
from notify_sdk.templates import TemplateVersionWarning, generate_module
from tests.support import clients
from tests.support.clients import BlockingClient, ClientKind
from tests.templates.services import loaded

ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}
PHONE, EMAIL = "07700 900900", "a@example.com"
CALLS = {
    "sms": ("send_sms_notification", [PHONE, "appointment reminder"], {"name": "Amala", "date": "3 March"}),
    "email": (
        "send_email_notification",
        [EMAIL, "document"],
        {"name": "Amala", "form_enclosed": True, "link_to_file": "x"},
    ),
    "letter": (
        "send_letter_notification",
        ["decision letter"],
        {**ADDRESS, "name": "A", "reference": "b", "decision": "c"},
    ),
    "preview": ("post_template_preview", ["appointment reminder"], {"name": "Amala", "date": "3 March"}),
}


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


@pytest.fixture
def caller(sandbox: Sandbox, client_kind: ClientKind) -> Iterator[BlockingClient]:
    with sandbox.client() as client:
        templates = client.get_all_templates()
    yield from made(sandbox, client_kind, templates=templates)


def made(sandbox: Sandbox, client_kind: ClientKind, **options: Any) -> Iterator[BlockingClient]:
    transport = sandbox.transport
    with BlockingClient(
        client_kind, sandbox.api_key, "http://localhost", transport=transport, retry=RetryPolicy.none(), **options
    ) as client:
        yield client


def messages(sandbox: Sandbox) -> int:
    return len(sandbox.service.notifications)


@pytest.mark.parametrize("kind", CALLS)
def test_a_template_by_its_name(caller: BlockingClient, sandbox: Sandbox, kind: str) -> None:
    method, arguments, values = CALLS[kind]
    answer = getattr(caller, method)(*arguments, values)
    used = answer if kind == "preview" else answer.template
    assert str(used.id) == sandbox.templates[arguments[-1]]


def test_reads_by_name(caller: BlockingClient, sandbox: Sandbox) -> None:
    for name, identifier in sandbox.templates.items():
        assert str(caller.get_template(name).id) == str(caller.get_template_version(name, 1).id) == identifier


@pytest.mark.parametrize("call", ["get_template", "get_template_version", *CALLS])
def test_an_unknown_name_is_refused(caller: BlockingClient, sandbox: Sandbox, call: str) -> None:
    method, arguments, more = {
        "get_template": ("get_template", ["x"], []),
        "get_template_version": ("get_template_version", ["x"], [1]),
        **{kind: (method, [*arguments[:-1], "x"], [values]) for kind, (method, arguments, values) in CALLS.items()},
    }[call]
    with pytest.raises(RequestValidationError, match="template_id is neither a UUID nor the name of a known template"):
        getattr(caller, method)(*arguments, *more)
    assert messages(sandbox) == 0


@pytest.mark.parametrize("kind", CALLS)
def test_a_misspelt_placeholder_is_refused_and_nothing_is_sent(
    caller: BlockingClient, sandbox: Sandbox, kind: str
) -> None:
    method, arguments, values = CALLS[kind]
    wrong = {("nmae" if name == "name" else name): value for name, value in values.items()}
    with pytest.raises(RequestValidationError, match=r"Missing personalisation: name .*no \(\(nmae\)\): did you mean"):
        getattr(caller, method)(*arguments, wrong)
    assert messages(sandbox) == 0


@pytest.mark.parametrize("kind", CALLS)
def test_with_options_has_templates_and_blanks(sandbox: Sandbox, client_kind: ClientKind, kind: str) -> None:
    method, arguments, values = CALLS[kind]
    blank = {**values, "name": ""}
    for caller in made(sandbox, client_kind):
        plain = caller.client
        known = plain.with_options(templates=(sandbox.client()).get_all_templates())

        def call(client: Any, given: dict[str, Any], caller: BlockingClient = caller) -> Any:
            caller.client = client
            return getattr(caller, method)(*arguments, given)

        with pytest.raises(RequestValidationError, match="not a valid UUID"):
            call(plain, values)
        assert call(known, values)
        assert call(known, blank)
        with pytest.raises(RequestValidationError, match=r"personalisation\.name is blank"):
            call(known.with_options(blanks="refuse"), blank)
        with pytest.raises(RequestValidationError, match="Missing personalisation: name"):
            call(known.with_options(blanks="omit"), blank)
        with pytest.raises(RequestValidationError, match="not a valid UUID"):
            call(known.with_options(templates=None), values)
        omitting = known.with_options(blanks="omit", check="warn")
        with pytest.warns(CheckWarning, match="Missing personalisation: name"), pytest.raises(Exception, match="400"):
            call(omitting, blank)
        with pytest.raises(RequestValidationError, match="Missing personalisation: name"):  # `check` alone is changed
            call(omitting.with_options(check="error"), blank)


@pytest.mark.parametrize("option", [{"blanks": "drop"}, {"templates": "nowhere.json"}])
def test_wrong_options_are_refused_by_name(client_kind: ClientKind, sandbox: Sandbox, option: dict[str, Any]) -> None:
    (name,) = option
    with pytest.raises(RequestValidationError, match=name):
        list(made(sandbox, client_kind, **option))
    for caller in made(sandbox, client_kind):
        with pytest.raises(RequestValidationError, match=name):
            caller.client.with_options(**option)


def test_another_version_is_warned_of_once_at_the_line_of_the_send(caller: BlockingClient, sandbox: Sandbox) -> None:
    template = sandbox.service.templates[0]
    template.versions.append(replace(template.current, version=2, body="New: ((name))"))
    method, arguments, values = CALLS["sms"]
    with pytest.warns(TemplateVersionWarning, match="uses version 2 of 'appointment reminder'") as caught:
        assert getattr(caller, method)(*arguments, values).content.body == "New: Amala"
    assert caught[0].filename == clients.__file__  # which calls the method
    caller.client = caller.client.with_options(timeout=3)
    # the text is not known any more, so that what it needs is left to Notify
    assert getattr(caller, method)(*arguments, {"name": "Amala"}).content.body == "New: Amala"


def test_a_message_of_a_class_is_checked_and_warned_of_once(caller: BlockingClient, sandbox: Sandbox) -> None:
    with sandbox.client() as client:
        (reminder,) = (
            each
            for each in loaded(generate_module(client.get_all_templates())).values()
            if each.TEMPLATE.name == "appointment reminder"
        )
    with pytest.raises(RequestValidationError, match="Your message is too long"):
        caller.send(reminder(name="A" * 918, date="3 March"), PHONE)
    before, caller.client = caller.client, caller.client.with_options(blanks="refuse")
    with pytest.raises(RequestValidationError, match=r"personalisation\.date is blank"):
        caller.send(reminder(name="A", date=""), PHONE)
    caller.client = before
    template = sandbox.service.templates[0]
    template.versions.append(replace(template.current, version=2))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        caller.send(reminder(name="A", date="3 March"), PHONE)
        caller.send(reminder(name="A", date="3 March"), PHONE)
    assert [each.category for each in caught] == [TemplateVersionWarning]
    caller.client = caller.client.with_options(templates=None)
    with pytest.warns(TemplateVersionWarning, match=reminder.__name__):
        caller.send(reminder(name="A", date="3 March"), PHONE)


def test_the_templates_are_read_once_when_the_client_is_made(
    sandbox: Sandbox, client_kind: ClientKind, tmp_path: Any
) -> None:
    path = tmp_path / "templates.json"
    path.write_bytes(b'{"templates": []}')
    for caller in made(sandbox, client_kind, templates=path):
        path.unlink()
        with pytest.raises(RequestValidationError, match="the client knows no template"):
            caller.get_template("x")


def test_a_client_without_templates_loads_nothing_for_them() -> None:
    script = """if 1:
        import sys
        import httpx
        from notify_sdk import NotificationsAPIClient, RequestValidationError
        answer = httpx.Response(400, json={"status_code": 400, "errors": []})
        with NotificationsAPIClient(sys.argv[1], transport=httpx.MockTransport(lambda request: answer)) as client:
            try:
                client.send_sms_notification("07700900900", sys.argv[2], {"name": ""})
            except Exception as error:
                assert not isinstance(error, RequestValidationError)
        loaded = {"notify_sdk.templates", "notify_sdk._calls.template_check", "notify_sdk.rendering", "difflib"}
        print(loaded & set(sys.modules))
    """
    done = subprocess.run(
        [sys.executable, "-c", script, clients.KEY, clients.ID], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
