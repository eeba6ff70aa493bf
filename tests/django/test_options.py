"""The setting `NOTIFY_EMAIL`: each wrong option is named and its value not shown; its type can be imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from notify_sdk.django import EmailBackend
from notify_sdk.sandbox import Sandbox
from tests.django.conftest import TEMPLATE
from tests.django.project import CHOSEN, with_options

SETTINGS = """\
from notify_sdk.django import EmailOptions

SECRET_KEY = "for tests"
%s
NOTIFY_EMAIL: EmailOptions = {"template_id": "%s", "body_placeholder": "name", "subject_placeholder": ""}
"""
PROGRAM = """\
import django
django.setup()
from django.core.mail import send_mail
print(send_mail("", "Ada", None, ["ada@example.com"]))
"""


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({}, "template_id: Field required"),
        ({"template_id": "secret-not-an-id"}, "template_id: Input should be the template's id"),
        ({"template_id": 7}, ". template_id: UUID input should be a string"),
        ({"template_id": TEMPLATE, "tempalte": "secret"}, "tempalte: Extra inputs are not permitted"),
        ({"template_id": TEMPLATE, "timeout": -1}, "timeout: Input should be greater than 0"),
        ({"template_id": TEMPLATE, "reply_to": "secret"}, "reply_to: Input should be a valid"),
        ({"template_id": TEMPLATE, "sandbox": "secret"}, "sandbox: Input should be 'never', 'if-asked' or 'if-no-key'"),
        (
            {"template_id": TEMPLATE, "file_placeholders": "secret", "api_key": 1},
            "api_key: Input should be a valid string; file_placeholders: 'str' instances are not allowed",
        ),
    ],
    ids=["none", "no-uuid", "no-text", "unknown", "timeout", "reply-to", "sandbox", "two"],
)
def test_each_option_that_is_wrong_is_named(options: dict[str, Any], problem: str) -> None:
    with with_options(**options), pytest.raises(ImproperlyConfigured) as caught:
        EmailBackend()
    assert str(caught.value).startswith("NOTIFY_EMAIL is not valid. ")
    assert problem in str(caught.value)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_settings_that_are_no_dict() -> None:
    with override_settings(NOTIFY_EMAIL="x"), pytest.raises(ImproperlyConfigured, match="is not a dict of options"):
        EmailBackend()


def test_a_settings_file_may_import_the_types_and_mail_goes_over_http(tmp_path: Path) -> None:
    sandbox = Sandbox()
    sandbox.service.add_template(_named(sandbox))
    ((name, value),) = CHOSEN.items()
    chosen = f"{name} = {value!r}"
    (tmp_path / "project_settings.py").write_text(SETTINGS % (chosen, sandbox.templates["greeting"]))
    with sandbox.serve() as server:
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "project_settings",
            "NOTIFY_API_KEY": sandbox.api_key,
            "NOTIFY_BASE_URL": server.url,
        }
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", PROGRAM],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.stdout, done.stderr) == ("1\n", "")
    assert sandbox.inbox.to("ada@example.com")[0].body.strip() == "Hello Ada"


def _named(sandbox: Sandbox) -> Any:
    from notify_sdk.sandbox.world.default import _template

    return _template("f33517ff-2a88-4f6e-b855-c550268ce08c", "email", "greeting", "Hello", "Hello ((name))")
