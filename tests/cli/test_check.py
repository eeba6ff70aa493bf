"""`notify-sdk check`: whether Notify would accept a request body."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.terminal import Terminal


def test_check_payloads(run: Terminal, tmp_path: Path) -> None:
    good = {"phone_number": "07700900123", "template_id": run.sandbox.templates["security code"]}
    (tmp_path / "good.json").write_text(json.dumps(good))
    (tmp_path / "several.json").write_text(json.dumps([good, {**good, "phone_number": "07700 9", "colour": 1}]))
    assert run("check", "sms", "good.json", NOTIFY_API_KEY="").out == "good.json: fine\n"
    found = run("check", "sms", "good.json", "several.json", code=1).out
    assert found.startswith("good.json: fine\nseveral.json[0]: fine\nseveral.json[1]:\n  ValidationError: ")
    assert "Additional properties are not allowed (colour was unexpected)" in found
    lines = run("check", "sms", "several.json", "--json", code=1).lines
    assert [bool(each["errors"]) for each in lines] == [False, True]
    assert "Invalid JSON" in run("check", "email", "-", stdin="{", code=1).out
    assert "is not of type object" in run("check", "preview", "-", stdin='{"personalisation": 1}', code=1).out
    assert "has no body" in run("check", "sms", "-", stdin="[]", code=2).err
    assert "away.json can't be read" in run("check", "sms", "away.json", code=2).err


def test_messages_are_checked_with_the_templates_of_a_snapshot(run: Terminal, tmp_path: Path) -> None:
    run("templates", "pull", "--out", "module.py", "--save-snapshot", "templates.json")
    body = {"phone_number": "07700900123", "template_id": run.sandbox.templates["appointment reminder"]}
    bodies = [body, {**body, "personalisation": {"name": "A", "date": "x" * 1000}}]
    bodies += [{**body, "template_id": run.sandbox.templates["document"]}]
    bodies += [{**body, "personalisation": {"name": "A", "date": "1"}}]
    (tmp_path / "bodies.json").write_text(json.dumps(bodies))
    assert [line["errors"] for line in run("check", "sms", "bodies.json", "--json").lines] == [[], [], [], []]
    found = run("check", "sms", "bodies.json", "--snapshot", "templates.json", "--json", code=1, NOTIFY_API_KEY="")
    said = [[error["message"] for error in line["errors"]] for line in found.lines]
    assert [errors[0].partition(".")[0] if errors else None for errors in said] == [
        "Missing personalisation: name, date",
        "Your message is too long",
        "email template is not suitable for sms notification",
        None,
    ]
    (tmp_path / "templates.json").write_text("{}")
    assert run("check", "sms", "bodies.json", "--snapshot", "templates.json", code=2).err.startswith("Error: ")
