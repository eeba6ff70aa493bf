"""Every block of docs/django.md runs in a project with the settings that the page shows."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from notify_sdk.testing import NotifyInbox, sandboxed
from tests.django.project import CHOSEN, MAILERS

PAGE = Path(__file__).parents[2] / "docs" / "django.md"
BLOCKS: list[tuple[str, str]] = re.findall(
    r"^```(python fragment|text shown)\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL
)
SETTINGS = [code for _, code in BLOCKS if code.startswith("# settings.py")]


def settings_of(code: str) -> dict[str, object]:
    namespace: dict[str, object] = {}
    exec(compile(code, str(PAGE), "exec"), namespace)
    return {name: value for name, value in namespace.items() if name.isupper()}


def test_the_page_in_order(inbox: NotifyInbox) -> None:
    settings = settings_of(SETTINGS[0])
    assert settings.pop("EMAIL_BACKEND") == "notify_sdk.django.EmailBackend"
    namespace: dict[str, object] = {}
    printed = ""
    with override_settings(**settings, **CHOSEN):
        for kind, code in BLOCKS:
            if kind == "text shown":
                assert printed == code
            elif code not in SETTINGS:
                out = io.StringIO()
                with contextlib.redirect_stdout(out):
                    exec(compile(code, str(PAGE), "exec"), namespace)
                printed = out.getvalue()
    assert "What happens next" in inbox.emails[0].body


@pytest.mark.skipif(not MAILERS, reason="needs Django 6.1")
def test_the_mailers_of_the_page(inbox: NotifyInbox) -> None:
    from django.core.mail import send_mail

    with override_settings(**settings_of(SETTINGS[1]), NOTIFY_EMAIL={}):
        assert send_mail("Hello", "How are you?", None, ["a@example.com"]) == 1


def test_the_test_of_the_page() -> None:
    """Its `settings` is pytest-django's; this one does the same."""
    namespace: dict[str, Any] = {}
    exec(compile(next(code for _, code in BLOCKS if "def test_" in code), str(PAGE), "exec"), namespace)
    test = namespace["test_the_mail"]
    (mark,) = test.pytestmark
    with contextlib.ExitStack() as changed, sandboxed(**mark.kwargs) as inbox:

        class Settings:
            def __setattr__(self, name: str, value: object) -> None:
                chosen = CHOSEN if name == "EMAIL_BACKEND" else {name: value}
                changed.enter_context(override_settings(**chosen))

        test(Settings(), inbox)
    assert len(inbox.emails) == 1
