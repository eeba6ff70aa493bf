"""What `send` does with answers, faults and options: in threads and tasks, on each database."""

from __future__ import annotations

import itertools
import threading
from datetime import timedelta
from typing import Any

import pytest

from notify_sdk import AuthError, ClockError, NoConnectionError, RateLimit, RequestValidationError
from notify_sdk.outbox import Email, Outbox, SendingStopped, Sms, Tally
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


def test_the_key_of_a_message_makes_it_one(both: Both, sandbox: Sandbox) -> None:
    assert both.add([*texts(sandbox, 3), *texts(sandbox, 3)]) == 3
    assert both.add(texts(sandbox, 4)) == 1
    both.send(both.client())
    assert both.add(texts(sandbox, 4)) == 0
    assert both.send(both.client()).sent == 0


def test_those_of_a_higher_priority_go_first_and_each_goes_in_its_time(
    both: Both, sandbox: Sandbox, clock: Clock
) -> None:
    both.add(text_to(sandbox, 1))
    both.add(text_to(sandbox, 2, priority=5))
    both.add(text_to(sandbox, 3, not_before=clock.now + timedelta(hours=1)))
    both.add(text_to(sandbox, 4, expires_at=clock.now - timedelta(seconds=1)))
    both.add(
        text_to(sandbox, 5, expires_at=clock.now + timedelta(minutes=30), not_before=clock.now + timedelta(hours=1))
    )
    assert both.send(both.client(), concurrency=1) == Tally(sent=2, expired=1)
    assert [message.to[-1] for message in sandbox.inbox] == ["2", "1"]
    clock.advance(hours=1, seconds=1)
    assert both.send(both.client()) == Tally(sent=1, expired=1)
    assert both.summary().expired == 2


def test_a_cancelled_message_is_not_sent(both: Both, sandbox: Sandbox) -> None:
    both.add(texts(sandbox, 2))
    assert both.cancel("key-0")
    assert not both.cancel("key-0")
    assert not both.cancel("nobody's")
    both.send(both.client())
    assert not both.cancel("key-1")
    assert len(sandbox.inbox) == 1


LOST = [
    Fault("reset", work="done", times=1, method="POST"),
    Fault("truncate", times=1, method="POST"),
    Fault("answer", work="done", status=500, times=1, method="POST"),
    Fault("answer", work="done", status=502, times=1, method="POST"),
    Fault("reset", work="undone", times=1, method="POST"),
    Fault("answer", work="undone", status=500, times=1, method="POST"),
]


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: f"{fault.kind}-{fault.work}-{fault.status}")
def test_a_lost_answer_is_looked_up(both: Both, sandbox: Sandbox, clock: Clock, fault: Fault) -> None:
    both.add(texts(sandbox, 5))
    sandbox.faults.add(fault)
    client = both.client()
    assert both.send(client) == Tally(sent=4, unclear=1)
    assert both.summary().sending == 1
    there = len(sandbox.inbox) == 5
    clock.advance(seconds=10)
    assert both.send(client) == Tally(found=int(there))
    assert both.summary().queued == 0
    clock.advance(seconds=301)
    assert both.send(client).sent == int(not there)
    clock.advance(seconds=400)
    both.send(client)
    assert (both.summary().sent, both.summary().doubled) == (5, 0)
    assert once(sandbox, 5)
    assert not any(row.status is None for row in both.rows())


def test_a_message_that_was_found_and_is_deleted_again_is_sent_again(
    both: Both, sandbox: Sandbox, clock: Clock
) -> None:
    both.add(text_to(sandbox, 1))
    sandbox.faults.add(LOST[0])
    client = both.client()
    both.send(client)
    clock.advance(seconds=10)
    assert both.send(client).found == 1
    sandbox.reset()
    clock.advance(seconds=400)
    both.send(client)
    assert both.summary().sent == 1
    assert once(sandbox, 1)


def test_a_message_that_is_there_twice_is_told(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(text_to(sandbox, 1))
    client = both.client()
    sandbox.faults.add(LOST[4])
    both.send(client)
    clock.advance(seconds=301)
    both.send(client)  # counts as not there, and is sent again ...
    held = sandbox.inbox[0]
    with sandbox.client() as other:  # ... though the request of before was held somewhere for so long
        other.send_sms_notification(held.to, held.template_id, dict(held.personalisation), held.reference)
    clock.advance(seconds=400)
    both.send(client)
    assert (both.summary().sent, both.summary().doubled) == (1, 1)


def test_one_bad_message_does_not_hold_the_others(both: Both, sandbox: Sandbox) -> None:
    bad = Sms("07700 910999", sandbox.templates["security code"], {"app": "x"}, key="bad")
    both.add([*texts(sandbox, 20), bad])
    assert both.send(both.client()) == Tally(sent=20, refused=1)
    row = next(iter(both.rows(state="refused")))
    assert (row.key, row.error_code) == ("bad", "missing_personalisation")
    assert "code" in str(row.error_summary)


def test_ten_refusals_in_a_row_with_one_code_stop(both: Both, sandbox: Sandbox) -> None:
    template = sandbox.templates["security code"]
    both.add(Sms(f"07700 91{number:04d}", template, {"app": "x"}) for number in range(50))
    with pytest.raises(SendingStopped, match="Missing personalisation: code") as stopped:
        both.send(both.client(), concurrency=4)
    assert stopped.value.reason == "missing_personalisation"
    assert 10 <= both.summary().refused < 20
    assert both.summary().sending == 0


def test_a_revoked_key_stops_and_all_is_queued(both: Both, sandbox: Sandbox) -> None:
    both.add(texts(sandbox, 30))
    wrong = sandbox.api_key[:-1] + ("0" if sandbox.api_key[-1] != "0" else "1")
    with pytest.raises(SendingStopped) as stopped:
        both.send(both.client(wrong))
    assert isinstance(stopped.value.__cause__, AuthError)
    assert (both.summary().queued, len(sandbox.inbox)) == (30, 0)
    assert {row.attempts for row in both.rows()} == {0}
    assert both.send(both.client()) == Tally(sent=30)


def test_a_wrong_clock_stops_unless_the_client_corrects_it(both: Both, sandbox: Sandbox) -> None:
    both.add(texts(sandbox, 5))
    sandbox.faults.add(Fault(skew=3600))
    with pytest.raises(SendingStopped) as stopped:
        both.send(both.client())
    assert isinstance(stopped.value.__cause__, ClockError)
    assert both.send(both.client(clock="server"), concurrency=2).sent == 5
    assert once(sandbox, 5)


def test_the_limit_of_a_minute_lets_everybody_wait(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(texts(sandbox, 3))
    sandbox.faults.add(Fault("answer", status=429, times=1, method="POST"))
    client = both.client()
    both.send(client, seconds=0.3, concurrency=1)
    assert (both.summary().queued, both.summary().sending) == (3, 0)
    clock.advance(seconds=6)
    assert both.send(client).sent == 3


def test_the_limit_of_a_day_lets_one_kind_wait(both: Both, sandbox: Sandbox, clock: Clock) -> None:
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


def test_nothing_is_lost_where_nobody_can_be_reached(both: Both, sandbox: Sandbox) -> None:
    both.add(texts(sandbox, 5))
    sandbox.faults.add(Fault("refuse"))
    tally = both.send(both.client(), seconds=0.5)
    assert (tally.sent, both.summary().queued) == (0, 5)
    assert {(row.attempts, row.error_code) for row in both.rows() if row.error_code} == {(0, "no_connection")}


def test_a_drain_that_reaches_nobody_ends(both: Both, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("sender", "sender_async"):
        monkeypatch.setattr(f"notify_sdk.outbox.{module}._NO_CONNECTION_SECONDS", 0.0)
        monkeypatch.setattr(f"notify_sdk.outbox.{module}._NO_CONNECTION_PAUSE", 0.01)
    both.add(texts(sandbox, 5))
    sandbox.faults.add(Fault("refuse"))
    with pytest.raises(SendingStopped) as stopped:
        both.send(both.client())
    assert isinstance(stopped.value.__cause__, NoConnectionError) or stopped.value.reason == "no_connection"
    assert both.summary().queued == 5


def test_only_to_holds_for_what_is_sent(both: Both, sandbox: Sandbox) -> None:
    both.add(texts(sandbox, 3))
    tally = both.send(both.client(only_to=["07700 910001"]))
    assert (tally.sent, tally.refused) == (1, 2)
    assert [message.to for message in sandbox.inbox] == ["07700 910001"]


@pytest.mark.parametrize("key", ["team_api_key", "test_api_key"])
def test_another_key_confirms_and_does_not_deny(both: Both, sandbox: Sandbox, clock: Clock, key: str) -> None:
    both.add(text_to(sandbox, 1))
    sandbox.faults.add(LOST[0])
    both.send(both.client())
    other = both.client(getattr(sandbox, key))
    clock.advance(seconds=1000)
    both.send(other, wait=True)
    assert both.summary().sending == 1
    clock.advance(hours=1)
    assert both.send(both.client()).found == 1
    assert once(sandbox, 1)


def test_another_key_may_deny_where_the_user_says_so(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(text_to(sandbox, 1))
    sandbox.faults.add(LOST[4])
    both.send(both.client())
    other = both.client(sandbox.test_api_key)
    clock.advance(seconds=1000)
    both.send(other, accept_new_key=True)
    assert both.summary().sent == 1
    assert once(sandbox, 1)


def test_past_the_retention_nobody_knows(both: Both, sandbox: Sandbox, clock: Clock) -> None:
    both.add(text_to(sandbox, 1))
    sandbox.faults.add(LOST[4])
    client = both.client()
    both.send(client)
    clock.advance(days=8)
    both.send(client)
    assert both.summary().unknown == 1
    assert both.requeue(unknown=True) == 1
    assert both.send(client).sent == 1


def test_an_exact_reference_is_sent_alone_and_ends_as_unknown(both: Both, sandbox: Sandbox) -> None:
    both.add([text_to(sandbox, number, reference="mine", exact_reference=True) for number in (1, 2)])
    sandbox.faults.add(LOST[0])
    tally = both.send(both.client(), concurrency=1)
    assert (tally.sent, both.summary().unknown) == (1, 1)
    assert [message.reference for message in sandbox.inbox] == ["mine", "mine"]


def test_a_request_is_not_begun_late(both: Both, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine sleeps between the claim and the request."""
    both.add(texts(sandbox, 3))
    moments = itertools.count(0, 25)  # it is later than a token may be old, whenever somebody looks
    monkeypatch.setattr(boot_clock_module, "seconds", lambda: float(next(moments)))
    both.send(both.client(), seconds=0.2, concurrency=3)
    assert len(sandbox.inbox) == 0
    assert {(row.state, row.attempts) for row in both.rows()} == {("queued", 0)}


def test_stop_ends_it_in_order(both: Both, sandbox: Sandbox) -> None:
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


def test_an_exception_ends_it_in_order(both: Both, sandbox: Sandbox) -> None:
    both.add(texts(sandbox, 40))

    def progress(tally: Tally) -> None:
        if tally.sent < 10:
            raise KeyError("of the user's")

    with pytest.raises(KeyError):
        both.send(both.client(), concurrency=4, progress=progress)
    assert both.summary().sending == 0
    assert both.summary().sent == len(sandbox.inbox) > 0


@pytest.mark.parametrize(
    ("options", "name"),
    [({"concurrency": 0}, "concurrency"), ({"concurrency": 101}, "concurrency"), ({"seconds": -1}, "seconds")],
)
def test_options_that_are_none_are_refused(both: Both, options: dict[str, Any], name: str) -> None:
    with pytest.raises(RequestValidationError, match=name):
        both.send(both.client(), **options)


def test_a_time_to_resend_that_is_too_short_is_refused(sandbox: Sandbox) -> None:
    with Outbox(":memory:", resend_after=80) as outbox, sandbox.client() as client:
        outbox.create_tables()
        with pytest.raises(RequestValidationError, match="resend_after is shorter than 90 seconds"):
            outbox.send(client)
        assert outbox.send(client.with_options(timeout=20)) == Tally()
    with Outbox(":memory:", resend_after=1, unsafe=True) as outbox, sandbox.client() as client:
        outbox.create_tables()
        assert outbox.send(client) == Tally()


def test_a_limit_of_the_clients_is_refused(sandbox: Sandbox) -> None:
    with Outbox(":memory:") as outbox, sandbox.client() as client:
        outbox.create_tables()
        with pytest.raises(RequestValidationError, match="rate_limit=2700"):
            outbox.send(client.with_options(rate_limit=RateLimit()))


def test_the_rate_limit_is_kept(manner: str, sandbox: Sandbox, place: str, clock: Clock) -> None:
    both = Both(manner, sandbox, place, _clock=clock, rate_limit=20)
    try:
        both.create_tables()
        both.add(texts(sandbox, 60))
        counts: list[int] = []
        for _ in range(70):
            before = len(sandbox.inbox)
            both.send(both.client(), seconds=0.05)
            counts.append(len(sandbox.inbox) - before)
            clock.advance(seconds=3)
        assert max(sum(counts[at : at + 20]) for at in range(50)) <= 20
        assert sum(counts) == 60
    finally:
        both.close()


def test_every_kind_goes_with_its_files(both: Both, sandbox: Sandbox) -> None:
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
