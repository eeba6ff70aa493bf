"""Which statuses are final, which mean failure, and which Notify posts: for every status."""

from __future__ import annotations

from typing import get_args

import pytest
from fpdf import FPDF

from notify_sdk import _statuses as statuses
from notify_sdk.models import NotificationStatus, is_notification_status
from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.world import statuses as of_the_sandbox
from tests.sandbox.manual_clock import ManualClock, send_email, send_letter, send_text

EVERY = sorted(get_args(NotificationStatus))
ABROAD = "+33 6 12 34 56 78"


def one_page() -> bytes:
    page = FPDF(format="A4")
    page.add_page()
    return bytes(page.output())


SENDS = {
    "text": send_text,
    "text abroad": lambda sandbox: send_text(sandbox, ABROAD),
    "text that fails": lambda sandbox: send_text(sandbox, "07700900002"),
    "text that fails for now": lambda sandbox: send_text(sandbox, "07700900003"),
    "email": send_email,
    "letter": send_letter,
    "PDF": lambda sandbox: sandbox.client().send_precompiled_letter_notification("mine", one_page()),
    "no PDF": lambda sandbox: sandbox.client().send_precompiled_letter_notification("mine", b"no PDF"),
}


@pytest.mark.parametrize("status", EVERY)
def test_every_status_is_in_progress_or_final(status: str) -> None:
    on_the_way, last = status in statuses.IN_PROGRESS, status in statuses.FINAL
    assert on_the_way or last
    assert (on_the_way and last) is (status == "sent")  # some networks abroad give no later one


@pytest.mark.parametrize("status", EVERY)
def test_a_final_status_is_an_arrival_or_a_failure(status: str) -> None:
    assert (status in statuses.ARRIVED) + (status in statuses.FAILED) == (status in statuses.FINAL)


def test_the_lists_have_no_unknown_status() -> None:
    assert {*statuses.IN_PROGRESS, *statuses.FINAL, *statuses.POSTED} == {*EVERY}
    assert len(set(statuses.IN_PROGRESS)) == len(statuses.IN_PROGRESS)


@pytest.mark.parametrize("status", EVERY)
def test_every_status_is_one(status: str) -> None:
    assert is_notification_status(status)
    assert not is_notification_status(status.upper())
    assert not is_notification_status(f" {status}")


@pytest.mark.parametrize("value", ["", "delivery", None, 1, b"sent", ["sent"], {"sent"}, {}, object()])
def test_anything_else_is_no_status(value: object) -> None:
    assert not is_notification_status(value)


def test_notify_posts_only_final_statuses() -> None:
    assert statuses.POSTED < statuses.FINAL


@pytest.mark.parametrize("kind", SENDS)
def test_a_message_passes_its_statuses_in_this_order(kind: str) -> None:
    sandbox = Sandbox(clock=ManualClock())
    seen = list[str]()
    sandbox.state.watchers.append(lambda message: seen.append(of_the_sandbox.shown_status(message)))
    SENDS[kind](sandbox)
    sandbox.advance()
    *before, last = dict.fromkeys(seen)
    assert before == [each for each in statuses.IN_PROGRESS if each in before]
    assert last in statuses.FINAL
    assert len(before) >= 1
