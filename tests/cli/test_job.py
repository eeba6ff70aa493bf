"""`notify-sdk send --recipients`: each row is sent once, and only from the outbox of its own job."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest

from notify_sdk.cli import sending
from notify_sdk.cli.job import Job
from notify_sdk.cli.recipients_file import CsvFile
from notify_sdk.outbox import Outbox, Sms
from tests.cli.people import CSV, SEND
from tests.cli.terminal import Terminal

pytestmark = pytest.mark.usefixtures("people_csv")
SENT_BEFORE = "people.csv was sent before, so nothing was sent now.\n"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def only_to(run: Terminal, *numbers: str) -> None:
    """Lets Notify refuse all other numbers, which nobody can know before."""
    run.sandbox.service.restricted = True
    run.sandbox.service.guest_list = list(numbers)


def test_a_file_is_sent_once(run: Terminal, tmp_path: Path) -> None:
    assert run(*SEND[:-1], code=2).err == "Error: these are 3 messages: add --yes to send them\n"
    assert list(contents(tmp_path)) == ["people.csv"]
    first = run(*SEND, "--reference", "march")
    assert (first.out, first.err) == ("", "3 sent\n")
    assert sorted(each.to[-3:] for each in run.sandbox.service.notifications) == ["101", "102", "103"]
    assert {each.reference[:6] for each in run.sandbox.service.notifications if each.reference} == {"march."}
    second = run(*SEND, "--reference", "march", "--json")
    assert second.err == SENT_BEFORE + "3 sent\n"
    ids = {each.id for each in run.sandbox.service.notifications}
    assert [(line["line"], line["state"]) for line in second.lines] == [(2, "sent"), (3, "sent"), (5, "sent")]
    assert {line["id"] for line in second.lines} == set(map(str, ids))
    assert len(ids) == 3


def test_emails_with_a_file_and_options(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "form.csv").write_text("a,b\n")
    (tmp_path / "emails.csv").write_text("email address,name\na@example.com,A\nb@example.com,B\n")
    reply_to = run.sandbox.service.email_reply_tos[0].id
    options = ("--reply-to", reply_to, "--sanitise", "name", "--unsubscribe-url", "https://example.gov.uk/stop")
    words = ("send", "email", "-t", "document", "--recipients", "emails.csv", "-v", "form_enclosed=yes", "--yes")
    lines = run(*words, "--file", "link_to_file=form.csv", *options, "--json").lines
    for line in lines:
        message = run.sandbox.client().get_notification_by_id(line["id"])
        assert message.type == "email"
        assert "https://documents.service.gov.uk/" in message.body
    assert len(run.sandbox.service.notifications) == 2
    (tmp_path / "form.csv").write_text("a,c\n")
    run(*words, "--file", "link_to_file=form.csv", *options, code=2)


def test_where_the_outbox_is_can_be_said(run: Terminal, tmp_path: Path) -> None:
    run(*SEND, "--outbox", "march.db")
    assert run(*SEND, NOTIFY_OUTBOX="march.db").err == SENT_BEFORE + "3 sent\n"
    run(*SEND, "--outbox", f"sqlite:///{tmp_path}/march.db")
    assert len(run.sandbox.service.notifications) == 3


def test_what_was_refused_is_listed_and_decides_the_exit_code_each_time(run: Terminal, people_csv: Path) -> None:
    people_csv.write_text(CSV)
    only_to(run, "07700900101", "07700900103")
    first = run(*SEND, code=4)
    assert "  line 3: refused: 400 BadRequestError: Can’t send to this recipient when service is in trial" in first.err
    assert first.err.endswith("2 sent, 1 refused\n")
    again = run(*SEND, code=4)
    assert again.err == SENT_BEFORE + first.err
    assert [line["state"] for line in run(*SEND, "--json", code=4).lines] == ["sent", "refused", "sent"]


def test_many_that_were_refused_are_counted(run: Terminal, people_csv: Path) -> None:
    numbers = [f"07700900{number:03d}" for number in range(60)]
    people_csv.write_text("phone number,name,date\n" + "".join(f"{number},A,1\n" for number in numbers))
    only_to(run, *numbers[::2])
    err = run(*SEND, code=4).err
    assert err.count(": refused: ") == 20
    assert "  and more: notify-sdk outbox report people.csv.outbox\n30 sent, 30 refused\n" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-v", "x=y"), "it has other values or options"),
        (("--reference", "A"), "it has other values or options"),
        (("-t", "security code", "-v", "code=1", "-v", "app=no"), "its template is "),
        (("--recipients", "other.csv", "--outbox", "people.csv.outbox"), "its CSV file has another content"),
    ],
)
def test_the_outbox_of_another_job_is_left_as_it_is(
    run: Terminal, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "other.csv").write_text(CSV.replace("A,1", "A,2"))
    run(*SEND)
    before = contents(tmp_path)
    err = run(*SEND, *words, code=2).err
    assert err.startswith(f"Error: people.csv.outbox is of another job: {said}")
    assert len(err.splitlines()) == 1
    assert contents(tmp_path) == before
    assert len(run.sandbox.service.notifications) == 3


def test_a_database_may_have_many_jobs(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text(CSV.replace("A,1", "A,2"))
    where = ("--outbox", f"sqlite:///{tmp_path}/all.db")
    for _ in range(2):
        run(*SEND, *where)
        run(*SEND, *where, "--recipients", "other.csv")
        run(*SEND, *where, "--reference", "A")
    assert len(run.sandbox.service.notifications) == 9
    assert run("outbox", "status", "all.db", "--json").lines[0]["sent"] == 9


@pytest.mark.parametrize("place", ["people.csv.outbox", "sqlite:///people.db"])
def test_another_key_goes_on_only_if_that_is_meant(run: Terminal, tmp_path: Path, place: str) -> None:
    words = (*SEND, "--outbox", place)
    run(*words)
    before = contents(tmp_path)
    secret = next(key.secret for key in run.sandbox.service.api_keys if str(key.secret) not in run.sandbox.api_key)
    other = f"other-{run.sandbox.service.id}-{secret}"
    assert "begun with another API key" in run(*words, code=2, NOTIFY_API_KEY=other).err
    assert contents(tmp_path) == before
    assert run(*words, "--accept-new-key", NOTIFY_API_KEY=other).err == SENT_BEFORE + "3 sent\n"
    assert len(run.sandbox.service.notifications) == 3


def test_a_sandbox_is_not_taken_for_notify(run: Terminal) -> None:
    words = ("-c", "from notify_sdk.__main__ import main; main()", *SEND)
    environment = {name: value for name, value in os.environ.items() if name != "NOTIFY_BASE_URL"}
    subprocess.run([sys.executable, *words], env={**environment, "NOTIFY_API_KEY": "sandbox"}, check=True)
    assert "begun with another API key or at another address" in run(*SEND, code=2).err
    assert run.sandbox.service.notifications == []


def test_a_request_that_would_be_refused_adds_nothing(run: Terminal, tmp_path: Path) -> None:
    err = run(*SEND, "--sender", "nonsense", code=3).err
    assert err.startswith(
        "Refused by the local check, nothing was sent:\n  line 2: ValidationError: sms_sender_id is not a valid UUID"
    )
    assert err.count("line") == 3
    assert run.sandbox.service.notifications == []
    assert list(contents(tmp_path)) == ["people.csv"]
    run(*SEND)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody is there to answer, with what a command is given as standard input."""
    monkeypatch.setattr(sending, "sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True)))


ONE_TOO_LONG = CSV.replace("B", "x" * 1000) + "07700900104,D,4\n07700 9,E,5\n"


@pytest.mark.usefixtures("answers")
def test_the_question_comes_after_the_check_and_names_how_many_are_sent(
    run: Terminal, people_csv: Path, tmp_path: Path
) -> None:
    people_csv.write_text(ONE_TOO_LONG.replace("07700 9,", "07700900105,"))
    refused = run(*SEND[:-1], code=3, stdin="y\n")
    assert "line 3: BadRequestError: Your message is too long" in refused.err
    assert "?" not in refused.err
    people_csv.write_text(ONE_TOO_LONG)
    for answer, code in (("n", 1), ("y", 0)):
        assert list(contents(tmp_path)) == ["people.csv"]
        asked = run(*SEND[:-1], "--skip-invalid", code=code, stdin=f"{answer}\n")
        left_out, _, then = asked.err.partition("Send 3 text messages?")
        assert left_out.count("  line ") == 2
        assert then.endswith("3 sent\n" if answer == "y" else "Nothing was sent.\n")
    assert len(run.sandbox.service.notifications) == 3


def test_what_is_sent_in_a_job_is_shown_by_no_repr(run: Terminal, people_csv: Path) -> None:
    secret = "Amala"
    chosen = sending.Chosen(UUID(run.sandbox.templates["appointment reminder"]), None)
    job = Job("sms", CsvFile(people_csv), chosen, {"name": secret}, {"reference": secret}, lambda _: Sms("", ""))
    assert secret not in repr(job)


def bad_places(folder: Path) -> dict[str, str]:
    """Addresses and files that are no outbox, with the text of the error."""
    (folder / "text.db").write_text("phone number\n" * 100)
    with sqlite3.connect(folder / "foreign.db") as connection:
        connection.execute("CREATE TABLE letters (id)")
    connection.close()
    with sqlite3.connect(folder / "marked.db") as connection:
        connection.execute("PRAGMA application_id = 7")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    with Outbox(folder / "later.db") as outbox:
        outbox.create_tables()
    connection = sqlite3.connect(folder / "later.db")
    connection.execute("PRAGMA user_version = 99")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    return {
        "text.db": "is not a SQLite database",
        "foreign.db": "is a SQLite database of something else",
        "marked.db": "is a SQLite database of something else",
        "later.db": "is an outbox of version 99",
        "no-folder/people.db": "",
        "sqlite:///no-folder/people.db": "",
        "mysql+oracle://x/y": "",
        "mysql://x/y": "an outbox does not support mysql databases",
        "postgresql+asyncpg2://x/y": "",
        "://": "the address of the database is not valid",
    }


COMMANDS = {
    "send --recipients": (*SEND, "--outbox"),
    "status": ("outbox", "status"),
    "send": ("outbox", "send"),
    "follow": ("outbox", "follow"),
    "report": ("outbox", "report"),
    "report --json": ("outbox", "report", "--json"),
    "report --out": ("outbox", "report", "--out", "report.csv"),
    "requeue": ("outbox", "requeue", "--unknown"),
    "cancel": ("outbox", "cancel"),
    "purge": ("outbox", "purge", "--before", "1"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_no_outbox_is_named_and_left_as_it_is(run: Terminal, tmp_path: Path, command: str) -> None:
    for place, said in bad_places(tmp_path).items():
        before = contents(tmp_path)
        ran = run(*COMMANDS[command], place, *(["key"] if command == "cancel" else []), code=2)
        assert (ran.out, len(ran.err.splitlines())) == ("", 1), place
        assert ran.err.startswith("Error: "), place
        assert said in ran.err
        assert contents(tmp_path) == before
    assert run.sandbox.service.notifications == []


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "send --recipients"])
def test_no_command_but_send_makes_an_outbox(run: Terminal, tmp_path: Path, command: str) -> None:
    ran = run(*COMMANDS[command], "new.db", *(["key"] if command == "cancel" else []), code=2)
    assert (ran.out, ran.err) == ("", "Error: there is no file new.db\n")
    assert list(contents(tmp_path)) == ["people.csv"]


def test_messages_of_something_else(run: Terminal, tmp_path: Path) -> None:
    with Outbox(tmp_path / "jobs.db") as outbox:
        outbox.create_tables()
        outbox.add(Sms("07700900101", run.sandbox.templates["security code"], key="1", tag="codes"))
    assert "jobs.db has messages of something else" in run(*SEND, "--outbox", "jobs.db", code=2).err
    assert run.sandbox.service.notifications == []


def fresh(code: str, folder: Path, run: Terminal, *words: str) -> subprocess.CompletedProcess[str]:
    # without coverage, which writes files as well
    outside = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    environment = {**outside, **{name: value for name, value in run.environment.items() if value is not None}}
    command = [sys.executable, "-c", f"{code}\nfrom notify_sdk.__main__ import main\nmain()", *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_a_full_disk(run: Terminal, tmp_path: Path) -> None:
    rows = "".join(f"07700 91{number:04d},N,1\n" for number in range(600))
    (tmp_path / "people.csv").write_text(f"phone number,name,date\n{rows}")
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))"
    done = fresh(limit, tmp_path, run, *SEND)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: people.csv.outbox ")
    assert len(done.stderr.splitlines()) == 1
    assert run.sandbox.service.notifications == []
    done = fresh("", tmp_path, run, *SEND)
    assert done.returncode == 0, done.stderr
    assert len(run.sandbox.service.notifications) == 600


def test_without_the_extra(run: Terminal, tmp_path: Path) -> None:
    missing = "import sys; sys.modules['sqlalchemy'] = None"
    for command, words in COMMANDS.items():
        done = fresh(missing, tmp_path, run, *words, "x.db", *(["key"] if command == "cancel" else []))
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == 'Error: The outbox needs one more package: pip install "notify-sdk[outbox]"\n'
    direct = ("send", "sms", "-t", "appointment reminder", "--to", "07700900101", "-v", "name=A", "-v", "date=1")
    assert fresh(missing, tmp_path, run, *direct).returncode == 0
