"""The checks of a client: that they are those of its options, and load nothing that they do not need."""

from __future__ import annotations

import subprocess
import sys

from notify_sdk import Checks
from notify_sdk._calls.client_checks import ClientChecks


def test_they_are_checks_with_a_guard() -> None:
    checks = ClientChecks("warn", landlines=False)
    assert isinstance(checks, Checks)
    assert (checks.level, checks.landlines, checks.guard) == ("warn", False, None)


def test_a_client_for_everybody_does_not_import_the_guard() -> None:
    code = """if 1:
        import sys
        from notify_sdk import NotificationsAPIClient
        key = "-".join(["7e870000-0000-4000-8000-000000000001"] * 2)
        client = NotificationsAPIClient(key)
        client.with_options(check="warn")
        assert "notify_sdk._calls.guard" not in sys.modules
        client.with_options(never_to=["07700 900 900"])
        assert "notify_sdk._calls.guard" in sys.modules
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
