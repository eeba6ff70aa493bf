"""Each option of a client that Django's settings have reaches the clients and the outbox that they describe."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import send_mail
from django.test import override_settings

from notify_sdk import RequestValidationError
from notify_sdk.django import EmailBackend, TemplateEmail, client_options, outbox, outbox_client
from notify_sdk.django.client_options import ClientOptions, client_of
from notify_sdk.models import TemplateList
from notify_sdk.outbox import Sms
from notify_sdk.sandbox import Sandbox
from notify_sdk.templates import dump_snapshot, generate_module
from notify_sdk.testing import NotifyInbox
from tests.django.conftest import TEMPLATE
from tests.django.databases import DefaultDatabase
from tests.django.project import with_options, with_outbox_options

GIVEN: dict[str, Any] = {
    "api_key": "key",
    "base_url": "https://notify.example.com",
    "allow_http": ["sandbox"],
    "timeout": 7,
    "sandbox": "if-asked",
    "only_to": ["@example.com"],
    "never_to": ["never@example.com"],
    "redirect_to": ["team@example.com", "07700 900999"],
    "templates": "templates.json",
    "blanks": "refuse",
}


def test_there_is_a_value_for_each() -> None:
    assert GIVEN.keys() == ClientOptions.__annotations__.keys()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The options that clients were made with, each under its name."""
    calls = list[dict[str, Any]]()

    def client(api_key: object, base_url: object, timeout: object, **more: object) -> object:
        calls.append({"api_key": api_key, "base_url": base_url, "timeout": timeout, **more})
        return "client"

    monkeypatch.setattr(client_options, "NotificationsAPIClient", client)
    return calls


def plainly(options: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.get_secret_value() if name == "api_key" and hasattr(value, "get_secret_value") else value
        for name, value in options.items()
    }


def test_mail_and_the_outbox_are_sent_with_all_of_them(made: list[dict[str, Any]]) -> None:
    with with_options(template_id=TEMPLATE, **GIVEN):
        EmailBackend().open()
    with with_outbox_options(**GIVEN):
        outbox_client()
    with override_settings(NOTIFY_EMAIL={"template_id": TEMPLATE, **GIVEN}, NOTIFY_OUTBOX={}):
        outbox_client()
    assert list(map(plainly, made)) == [GIVEN] * 3


@pytest.mark.parametrize("option", GIVEN)
def test_what_is_left_out_is_left_to_the_client(made: list[dict[str, Any]], option: str) -> None:
    client_of({}, "NOTIFY_EMAIL")
    client_of({option: GIVEN[option]}, "NOTIFY_EMAIL")  # type: ignore[misc]  # the name is one of its keys
    assert {name for name in GIVEN if made[0][name] != made[1][name]} == {option}


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    with Sandbox().client() as client:
        known = client.get_all_templates()
    dump_snapshot(known, tmp_path / "templates.json")
    return tmp_path / "templates.json"


def module(known: TemplateList, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    made = ModuleType("our_templates")
    monkeypatch.setitem(sys.modules, made.__name__, made)  # pydantic looks the names of fields up there
    exec(generate_module(known), vars(made))
    return made


@pytest.mark.parametrize("form", ["text", "path", "module"])
def test_a_template_email_names_its_template_and_is_checked(
    inbox: NotifyInbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    with inbox.sandbox.client() as client:
        known = client.get_all_templates()
    dump_snapshot(known, tmp_path / "known.json")
    source: object = tmp_path / "known.json"
    if form == "text":
        source = str(source)
    elif form == "module":
        source = module(known, monkeypatch)
    values = {"name": "Amala", "form_enclosed": False, "link_to_file": "x"}
    with with_options(template_id=TEMPLATE, templates=source, blanks="refuse"):
        assert TemplateEmail("document", ["a@example.com"], values).send() == 1
        with pytest.raises(RequestValidationError, match="name is blank"):
            TemplateEmail("document", ["a@example.com"], {**values, "name": ""}).send()
        with pytest.raises(RequestValidationError, match="Missing personalisation: name"):
            TemplateEmail("document", ["a@example.com"], {"form_enclosed": False, "link_to_file": "x"}).send()
    assert len(inbox.to("a@example.com")) == 1


def test_unused_file_placeholders_are_blank_and_refused_with_them(inbox: NotifyInbox) -> None:
    del inbox
    with (
        with_options(template_id=TEMPLATE, file_placeholders=["file"], blanks="refuse"),
        pytest.raises(RequestValidationError, match="file is blank"),
    ):
        send_mail("Hello", "How are you?", None, ["a@example.com"])


@pytest.mark.parametrize("option", ["templates", "blanks"])
@pytest.mark.parametrize("own", [True, False])
def test_the_outbox_checks_messages_with_its_own_or_those_of_the_mail(
    snapshot: Path, tmp_path: Path, option: str, own: bool
) -> None:
    given = {"templates": snapshot, "blanks": "refuse"}
    del given["blanks" if option == "templates" else "templates"]
    name = "nobody's" if option == "templates" else Sandbox().templates["appointment reminder"]
    mail, of_outbox = ({}, given) if own else (given, {})
    values = {"name": "Amala", "date": " "}
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "project.db")}
    with (
        DefaultDatabase(database),
        override_settings(NOTIFY_EMAIL=mail),
        with_outbox_options(**of_outbox),
        pytest.raises(
            RequestValidationError, match="neither a UUID nor the name" if option == "templates" else "date is blank"
        ),
    ):
        outbox().add(Sms("07700 900900", name, values))


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"templates": 7}, "templates: Input should be the path of a snapshot or a module"),
        ({"templates": ["secret"]}, "templates: Input should be the path of a snapshot or a module"),
        ({"blanks": "secret"}, "blanks: Input should be 'send', 'omit' or 'refuse'"),
    ],
)
def test_one_that_is_wrong_is_named(options: dict[str, Any], problem: str) -> None:
    with with_options(template_id=TEMPLATE, **options), pytest.raises(ImproperlyConfigured) as of_mail:
        EmailBackend()
    with with_outbox_options(**options), pytest.raises(ImproperlyConfigured) as of_outbox:
        outbox()
    assert problem in str(of_mail.value)
    assert problem in str(of_outbox.value)
    assert "secret" not in f"{of_mail.value}{of_outbox.value}"


@pytest.mark.parametrize("source", [Path("nowhere.json"), sys, json])
def test_templates_that_there_are_not(source: object) -> None:
    key = Sandbox().api_key
    with with_options(template_id=TEMPLATE, templates=source, api_key=key), pytest.raises(ImproperlyConfigured) as mail:
        EmailBackend().open()
    with with_outbox_options(templates=source), pytest.raises(ImproperlyConfigured) as added:
        outbox()
    assert str(mail.value).startswith("NOTIFY_EMAIL: ValidationError: templates: ")
    assert str(added.value).startswith("NOTIFY_OUTBOX: ValidationError: templates: ")
