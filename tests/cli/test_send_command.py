"""`notify-sdk send --snapshot`: the template is that of the file, and every message is checked with it before any is sent."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from notify_sdk.cli.job import JobOptions
from notify_sdk.cli.send_command import SendCommand
from notify_sdk.templates import dump_snapshot
from tests.cli.terminal import Terminal

ADDRESS = "Amala Bird, 102 High Street, SW14 6BH"
KINDS = {
    "sms": ("appointment reminder", "07700 900100", ("-v", "name=Amala", "-v", "date=3 March")),
    "email": ("document", "a@example.com", ("-v", "name=A", "-v", "form_enclosed=no", "-v", "link_to_file=x")),
    "letter": ("decision letter", ADDRESS, ("-v", "name=A", "-v", "reference=b", "-v", "decision=c")),
}
PEOPLE = "phone number,name,date\n07700900101,A,1\n07700900102,%s,2\n07700900103,C,3\n"
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def snapshot(run: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with run.sandbox.client() as client:
        dump_snapshot(client.get_all_templates(), tmp_path / "templates.json")
    return tmp_path / "templates.json"


def words(kind: str, *more: object, by_id: bool = False, run: Terminal) -> tuple[object, ...]:
    name = KINDS[kind][0]
    return (
        "send",
        kind,
        "-t",
        run.sandbox.templates[name].upper() if by_id else name,
        "--snapshot",
        "templates.json",
        *more,
    )


@pytest.mark.parametrize("by_id", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_what_fits_is_sent_and_what_does_not_is_refused_here(run: Terminal, kind: str, by_id: bool) -> None:
    _, to, values = KINDS[kind]
    sent = run(*words(kind, "--to", to, *values, by_id=by_id, run=run))
    assert sent.out.strip() == str(run.sandbox.service.notifications[0].id)
    refused = run(*words(kind, "--to", to, *values[2:], by_id=by_id, run=run), code=3)
    assert refused.err.startswith("refused-here: BadRequestError: Missing personalisation: ")
    assert len(run.sandbox.service.notifications) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_dry_run_needs_neither_key_nor_connection(run: Terminal, kind: str) -> None:
    _, to, values = KINDS[kind]
    checked = run(*words(kind, "--to", to, *values, "--dry-run", run=run), NOTIFY_API_KEY=None, NOTIFY_BASE_URL=NOWHERE)
    assert checked.err == "Nothing was sent. 1 of 1 would be.\n"
    missing = run(
        *words(kind, "--to", to, *values[2:], "--dry-run", run=run),
        code=3,
        NOTIFY_API_KEY=None,
        NOTIFY_BASE_URL=NOWHERE,
    )
    assert "Missing personalisation: name" in missing.out


def test_all_rows_are_checked_before_the_first_is_sent(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE % ("x" * 1000))
    command = words("sms", "--recipients", "people.csv", "--yes", run=run)
    refused = run(*command, code=3)
    assert refused.err.startswith(
        "Refused by the local check, nothing was sent:\n  line 3: BadRequestError: Your message is too long"
    )
    assert run.sandbox.service.notifications == []
    sent = run(*command, "--skip-invalid")
    assert sent.err.startswith("Rows of people.csv that are left out:\n  line 3: ")
    assert sent.err.endswith("2 sent\n")
    assert len(run.sandbox.service.notifications) == 2
    assert run(*command, "--skip-invalid").err.endswith("2 sent\n")
    assert len(run.sandbox.service.notifications) == 2


def test_a_file_of_nothing_that_fits_is_not_sent(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(f"phone number,name,date\n07700900101,{'x' * 1000},1\n")
    refused = run(*words("sms", "--recipients", "people.csv", "--yes", "--skip-invalid", run=run), code=2)
    assert refused.err.endswith("Error: every row of people.csv is left out\n")


@pytest.mark.filterwarnings("always::notify_sdk.templates.TemplateVersionWarning")
def test_another_version_at_notify_is_noted(run: Terminal) -> None:
    template = run.sandbox.service.template(UUID(run.sandbox.templates["appointment reminder"]))
    assert template is not None
    template.current.version += 1
    _, to, values = KINDS["sms"]
    sent = run(*words("sms", "--to", to, *values, run=run))
    assert "Note: the service uses version " in sent.err


@pytest.mark.parametrize(
    ("name", "said"), [("nobody's", 'no template is called "nobody\'s"'), ("document", "is a template for emails")]
)
def test_a_template_that_the_file_does_not_have(run: Terminal, name: str, said: str) -> None:
    _, to, values = KINDS["sms"]
    for more in ((), ("--dry-run",)):
        command = ("send", "sms", "-t", name, "--snapshot", "templates.json", "--to", to, *values, *more)
        assert said in run(*command, code=2).err


def test_a_file_that_is_no_snapshot(run: Terminal, snapshot: Path) -> None:
    snapshot.write_text("{}")
    _, to, values = KINDS["sms"]
    assert run(*words("sms", "--to", to, *values, run=run), code=2).err.startswith("Error: ")


def test_recipients_values_and_fields_are_shown_by_no_repr() -> None:
    secret = "Amala"
    options = JobOptions(None, 300, accept_new_key=False)
    made = SendCommand(
        "sms", "t", None, [secret], None, {"name": secret}, {"reference": secret}, options, False, False, False
    )
    assert secret not in repr(made)
