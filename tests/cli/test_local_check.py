"""What is checked before any message is sent, and that a dry run and a send agree about it."""

from __future__ import annotations

from itertools import chain, combinations
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import typer

from notify_sdk import payloads
from notify_sdk._calls.known_templates import KnownTemplates
from notify_sdk._message_types import MessageType
from notify_sdk.cli.local_check import Checked, check_each, dry_run_each
from notify_sdk.cli.recipients_file import Recipient
from notify_sdk.cli.sending import Chosen
from notify_sdk.models import Template
from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.world.service_parts import EmailFile
from notify_sdk.sandbox.world.state import TemplateRecord
from tests.cli.terminal import Terminal

TEXT = ("send", "sms", "-t", "appointment reminder", "--recipients", "people.csv")
ROWS = {"fine": "07700900101,A,1", "too long": f"07700900102,{'x' * 1000},2", "no number": "07700 9,C,3"}


def subsets(*names: str) -> list[tuple[str, ...]]:
    return list(chain.from_iterable(combinations(names, count) for count in range(len(names) + 1)))


@pytest.fixture(scope="module")
def templates() -> list[Template]:
    with Sandbox().client() as client:
        return client.get_all_templates().templates


NAMES = ("name", "form.pdf", "app.name")
TO = {"sms": "07700900101", "email": "a@example.com"}


@pytest.mark.parametrize("fault", [{}, {"reference": 1}], ids=["right", "wrong"])
@pytest.mark.parametrize("given", subsets(*NAMES), ids=", ".join)
@pytest.mark.parametrize("kind", ["sms", "email"])
def test_a_dry_run_names_every_placeholder_that_it_could_not_fill_in(
    templates: list[Template],
    capsys: pytest.CaptureFixture[str],
    kind: MessageType,
    given: tuple[str, ...],
    fault: dict[str, object],
) -> None:
    found = next(each for each in templates if each.type == kind)
    body = "Hello " + " ".join(f"(({name}))" for name in NAMES)
    chosen = Chosen(found.id, found.model_copy(update={"body": body, "subject": "S"}))
    recipient = Recipient(1, TO[kind], dict.fromkeys(given, "value"))
    (checked,) = check_each(kind, [recipient], chosen, fault)
    absent = [name for name in NAMES if name not in given]
    refused = bool(fault or (absent if kind == "sms" else "name" in absent))
    if refused:
        with pytest.raises(typer.Exit) as ended:
            dry_run_each(kind, [checked], chosen, as_json=False)
        assert ended.value.exit_code == 3
    else:
        dry_run_each(kind, [checked], chosen, as_json=False)
    out = capsys.readouterr().out
    if "name" in absent or kind == "sms":
        needed = [name for name in absent if kind == "sms" or name == "name"]
        assert (f"Missing personalisation: {', '.join(needed)}" in out) == bool(needed)
    else:
        assert f"  Hello {' '.join('value' if name in given else f'(({name}))' for name in NAMES)}\n" in out
        assert ("since they have no value: " + ", ".join(absent) in out) == bool(absent and not fault)


def with_a_file(run: Terminal) -> TemplateRecord:
    template = run.sandbox.service.template(UUID(run.sandbox.templates["document"]))
    assert template is not None
    template.current.body = "Hello ((name)), see ((form.pdf))"
    return template


@pytest.mark.parametrize("to", ["--to", "--recipients"])
def test_a_file_of_the_template_needs_no_value(run: Terminal, tmp_path: Path, to: str) -> None:
    with_a_file(run)
    (tmp_path / "people.csv").write_text("email address,name\na@example.com,A\n")
    words = ("send", "email", "-t", "document", to, "people.csv" if to == "--recipients" else "a@example.com")
    checked = run(*words, "-v", "name=A", "--dry-run")
    assert ": fine only if these are files of the template itself, since they have no value: form.pdf\n" in checked.out
    assert "  Hello A, see ((form.pdf))\n" in checked.out
    (line,) = run(*words, "-v", "name=A", "--dry-run", "--json").lines
    assert (line["outcome"], line["errors"], line["without_value"]) == ("would-be-sent", [], ["form.pdf"])
    (line,) = run(*words, "-v", "name=A", "-v", "form.pdf=x", "--dry-run", "--json").lines
    assert "without_value" not in line


@pytest.mark.parametrize("has_it", [True, False])
def test_before_a_file_is_sent_a_note_says_what_only_notify_knows(run: Terminal, tmp_path: Path, has_it: bool) -> None:
    template = with_a_file(run)
    if has_it:
        template.email_files.append(EmailFile(id=uuid4(), filename="form.pdf"))
    (tmp_path / "people.csv").write_text("email address,name\na@example.com,A\nb@example.com,B\n")
    words = ("send", "email", "-t", "document", "--recipients", "people.csv")
    noted = "Notify refuses what has no value for these, unless they are files of the template itself: form.pdf\n"
    assert run(*words, code=2).err == noted + "Error: these are 2 messages: add --yes to send them\n"
    assert run(*words, "--yes", code=0 if has_it else 4).err.startswith(noted)
    assert len(run.sandbox.service.notifications) == (2 if has_it else 0)
    assert noted not in run(*words, "-v", "form.pdf=x", "--outbox", "new", "--yes").err


@pytest.mark.parametrize("skip", [(), ("--skip-invalid",)], ids=["all", "skip"])
@pytest.mark.parametrize("rows", subsets(*ROWS)[1:], ids=", ".join)
def test_a_dry_run_and_the_send_agree(
    run: Terminal, tmp_path: Path, rows: tuple[str, ...], skip: tuple[str, ...]
) -> None:
    (tmp_path / "people.csv").write_text("phone number,name,date\n" + "\n".join(map(ROWS.__getitem__, rows)))
    right = rows.count("fine")
    code = (0 if right else 2) if skip else 3 if right < len(rows) else 0
    dry = run(*TEXT, *skip, "--dry-run", code=code)
    assert run.sandbox.service.notifications == []
    sent = run(*TEXT, *skip, "--yes", code=code)
    assert len(run.sandbox.service.notifications) == (0 if code else right)
    if skip:
        assert dry.err.removesuffix(f"Nothing was sent. {right} of {right} would be.\n") == sent.err.removesuffix(
            f"{right} sent\n"
        )


@pytest.mark.parametrize("more", [("--dry-run",), ("--yes",), ("--dry-run", "--skip-invalid")], ids=" ".join)
def test_each_row_is_checked_once_with_a_template_that_is_read_once(
    run: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...]
) -> None:
    checks, made = list[object](), list[object]()
    check, make = payloads.payload_errors, KnownTemplates.__init__

    def counted(*given: Any) -> Any:
        checks.append(given)
        return check(*given)

    def counted_too(self: KnownTemplates, *given: Any) -> None:
        made.append(given)
        make(self, *given)

    monkeypatch.setattr(payloads, "payload_errors", counted)
    monkeypatch.setattr(KnownTemplates, "__init__", counted_too)
    before = 0
    for count in (2, 5):
        checks.clear()
        made.clear()
        lines = [f"077009001{number:02d},A,1" for number in range(count)]
        (tmp_path / "people.csv").write_text("\n".join(["phone number,name,date", *lines]))
        run(*TEXT, *more, "--outbox", f"{count}.outbox")
        assert len(checks) == count
        assert before in {0, len(made)}
        before = len(made)


def test_what_was_checked_is_not_shown() -> None:
    assert "Amala" not in repr(Checked(Recipient(1, "Amala", {"name": "Amala"}), []))
