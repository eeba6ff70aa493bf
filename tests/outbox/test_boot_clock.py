"""The clock that also counts the time for which the machine is suspended."""

from __future__ import annotations

import time

import pytest

from notify_sdk.outbox import boot_clock


def test_linux_counts_a_suspended_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    if clock is None:
        pytest.skip("this system has no such clock")
    monkeypatch.setattr(time, "clock_gettime", {clock: 1234.5}.__getitem__)
    assert boot_clock.seconds() == 1234.5


def test_elsewhere_the_clock_is_monotonic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boot_clock, "_BOOT_TIME", None)
    before = time.monotonic()
    assert before <= boot_clock.seconds() <= time.monotonic()
