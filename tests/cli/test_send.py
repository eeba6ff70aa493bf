"""`notify-sdk send`: one message, several, none; what is wrong with a file. Files that are sent: `test_job.py`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from notify_sdk.sandbox import Fault
from tests.cli.terminal import Terminal

TEXT = ("send", "sms", "--template", "appointment reminder")
VALUES = ("-v", "name=Amala", "--value", "date=3 March")
CSV = "Phone_Number,name,date\n07700900101,A,1\n07700900102,B,2\n07700900103,C,3\n\n"


def test_a_text_message(run: Terminal) -> None:
    sent = run(*TEXT, "--to", "07700900123", *VALUES, "--reference", "A1")
    message = run.sandbox.service.notifications[-1]
    assert (sent.out, message.to, message.reference) == (f"{message.id}\n", "07700900123", "A1")
    assert sent.err == "Hello Amala, your appointment is on 3 March.\n"


def test_an_id_needs_no_list_of_templates_and_json_has_the_whole_answer(run: Terminal) -> None:
    identifier = run.sandbox.templates["appointment reminder"]
    (line,) = run("send", "sms", "-t", identifier, "--to", "07700900123", *VALUES, "--json").lines
    assert line["outcome"] == "sent"
    assert line["template"]["id"] == identifier
    assert line["content"]["body"] == "Hello Amala, your appointment is on 3 March."


def test_an_email_with_a_file_and_options(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "form.csv").write_text("a,b\n")
    reply_to = run.sandbox.service.email_reply_tos[0].id
    options = ("--reply-to", reply_to, "--sanitise", "name", "--unsubscribe-url", "https://example.gov.uk/stop")
    values = ("-v", "name=[x](https://evil.example)", "-v", "form_enclosed=yes", "--file", "link_to_file=form.csv")
    (line,) = run("send", "email", "-t", "document", "--to", "a@example.com", *values, *options, "--json").lines
    assert "https://documents.service.gov.uk/" in line["content"]["body"]
    assert "](https://evil.example)" not in line["content"]["body"]
    assert line["content"]["one_click_unsubscribe_url"] == "https://example.gov.uk/stop"


def test_values_of_a_file_and_lists(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "values.json").write_text(json.dumps({"name": "A", "urgent": True, "items": "x"}))
    words = ("send", "email", "-t", "application received", "--to", "a@example.com", "--values", "values.json")
    (line,) = run(*words, "-v", "items=a passport", "-v", "items=a photo", "--json").lines
    assert "* a passport\n* a photo" in line["content"]["body"]
    assert "within 2 days" in line["content"]["body"]


def test_letters_by_argument_and_by_file(run: Terminal, tmp_path: Path) -> None:
    address = "Amala Bird, 102 High Street, SW14 6BH"
    words = ("send", "letter", "-t", "change of address")
    assert "Dear Amala Bird" in run(*words, "--to", address, "-v", "date=3 March").err
    rows = "address line 1,address line 2,address line 3,date\nB. Bird,1 Road,SW14 6BH,4 March\n"
    (tmp_path / "people.csv").write_text(rows)
    (line,) = run(*words, "--recipients", "people.csv", "--json").lines
    assert (line["line"], line["state"]) == (2, "sent")
    body = run.sandbox.client().get_notification_by_id(line["id"]).body
    assert body.startswith("Dear B. Bird,\n\nWe will write to you here from 4 March")


def test_a_pdf(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.4 x")
    words = ("send", "precompiled", "letter.pdf", "--reference", "R", "--postage", "first")
    assert run(*words, "--dry-run").err == "Nothing was sent. 1 of 1 would be.\n"
    assert run.sandbox.service.notifications == []
    run(*words)
    assert run.sandbox.service.notifications[0].postage == "first"


def test_several_recipients_are_sent_to_one_after_the_other(run: Terminal, tmp_path: Path) -> None:
    words = (*TEXT, "--to", "07700 9", "--to", "07700900100", "--to", "07700900101", *VALUES)
    assert run(*words, code=2).err == "Error: these are 3 messages: say --yes to send them\n"
    assert run.sandbox.service.notifications == []
    sent = run(*words, "--yes", code=3)
    assert len(sent.out.splitlines()) == 2
    assert "row 1: refused-here: ValidationError: phone_number Not enough digits" in sent.err
    assert sent.err.endswith("2 sent, 1 not\n")
    assert [each.to[-3:] for each in run.sandbox.service.notifications] == ["100", "101"]
    assert list(tmp_path.iterdir()) == []


FAULTS = """Nothing was sent. people.csv has to be corrected first:
  line 3, column 'phone number': Not enough digits: a UK mobile number has 11 digits, such as 07700 900 900
  line 4, columns 'name', 'date': there is no value (the row has 1 of 4 cells): fill it in, or allow blank values
  line 5, column 'date': there is no value: fill it in, or allow blank values
--skip-invalid leaves these rows out; --allow-blank takes a missing value as an empty one.
"""


@pytest.mark.parametrize("how", ["--yes", "--dry-run"])
def test_a_file_with_faults_is_sent_to_nobody(run: Terminal, tmp_path: Path, how: str) -> None:
    rows = ["phone number,name,date,notes", "07700900101,A,1", "07700 9,B,2", "07700900103", "07700900104,D,,x"]
    (tmp_path / "people.csv").write_text("\n".join(rows))
    words = (*TEXT, "--recipients", "people.csv", how)
    assert run(*words, code=3).err == FAULTS
    assert run.sandbox.service.notifications == []
    skipped = run(*words, "--skip-invalid").err
    assert skipped.startswith("Rows of people.csv that are left out:\n" + "\n".join(FAULTS.splitlines()[1:4]))
    run(*words, "--allow-blank", "--skip-invalid", "-v", "name=all", "--outbox", "second.outbox")
    if how == "--yes":
        bodies = [each.body for each in run.sandbox.client().get_all_notifications_iterator()]
        filled_in = ("A, your appointment is on 1", "D, your appointment is on", "all, your appointment is on")
        assert sorted(bodies) == sorted(f"Hello {each}." for each in (filled_in[0], *filled_in))


def test_values_for_everybody_and_values_of_a_row(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("phone number,date,x\n07700900101,,\n07700900102, 2 ,\n07700900102,2\n")
    dry = run(*TEXT, "--recipients", "people.csv", *VALUES, "--dry-run")
    assert dry.out.count("your appointment is on 2.") == 2
    assert "Hello Amala, your appointment is on 3 March." in dry.out
    assert "repeat an earlier one, with the same recipient and values: 1\n" in dry.err


def test_many_faults_are_counted(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("phone number,name,date\n" + "0,A,1\n" * 25)
    assert "line 21, column" in (said := run(*TEXT, "--recipients", "people.csv", code=3).err)
    assert "line 22" not in said
    assert "  and 5 more\n" in said


def test_a_dry_run_sends_nothing(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(CSV)
    dry = run(*TEXT, "--recipients", "people.csv", "--dry-run")
    assert "row 2: fine\n  Hello A, your appointment is on 1.\n" in dry.out
    assert dry.err == "Nothing was sent. 3 of 3 would be.\n"
    assert [each.name for each in tmp_path.iterdir()] == ["people.csv"]
    dry = run(*TEXT, "--dry-run", "--to", "07700 9", "--to", "07700900100", *VALUES, code=3)
    assert dry.err == "Nothing was sent. 1 of 2 would be.\n"
    missing = run(*TEXT, "--to", "07700900100", "-v", "name=x", "--dry-run", "--json", code=3)
    assert missing.lines == [
        {
            "row": 1,
            "outcome": "refused-here",
            "errors": [{"error": "BadRequestError", "message": "Missing personalisation: date"}],
        }
    ]
    long = run(*TEXT, "--to", "07700900100", "-v", f"name={'x' * 200}", "-v", "date=1", "--dry-run")
    assert "fine, charged as 2 messages" in long.out
    too_long = run(*TEXT, "--to", "07700900100", "-v", f"name={'x' * 999}", "-v", "date=1", "--dry-run", code=3)
    assert "Your message is too long" in too_long.out
    assert run.sandbox.service.notifications == []


def test_what_stops_everything_stops_the_rest(run: Terminal) -> None:
    run.sandbox.faults.add(Fault("answer", status=500, path="notifications/sms"))
    to = ("--to", "07700900101", "--to", "07700900102", "--to", "07700900103")
    sent = run(*TEXT, *to, *VALUES, "--yes", "--json", code=6)
    assert [line["outcome"] for line in sent.lines] == ["unknown"]
    assert sent.err == "0 sent, 1 not, 2 not tried\n"


def test_a_refusal_by_notify(run: Terminal) -> None:
    sent = run(*TEXT, "--to", "07700900100", code=4)
    hint = "each placeholder of the template needs a value that is not None"
    assert sent.err == f"refused: 400 BadRequestError: Missing personalisation: name, date ({hint})\n"
    (found,) = run(*TEXT, "--to", "07700900100", "--json", code=4).lines
    assert found["errors"] == [
        {"error": "BadRequestError", "message": "Missing personalisation: name, date", "hint": hint}
    ]


def test_control_c_says_how_far_it_came(run: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: object, *words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("notify_sdk.client.NotificationsAPIClient.send_sms_notification", interrupted)
    sent = run(*TEXT, "--to", "07700900101", "--to", "07700900102", *VALUES, "--yes", code=130)
    said = "Stopped at recipient 1. It is unknown whether that message was sent.\n0 sent, 1 not, 1 not tried\n"
    assert sent.err == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "there is no recipient: name one"),
        (("--to", "07700900100", "-v", "name"), "a value is NAME=TEXT"),
        (("--to", "07700900100", "--values", "list.json"), "list.json is not a JSON object"),
        (("--to", "07700900100", "--values", "none.json"), "none.json is not JSON"),
        (("--to", "07700900100", "--recipients", "no-column.csv"), "give one of them"),
        (("--recipients", "all-wrong.csv", "--skip-invalid", "--yes"), "every row of all-wrong.csv is left out"),
        (("--recipients", "no-column.csv"), "line 1: no column is called 'phone number'; the columns are 'number'"),
        (("--recipients", "latin.csv"), "line 2: there is a character that is not in UTF-8"),
        (("--to", "07700900100", "-t", "secure code"), "the templates for text messages are 'security code', 'app"),
        (
            ("--to", "07700900100", "-t", "document"),
            "'document' is a template for emails: send it with notify-sdk send",
        ),
        (
            ("--to", "07700900100", "-t", "e3a11000-0000-4000-8000-000000000001", "--dry-run"),
            "is a template for emails",
        ),
    ],
)
def test_what_can_not_be_run(run: Terminal, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    (tmp_path / "list.json").write_text("[]")
    (tmp_path / "none.json").write_text("{")
    (tmp_path / "no-column.csv").write_text("number\n1\n")
    (tmp_path / "latin.csv").write_bytes("phone number,name,date\né,,\n".encode("latin-1"))
    (tmp_path / "all-wrong.csv").write_text("phone number,name,date\n1,A,1\n2,B,2\n")
    before = sorted(tmp_path.iterdir())
    assert said in run(*TEXT, *words, code=2).err
    assert sorted(tmp_path.iterdir()) == before
    assert run.sandbox.service.notifications == []


def test_a_file_that_notify_does_not_take(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "form.csv").write_bytes(b"")
    words = ("send", "email", "-t", "document", "--to", "a@example.com", "--file")
    assert "form.csv can't be sent" in run(*words, "x=form.csv", code=2).err
    assert "away.csv can't be read" in run(*words, "x=away.csv", code=2).err
    assert (
        "a file is NAME=PATH, such as link_to_file=form.pdf, which 'form.csv' is not"
        in run(*words, "form.csv", code=2).err
    )
