"""Templates whose names and placeholders are hard to write in Python."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from notify_sdk._message_types import MessageType
from notify_sdk.models import TemplateList
from notify_sdk.sandbox.world.state import TemplateRecord, TemplateVersion
from notify_sdk.templates import generate_module
from tests.templates.services import listed

NAMES = [
    "appointment reminder", "Appointment Reminder", "class", "None", "Value", "UUID", "2 days left", "", "🎉", "提醒",
    'say "hi" \\ bye', "GOV.UK sign-in: step 1/2", "ﬁnal ½ reminder", "Напоминание", "model_config", "str", "Source",
]  # fmt: skip
PLACEHOLDERS = [
    "name", "NAME", "First Name", "first_name", "firstname", "class", "None", "1st", "json", "copy", "model_dump", "model_name",
    "render", "personalisation", "TEMPLATE", "a!", "a?", "a 2", "имя", "名 前", "🎉", "✨", "it's \"x\" \\n", "e-mail", "_private", "__init__",
    "date", "type", "ﬁeld", "İstanbul", "self", "cls", "id", "body", "subject", "to", "x.y", "{{ 1 }}", "%s", "$ref", "Field", "str", "int",
]  # fmt: skip
BODIES = [
    'Ends in a quote "', '"""', "\\", "a\\nb", "tab\there\r\nline\x0b\x0c\x85\u2028end", "\u200b\u00a0\ud7ff", " lead\n  in \n\n", "'''",
]  # fmt: skip


def stored(number: int, name: str, body: str, kind: MessageType = "sms", subject: str | None = None) -> TemplateRecord:
    version = TemplateVersion(
        version=1,
        name=name,
        subject=subject if kind != "sms" else None,
        body=body,
        postage="second" if kind == "letter" else None,
        created_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
        created_by="somebody@example.gov.uk",
    )
    return TemplateRecord(slug=f"t{number}", id=UUID(int=number + (number << 96)), type=kind, versions=[version])


def awkward_templates() -> TemplateList:
    every = " ".join(f"(({name}))" for name in PLACEHOLDERS)
    by_name = [stored(number, name, "((name))") for number, name in enumerate(NAMES)]
    same = [
        stored(30, "appointment reminder", "x", "email", "((when))"),
        stored(31, "appointment reminder", "y"),
        stored(32, "appointment reminder", every, "letter", "((f??text))"),
        stored(33, "all", every, "email", "((f??text)) ((g??x)) ((G))"),
    ]
    by_body = [stored(40 + number, f"body {number}", body) for number, body in enumerate(BODIES)]
    return listed(*by_name, *same, *by_body)


def awkward_module() -> str:
    return generate_module(awkward_templates())
