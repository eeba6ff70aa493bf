"""Recipients that the command line names: one is sent to after the other, each with its own outcome."""

from __future__ import annotations

from pathlib import Path

import pytest

from notify_sdk.sandbox import Fault
from tests.cli.terminal import Terminal

TEXT = ("send", "sms", "--template", "appointment reminder")
HINT = "each placeholder of the template needs a value that is not None"
VALUES = ("-v", "name=Amala", "--value", "date=3 March")
CSV = "Phone_Number,name,date\n07700900101,A,1\n07700900102,B,2\n07700900103,C,3\n\n"


def test_several_recipients_are_sent_to_one_after_the_other(run: Terminal, tmp_path: Path) -> None:
    words = (*TEXT, "--to", "07700 9", "--to", "07700900100", "--to", "07700900101", *VALUES)
    assert run(*words, code=2).err == "Error: these are 3 messages: add --yes to send them\n"
    assert run.sandbox.service.notifications == []
    sent = run(*words, "--yes", code=3)
    assert len(sent.out.splitlines()) == 2
    assert "row 1: refused-here: ValidationError: phone_number Not enough digits" in sent.err
    assert sent.err.endswith("2 sent, 1 not\n")
    assert [each.to[-3:] for each in run.sandbox.service.notifications] == ["100", "101"]
    assert list(tmp_path.iterdir()) == []


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
            "errors": [{"error": "BadRequestError", "message": "Missing personalisation: date", "hint": HINT}],
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
    words = ("send", "sms", "-t", run.sandbox.templates["appointment reminder"], "--to", "07700900100")
    sent = run(*words, code=4)
    assert sent.err == f"refused: 400 BadRequestError: Missing personalisation: name, date ({HINT})\n"
    (found,) = run(*words, "--json", code=4).lines
    assert found["errors"] == [
        {"error": "BadRequestError", "message": "Missing personalisation: name, date", "hint": HINT}
    ]


def test_a_template_that_was_read_is_checked_before_anything_is_sent(run: Terminal) -> None:
    sent = run(*TEXT, "--to", "07700900100", "-v", "name=Amala", "-v", "dat=x", code=3)
    assert sent.err.startswith(
        "refused-here: BadRequestError: Missing personalisation: date ('appointment reminder' has no"
    )
    assert run.sandbox.service.notifications == []


def test_control_c_reports_how_many_were_sent(run: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: object, *words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("notify_sdk.client.NotificationsAPIClient.send_sms_notification", interrupted)
    sent = run(*TEXT, "--to", "07700900101", "--to", "07700900102", *VALUES, "--yes", code=130)
    said = "Stopped at recipient 1. It is unknown whether that message was sent.\n0 sent, 1 not, 1 not tried\n"
    assert sent.err == said
