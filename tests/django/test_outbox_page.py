"""Every block of docs/django-outbox.md runs in a project, in order."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

from django.test import override_settings

from notify_sdk.testing import NotifyInbox
from tests.django.test_page import settings_of

PAGE = Path(__file__).parents[2] / "docs" / "django-outbox.md"
BLOCKS: list[tuple[str, str]] = re.findall(
    r"^```(python fragment|text shown)\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL
)


def test_the_page_in_order(project: str, notify_inbox: NotifyInbox) -> None:
    settings = settings_of(BLOCKS[0][1])
    assert settings.pop("INSTALLED_APPS") == ["notify_sdk.django"]
    namespace: dict[str, object] = {}
    printed = ""
    with override_settings(**settings):
        for kind, code in BLOCKS[1:]:
            if kind == "text shown":
                assert printed == code
                continue
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(code, str(PAGE), "exec"), namespace)
            printed = out.getvalue()
    assert len(notify_inbox.emails) == 1
