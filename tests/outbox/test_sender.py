"""Sending: answers, faults and options, in threads and in tasks, on each database."""

from __future__ import annotations

import itertools
import threading
from datetime import timedelta

import pytest

from notify_sdk import AuthError, ClockError, NoConnectionError
from notify_sdk.outbox import Email, Letter, SendingStopped, Sms, Tally
from notify_sdk.outbox import boot_clock as boot_clock_module
from notify_sdk.sandbox import Fault, Sandbox
from tests.outbox.conftest import Both, Clock
from tests.outbox.messages import once, text_to, texts


def test_each_message_is_sent_once_under_a_reference_that_begins_with_the_users(both: Both, sandbox: Sandbox) -> None:
    assert both.add(texts(sandbox, 30, reference="case-7", tag="march")) == 30
    assert both.send(both.client()) == Tally(sent=30)
    assert both.send(both.client()) == Tally()
    assert once(sandbox, 30)
    references = [message.reference for message in sandbox.inbox]
    assert len(set(references)) == 30
    assert all(each.startswith("case-7.") and len(each) == len("case-7.") + 22 for each in references)
    for row in both.rows():
        assert (row.state, row.status, row.learnt, row.attempts) == ("sent", "created", "answer", 1)
    assert (both.summary().sent, both.summary(tag="march").sent, both.summary(tag="april").total) == (30, 30, 0)


def test_a_refused_message_does_not_stop_the_others(both: Both, sandbox: Sandbox) -> None:
    bad = Sms("07700 910999", sandbox.templates["security code"], {"app": "x"}, key="bad")
    both.add([*texts(sandbox, 20), bad])
    assert both.send(both.client()) == Tally(sent=20, refused=1)
    row = next(iter(both.rows(state="refused")))
    assert (row.key, row.error_code) == ("bad", "missing_personalisation")
    assert "code" in str(row.error_summary)


def test_ten_equal_refusals_in_a_row_stop_sending(both: Both, sandbox: Sandbox) -> None:
    template = sandbox.templates["security code"]
    both.add(Sms(f"07700 91{number:04d}", template, {"app": "x"}) for number in range(50))
    with pytest.raises(SendingStopped, match="Missing personalisation: code") as stopped:
        both.send(both.client(), concurrency=4)
    assert stopped.value.reason == "missing_personalisation"
    assert 10 <= both.summary().refused < 20
    assert both.summary().sending == 0


def test_a_revoked_key_stops_sending_and_all_stay_queued(both: Both, sandbox: Sandbox) -> None:
    both.add(texts(sandbox, 30))
    wrong = sandbox.api_key[:-1] + ("0" if sandbox.api_key[-1] != "0" else "1")
    with pytest.raises(SendingStopped) as stopped:
        both.send(both.client(wrong))
    assert isinstance(stopped.value.__cause__, AuthError)
    assert (both.summary().queued, len(sandbox.inbox)) == (30, 0)
    assert {row.attempts for row in both.rows()} == {0}
    assert both.send(both.client()) == Tally(sent=30)


def test_a_wrong_clock_stops_sending_unless_the_client_corrects_it(both: Both, sandbox: Sandbox) -> None:
    both.add(texts(sandbox, 5))
    sandbox.faults.add(Fault(skew=3600))
    with pytest.raises(SendingStopped) as stopped:
        both.send(both.client())
    assert isinstance(stopped.value.__cause__, ClockError)
    assert both.send(both.client(clock="server"), concurrency=2).sent == 5
    assert once(sandbox, 5)


def test_the_minute_limit_pauses_all_messages(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(texts(sandbox, 3))
    sandbox.faults.add(Fault("answer", status=429, times=1, method="POST"))
    client = both.client()
    both.send(client, seconds=0.3, concurrency=1)
    assert (both.summary().queued, both.summary().sending) == (3, 0)
    clock.advance(seconds=6)
    assert both.send(client).sent == 3


def test_the_day_limit_pauses_one_kind(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    sandbox.service.daily_limits["sms"] = 2
    both.add(texts(sandbox, 5))
    values = {"name": "A", "form_enclosed": "no", "link_to_file": "-"}
    both.add(Email("a@example.com", sandbox.templates["document"], values))
    client = both.client()
    tally = both.send(client, concurrency=1)
    assert tally.sent == 3
    assert tally.paused_until is not None
    assert clock.now < tally.paused_until <= clock.now + timedelta(days=1, minutes=1)
    assert both.summary().queued == 3
    assert both.send(client) == Tally()
    sandbox.service.daily_limits["sms"] = 100
    clock.now = tally.paused_until + timedelta(seconds=1)
    assert both.send(client).sent == 3


def test_messages_stay_queued_without_a_connection(both: Both, sandbox: Sandbox) -> None:
    both.add(texts(sandbox, 5))
    sandbox.faults.add(Fault("refuse"))
    tally = both.send(both.client(), seconds=0.5)
    assert (tally.sent, both.summary().queued) == (0, 5)
    assert {(row.attempts, row.error_code) for row in both.rows() if row.error_code} == {(0, "no_connection")}


def test_send_ends_after_a_minute_without_a_connection(
    both: Both, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("sender", "sender_async"):
        monkeypatch.setattr(f"notify_sdk.outbox.{module}._NO_CONNECTION_SECONDS", 0.0)
        monkeypatch.setattr(f"notify_sdk.outbox.{module}._NO_CONNECTION_PAUSE", 0.01)
    both.add(texts(sandbox, 5))
    sandbox.faults.add(Fault("refuse"))
    with pytest.raises(SendingStopped) as stopped:
        both.send(both.client())
    assert isinstance(stopped.value.__cause__, NoConnectionError) or stopped.value.reason == "no_connection"
    assert both.summary().queued == 5


def test_only_to_applies_to_sending(both: Both, sandbox: Sandbox) -> None:
    both.add(texts(sandbox, 3))
    tally = both.send(both.client(only_to=["07700 910001"]))
    assert (tally.sent, tally.refused) == (1, 2)
    assert [message.to for message in sandbox.inbox] == ["07700 910001"]


def test_never_to_applies_to_sending(both: Both, sandbox: Sandbox) -> None:
    both.add(texts(sandbox, 3))
    tally = both.send(both.client(never_to=["+447700910001"]))
    assert (tally.sent, tally.refused) == (2, 1)
    assert sorted(message.to for message in sandbox.inbox) == ["07700 910000", "07700 910002"]
    assert [row.error_code for row in both.rows() if row.state == "refused"] == ["in_never_to"]


def test_redirect_to_applies_to_sending_and_the_outbox_keeps_the_recipients(
    both: Both, sandbox: Sandbox, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "notify_sdk")
    address = {"address_line_1": "A", "address_line_2": "B", "postcode": "SW1A 1AA", "date": "1 May"}
    both.add([*texts(sandbox, 3), Letter(sandbox.templates["change of address"], address)])
    sandbox.faults.add(Fault("reset", work="done", times=1, method="POST"))
    client = both.client(redirect_to="07700 900 999")
    assert both.send(client, concurrency=1) == Tally(sent=2, refused=1, unclear=1)
    clock.advance(seconds=10)
    assert both.send(client) == Tally(found=1)
    assert [message.to for message in sandbox.inbox] == ["07700 900 999"] * 3
    assert [row.error_code for row in both.rows() if row.state == "refused"] == ["not_redirected"]
    assert caplog.text.count(", redirected") == 3
    both.add(texts(sandbox, 4))  # the first three have keys that the outbox knows, with their recipients
    assert both.send(both.client()).sent == 1
    assert [message.to for message in sandbox.inbox][3:] == ["07700 910003"]


def test_a_lost_answer_for_an_exact_reference_is_unknown(both: Both, sandbox: Sandbox) -> None:
    both.add([text_to(sandbox, number, reference="mine", exact_reference=True) for number in (1, 2)])
    sandbox.faults.add(Fault("reset", work="done", times=1, method="POST"))
    tally = both.send(both.client(), concurrency=1)
    assert (tally.sent, both.summary().unknown) == (1, 1)
    assert [message.reference for message in sandbox.inbox] == ["mine", "mine"]


def test_a_request_is_not_begun_late(both: Both, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine is suspended between the claim and the request."""
    both.add(texts(sandbox, 3))
    moments = itertools.count(0, 25)  # the clock moves on by more than a token may be old, at each reading
    monkeypatch.setattr(boot_clock_module, "seconds", lambda: float(next(moments)))
    both.send(both.client(), seconds=0.2, concurrency=3)
    assert len(sandbox.inbox) == 0
    assert {(row.state, row.attempts) for row in both.rows()} == {("queued", 0)}


def test_stop_ends_sending_and_settles_what_was_sent(both: Both, sandbox: Sandbox) -> None:
    both.add(texts(sandbox, 40))
    stop = threading.Event()
    seen: list[Tally] = []

    def progress(tally: Tally) -> None:
        seen.append(tally)
        stop.set()

    tally = both.send(both.client(), concurrency=2, stop=stop.is_set, progress=progress)
    assert 0 < tally.sent < 40
    assert seen[-1] == tally
    assert (both.summary().sending, both.summary().sent) == (0, tally.sent)


def test_an_exception_ends_sending_and_settles_what_was_sent(both: Both, sandbox: Sandbox) -> None:
    both.add(texts(sandbox, 40))

    def progress(tally: Tally) -> None:
        if tally.sent < 10:
            raise KeyError("of the user's")

    with pytest.raises(KeyError):
        both.send(both.client(), concurrency=4, progress=progress)
    assert both.summary().sending == 0
    assert both.summary().sent == len(sandbox.inbox) > 0


def test_every_kind_is_sent_with_its_files(both: Both, sandbox: Sandbox) -> None:
    from notify_sdk import prepare_upload
    from notify_sdk.outbox import Letter, PrecompiledLetter

    address = {"address_line_1": "A", "address_line_2": "B", "postcode": "SW1A 1AA"}
    values = {"name": "A", "form_enclosed": "no", "link_to_file": prepare_upload(b"a,b\n", "a.csv")}
    pdf = b"%PDF-1.4\n%%EOF\n"
    both.add(
        [
            Email("a@example.com", sandbox.templates["document"], values, key="email"),
            Letter(sandbox.templates["decision letter"], {**address, "name": "A"}, key="letter"),
            PrecompiledLetter(pdf, key="pdf"),
        ]
    )
    tally = both.send(both.client())
    assert (tally.sent + tally.refused, tally.unclear) == (3, 0)
    assert {row.kind for row in both.rows()} == {"email", "letter", "precompiled"}
    assert sum(row.state == "sent" for row in both.rows()) >= 2
