"""`notify-sdk templates` and `notify-sdk preview`."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from notify_sdk import templates
from tests.cli.terminal import Terminal


def edit(run: Terminal, **changes: object) -> None:
    template = run.sandbox.service.templates[0]
    version = replace(template.current, version=template.current.version + 1, **changes)
    template.versions.append(version)


def test_pull_is_idempotent_and_check_is_silent(run: Terminal, tmp_path: Path) -> None:
    words = ("templates", "pull", "--out", "book.py", "--save-snapshot", "book.json", "--sanitise", "name")
    assert run(*words).err == "book.py: 6 templates, written\n"
    first = (tmp_path / "book.py").read_text()
    assert run("templates", "pull", "--out", "book.py").err == "book.py: 6 templates, unchanged\n"
    assert (tmp_path / "book.py").read_text() == first
    assert first.count("SANITISE_CONTENT_FOR") == 2
    for source in ((), ("--snapshot", "book.json")):
        checked = run("templates", "check", "book.py", "--strict", *source)
        assert (checked.out, checked.err) == ("", "")
    offline = run("templates", "pull", "--snapshot", "book.json", "--sanitise", "name", NOTIFY_API_KEY="")
    assert offline.out == first


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"body": "Hello ((name)), come on ((day))."}, "  - ((date))\n  + ((day))\n"),
        ({"name": "reminder"}, "  - name: appointment reminder\n  + name: reminder\n"),
    ],
)
def test_check_finds_what_has_changed(run: Terminal, changes: dict[str, object], said: str) -> None:
    run("templates", "pull", "--out", "book.py")
    edit(run, **changes)
    found = run("templates", "check", "book.py", code=1)
    head = "AppointmentReminder: appointment reminder (7e870000-0000-4000-8000-000000000001)\n"
    assert found.out == head + said
    assert found.err == "1 of 6 templates differ: notify-sdk templates pull --out book.py\n"
    run("templates", "pull", "--out", "book.py")
    assert run("templates", "check", "book.py").out == ""


def test_check_finds_an_archived_template_and_one_of_another_type(run: Terminal) -> None:
    run("templates", "pull", "--out", "book.py")
    run.sandbox.service.templates[0].archived = True
    (line,) = run("templates", "check", "book.py", "--json", code=1).lines
    assert (line["class"], line["removed"], line["added"]) == ("AppointmentReminder", ["in use"], ["archived"])
    run.sandbox.service.templates[0].archived = False
    run.sandbox.service.templates[0].type = "email"
    edit(run, subject="x")
    assert "  - type: text message\n  + type: email\n" in run("templates", "check", "book.py", code=1).out


def test_only_strict_objects_to_another_wording(run: Terminal) -> None:
    run("templates", "pull", "--out", "book.py")
    edit(run, body="Dear ((name)), come on ((date)).")
    assert run("templates", "check", "book.py").out == ""
    assert "the wording of version 2" in run("templates", "check", "book.py", "--strict", code=1).out


def test_files_that_are_not_what_they_should_be(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("1 +")
    (tmp_path / "broken.json").write_text("[]")
    assert "holds no templates" in run("templates", "check", "broken.py", code=2).err
    assert "was not changed" in run("templates", "pull", "--out", "broken.py", code=2).err
    assert "is not a snapshot of templates" in run("templates", "list", "--snapshot", "broken.json", code=2).err


def test_pull_names_the_extra_that_is_missing(run: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datamodel_code_generator", None)
    assert 'pip install "notify-sdk[templates]"' in run("templates", "pull", code=2).err


def test_a_module_of_version_0_1_is_checked_and_pulled_again(run: Terminal, tmp_path: Path) -> None:
    earlier = (Path(__file__).parents[1] / "typing" / "templates_of_0_1.py").read_text()
    (tmp_path / "book.py").write_text(earlier)
    checked = run("templates", "check", "book.py", "--strict")
    assert (checked.out, checked.err) == ("", "")
    assert "(SmsTemplate)" in earlier
    assert run("templates", "pull", "--out", "book.py").err == "book.py: 6 templates, written\n"
    assert "(SmsMessage)" in (tmp_path / "book.py").read_text()
    assert run("templates", "pull", "--out", "book.py").err == "book.py: 6 templates, unchanged\n"


def test_list_as_json(run: Terminal) -> None:
    assert {each["type"] for each in run("templates", "list", "--type", "letter", "--json").lines} == {"letter"}


@pytest.mark.parametrize("command", [("preview",), ("templates", "preview")])
def test_preview(run: Terminal, command: tuple[str, ...]) -> None:
    values = ("-v", "name=Amala", "-v", "date=3 March")
    shown = run(*command, "appointment reminder", *values)
    assert shown.out == "Hello Amala, your appointment is on 3 March.\n"
    assert shown.err == "(1 message to be charged for)\n"
    letter = run(*command, "decision letter", "-v", "name=A", "-v", "reference=R", "-v", "decision=yes").out
    assert letter.startswith("Your application R\n\nDear A,")
    assert "Missing personalisation: date" in run(*command, "appointment reminder", "-v", "name=A", code=4).err


def test_preview_without_notify(run: Terminal) -> None:
    run("templates", "pull", "--out", "book.py", "--save-snapshot", "book.json")
    words = ("preview", "appointment reminder", "--snapshot", "book.json", "-v", "name=A")
    (line,) = run(*words, "-v", "date=x", "--json", NOTIFY_API_KEY="").lines
    assert (line["body"], line["fragments"]) == ("Hello A, your appointment is on x.", 1)
    assert run(*words, NOTIFY_API_KEY="", code=1).err == "Error: Missing personalisation: date\n"
    empty = run("preview", "security code", "--snapshot", "book.json", "-v", "code=", "-v", "app=no", NOTIFY_API_KEY="")
    assert empty.out == "is your security code.\n"


def test_preview_shows_a_difference_from_notifys_rendering(run: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    values = ("-v", "name=Amala", "-v", "date=3 March")
    monkeypatch.setattr("notify_sdk.cli.templates._difference", lambda *_: "-one\n+other")
    assert "differently:\n-one\n+other" in run("preview", "appointment reminder", *values, code=1).err


def test_types_are_checked_before_the_module_is_written(
    run: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("templates", "pull", "--out", "book.py", "--check-types")
    assert run(*words).err == "book.py: 6 templates, written\n"
    first = (tmp_path / "book.py").read_text()
    edit(run, body="Hello ((name)), come on ((day)).")
    generated = templates.generate_module
    monkeypatch.setattr(templates, "generate_module", lambda *a, **b: generated(*a, **b) + 'WRONG: int = "x"\n')
    err = run(*words, code=2).err
    assert "book.py was not changed: mypy finds errors in the new module" in err
    assert "Incompatible types in assignment" in err
    assert (tmp_path / "book.py").read_text() == first
    assert [each.name for each in tmp_path.iterdir()] == ["book.py"]


def test_what_checks_types_is_named_if_it_is_missing(run: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "checks the module of --out" in run("templates", "pull", "--check-types", code=2).err
    without = subprocess.CompletedProcess([], 1, "", "/usr/bin/python: No module named mypy\n")
    really = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda words, **how: without if "mypy" in words else really(words, **how))
    assert "needs mypy: pip install mypy" in run("templates", "pull", "--out", "b.py", "--check-types", code=2).err
